"""A Piper model as two graphs, made once when a voice is installed.

VITS models have one narrow place: the input of ``/dec/conv_pre/Conv``.  What comes before it
(text encoder, durations, flow) needs the whole sentence; what follows (the decoder) works on any
stretch of frames, so its first sound need not wait for the last.  Each half is optimised by ONNX
Runtime for this processor and saved, which makes loading fast.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import onnx
import onnxruntime

from loudspeaker.speech.piper_graph import FRAMES, SPLIT_FOLDER, SplitFiles, split_name
from loudspeaker.system.files import storage_errors, sync_directory

SPLIT_NODE = "/dec/conv_pre/Conv"


class NotSplittable(Exception):
    """The graph has not the expected narrow place; it is used whole."""


def make_split(model: Path, model_sha256: str) -> SplitFiles:
    """Split, optimise and save beside the model; all or nothing, older results go.

    Raises NotSplittable or StorageFailure.
    """
    folder = model.parent / split_name(model_sha256)
    with storage_errors(folder):
        encoder, decoder = split_graphs(_load(model))
        workshop = Path(tempfile.mkdtemp(dir=model.parent, prefix=".split-"))
        try:
            made = SplitFiles.of(workshop)
            _save_optimised(encoder, made.encoder)
            _save_optimised(decoder, made.decoder)
            workshop.chmod(0o750)
            sync_directory(workshop)
            _put_in_place(workshop, folder)
        finally:
            shutil.rmtree(workshop, ignore_errors=True)
    return SplitFiles.of(folder)


def split_graphs(model: Any) -> tuple[Any, Any]:
    """Return encoder and decoder of an ``onnx.ModelProto``; raise NotSplittable."""
    at = next((node for node in model.graph.node if node.name == SPLIT_NODE), None)
    if at is None:
        raise NotSplittable(f"no node {SPLIT_NODE}")
    narrow = at.input[0]
    after, entries = _ancestors(model, [o.name for o in model.graph.output], stop=narrow)
    if not entries <= {"sid"}:
        raise NotSplittable(f"the decoder also needs {', '.join(sorted(entries - {'sid'}))}")
    before, _ = _ancestors(model, [narrow], stop="")
    return _encoder(model, before, narrow), _decoder(model, after, narrow, entries)


def _load(model: Path) -> Any:
    try:
        return onnx.load(str(model), load_external_data=False)
    except OSError:
        raise
    except Exception as error:  # protobuf's own, which is not ours to import
        raise NotSplittable(f"not an ONNX model: {error}") from error


def _ancestors(model: Any, wanted: Iterable[str], *, stop: str) -> tuple[set[int], set[str]]:
    """Return the indices of all nodes that ``wanted`` needs, and the graph's inputs they reach."""
    makers = {name: i for i, node in enumerate(model.graph.node) for name in node.output}
    inputs = {value.name for value in model.graph.input}
    nodes: set[int] = set()
    reached: set[str] = set()
    waiting = list(wanted)
    while waiting:
        name = waiting.pop()
        if name in inputs:
            reached.add(name)
        index = makers.get(name)
        if name != stop and index is not None and index not in nodes:
            nodes.add(index)
            waiting.extend(_names_used(model.graph.node[index]))
    return nodes, reached


def _names_used(node: Any) -> Iterator[str]:
    """Yield the names a node reads, also from inside the branches of If and Loop."""
    yield from node.input
    for attribute in node.attribute:
        for graph in (attribute.g, *attribute.graphs):
            for inner in graph.node:
                yield from _names_used(inner)


def _encoder(model: Any, nodes: set[int], narrow: str) -> Any:
    chosen = _copies(model, nodes, {narrow: FRAMES})
    used = set().union(*map(_names_used, chosen))
    inputs = [value for value in model.graph.input if value.name in used]
    return _model_of(model, chosen, inputs, [_frames_info()])


def _decoder(model: Any, nodes: set[int], narrow: str, entries: set[str]) -> Any:
    chosen = _copies(model, nodes, {narrow: FRAMES})
    inputs = [value for value in model.graph.input if value.name in entries]
    return _model_of(model, chosen, [_frames_info(), *inputs], list(model.graph.output))


def _copies(model: Any, nodes: set[int], rename: Mapping[str, str]) -> list[Any]:
    chosen = []
    for index in sorted(nodes):
        node = onnx.NodeProto()
        node.CopyFrom(model.graph.node[index])
        for names in (node.input, node.output):
            names[:] = [rename.get(name, name) for name in names]
        chosen.append(node)
    return chosen


def _frames_info() -> Any:
    shape = ["batch", "channels", "frames"]
    return onnx.helper.make_tensor_value_info(FRAMES, onnx.TensorProto.FLOAT, shape)


def _model_of(model: Any, nodes: list[Any], inputs: list[Any], outputs: list[Any]) -> Any:
    used = set().union(*map(_names_used, nodes))
    constants = [value for value in model.graph.initializer if value.name in used]
    graph = onnx.helper.make_graph(nodes, "part", inputs, outputs, constants)
    part = onnx.helper.make_model(graph, opset_imports=model.opset_import)
    part.ir_version = model.ir_version
    return part


def _save_optimised(model: Any, path: Path) -> None:
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
    options.optimized_model_filepath = str(path)
    options.intra_op_num_threads = 1
    options.log_severity_level = 3  # it warns that the file suits this processor only, as meant
    try:
        onnxruntime.InferenceSession(
            model.SerializeToString(), options, providers=["CPUExecutionProvider"]
        )
    except Exception as error:  # ONNX Runtime's exceptions have no class in common
        raise NotSplittable(str(error)) from error
    with path.open("rb") as stream:
        os.fsync(stream.fileno())


def _put_in_place(workshop: Path, folder: Path) -> None:
    for older in folder.parent.glob(f"{SPLIT_FOLDER}*"):
        shutil.rmtree(older, ignore_errors=True)
    with suppress(FileExistsError):
        workshop.rename(folder)
    sync_directory(folder.parent)
