import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loudspeaker.audio.pcm import FLOOR_DB, Clip, Samples, peak_dbfs, silence
from loudspeaker.audio.true_peak import oversampling, true_peak_dbtp
from tests.audio.ffmpeg import ebur128, needs_ffmpeg
from tests.audio.signals import noise, sine, speech_like


def true_peak(samples: Samples, rate_hz: int = 48_000) -> float:
    return true_peak_dbtp(Clip(samples=samples, rate_hz=rate_hz))


# EBU Tech 3341, table 1, cases 15–19: a quarter of the rate at several phases, and others.
@pytest.mark.parametrize("phase", [0.0, np.pi / 8, np.pi / 4, np.pi / 3])
@pytest.mark.parametrize("divisor", [4, 6, 8])
def test_peaks_between_the_samples_are_seen(divisor: int, phase: float) -> None:
    tone = sine(hz=48_000 / divisor, peak_db=-6.0, seconds=0.5, phase=phase)
    faded = tone * np.hanning(len(tone)).astype(np.float32)
    assert true_peak(faded) == pytest.approx(-6.0, abs=0.1)


def test_a_quarter_rate_sine_hides_three_decibels() -> None:
    tone = sine(hz=12_000, peak_db=-6.0, seconds=0.5, phase=np.pi / 4)
    faded = tone * np.hanning(len(tone)).astype(np.float32)
    assert peak_dbfs(faded) == pytest.approx(-9.03, abs=0.02)
    assert true_peak(faded) == pytest.approx(-6.02, abs=0.03)


@pytest.mark.parametrize("end", [0, -1])
def test_a_peak_on_the_very_edge_is_seen(end: int) -> None:
    samples = np.zeros(1_000, dtype=np.float32)
    samples[end] = 0.5
    assert true_peak(samples) == pytest.approx(-6.02, abs=0.05)


def test_a_peak_beyond_the_edge_is_seen() -> None:
    """Alternating samples that stop at full swing ring on into the silence."""
    swing = np.resize(np.array([0.5, -0.5], dtype=np.float32), 1_000)
    inside = true_peak(swing * np.hanning(1_000).astype(np.float32))
    assert true_peak(swing) > inside + 0.3


def test_it_does_not_depend_on_where_a_second_begins() -> None:
    tone = sine(hz=12_000, peak_db=-6.0, seconds=2.5, phase=np.pi / 4)
    faded = tone * np.hanning(len(tone)).astype(np.float32)
    moved = np.concatenate([silence(333), faded])
    assert true_peak(moved) == pytest.approx(true_peak(faded), abs=0.001)


@settings(deadline=None)
@given(st.integers(0, 400), st.integers(0, 2**32 - 1))
def test_never_below_the_sample_peak(frames: int, seed: int) -> None:
    samples = np.random.default_rng(seed).uniform(-1, 1, frames).astype(np.float32)
    assert true_peak(samples) >= peak_dbfs(samples)


def test_silence_reads_the_floor() -> None:
    assert true_peak(silence(0)) == true_peak(silence(10)) == FLOOR_DB


@pytest.mark.parametrize(
    ("rate_hz", "factor"), [(22_050, 9), (44_100, 5), (48_000, 4), (96_000, 2), (192_000, 1)]
)
def test_everything_is_seen_at_192_khz_or_more(rate_hz: int, factor: int) -> None:
    assert oversampling(rate_hz) == factor
    assert true_peak(sine(peak_db=-3.0, rate_hz=rate_hz), rate_hz) == pytest.approx(-3.0, abs=0.1)


@needs_ffmpeg
@pytest.mark.parametrize("samples", [speech_like(peak=0.9), noise(rms_db=-20.0)])
def test_as_ffmpeg_reads_it(samples: Samples) -> None:
    clip = Clip(samples=samples, rate_hz=48_000)
    assert true_peak_dbtp(clip) == pytest.approx(ebur128(clip).true_peak_dbtp, abs=0.25)
