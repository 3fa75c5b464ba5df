"""How soon a point is heard whose clock has gone wrong, or that found the RDS too late."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.air.held_points import FIRST_RENEW_NS, HOLD_COPIES, HOLD_NS, TTL_RENEW_NS, TTL_S
from loudspeaker.radio.command_receiver import CommandReceiver
from loudspeaker.radio.commands import Operation, time_to_live_steps
from tests.radio.profile_s import SECOND, START, Air, receiver, signed

from .bench import Bench

LONGEST_NS = FIRST_RENEW_NS + 2 * SECOND
STEPS = time_to_live_steps(TTL_S)


def _orders() -> list[tuple[int, Operation]]:
    """Return what an item of a minute orders, and when."""
    opens = [0, *range(FIRST_RENEW_NS, 60 * SECOND, TTL_RENEW_NS)]
    holds = range(HOLD_NS, 60 * SECOND, HOLD_NS)
    return sorted([(at, Operation.OPEN) for at in opens] + [(at, Operation.HOLD) for at in holds])


def _heard_after_ns(listener: CommandReceiver, *, deaf_ns: int = 0) -> int | None:
    """Play the item to a receiver; return when its loudspeaker is first heard."""
    air, free_ns, last = Air(listener), 0, START
    for at, operation in _orders():
        begin_ns, copies = max(at, free_ns), 3 if operation is Operation.OPEN else HOLD_COPIES
        last = max(last + 1, START + 400 + begin_ns // 250_000_000)
        argument = STEPS if operation is Operation.OPEN else 0
        command = signed(operation, argument=argument, counter=last)
        first_ns = begin_ns + 350_400_000
        free_ns = begin_ns + copies * 350_400_000
        if begin_ns >= deaf_ns:
            air.send(command, at=SECOND + first_ns, copies=copies)
        if listener.is_open:
            return first_ns
    return None


@given(st.integers(-3_600 * 24, 3_600 * 24))
def test_whatever_its_clock_says_a_point_is_heard_soon(wrong_s: int) -> None:
    listener = receiver()
    counter = max(1, START + 400 - 4 * wrong_s)
    if counter < START + 400:  # one that is ahead of the station refuses as replay, for good
        assert listener.judge_counter(counter, 0) is None
        heard_ns = _heard_after_ns(listener)
        assert heard_ns is not None
        assert heard_ns <= LONGEST_NS


def test_a_point_that_found_the_rds_too_late_is_heard_soon() -> None:
    heard_ns = _heard_after_ns(receiver(), deaf_ns=2 * SECOND)
    assert heard_ns is not None
    assert heard_ns <= LONGEST_NS


def test_the_first_open_again_comes_when_the_way_back_is_done(bench: Bench) -> None:
    bench.offer(bench.rundown(seconds=100, due_s=2))
    bench.run(115)
    opens = [ns / 1e9 for ns, name, _ in bench.points.log if name == "open"]
    gaps = [b - a for a, b in itertools.pairwise(opens)]
    assert gaps == pytest.approx([13, 40, 40], abs=0.5)
