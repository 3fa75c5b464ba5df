"""Tones to set levels with."""

from __future__ import annotations

import numpy as np
import pytest

from loudspeaker.radio.calibration import CARRIER_NULLS, carrier_nulls_hz, tone_blocks
from loudspeaker.radio.multiplex import Samples


def tone(hz: int, khz: float, *, rate_hz: int = 192_000, samples: int = 192_000) -> Samples:
    blocks = tone_blocks(hz=hz, deviation_khz=khz, rate_hz=rate_hz, samples=samples, block=10_000)
    return np.concatenate(list(blocks))


def test_a_tone_has_its_deviation_and_frequency() -> None:
    spectrum = np.abs(np.fft.rfft(tone(400, 60))) / 96_000

    assert spectrum[400] == pytest.approx(60 / 75, abs=1e-5)
    assert np.delete(spectrum, 400).max() < 1e-5


def test_any_cutting_gives_the_same_wave() -> None:
    whole = tone_blocks(hz=13_587, deviation_khz=75, rate_hz=171_000, samples=9_999, block=9_999)
    parts = tone_blocks(hz=13_587, deviation_khz=75, rate_hz=171_000, samples=9_999, block=70)

    assert np.array_equal(next(whole), np.concatenate(list(parts)))


def test_the_published_nulls() -> None:
    assert [round(hz) for hz in carrier_nulls_hz(75)] == [31_187, 13_587, 8_667]


@pytest.mark.parametrize("zero", CARRIER_NULLS)
def test_the_carrier_of_a_transmitter_vanishes_there(zero: float) -> None:
    rate_hz, hz = 4_000_000, 10_000
    deviation_khz = hz * zero / 1000
    samples = rate_hz // 100
    swing = tone(hz, deviation_khz, rate_hz=rate_hz, samples=samples).astype(np.float64) * 75_000
    phase = 2 * np.pi * np.cumsum(swing) / rate_hz
    off_null = np.abs(np.mean(np.exp(1j * phase * 0.9)))

    assert np.abs(np.mean(np.exp(1j * phase))) < 0.01
    assert off_null > 0.05
