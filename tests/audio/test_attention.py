import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loudspeaker.audio.attention import attention
from loudspeaker.audio.loudness import measure
from loudspeaker.audio.pcm import Clip, rms_dbfs
from loudspeaker.audio.true_peak import true_peak_dbtp
from loudspeaker.errors import UsageRefused
from tests.audio.signals import largest_step


@settings(max_examples=10, deadline=None)
@given(st.floats(3.0, 10.0), st.booleans())
def test_any_length_is_level_whole_and_without_clicks(seconds: float, drill: bool) -> None:
    clip = attention(seconds, drill=drill)
    assert clip.duration_ms == pytest.approx(seconds * 1_000, abs=0.02)
    assert measure(clip).integrated_lufs == pytest.approx(-16.0, abs=0.2)
    assert true_peak_dbtp(clip) <= -1.0 + 0.01
    assert clip.samples[0] == clip.samples[-1] == 0.0
    assert largest_step(clip.samples) < 0.12


@pytest.mark.parametrize("seconds", [2.99, 10.01, 0.0, -1.0, float("nan"), float("inf")])
def test_other_lengths_are_refused(seconds: float) -> None:
    with pytest.raises(UsageRefused, match="attention_s"):
        attention(seconds)


def test_an_emergency_never_pauses_and_a_drill_does() -> None:
    assert min(levels(attention(6.0))) > -20.0
    drill = levels(attention(6.0, drill=True))
    assert sum(level < -60.0 for level in drill) > 0.3 * len(drill)


def test_they_differ_in_pitch_and_brightness() -> None:
    assert brightness_hz(attention(6.0)) > 2.0 * brightness_hz(attention(6.0, drill=True))


def test_an_emergency_changes_between_two_tones() -> None:
    pitches = [pitch_hz(attention(4.0), at_s) for at_s in (0.2, 0.6, 1.0, 1.4)]
    assert pitches == pytest.approx([988, 740, 988, 740], abs=6)


def levels(clip: Clip) -> list[float]:
    inside = clip.samples[2_400:-2_400]
    return [rms_dbfs(part) for part in np.array_split(inside, len(inside) // 2_400)]


def brightness_hz(clip: Clip) -> float:
    power = np.abs(np.fft.rfft(clip.samples)) ** 2
    return float(np.average(np.fft.rfftfreq(clip.frames, 1 / 48_000), weights=power))


def pitch_hz(clip: Clip, at_s: float) -> float:
    start = round(at_s * 48_000)
    part = clip.samples[start : start + 7_200] * np.hanning(7_200)
    return float(np.argmax(np.abs(np.fft.rfft(part))) * 48_000 / 7_200)
