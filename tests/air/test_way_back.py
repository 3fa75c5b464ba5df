"""How soon a point is heard whose clock has gone wrong, or that found the RDS too late."""

from __future__ import annotations

import itertools
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.air.deck import WAY_BACK_S
from loudspeaker.air.held_points import FIRST_RENEW_NS, HOLD_COPIES, HOLD_NS, TTL_RENEW_NS, TTL_S
from loudspeaker.model import Priority
from loudspeaker.radio.command_receiver import CommandReceiver
from loudspeaker.radio.commands import Operation, time_to_live_steps
from tests.clocks import Witness
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


# --- nobody knows the time: the station's commands may lag behind everybody's clock ---------------


def _unproved(tmp_path: Path) -> Bench:
    bench = Bench(tmp_path)
    bench.proof = Witness()
    bench.boot()
    bench.playout.begin()
    return bench


def _opened_and_heard_s(bench: Bench) -> tuple[list[float], float]:
    """Return when points were told to open before the first sound, and when that was."""
    heard_s = min(bench.heard_at_s())
    opens = [ns / 1e9 for ns, name, _ in bench.points.log if name == "open"]
    return [at for at in opens if at < heard_s], heard_s


def _emergency(bench: Bench, occurrence: str = "a-1") -> None:
    bench.offer(
        bench.rundown(occurrence, priority=Priority.EMERGENCY, due_s=0, immediate=True, seconds=8)
    )


def test_the_first_emergency_after_a_start_without_the_time_waits_for_the_way_back(
    tmp_path: Path,
) -> None:
    bench = _unproved(tmp_path)
    _emergency(bench)
    bench.run(40)
    opens, heard_s = _opened_and_heard_s(bench)
    assert opens[1] - opens[0] == pytest.approx(WAY_BACK_S, abs=0.5)
    assert 0 < heard_s - opens[1] < 2.0
    assert bench.records()[-1][:2] == ("end", "aired")


def test_the_next_one_does_not_wait(tmp_path: Path) -> None:
    bench = _unproved(tmp_path)
    _emergency(bench)
    bench.run(40)
    begun_s = bench.clock.mono_ns() / 1e9
    _emergency(bench, "b-1")
    bench.run(20)
    assert min(bench.heard_at_s("b-1")) - begun_s < 3.0


def test_an_ordinary_item_waits_for_it_when_the_time_has_come_to_be_known(tmp_path: Path) -> None:
    bench = _unproved(tmp_path)
    _emergency(bench)
    bench.run(40)
    bench.clock.step(timedelta(hours=3))
    bench.proof.steered = True
    bench.run(1)
    bench.points.log.clear()
    bench.offer(bench.rundown("b-1", due_s=20))
    due_s = bench.clock.mono_ns() / 1e9 + 20
    bench.run(60)
    opens = [ns / 1e9 for ns, name, _ in bench.points.log if name == "open"]
    assert opens[0] < due_s - WAY_BACK_S
    assert min(bench.heard_at_s("b-1")) == pytest.approx(due_s, abs=0.1)


def test_points_without_a_time_of_theirs_are_not_waited_for(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.proof = Witness()
    bench.boot()
    bench.deck.points_state.keep_time = False
    bench.playout.begin()
    _emergency(bench)
    bench.run(30)
    opens, heard_s = _opened_and_heard_s(bench)
    assert heard_s - opens[0] < 3.0
