"""The decoder of old receivers: it hears every code, and hears none where there is none."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loudspeaker.radio.tone_decoder import ToneDecoder
from loudspeaker.radio.tone_systems import ToneSystem
from loudspeaker.radio.tones import tone_sequence
from tests.audio.signals import noise, speech_like
from tests.radio.test_tone_systems import codes
from tests.radio.tone_air import RATE_HZ, around, with_noise


@given(codes(), st.floats(-30, -1), st.integers(1, 4000))
@settings(max_examples=60, deadline=None)
def test_hears_every_code_at_every_level(
    given_code: tuple[ToneSystem, str], level_dbfs: float, offset: int
) -> None:
    system, code = given_code
    sound = around(tone_sequence(system, code, level_dbfs=level_dbfs), before_s=offset / RATE_HZ)
    (heard,) = ToneDecoder(system).feed(sound)
    assert heard.code == code
    ended = len(sound) - RATE_HZ // 2
    assert abs(heard.end_sample - ended) < 0.02 * RATE_HZ
    assert heard.end_sample < heard.known_sample < ended + 0.3 * RATE_HZ


@pytest.mark.parametrize("system", ToneSystem)
@pytest.mark.parametrize("seed", range(5))
def test_hears_through_noise(system: ToneSystem, seed: int) -> None:
    sound = around(tone_sequence(system, "1234511190", level_dbfs=-6))
    noisy = with_noise(sound, snr_db=10, tone_dbfs=-6, seed=seed)
    assert [heard.code for heard in ToneDecoder(system).feed(noisy)] == ["1234511190"]


@given(st.lists(st.integers(0, 3000), max_size=30))
@settings(max_examples=20, deadline=None)
def test_it_does_not_matter_how_sound_is_cut(cuts: list[int]) -> None:
    sound = around(tone_sequence(ToneSystem.ZVEI1, "12344", level_dbfs=-6))
    whole = ToneDecoder(ToneSystem.ZVEI1).feed(sound)
    decoder, found = ToneDecoder(ToneSystem.ZVEI1), []
    for part in np.split(sound, np.clip(np.cumsum(cuts), 0, len(sound))):
        found += decoder.feed(part)
    assert found == whole


@pytest.mark.parametrize("system", ToneSystem)
def test_two_codes_in_turn(system: ToneSystem) -> None:
    one, other = (tone_sequence(system, code, level_dbfs=-6) for code in ("123", "345"))
    sound = np.concatenate((around(one, after_s=0.35), around(other, before_s=0)))
    assert [heard.code for heard in ToneDecoder(system).feed(sound)] == ["123", "345"]


@pytest.mark.parametrize("system", ToneSystem)
def test_a_tone_that_is_too_short_is_none(system: ToneSystem) -> None:
    sound = tone_sequence(system, "1", level_dbfs=-6)
    assert ToneDecoder(system).feed(around(sound[: len(sound) // 3])) == []


@pytest.mark.parametrize("wrong", [1.035, 0.965])
def test_a_tone_between_two_channels_opens_nothing(wrong: float) -> None:
    at = np.arange(RATE_HZ // 10) / RATE_HZ
    between = np.sin(2 * np.pi * 1358 * wrong * at).astype(np.float32)
    assert ToneDecoder(ToneSystem.CCIR).feed(around(between)) == []


@pytest.mark.parametrize("system", ToneSystem)
def test_noise_and_speech_are_no_code(system: ToneSystem) -> None:
    """Three digits in a row never come by chance from what a programme is made of."""
    programme = np.concatenate((noise(seconds=10), speech_like(seconds=20)))
    heard = ToneDecoder(system).feed(programme)
    assert [code for code in heard if len(code.code) > 1] == []


def test_silence_says_nothing() -> None:
    decoder = ToneDecoder(ToneSystem.EIA)
    assert decoder.feed(np.zeros(0, np.float32)) == []
    assert decoder.feed(np.zeros(RATE_HZ, np.float32)) == []
