import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loudspeaker.audio.loudness import BOTTOM_LUFS, measure
from loudspeaker.audio.pcm import Clip, Samples, silence, with_gain
from tests.audio.ffmpeg import ebur128, needs_ffmpeg
from tests.audio.signals import noise, sine, speech_like

ONE_OF_A_PAIR_LU = 3.01  # the test signals are stereo; one channel has half their power

# EBU Tech 3341, table 1: level in dBFS and seconds of each part, integrated loudness wanted.
EBU_CASES = {
    1: ([(-23.0, 20.0)], -23.0),
    2: ([(-33.0, 20.0)], -33.0),
    3: ([(-36.0, 10.0), (-23.0, 60.0), (-36.0, 10.0)], -23.0),
    4: ([(-72.0, 10.0), (-36.0, 10.0), (-23.0, 60.0), (-36.0, 10.0), (-72.0, 10.0)], -23.0),
    5: ([(-26.0, 20.0), (-20.0, 20.1), (-26.0, 20.0)], -23.0),
}


def clip_of(samples: Samples, rate_hz: int = 48_000) -> Clip:
    return Clip(samples=samples, rate_hz=rate_hz)


def ebu_signal(case: int, rate_hz: int) -> Clip:
    parts = [
        sine(hz=1000, peak_db=level, seconds=seconds, rate_hz=rate_hz)
        for level, seconds in EBU_CASES[case][0]
    ]
    return clip_of(np.concatenate(parts), rate_hz)


@pytest.mark.parametrize("rate_hz", [22_050, 48_000])
@pytest.mark.parametrize("case", EBU_CASES)
def test_ebu_tech_3341(case: int, rate_hz: int) -> None:
    reading = measure(ebu_signal(case, rate_hz)).integrated_lufs + ONE_OF_A_PAIR_LU
    assert reading == pytest.approx(EBU_CASES[case][1], abs=0.1)


@pytest.mark.parametrize("case", [1, 2])
def test_a_steady_tone_reads_the_same_on_all_three_scales(case: int) -> None:
    loudness = measure(ebu_signal(case, 48_000))
    wanted = pytest.approx(EBU_CASES[case][1] - ONE_OF_A_PAIR_LU, abs=0.1)
    assert loudness.momentary_max_lufs == wanted
    assert loudness.short_term_max_lufs == wanted


def test_full_scale_at_997_hz_is_minus_3_01() -> None:
    """ITU-R BS.1770-5, Annex 1: the calibration of the meter."""
    loudness = measure(clip_of(sine(hz=997, seconds=5)))
    assert loudness.integrated_lufs == pytest.approx(-3.01, abs=0.01)


@needs_ffmpeg
@pytest.mark.parametrize("rate_hz", [22_050, 44_100, 48_000])
@pytest.mark.parametrize("kind", ["speech", "noise", "speech after a long pause", "sweep"])
def test_as_ffmpeg_reads_it(kind: str, rate_hz: int) -> None:
    samples = {
        "speech": speech_like(seconds=8.0, rate_hz=rate_hz),
        "noise": noise(seconds=5.0, rms_db=-27.0, rate_hz=rate_hz),
        "speech after a long pause": np.concatenate(
            [silence(6_000, rate_hz), speech_like(seconds=5.0, peak=0.9, rate_hz=rate_hz)]
        ),
        "sweep": sine(hz=300.0, seconds=4.0, peak_db=-8.0, rate_hz=rate_hz)
        + sine(hz=5_000.0, seconds=4.0, peak_db=-20.0, rate_hz=rate_hz),
    }[kind]
    ours, theirs = measure(clip_of(samples, rate_hz)), ebur128(clip_of(samples, rate_hz))
    # ffmpeg prints tenths, so half a tenth is its own rounding
    assert ours.integrated_lufs == pytest.approx(theirs.integrated_lufs, abs=0.1)
    assert ours.momentary_max_lufs == pytest.approx(theirs.momentary_max_lufs, abs=0.15)
    assert ours.short_term_max_lufs == pytest.approx(theirs.short_term_max_lufs, abs=0.15)


@settings(deadline=None)
@given(st.floats(-30, 10))
def test_gain_moves_the_reading_by_as_much(gain_db: float) -> None:
    base = noise(seconds=1.0, rms_db=-25.0)
    before = measure(clip_of(base)).integrated_lufs
    after = measure(clip_of(with_gain(base, gain_db))).integrated_lufs
    assert after - before == pytest.approx(gain_db, abs=0.001)


def test_silence_before_and_after_does_not_count() -> None:
    tone = sine(seconds=20.0, peak_db=-20.0)
    alone = measure(clip_of(tone)).integrated_lufs
    padded = np.concatenate([silence(20_000), tone, silence(20_000)])
    assert measure(clip_of(padded)).integrated_lufs == pytest.approx(alone, abs=0.1)


def test_a_constant_offset_hardly_counts() -> None:
    tone = sine(seconds=5.0, peak_db=-30.0)
    alone = measure(clip_of(tone)).integrated_lufs
    # the step at the start is heard once, the offset itself never
    moved = measure(clip_of(np.concatenate([silence(1_000), tone]) + np.float32(0.01)))
    assert moved.integrated_lufs == pytest.approx(alone, abs=0.3)


@pytest.mark.parametrize("duration_ms", [0, 1, 300, 400, 5_000])
def test_silence_reads_the_bottom(duration_ms: int) -> None:
    loudness = measure(clip_of(silence(duration_ms)))
    assert loudness.integrated_lufs == BOTTOM_LUFS
    assert loudness.momentary_max_lufs == BOTTOM_LUFS
    assert loudness.short_term_max_lufs == BOTTOM_LUFS


def test_below_the_absolute_gate_reads_the_bottom() -> None:
    assert measure(clip_of(sine(peak_db=-75.0))).integrated_lufs == BOTTOM_LUFS


@pytest.mark.parametrize("seconds", [0.01, 0.1, 0.35, 0.399, 0.4, 0.41, 1.0, 2.9])
@pytest.mark.parametrize("rate_hz", [11_025, 22_050, 48_000])
def test_short_clips_read_as_long_ones(seconds: float, rate_hz: int) -> None:
    tone = sine(hz=1000, seconds=seconds, peak_db=-20.0, rate_hz=rate_hz)
    loudness = measure(clip_of(tone, rate_hz))
    assert loudness.integrated_lufs == pytest.approx(-23.0, abs=0.35)
    assert loudness.short_term_max_lufs == pytest.approx(loudness.integrated_lufs, abs=0.1)


@settings(deadline=None)
@given(st.integers(0, 30_000), st.integers(4_000, 100_000))
def test_any_length_and_rate_reads_something_sensible(frames: int, rate_hz: int) -> None:
    tone = np.resize(np.array([0.1, -0.1], dtype=np.float32), frames)
    reading = measure(clip_of(tone, rate_hz)).integrated_lufs
    assert BOTTOM_LUFS <= reading <= 0.0
