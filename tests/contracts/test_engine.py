"""One suite for every text-to-speech engine (``loudspeaker.speech.engine.Engine``)."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loudspeaker.audio.pcm import Samples, rms_dbfs
from loudspeaker.errors import TextRefused
from loudspeaker.speech.engine import Engine, SpeechSettings
from loudspeaker.speech.engines import MODULES, make_engine
from loudspeaker.speech.piper_split import make_split
from loudspeaker.speech.spoken import LONGEST_TEXT
from tests.speech.tiny_vits import write_tiny_vits
from tests.speech.voices import (
    espeak_voice,
    piper_voice,
    place_bench_voice,
    record_files,
    tone_voice,
)

PLAIN = SpeechSettings()
SENTENCE = (
    "Kính mời bà con đến nhà văn hóa thôn, vào lúc mười chín giờ ba mươi phút, "
    "để họp bàn việc làm đường."
)
HOSTILE = {
    "NUL": "Kính mời\0bà con",
    "raw phonemes": "[[h@l'oU]] xin chào [[[[x]]]]",
    "SSML": "<speak><break time='10s'/>xin chào</speak> &amp; <!--",
    "one long word": "a" * 3_000,
    "spelled out": "WXQ" * 300,
    "digits": "7" * 400,
    "combining marks": "a" + "\u0301" * 2_000,
    "bidi": "xin \u202echào\u202c \u2066bà\u2069 con",
    "zero width": "xin\u200bchào\ufeff",
    "emoji": "xin chào 👩‍👩‍👧‍👦🇻🇳🔥" * 20,
    "surrogate": "xin \ud800 chào",
    "private use": "xin \ue000\U0010ffff chào",
    "controls": "xin\x1b[31m\x07\x08 chào\r\n\t",
    "other scripts": "привет 你好 مرحبا xin chào",
    "punctuation between": "xin!!!???...,,,;;;:::---chào",
    "decomposed": "Tiê\u0301ng Viê\u0323t",
    "format string": "%s%n{0}${HOME} xin chào",
    "only marks after a letter": "a ̀ ̀ ̀",
}
NOTHING_TO_SAY = ["", " ", "\n\t", "...", "[[]]", "—!?", "\0\x1b", "\u200b\u202e", "♪ ★"]


def _espeak(_folder: Path) -> Engine:
    return make_engine(espeak_voice(), Path())


def _espeak_female_southern(_folder: Path) -> Engine:
    return make_engine(espeak_voice(voice="vi-vn-x-south", variant="f2"), Path())


def _tone(_folder: Path) -> Engine:
    return make_engine(tone_voice(), Path())


def _piper_whole(folder: Path) -> Engine:
    place_bench_voice(folder / "bench-tiny")
    return make_engine(piper_voice(), folder / "bench-tiny")


def _piper_speakers(folder: Path) -> Engine:
    place_bench_voice(folder / "bench-tiny-4spk", "bench-tiny-4spk")
    return make_engine(piper_voice("bench-tiny-4spk", speaker=3), folder / "bench-tiny-4spk")


def _piper_split(folder: Path) -> Engine:
    folder.mkdir(exist_ok=True)
    make_split(write_tiny_vits(folder), record_files(folder).files["model"].sha256)
    return make_engine(piper_voice(folder.name), folder)


MAKERS: list[Callable[[Path], Engine]] = [
    _espeak,
    _espeak_female_southern,
    _piper_speakers,
    _piper_split,
    _piper_whole,
    _tone,
]


@pytest.fixture(scope="module", params=MAKERS, ids=lambda maker: maker.__name__.strip("_"))
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Engine:
    made: Engine = request.param(tmp_path_factory.mktemp("voice"))
    made.load()
    made.load()
    return made


def spoken(engine: Engine, text: str, wish: SpeechSettings = PLAIN) -> Samples:
    """Speak and check every chunk; return all samples."""
    chunks = list(engine.speak(text, wish))
    for chunk in chunks:
        assert chunk.rate_hz == engine.rate_hz
        assert chunk.frames > 0
        assert np.isfinite(chunk.samples).all()
        assert float(np.max(np.abs(chunk.samples))) <= 1.0
    return np.concatenate([np.zeros(0, np.float32), *(chunk.samples for chunk in chunks)])


def test_every_engine_is_in_the_suite() -> None:
    tried = {maker.__name__.strip("_").partition("_")[0] for maker in MAKERS}
    assert tried == set(MODULES)


def test_a_sentence_is_heard(engine: Engine) -> None:
    samples = spoken(engine, SENTENCE)
    assert 8_000 <= engine.rate_hz <= 48_000
    assert 1.0 < len(samples) / engine.rate_hz < 15.0
    assert -45.0 < rms_dbfs(samples) < -6.0


@pytest.mark.parametrize("text", NOTHING_TO_SAY)
def test_nothing_to_say_is_no_chunk(engine: Engine, text: str) -> None:
    assert len(spoken(engine, text)) == 0


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_text_is_spoken_or_left_out_but_nothing_else(engine: Engine, name: str) -> None:
    samples = spoken(engine, HOSTILE[name])
    assert len(samples) / engine.rate_hz < 1_000


def test_a_nul_does_not_cut_the_text(engine: Engine) -> None:
    cut = len(spoken(engine, "Kính mời"))
    assert len(spoken(engine, "Kính mời\0 bà con xã viên")) > 1.5 * cut


def test_double_brackets_do_not_steer_the_voice(engine: Engine) -> None:
    plain = len(spoken(engine, "xin chào bà con"))
    bracketed = len(spoken(engine, "[[xin chào]] [[bà con]]"))
    assert bracketed == pytest.approx(plain, rel=0.35)


def test_more_text_takes_longer(engine: Engine) -> None:
    once, thrice = (len(spoken(engine, text)) for text in (SENTENCE, " ".join([SENTENCE] * 3)))
    assert 2.5 * once < thrice < 3.5 * once


def test_text_beyond_the_bound_is_refused(engine: Engine) -> None:
    with pytest.raises(TextRefused) as refused:
        spoken(engine, "a " * LONGEST_TEXT)
    assert (refused.value.problem, refused.value.limit) == ("too_long", LONGEST_TEXT)


def test_pace_changes_the_length(engine: Engine) -> None:
    slow, fast = (len(spoken(engine, SENTENCE, SpeechSettings(pace=p))) for p in (0.7, 1.4))
    assert 1.4 < slow / fast < 2.4


def test_the_same_text_gives_the_same_speech_as_far_as_promised(engine: Engine) -> None:
    first, second = spoken(engine, SENTENCE), spoken(engine, SENTENCE)
    if engine.deterministic:
        assert np.array_equal(first, second)
    assert abs(len(first) - len(second)) < engine.rate_hz // 20
    assert rms_dbfs(first) == pytest.approx(rms_dbfs(second), abs=1.0)


def test_a_listener_may_leave_early_and_another_text_follows(engine: Engine) -> None:
    whole = len(spoken(engine, SENTENCE))
    for _ in range(3):
        chunks = engine.speak(" ".join([SENTENCE] * 20), PLAIN)
        next(chunks)
        del chunks
    assert len(spoken(engine, SENTENCE)) == pytest.approx(whole, rel=0.02)


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(text=st.text(max_size=80))
def test_any_text_is_safe(engine: Engine, text: str) -> None:
    seconds = len(spoken(engine, text)) / engine.rate_hz
    assert seconds < 5.0 * len(text) + 5.0


def test_settings_are_bounded() -> None:
    for pace in (0.0, -1.0, 0.49, 2.01, float("nan"), float("inf")):
        with pytest.raises(ValueError, match="pace"):
            SpeechSettings(pace=pace)


def test_chunks_come_one_by_one() -> None:
    chunks = make_engine(espeak_voice(), Path()).speak(" ".join([SENTENCE] * 10), PLAIN)
    first_two = list(itertools.islice(chunks, 2))
    assert sum(chunk.frames for chunk in first_two) < 22_050
