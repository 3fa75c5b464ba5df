"""The station's time at a point, over a network that delays unevenly."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.radio.sender_clock import SenderClock

MS = 1_000_000
SENT = 1_796_000_000_000
BOOT = 77_000 * MS  # the point's own clock when the station's shows SENT


def heard(delays_ms: list[int], *, every_ms: int = 1000, step_ms: int = 0) -> SenderClock:
    clock = SenderClock()
    for number, delay_ms in enumerate(delays_ms):
        sent_ms = SENT + number * every_ms
        clock.hear(sent_ms + step_ms, BOOT + (number * every_ms + delay_ms) * MS)
    return clock


def test_one_message_tells_the_time() -> None:
    assert heard([40]).mono_of(SENT + 500) == BOOT + 540 * MS


@given(st.lists(st.integers(5, 2900), min_size=1, max_size=80))
def test_the_shortest_way_counts(delays_ms: list[int]) -> None:
    clock = heard(delays_ms)
    assert clock.mono_of(SENT) == BOOT + min(delays_ms[-64:]) * MS


def test_a_clock_set_forward_counts_at_once() -> None:
    clock = heard([40, 40])
    clock.hear(SENT + 62_000, BOOT + 2_040 * MS)
    assert clock.mono_of(SENT + 62_000) == BOOT + 2_040 * MS


def test_a_clock_set_back_by_more_than_delays_explain() -> None:
    clock = heard([40, 40])
    clock.hear(SENT - 58_000, BOOT + 2_040 * MS)
    assert clock.mono_of(SENT - 58_000) == BOOT + 2_040 * MS


def test_what_is_old_is_forgotten_for_crystals_drift() -> None:
    clock = heard([10])
    clock.hear(SENT + 700_000, BOOT + 700_090 * MS)
    assert clock.mono_of(SENT + 700_000) == BOOT + 700_090 * MS
