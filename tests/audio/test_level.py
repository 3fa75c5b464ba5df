import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loudspeaker.audio.level import bring_to_level, with_known_gain
from loudspeaker.audio.loudness import measure
from loudspeaker.audio.pcm import Clip, Samples, silence, with_gain
from loudspeaker.audio.true_peak import true_peak_dbtp
from loudspeaker.errors import SoundRefused
from tests.audio.ffmpeg import ebur128, needs_ffmpeg
from tests.audio.signals import noise, sine, speech_like


def clip_of(samples: Samples) -> Clip:
    return Clip(samples=samples, rate_hz=48_000)


def test_what_is_said_of_a_clip_is_what_is_measured_on_it() -> None:
    finished = bring_to_level(clip_of(speech_like(peak=0.5)))
    assert finished.loudness_lufs == measure(finished.clip).integrated_lufs
    assert finished.true_peak_dbtp == true_peak_dbtp(finished.clip)


@settings(max_examples=8, deadline=None)
@given(st.floats(-36, 12), st.integers(1, 5))
def test_speech_of_any_level_comes_to_minus_sixteen(gain_db: float, seed: int) -> None:
    speech = with_gain(speech_like(peak=0.9, seed=seed), gain_db)
    finished = bring_to_level(clip_of(speech))
    assert finished.loudness_lufs == pytest.approx(-16.0, abs=0.5)
    assert finished.true_peak_dbtp <= -1.0 + 0.01


@pytest.mark.parametrize("target_lufs", [-23.0, -16.0])
def test_without_limiting_the_gain_is_all_that_happens(target_lufs: float) -> None:
    noisy = noise(seconds=2.0, rms_db=-40.0)
    finished = bring_to_level(clip_of(noisy), target_lufs=target_lufs)
    assert finished.loudness_lufs == pytest.approx(target_lufs, abs=0.01)
    assert finished.clip.samples == pytest.approx(with_gain(noisy, finished.gain_db))


def test_a_very_spiky_sound_stays_quieter_than_the_target() -> None:
    ticks = np.zeros(96_000, dtype=np.float32)
    ticks[::12_000] = 0.8
    finished = bring_to_level(clip_of(ticks))
    assert finished.loudness_lufs < -20.0
    assert finished.true_peak_dbtp <= -1.0 + 0.01


@pytest.mark.parametrize(
    ("samples", "measured"),
    [(silence(1_000), "-70.0 LUFS"), (sine(peak_db=-62.0, seconds=2.0), "-65.0 LUFS")],
)
def test_near_silence_is_refused_with_its_figure(samples: Samples, measured: str) -> None:
    with pytest.raises(SoundRefused) as refused:
        bring_to_level(clip_of(samples))
    assert (refused.value.problem, refused.value.measured) == ("silent", measured)


@pytest.mark.parametrize("gain_db", [-20.0, 0.0, 20.0])
def test_a_known_gain_is_applied_and_held_below_the_ceiling(gain_db: float) -> None:
    finished = with_known_gain(clip_of(speech_like(peak=0.5)), gain_db)
    assert finished.gain_db == gain_db
    assert finished.true_peak_dbtp <= min(-1.0 + 0.01, -6.0 + gain_db + 0.3)


@needs_ffmpeg
def test_ffmpeg_agrees_with_the_finished_level() -> None:
    finished = bring_to_level(clip_of(speech_like(seconds=6.0, peak=0.1)))
    reading = ebur128(finished.clip)
    assert reading.integrated_lufs == pytest.approx(-16.0, abs=0.2)
    assert reading.true_peak_dbtp <= -1.0 + 0.1
