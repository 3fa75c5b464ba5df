from __future__ import annotations

import json
from pathlib import Path

import pytest

from loudspeaker.audio.loudness import measure as loudness
from loudspeaker.audio.pcm import Clip
from loudspeaker.audio.wav import read_wav
from loudspeaker.audio.wav_header import build_header
from loudspeaker.errors import SpeechFailure
from loudspeaker.speech.engine import SpeechSettings
from loudspeaker.speech.espeak import EspeakEngine, EspeakSpeech
from loudspeaker.speech.installed import CONFIG_FILE
from loudspeaker.speech.measure import SENTENCES, measure
from loudspeaker.speech.phrases import Phrase
from loudspeaker.speech.piper import make
from loudspeaker.speech.render import Renderer
from loudspeaker.speech.tone import ToneEngine
from tests.speech.fakes import BadEngine
from tests.speech.voices import change_config, piper_voice, place_bench_voice

EARLY = [
    "Mời các hộ dân thôn Nà Pái mang sổ hộ khẩu đến trụ sở ủy ban.",
    "Sáng thứ bảy, toàn xã ra quân dọn vệ sinh đường làng ngõ xóm.",
    "Yêu cầu bà con không ra khỏi nhà khi trời mưa to.",
]


@pytest.mark.parametrize("speech", [
    EspeakSpeech(voice="vi"), EspeakSpeech(voice="vi-vn-x-south", variant="f2"),
], ids=lambda speech: speech.full_name)  # fmt: skip
def test_the_gain_brings_other_words_to_the_station_s_level(
    tmp_path: Path, speech: EspeakSpeech
) -> None:
    engine = EspeakEngine(speech)
    found = measure(engine, voice="vi")
    renderer = Renderer(engine, voice="vi", folder=tmp_path)
    phrases = [Phrase(text=text) for text in EARLY]
    whole = b"".join(
        (tmp_path / f"{file.sha256}.wav").read_bytes()[44:]
        for _, file in renderer.phrases(phrases, SpeechSettings(), found.gain_db)
    )
    level = loudness(_clip(whole)).integrated_lufs
    assert level == pytest.approx(-16.0, abs=1.5)


def _clip(pcm: bytes) -> Clip:
    return read_wav(build_header(frames=len(pcm) // 2, rate_hz=48_000) + pcm)


def test_speed_and_first_sound_are_measured() -> None:
    found = measure(ToneEngine(), voice="tone")
    assert 0.0 < found.real_time_factor < 0.8
    assert found.first_sound_ms > 0.0
    assert not found.split


@pytest.mark.parametrize("word", ["nothing", "silence", "nan"])
def test_a_voice_that_is_not_heard_cannot_be_measured(
    word: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("loudspeaker.speech.measure.SENTENCES", (*SENTENCES, f"{word} x"))
    with pytest.raises(SpeechFailure):
        measure(BadEngine(), voice="bad")


def test_a_model_that_does_not_know_the_tones_is_found_out(tmp_path: Path) -> None:
    folder = tmp_path / "bench-tiny"
    place_bench_voice(folder)
    known = json.loads((folder / CONFIG_FILE).read_text("utf-8"))["phoneme_id_map"]
    assert measure(make(piper_voice(), folder), voice="v").missing_phonemes == ""
    toneless = {phoneme: ids for phoneme, ids in known.items() if not phoneme.isdigit()}
    change_config(folder, phoneme_id_map=toneless)
    missing = measure(make(piper_voice(), folder), voice="v").missing_phonemes
    assert missing.isdigit()
    assert len(missing) >= 4
