import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loudspeaker.audio.pcm import Samples, frames_in, silence
from loudspeaker.audio.trim import KEEP_MS, trim
from tests.audio.signals import largest_step, noise, sine

RATES = [16_000, 22_050, 48_000]


def padded(middle: Samples, before_ms: float, after_ms: float, rate_hz: int) -> Samples:
    return np.concatenate([silence(before_ms, rate_hz), middle, silence(after_ms, rate_hz)])


@pytest.mark.parametrize("rate_hz", RATES)
def test_silence_goes_but_for_thirty_milliseconds(rate_hz: int) -> None:
    word = sine(hz=200, peak_db=-10, seconds=0.5, rate_hz=rate_hz)
    trimmed = trim(padded(word, 300, 700, rate_hz), rate_hz)
    window = frames_in(10, rate_hz)
    wanted = len(word) + 2 * frames_in(KEEP_MS, rate_hz)
    assert wanted <= len(trimmed) <= wanted + 2 * window
    assert trimmed[0] == trimmed[-1] == 0.0


def test_the_word_itself_is_untouched() -> None:
    word = sine(hz=200, peak_db=-10, seconds=0.5)
    trimmed = trim(padded(word, 300, 300, 48_000), 48_000)
    start = int(np.argmax(np.abs(trimmed) > 1e-4)) - 1
    assert trimmed[start : start + len(word)] == pytest.approx(word, abs=1e-5)


def test_room_noise_goes_and_a_weak_ending_stays() -> None:
    word = sine(hz=200, peak_db=-6, seconds=0.5)
    weak_ending = noise(seconds=0.2, rms_db=-46.0)
    room = noise(seconds=0.5, rms_db=-60.0)
    trimmed = trim(np.concatenate([room, word, weak_ending, room]), 48_000)
    assert len(trimmed) / 48 == pytest.approx(700 + 2 * KEEP_MS, abs=20)


def test_speech_that_starts_at_once_does_not_click() -> None:
    trimmed = trim(sine(hz=100, peak_db=0, seconds=0.3, phase=np.pi / 2), 48_000)
    assert len(trimmed) == 14_400
    assert largest_step(trimmed) < 0.02


def test_a_constant_offset_is_taken_out() -> None:
    word = sine(hz=200, peak_db=-20, seconds=0.5)
    trimmed = trim(word + np.float32(0.25), 48_000)
    assert abs(float(trimmed.mean())) < 1e-3
    assert np.max(np.abs(trimmed)) < 0.11


def test_a_pause_inside_stays() -> None:
    word = sine(hz=200, peak_db=-10, seconds=0.2)
    spoken = np.concatenate([word, silence(400), word])
    assert len(trim(spoken, 48_000)) == len(spoken)


@pytest.mark.parametrize("duration_ms", [0, 1, 500])
def test_all_silent_leaves_nothing(duration_ms: float) -> None:
    assert len(trim(silence(duration_ms), 48_000)) == 0
    assert len(trim(silence(duration_ms) + np.float32(0.5), 48_000)) == 0


def test_shorter_than_a_window() -> None:
    click = np.array([0.0, 0.5, -0.5, 0.5, -0.5, 0.0], dtype=np.float32)
    assert len(trim(click, 48_000)) == 6


@settings(deadline=None)
@given(
    st.lists(st.floats(-1, 1, width=32), max_size=40), st.integers(1, 700), st.sampled_from(RATES)
)
def test_never_longer_and_always_from_zero_to_zero(
    steps: list[float], width: int, rate_hz: int
) -> None:
    samples = np.repeat(np.array(steps, dtype=np.float32), width)
    trimmed = trim(samples, rate_hz)
    assert len(trimmed) <= len(samples)
    if len(trimmed) > 1:
        assert trimmed[0] == trimmed[-1] == 0.0
