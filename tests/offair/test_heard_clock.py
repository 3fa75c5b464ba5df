"""Samples counted on our clock."""

from __future__ import annotations

import pytest

from loudspeaker.offair.heard_clock import HeardClock

BLOCK = 1920
BLOCK_S = 0.04


def feed(clock: HeardClock, count: int, now_s: float, *, pace: float = 1.0) -> list[float]:
    """Feed blocks in time; return where it was set anew."""
    sets = []
    for number in range(count):
        start_s = clock.take(BLOCK, now_s + (number + 1) * BLOCK_S * pace, may_set=True)
        if start_s is not None:
            sets.append(start_s)
    return sets


def test_set_once_and_then_counted() -> None:
    clock = HeardClock()
    assert feed(clock, 1000, 100.0) == [pytest.approx(100.0)]
    assert clock.end_s == pytest.approx(140.0)


def test_a_gap_sets_it_anew() -> None:
    clock = HeardClock()
    feed(clock, 100, 100.0)
    assert feed(clock, 10, 110.0) == [pytest.approx(110.0)]


def test_a_clock_that_is_off_is_set_when_it_has_run_away() -> None:
    clock = HeardClock()
    sets = feed(clock, 200_000, 100.0, pace=1.0001)
    assert len(sets) > 1
    error_s = 100 + 200_000 * BLOCK_S * 1.0001 - clock.end_s
    assert abs(error_s) < 0.6


def test_not_while_something_is_on_air() -> None:
    clock = HeardClock()
    feed(clock, 1, 100.0)
    for number in range(2000):
        late_s = 100.04 + (number + 1) * BLOCK_S * 1.001
        assert clock.take(BLOCK, late_s, may_set=False) is None


def test_bursts_do_not_move_it() -> None:
    clock = HeardClock()
    feed(clock, 1, 100.0)
    for second in range(1, 60):
        for _ in range(25):
            assert clock.take(BLOCK, 100.04 + second, may_set=True) is None
