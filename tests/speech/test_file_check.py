from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.speech.file_check import LARGEST_CONFIG_BYTES, config_problem, model_problem
from tests.speech.voices import DATA, piper_voice

GOOD: dict[str, Any] = json.loads((DATA / "bench-tiny.onnx.json").read_text("utf-8"))


def problem(tmp_path: Path, text: str, **options: Any) -> str:
    path = tmp_path / "config"
    path.write_text(text)
    return config_problem(path, piper_voice(**options))


def test_real_files_pass() -> None:
    for name in ("bench-tiny", "bench-tiny-4spk"):
        assert config_problem(DATA / f"{name}.onnx.json", piper_voice()) == ""
        assert model_problem(DATA / f"{name}.onnx", piper_voice()) == ""


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"audio": {"sample_rate": 4_000}}, "sample rate 4000"),
        ({"audio": {"sample_rate": "22050"}}, "sample rate '22050'"),
        ({"audio": {}}, "KeyError"),
        ({"audio": None}, "TypeError"),
        ({"phoneme_type": "pinyin"}, "phonemes of kind 'pinyin'"),
        ({"phoneme_id_map": {"a": 1}}, "phoneme_id_map"),
        ({"phoneme_id_map": []}, "AttributeError"),
        ({"espeak": {"voice": None}}, "espeak voice"),
        ({"num_symbols": None}, "num_symbols"),
        ({"num_speakers": "many"}, "ValueError"),
    ],
)
def test_what_a_voice_must_have(tmp_path: Path, changes: dict[str, Any], said: str) -> None:
    assert said in problem(tmp_path, json.dumps({**GOOD, **changes}))


@pytest.mark.parametrize(("speaker", "fits"), [(None, True), (0, True), (1, False)])
def test_the_speaker_must_be_there(tmp_path: Path, speaker: int | None, *, fits: bool) -> None:
    assert (problem(tmp_path, json.dumps(GOOD), speaker=speaker) == "") is fits


@pytest.mark.parametrize("text", ["", "<html>", "[]", "null", "3", "[" * 100_000])
def test_what_is_no_configuration(tmp_path: Path, text: str) -> None:
    assert "not a Piper voice's configuration" in problem(tmp_path, text)


def test_a_huge_configuration_is_not_even_read(tmp_path: Path) -> None:
    assert "too large" in problem(tmp_path, " " * (LARGEST_CONFIG_BYTES + 1))


@given(data=st.binary(max_size=200))
def test_any_bytes_are_judged(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("c") / "config"
    path.write_bytes(data)
    assert config_problem(path, piper_voice())


@pytest.mark.parametrize("data", [b"", b"<html>", b"PK\x03\x04"])
def test_what_is_no_model(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "model").write_bytes(data)
    assert model_problem(tmp_path / "model", piper_voice()) == "not an ONNX model"
