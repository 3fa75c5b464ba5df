from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from loudspeaker.config import shipped
from loudspeaker.config.reader import Section
from loudspeaker.config.voices import VOICE_KEYS, load_voice
from loudspeaker.errors import ConfigurationRefused
from loudspeaker.model.settings import Setting, Table, line_of_text

COMMON = "title: Giọng thử\nlicence: {name: MIT, commercial: true}\n"
ESPEAK = COMMON + "engine: espeak\nvoice: vi\n"
PIPER = COMMON + (
    "engine: piper\nmodel: {url: 'https://example.org/a.onnx', sha256: " + "ab" * 32 + "}\n"
    "config: {url: 'https://example.org/a.onnx.json'}\n"
)


def load(tmp_path: Path, text: str) -> Section:
    path = tmp_path / "v.yaml"
    path.write_text(text, encoding="utf-8")
    return load_voice(path)


def test_espeak(tmp_path: Path) -> None:
    voice = load(tmp_path, ESPEAK + "variant: f2\n")
    assert (voice["engine"], voice["voice"], voice["variant"]) == ("espeak", "vi", "f2")
    assert voice["gain_db"] is None
    assert dict(voice["licence"]) == {"name": "MIT", "url": None, "commercial": True}


def test_piper(tmp_path: Path) -> None:
    voice = load(tmp_path, PIPER + "length_scale: 1.1\nspeaker: 3\n")
    assert voice["model"]["sha256"] == "ab" * 32
    assert voice["config"]["sha256"] is None
    assert (voice["length_scale"], voice["speaker"]) == (1.1, 3)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (COMMON + "engine: festival\n", "unknown_name"),
        (ESPEAK + "length_scale: 1\n", "unknown_key"),
        (ESPEAK + "pitch: 100\n", "wrong_value"),
        (PIPER.replace("https", "http"), "wrong_value"),
        (PIPER.replace("abab", "ab"), "wrong_value"),
        ("title: A\nengine: tone\n", "missing_key"),
    ],
)
def test_refusals(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(ConfigurationRefused) as caught:
        load(tmp_path, text)
    assert caught.value.problem == problem


def test_an_engine_from_elsewhere_brings_its_keys(tmp_path: Path) -> None:
    path = tmp_path / "v.yaml"
    path.write_text(COMMON + "engine: cloud\nregion: vn\n", encoding="utf-8")
    engines = {"cloud": Table((Setting("region", line_of_text()),))}
    keys = replace(VOICE_KEYS, tables={**VOICE_KEYS.tables, **engines})
    assert load_voice(path, keys)["region"] == "vn"


def test_every_shipped_voice_can_be_read() -> None:
    for path in shipped.files("voices").values():
        assert load_voice(path)["title"]
