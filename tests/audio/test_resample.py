import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loudspeaker.audio.pcm import silence
from loudspeaker.audio.resample import Resampler, resample
from tests.audio.signals import noise, sine

RATES = [8_000, 11_025, 16_000, 22_050, 44_100, 96_000]


@pytest.mark.parametrize("rate_hz", RATES)
def test_a_tone_stays_the_same_tone_in_place(rate_hz: int) -> None:
    converted = resample(sine(hz=997, seconds=1.0, rate_hz=rate_hz), from_hz=rate_hz)
    assert converted.dtype == np.float32
    assert abs(len(converted) - 48_000) <= 1
    wanted = sine(hz=997, seconds=1.0)
    middle = slice(2_000, 46_000)
    assert np.max(np.abs(converted[middle] - wanted[middle])) < 1e-4


def test_images_lie_a_hundred_decibels_down() -> None:
    converted = resample(sine(hz=8_000, seconds=2.0, rate_hz=22_050), from_hz=22_050)
    window = np.hanning(len(converted)) ** 2
    spectrum = np.abs(np.fft.rfft(converted * window))
    tone = round(8_000 * len(converted) / 48_000)
    spectrum_db = 20 * np.log10(spectrum / spectrum[tone] + 1e-20)
    assert np.max(np.delete(spectrum_db, slice(tone - 20, tone + 21))) < -100


@pytest.mark.parametrize("rate_hz", [*RATES, 48_000])
@settings(max_examples=10, deadline=None)
@given(cuts=st.lists(st.integers(0, 6_000), max_size=6))
def test_chunks_give_the_same_samples_as_one_piece(rate_hz: int, cuts: list[int]) -> None:
    whole = noise(seconds=6_000 / rate_hz, rate_hz=rate_hz)
    resampler = Resampler(from_hz=rate_hz)
    chunks = [resampler.feed(piece) for piece in np.split(whole, sorted(cuts))]
    streamed = np.concatenate([*chunks, resampler.finish()])
    at_once = resample(whole, from_hz=rate_hz)
    assert len(streamed) == len(at_once)
    assert np.max(np.abs(streamed - at_once)) < 1e-6


def test_the_programme_rate_and_no_samples_pass_untouched() -> None:
    tone = sine(seconds=0.01)
    assert resample(tone, from_hz=48_000) is tone
    assert len(resample(silence(0), from_hz=22_050)) == 0
