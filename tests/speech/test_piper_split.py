from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import pytest

from loudspeaker.audio.pcm import Samples
from loudspeaker.errors import StorageFailure
from loudspeaker.speech.piper_graph import (
    FIRST_FRAMES,
    MOST_FRAMES,
    NEXT_FRAMES,
    Graph,
    Scales,
    SplitFiles,
    SplitGraph,
    WholeGraph,
    find_split,
    split_name,
)
from loudspeaker.speech.piper_split import NotSplittable, make_split, split_graphs
from tests.speech.tiny_vits import (
    FRAMES_A_NUMBER,
    SAMPLES_A_FRAME,
    SPEAKERS,
    tiny_vits,
    write_tiny_vits,
)

BENCH_TINY = Path(__file__).parents[1] / "data" / "voices" / "bench-tiny.onnx"
SCALES = Scales(noise=0.0, length=1.0, noise_w=0.0)
SHA = "ab" * 32


def sound(
    graph: Graph, numbers: list[int], *, scales: Scales = SCALES, speaker: int = 0
) -> Samples:
    return np.concatenate(list(graph.sound(numbers, scales, speaker)))


@pytest.fixture(scope="module", params=[1, SPEAKERS])
def model(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_tiny_vits(tmp_path_factory.mktemp("voice"), speakers=request.param)


@pytest.mark.parametrize("count", [1, 7, 8, 9, 40, 41, 400])
def test_chunks_together_are_the_whole(model: Path, count: int) -> None:
    numbers = [(7 * i) % 256 for i in range(count)]
    whole = sound(WholeGraph(model), numbers, speaker=1)
    split = sound(SplitGraph(make_split(model, SHA)), numbers, speaker=1)
    assert len(split) == len(whole) == count * FRAMES_A_NUMBER * SAMPLES_A_FRAME
    assert float(np.max(np.abs(split - whole))) < 1e-6 * float(np.max(np.abs(whole)))


def test_the_first_chunk_is_small_and_later_ones_grow(model: Path) -> None:
    graph = SplitGraph(make_split(model, SHA))
    chunks = [len(c) // SAMPLES_A_FRAME for c in graph.sound(list(range(256)) * 4, SCALES, 0)]
    assert chunks[:2] == [FIRST_FRAMES, NEXT_FRAMES]
    assert chunks[1:-1] == sorted(chunks[1:-1])
    assert max(chunks) <= MOST_FRAMES
    assert sum(chunks) == 1024 * FRAMES_A_NUMBER


def test_the_whole_in_a_hurry_is_the_same_in_fewer_chunks(model: Path) -> None:
    graph = SplitGraph(make_split(model, SHA))
    numbers = list(range(200))
    chunks = list(graph.sound(numbers, SCALES, 0, streamed=False))
    assert len(chunks) < len(list(graph.sound(numbers, SCALES, 0)))
    assert float(np.max(np.abs(np.concatenate(chunks) - sound(graph, numbers)))) < 1e-6


def test_speakers_and_scales_reach_the_graph(tmp_path: Path) -> None:
    graph = SplitGraph(make_split(write_tiny_vits(tmp_path, speakers=SPEAKERS), SHA))
    plain = sound(graph, [1, 2, 3])
    assert not np.array_equal(plain, sound(graph, [1, 2, 3], speaker=1))
    longer = Scales(noise=0.0, length=2.0, noise_w=0.0)
    assert not np.array_equal(plain, sound(graph, [1, 2, 3], scales=longer))


def test_a_split_is_found_only_for_its_model_runtime_and_processor(
    model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = make_split(model, SHA)
    assert find_split(model.parent, SHA) == made
    assert find_split(model.parent, "cd" * 32) is None
    monkeypatch.setattr("loudspeaker.speech.piper_graph._cpu_identity", lambda: "another")
    assert find_split(model.parent, SHA) is None
    monkeypatch.undo()
    monkeypatch.setattr("onnxruntime.__version__", "0.0")
    assert find_split(model.parent, SHA) is None


def test_a_split_without_one_half_is_not_found(model: Path) -> None:
    made = make_split(model, SHA)
    made.decoder.unlink()
    assert find_split(model.parent, SHA) is None


def test_a_new_split_replaces_the_older_ones_and_leaves_no_workshop(model: Path) -> None:
    make_split(model, "cd" * 32)
    make_split(model, SHA)
    assert [path.name for path in model.parent.iterdir() if path.is_dir()] == [split_name(SHA)]


def test_a_model_without_the_narrow_place_is_not_split(tmp_path: Path) -> None:
    (tmp_path / "model.onnx").write_bytes(BENCH_TINY.read_bytes())
    with pytest.raises(NotSplittable, match="no node"):
        make_split(tmp_path / "model.onnx", SHA)
    assert [path.name for path in tmp_path.iterdir()] == ["model.onnx"]


def test_a_decoder_that_looks_at_the_text_is_not_split() -> None:
    model = tiny_vits()
    tanh = next(node for node in model.graph.node if node.op_type == "Tanh")
    tanh.input[0] = "wave_of_text"
    model.graph.node.insert(
        len(model.graph.node) - 2,
        onnx.helper.make_node("Mul", ["wave", "length_scale"], ["wave_of_text"]),
    )
    with pytest.raises(NotSplittable, match="also needs scales"):
        split_graphs(model)


def test_names_used_inside_branches_are_kept() -> None:
    model = tiny_vits()
    branches: dict[str, Any] = {}
    for name in ("then_branch", "else_branch"):
        branches[name] = onnx.helper.make_graph(
            [onnx.helper.make_node("Add", ["wave", "offset"], [f"{name}_wave"])],
            name,
            [],
            [onnx.helper.make_tensor_value_info(f"{name}_wave", onnx.TensorProto.FLOAT, None)],
        )
    model.graph.initializer.extend(
        [
            onnx.numpy_helper.from_array(np.array(0.1, dtype=np.float32), "offset"),
            onnx.numpy_helper.from_array(np.array(True), "always"),
        ]
    )
    tanh = next(node for node in model.graph.node if node.op_type == "Tanh")
    tanh.input[0] = "shifted"
    model.graph.node.insert(
        len(model.graph.node) - 2, onnx.helper.make_node("If", ["always"], ["shifted"], **branches)
    )
    _, decoder = split_graphs(model)
    assert "offset" in {value.name for value in decoder.graph.initializer}
    assert "If" in {node.op_type for node in decoder.graph.node}


@pytest.mark.parametrize("data", [b"", b"nonsense", b"\x08" * 400])
def test_what_is_no_model_is_not_split(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "model.onnx").write_bytes(data)
    with pytest.raises(NotSplittable):
        make_split(tmp_path / "model.onnx", SHA)


def test_a_missing_model_is_a_storage_failure(tmp_path: Path) -> None:
    with pytest.raises(StorageFailure):
        make_split(tmp_path / "model.onnx", SHA)


def test_a_model_the_runtime_refuses_is_not_split(tmp_path: Path) -> None:
    model = tiny_vits()
    model.graph.node[0].op_type = "NoSuchOperator"
    onnx.save(model, str(tmp_path / "model.onnx"))
    with pytest.raises(NotSplittable, match="NoSuchOperator"):
        make_split(tmp_path / "model.onnx", SHA)
    assert [path.name for path in tmp_path.iterdir()] == ["model.onnx"]


def test_split_files_name_the_two_halves() -> None:
    files = SplitFiles.of(Path("x"))
    assert (files.encoder.name, files.decoder.name) == ("encoder.onnx", "decoder.onnx")


def test_the_tiny_bench_voice_is_the_one_published() -> None:
    digest = hashlib.sha256(BENCH_TINY.read_bytes()).hexdigest()
    assert digest == "7d18f50ff7557125a71c72543d4acf4abd697e97e386411f096f7be59d2a6ef1"
