"""Spectra of signals that are known."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.radio.composite_rates import RATES_HZ
from loudspeaker.radio.multiplex import MultiplexSettings, Samples
from loudspeaker.radio.spectrum import REGIONS_HZ, Spectrum, SpectrumMeter, guide_db
from tests.radio.composite import composite_of

RATE_HZ = 192_000


def spectrum_of(*parts: Samples, rate_hz: int = RATE_HZ) -> Spectrum:
    meter = SpectrumMeter(rate_hz)
    for part in parts:
        meter.feed(part)
    return meter.spectrum()


def tone(hz: float, level: float, *, rate_hz: int = RATE_HZ, seconds: float = 0.5) -> Samples:
    times = np.arange(round(rate_hz * seconds)) / rate_hz
    return (level * np.sin(2 * np.pi * hz * times)).astype(np.float32)


@pytest.mark.parametrize("rate_hz", [*RATES_HZ, 176_400, 384_000])
@pytest.mark.parametrize("hz", [400, 19_000, 57_000])
def test_a_line_reads_its_deviation(rate_hz: int, hz: int) -> None:
    found = spectrum_of(tone(hz, 0.09, rate_hz=rate_hz), rate_hz=rate_hz)

    assert found.highest_db(hz - 50, hz + 50) == pytest.approx(20 * np.log10(0.09), abs=0.03)
    assert found.highest_db(hz + 400, rate_hz / 2) < -130
    assert len(found.frequencies_hz) == len(found.mean_db) == len(found.peak_db)
    assert found.frequencies_hz[-1] == pytest.approx(rate_hz / 2)


def test_noise_reads_its_power_in_the_bandwidth() -> None:
    noise = np.random.default_rng(1).normal(0, 0.1, RATE_HZ * 4).astype(np.float32)
    found = spectrum_of(noise)
    density = 2 * 0.1**2 / (RATE_HZ / 2)  # relative to a sine of 1

    wanted = 10 * np.log10(density * found.bandwidth_hz)
    assert 10 * np.log10(np.mean(10 ** (found.mean_db / 10))) == pytest.approx(wanted, abs=0.1)
    assert 45 < found.bandwidth_hz < 60


def test_peaks_are_held() -> None:
    found = spectrum_of(tone(5000, 0.5, seconds=0.2), np.zeros(RATE_HZ * 2, dtype=np.float32))
    line = int(np.argmax(found.mean_db))

    assert found.frequencies_hz[line] == 5000
    assert found.peak_db[line] == pytest.approx(-6.02, abs=0.1)
    assert found.mean_db[line] < -14
    assert np.all(found.peak_db >= found.mean_db - 1e-9)


@pytest.mark.parametrize("samples", [0, 1, 5000])
def test_less_than_a_segment(samples: int) -> None:
    assert np.isfinite(spectrum_of(tone(1000, 0.5)[:samples]).mean_db).all()


@given(st.lists(st.integers(0, 9000), max_size=6))
def test_any_cutting_gives_the_same(lengths: list[int]) -> None:
    signal = np.random.default_rng(2).normal(0, 0.1, sum(lengths)).astype(np.float32)
    edges = np.cumsum([0, *lengths]).tolist()
    parts = [signal[low:high] for low, high in itertools.pairwise(edges)]

    assert np.array_equal(spectrum_of(*parts).mean_db, spectrum_of(signal).mean_db)


@pytest.mark.parametrize("stereo", [False, True])
def test_our_own_signal_keeps_to_the_guide(stereo: bool) -> None:
    settings = MultiplexSettings(stereo=stereo, pilot_khz=6.75 if stereo else 0.0)
    sound = np.random.default_rng(3).uniform(-1, 1, (settings.channels, 96_000))

    found = spectrum_of(composite_of(sound, settings))
    _hz, over_db = found.above_guide()

    assert over_db < 0
    assert found.highest_db(*REGIONS_HZ["rds"]) > -60


@pytest.mark.parametrize("hz", [17_500, 19_400, 62_000, 90_000])
def test_a_line_where_nothing_belongs_is_above_the_guide(hz: int) -> None:
    found_hz, over_db = spectrum_of(tone(hz, 0.05)).above_guide()

    assert found_hz == pytest.approx(hz, abs=100)
    assert over_db > 0


def test_the_guide_allows_what_the_standards_allow() -> None:
    allowed = guide_db(np.array([400, 15_000, 19_000, 30_000, 57_000, 75_000], dtype=np.float64))

    assert allowed.tolist() == [0, 0, -20, 0, -20, -60]
