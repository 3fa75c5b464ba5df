from __future__ import annotations

import json
from dataclasses import replace

import pytest

from loudspeaker.speech.manifest import (
    Download,
    Licence,
    Voice,
    from_message,
    may_start_early,
    to_message,
    voice_of,
)
from tests.speech.voices import FREE, espeak_voice, piper_voice, tone_voice

ESPEAK = {
    "title": "Giọng Bắc",
    "language": "vi",
    "licence": {"name": "GPL-3.0-or-later", "url": None, "commercial": True},
    "engine": "espeak",
    "gain_db": 7.5,
    "voice": "vi",
    "variant": None,
    "words_per_minute": 150,
    "pitch": 50,
}
PIPER = {
    **ESPEAK,
    "engine": "piper",
    "gain_db": None,
    "model": {"url": "https://v.example/a.onnx", "sha256": "ab" * 32, "bytes": 63_000_000},
    "config": {"url": "https://v.example/a.onnx.json", "sha256": None, "bytes": None},
    "speaker": 2,
}


def test_a_voice_file_becomes_a_voice() -> None:
    voice = voice_of("vi-bac", ESPEAK)
    assert (voice.id, voice.title, voice.engine, voice.gain_db) == (
        "vi-bac", "Giọng Bắc", "espeak", 7.5,
    )  # fmt: skip
    assert voice.licence == Licence(name="GPL-3.0-or-later", commercial=True)
    assert voice.options == {
        "voice": "vi", "variant": None, "words_per_minute": 150, "pitch": 50,
    }  # fmt: skip
    assert voice.downloads == {}


def test_a_model_s_files_are_known() -> None:
    assert voice_of("a", PIPER).downloads == {
        "model": Download(url="https://v.example/a.onnx", sha256="ab" * 32, size_bytes=63_000_000),
        "config": Download(url="https://v.example/a.onnx.json"),
    }


@pytest.mark.parametrize("voice", [espeak_voice(), piper_voice(), tone_voice()])
def test_a_voice_survives_its_way_to_the_child(voice: Voice) -> None:
    assert from_message(json.loads(json.dumps(to_message(voice)))) == voice


@pytest.mark.parametrize("voice_id", ["", ".", "..", "a/b", "/etc", "-x", "a\n", "ạ", "x" * 65])
def test_an_id_names_one_folder(voice_id: str) -> None:
    with pytest.raises(ValueError, match="voice id"):
        Voice(id=voice_id, title="x", language="vi", licence=FREE, engine="tone", options={})


@pytest.mark.parametrize(
    ("voice", "early"),
    [
        (espeak_voice(), True),
        (replace(espeak_voice(), gain_db=None), False),
        (piper_voice(), False),
        (replace(piper_voice(), gain_db=3.0), False),
        (replace(piper_voice(), gain_db=3.0, real_time_factor=0.8), True),
        (replace(piper_voice(), gain_db=3.0, real_time_factor=0.81), False),
        (replace(piper_voice(), gain_db=None, real_time_factor=0.1), False),
        (replace(espeak_voice(), real_time_factor=1.5), False),
    ],
)
def test_only_a_known_and_fast_voice_starts_early(voice: Voice, *, early: bool) -> None:
    assert may_start_early(voice) is early
