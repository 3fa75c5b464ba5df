import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loudspeaker.audio.clicks import LONGEST_MS, without_clicks
from loudspeaker.audio.pcm import Samples, with_fades
from tests.audio.signals import noise, sine, speech_like

RATE = 48_000


def voice() -> Samples:
    """Return something like speech that begins softly, as speech does."""
    inside = speech_like(seconds=4.0)[6_000:-6_000]
    return with_fades(inside, in_frames=4_800, out_frames=4_800)


def clicked(samples: Samples, at: list[int], *, frames: int = 2, size: float = 0.5) -> Samples:
    spoilt = samples.copy()
    for place in at:
        spoilt[place : place + frames] += np.float32(size)
    return spoilt


@pytest.mark.parametrize(
    "clean",
    [voice(), sine(peak_db=-3.0, seconds=2.0), sine(hz=5000, seconds=1.0), noise(seconds=2.0)],
    ids=["voice", "tone", "high tone", "noise"],
)
def test_clean_sound_stays_bit_for_bit(clean: Samples) -> None:
    repaired = without_clicks(clean, RATE)
    assert repaired.clicks == 0
    assert repaired.samples is clean


@pytest.mark.parametrize("frames", [1, 2, 5, 20])
def test_clicks_are_found_and_bridged(frames: int) -> None:
    clean = voice()
    places = [20_000, 61_000, 90_500, 130_000]
    spoilt = clicked(clean, places, frames=frames)
    repaired = without_clicks(spoilt, RATE)
    assert repaired.clicks == len(places)
    before = float(np.sum((spoilt - clean) ** 2))
    after = float(np.sum((repaired.samples - clean) ** 2))
    assert after < before / 30, "15 dB of what they added are gone"


@settings(max_examples=40, deadline=None)
@given(st.lists(st.integers(2_000, 150_000), max_size=8), st.integers(1, 30))
def test_nothing_is_changed_far_from_a_click(places: list[int], frames: int) -> None:
    spoilt = clicked(voice(), places, frames=frames)
    repaired = without_clicks(spoilt, RATE).samples
    assert len(repaired) == len(spoilt)
    changed = np.flatnonzero(repaired != spoilt)
    reach = 60 * (1 + LONGEST_MS)
    for place in changed:
        assert min(abs(int(place) - each) for each in places) <= reach


def test_what_is_longer_than_a_click_stays() -> None:
    spoilt = clicked(voice(), [60_000], frames=480)
    middle = without_clicks(spoilt, RATE).samples[60_100:60_400]
    assert np.array_equal(middle, spoilt[60_100:60_400])


@pytest.mark.parametrize("frames", [0, 1, 100, 1_900])
def test_what_is_too_short_to_tell_stays(frames: int) -> None:
    assert without_clicks(np.ones(frames, dtype=np.float32), RATE).clicks == 0
