import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.audio.mono import Channels, OneChannel, flat_share, one_channel
from loudspeaker.audio.pcm import Samples, rms_dbfs
from tests.audio.signals import noise, sine, speech_like


def pair(left: Samples, right: Samples) -> OneChannel:
    return one_channel(np.stack([left, right], axis=1))


def test_one_channel_stays_as_it_is() -> None:
    voice = speech_like()
    one = one_channel(voice[:, np.newaxis])
    assert one.channels is Channels.MONO
    assert np.array_equal(one.samples, voice)


def test_two_alike_are_averaged() -> None:
    voice = speech_like()
    mixed = pair(voice, voice * np.float32(0.5))
    assert mixed.channels is Channels.MIXED
    assert np.allclose(mixed.samples, voice * 0.75, atol=1e-6)


@pytest.mark.parametrize("living", [0, 1])
def test_of_a_dead_channel_nothing_is_taken(living: int) -> None:
    voice, hiss = speech_like(), noise(seconds=3.0, rms_db=-70.0)
    both = (voice, hiss) if living == 0 else (hiss, voice)
    one = pair(*both)
    assert one.channels is Channels.LOUDER
    assert np.array_equal(one.samples, voice)


@given(st.floats(0.5, 1.0), st.floats(-0.2, 0.2))
def test_channels_of_opposite_phase_do_not_cancel(gain: float, leak: float) -> None:
    voice, other = speech_like(seconds=1.0), sine(seconds=1.0, peak_db=-40.0)
    opposed = (-gain * voice + leak * other).astype(np.float32)
    one = pair(voice, opposed)
    assert one.channels is Channels.OPPOSED
    assert rms_dbfs(one.samples) >= rms_dbfs(voice) - 0.1


def test_an_overdriven_channel_shows_through_the_other() -> None:
    clean = speech_like(peak=0.5)
    overdriven = np.clip(speech_like(peak=8.0), -1, 1).astype(np.float32)
    assert pair(clean, overdriven).clipped_share > 0.05
    assert pair(clean, clean).clipped_share == 0.0


def test_what_was_turned_down_after_it_was_overdriven_still_has_flat_tops() -> None:
    overdriven = np.clip(speech_like(peak=8.0), -1, 1).astype(np.float32) * np.float32(0.4)
    assert flat_share(overdriven) > 0.05
    assert flat_share(speech_like(peak=0.4)) < 0.001
    assert flat_share(np.zeros(100, dtype=np.float32)) == 0.0
