"""Clips on the time of an airing: to the frame, nothing twice, nothing else."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.radio.programme import Programme

from .ip_points import CHIME, ORDER, SPEECH
from .profile_s import SECOND

START_NS = 5 * SECOND
PLAYED = Programme(order=ORDER, start_ns=START_NS)


def test_positions_and_times() -> None:
    assert PLAYED.position_at(START_NS) == 0
    assert PLAYED.position_at(START_NS + SECOND) == 48_000
    assert PLAYED.position_at(START_NS - SECOND) == -48_000
    assert PLAYED.time_of(SPEECH.position) == START_NS + 2_500_000_000
    assert PLAYED.end == 600_000


def test_sound_may_be_faster_in_a_simulation() -> None:
    fast = Programme(order=ORDER, start_ns=START_NS, rate=20.0)
    assert fast.position_at(START_NS + SECOND) == 960_000
    assert fast.time_of(960_000) == START_NS + SECOND


@given(st.integers(0, 10**10), st.sampled_from([1.0, 20.0]))
def test_time_and_position_are_each_others_reverse(position: int, rate: float) -> None:
    programme = Programme(order=ORDER, start_ns=START_NS, rate=rate)
    assert abs(programme.position_at(programme.time_of(position)) - position) <= 1


@given(st.lists(st.integers(-1000, 700_000), min_size=2, max_size=30).map(sorted))
def test_cut_anywhere_the_whole_is_heard_once(cuts: list[int]) -> None:
    cuts = [-1000, *cuts, 700_000]
    spans = [s for a, b in pairwise(cuts) for s in PLAYED.between(a, b)]
    heard = [(span.position, span.position + span.frames) for span in spans]
    assert heard == sorted(heard)
    for clip in (CHIME, SPEECH):
        parts = [span for span in spans if span.clip == clip]
        assert sum(span.frames for span in parts) == clip.frames
        assert [part.first for part in parts][:1] == [0]
    assert all(stop <= 96_000 or start >= 120_000 for start, stop in heard), "a gap is silent"
