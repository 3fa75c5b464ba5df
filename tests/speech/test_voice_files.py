"""The voices that ship with the program."""

from __future__ import annotations

from pathlib import Path

import pytest

from loudspeaker.audio.finish import finish_phrase
from loudspeaker.audio.pcm import Clip, concatenate
from loudspeaker.config.shipped import files
from loudspeaker.config.voices import load_voice
from loudspeaker.speech.engine import SpeechSettings
from loudspeaker.speech.engines import MODULES, make_engine
from loudspeaker.speech.manifest import Voice, may_start_early, voice_of
from loudspeaker.speech.measure import SENTENCES
from loudspeaker.speech.phrases import Phrase, estimate_s
from loudspeaker.speech.spoken import syllables

VOICES = {name: voice_of(name, load_voice(path)) for name, path in files("voices").items()}
EMBEDDED = [voice for voice in VOICES.values() if voice.engine == "espeak"]


def speak(voice: Voice) -> Clip:
    engine = make_engine(voice, Path())
    chunks = [c for text in SENTENCES for c in engine.speak(text, SpeechSettings())]
    return Clip(samples=concatenate(c.samples for c in chunks), rate_hz=engine.rate_hz)


def test_the_expected_voices_are_there() -> None:
    assert set(VOICES) == {
        "tone", "vi-bac", "vi-bac-nu", "vi-nam", "vi-nam-nu", "vi_VN-25hours_single-low",
        "vi_VN-vais1000-medium", "vi_VN-vivos-x_low",
    }  # fmt: skip
    assert {voice.engine for voice in VOICES.values()} == set(MODULES)


@pytest.mark.parametrize("voice", EMBEDDED, ids=lambda voice: voice.id)
def test_embedded_voices_speak_at_a_pace_that_can_be_followed_outdoors(voice: Voice) -> None:
    spoken = speak(voice)
    per_minute = sum(map(syllables, SENTENCES)) / (spoken.duration_ms / 60_000)
    assert 180 <= per_minute <= 220
    estimated = estimate_s([Phrase(text=text) for text in SENTENCES])
    assert 0.9 <= estimated / (spoken.duration_ms / 1000) <= 1.3


@pytest.mark.parametrize("voice", EMBEDDED, ids=lambda voice: voice.id)
def test_their_gain_brings_them_to_the_station_s_level(voice: Voice) -> None:
    assert voice.gain_db is not None
    finished = finish_phrase(speak(voice), voice.gain_db)
    assert finished.loudness_lufs == pytest.approx(-16.0, abs=0.75)
    assert may_start_early(voice)


def test_models_come_by_https_and_their_hashes_are_known_or_left_to_first_use() -> None:
    for voice in VOICES.values():
        assert bool(voice.downloads) is (voice.engine == "piper")
        for name, download in voice.downloads.items():
            assert download.url.startswith("https://")
            ending = ".onnx" if name == "model" else ".onnx.json"
            assert download.url.endswith(f"/{voice.id}{ending}")
            assert "/resolve/main/" not in download.url  # what is trusted must not move


def test_only_what_is_known_to_be_free_is_said_to_be() -> None:
    commercial = {voice.id for voice in VOICES.values() if voice.licence.commercial}
    assert commercial == {"tone", "vi-bac", "vi-bac-nu", "vi-nam", "vi-nam-nu"}
