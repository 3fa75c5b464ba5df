"""Levels in bands: right to the decibel, and the same however the sound is cut."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loudspeaker.audio.band_levels import BANDS, EDGES_HZ, HUM, SILENCE_DB, BandLevels
from tests.audio.babble import babble, tone

MIDDLES_HZ = [(low * high) ** 0.5 for low, high in pairwise(EDGES_HZ)]


@pytest.mark.parametrize("band", range(BANDS))
def test_a_tone_is_in_its_band_with_its_level(band: int) -> None:
    levels = BandLevels().feed(tone(1, hz=MIDDLES_HZ[band], peak=0.1))
    assert levels[:, band] == pytest.approx(-23.01, abs=0.3)
    others = np.delete(levels, band, axis=1)
    assert others.max() < -45


@pytest.mark.parametrize("rate_hz", [48_000, 16_000])
def test_fifty_frames_a_second(rate_hz: int) -> None:
    levels = BandLevels(rate_hz)
    assert levels.feed(np.zeros(rate_hz, np.float32)).shape == (49, BANDS)
    assert levels.feed(np.zeros(rate_hz, np.float32)).shape == (50, BANDS)


def test_hum_is_by_itself_and_silence_is_silent() -> None:
    assert BandLevels().feed(tone(1, hz=100))[:, HUM].max() == pytest.approx(-23, abs=0.5)
    silence = BandLevels().feed(np.zeros(48_000, np.float32))
    assert np.allclose(silence, SILENCE_DB, atol=0.01)


@given(st.lists(st.integers(0, 5000), max_size=30))
@settings(max_examples=20, deadline=None)
def test_it_does_not_matter_how_sound_is_cut(cuts: list[int]) -> None:
    sound = babble(1, seed=1)
    whole = BandLevels().feed(sound)
    levels = BandLevels()
    parts = [levels.feed(p) for p in np.split(sound, np.clip(np.cumsum(cuts), 0, len(sound)))]
    assert np.allclose(np.concatenate(parts), whole, atol=1e-3)
