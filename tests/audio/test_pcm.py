import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.audio import pcm
from loudspeaker.errors import SoundRefused
from tests.audio.signals import sine


def test_a_clip_knows_its_length_and_cannot_be_written_through() -> None:
    samples = np.zeros(24_000, dtype=np.float32)
    clip = pcm.Clip(samples=samples, rate_hz=48_000)
    assert (clip.frames, clip.duration_ms) == (24_000, 500.0)
    with pytest.raises(ValueError, match="read-only"):
        clip.samples[0] = 1.0
    samples[0] = 0.5  # the owner may go on working with his own array


@pytest.mark.parametrize(
    "samples", [np.zeros(4, dtype=np.float64), np.zeros((2, 2), dtype=np.float32)]
)
def test_a_clip_takes_only_float32_mono(samples: pcm.Samples) -> None:
    with pytest.raises(TypeError):
        pcm.Clip(samples=samples, rate_hz=48_000)


def test_a_clip_refuses_a_rate_of_zero() -> None:
    with pytest.raises(ValueError, match="rate_hz=0"):
        pcm.Clip(samples=pcm.silence(1), rate_hz=0)


def test_silence_and_concatenation() -> None:
    assert len(pcm.silence(250, 8_000)) == 2_000
    assert len(pcm.concatenate([pcm.silence(10), pcm.silence(20)])) == 1_440
    assert len(pcm.concatenate([])) == 0


def test_gain_is_in_decibels() -> None:
    quieter = pcm.with_gain(np.ones(3, dtype=np.float32), -20.0)
    assert quieter.dtype == np.float32
    assert quieter == pytest.approx([0.1] * 3)


@given(st.integers(0, 200), st.integers(0, 300), st.integers(0, 300))
def test_fades_start_and_end_at_zero_and_never_raise_the_level(
    frames: int, rise: int, fall: int
) -> None:
    faded = pcm.with_fades(np.ones(frames, dtype=np.float32), in_frames=rise, out_frames=fall)
    assert len(faded) == frames
    assert np.all((faded >= 0) & (faded <= 1))
    if rise and frames > 1:
        assert faded[0] == 0.0
    if fall and frames > 1:
        assert faded[-1] == 0.0


def test_fades_leave_the_middle_alone() -> None:
    faded = pcm.with_fades(np.ones(100, dtype=np.float32), in_frames=10, out_frames=20)
    assert np.all(faded[10:80] == 1.0)
    assert np.all(np.diff(faded[:10]) > 0)
    assert np.all(np.diff(faded[80:]) < 0)


@given(st.lists(st.integers(-32_768, 32_767)))
def test_sixteen_bits_survive_the_way_through_float(values: list[int]) -> None:
    data = np.array(values, dtype="<i2").tobytes()
    assert pcm.to_int16_bytes(pcm.from_int16_bytes(data)) == data


@given(st.lists(st.floats(-1e6, 1e6, width=32)))
def test_conversion_rounds_to_nearest_and_never_wraps(values: list[float]) -> None:
    samples = np.array(values, dtype=np.float32)
    integers = np.frombuffer(pcm.to_int16_bytes(samples), dtype="<i2").astype(np.float64)
    wanted = np.clip(samples.astype(np.float64) * 32_768, -32_768, 32_767)
    assert np.all(np.abs(integers - wanted) <= 0.5)


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_what_is_not_a_number_is_refused(bad: float) -> None:
    with pytest.raises(SoundRefused, match="not_finite"):
        pcm.to_int16_bytes(np.array([0.0, bad], dtype=np.float32))


def test_levels() -> None:
    tone = sine(hz=1000, peak_db=-6.0)
    assert pcm.peak_dbfs(tone) == pytest.approx(-6.0, abs=0.001)
    assert pcm.rms_dbfs(tone) == pytest.approx(-9.01, abs=0.01)


def test_silence_reads_a_finite_floor() -> None:
    assert pcm.rms_dbfs(pcm.silence(10)) == pcm.peak_dbfs(pcm.silence(10)) == pcm.FLOOR_DB
    assert pcm.rms_dbfs(pcm.silence(0)) == pcm.peak_dbfs(pcm.silence(0)) == pcm.FLOOR_DB


@given(st.floats(-150, 60))
def test_decibels_there_and_back(level_db: float) -> None:
    assert pcm.to_db(pcm.from_db(level_db)) == pytest.approx(level_db)
