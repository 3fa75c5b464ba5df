"""Playout while nobody knows the time, and when the clock is set."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from loudspeaker.model import Priority
from tests.air.bench import Bench, Killed
from tests.clocks import Witness


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    bench = Bench(tmp_path)
    bench.proof = Witness()
    bench.boot()
    return bench


def ends(bench: Bench) -> list[str]:
    """Return what became of the announcement, without its starts and interruptions."""
    return [
        f"{result or event}" + (f"({reason})" if reason else "")
        for event, result, reason in bench.records()
        if event not in {"start", "interrupted"}
    ]


def fault_codes(bench: Bench) -> set[str]:
    return {fault["code"] for fault in bench.faults.listed()}


def test_an_ordinary_item_waits_for_the_time_to_be_known(bench: Bench) -> None:
    bench.offer(bench.rundown(due_s=5))
    bench.run(60)
    assert ends(bench) == []
    assert fault_codes(bench) == {"clock"}
    bench.proof.steered = True
    bench.run(30)
    assert ends(bench) == ["aired"]
    assert fault_codes(bench) == set()


def test_an_emergency_does_not(bench: Bench) -> None:
    bench.offer(bench.rundown(priority=Priority.EMERGENCY, due_s=0, immediate=True))
    bench.run(30)
    assert ends(bench) == ["aired"]


def test_what_was_due_before_the_time_was_known_is_missed_by_the_clock(bench: Bench) -> None:
    bench.offer(bench.rundown(due_s=5, grace_s=60))
    bench.run(30)
    bench.clock.step(timedelta(hours=3))
    bench.proof.steered = True
    bench.run(5)
    assert ends(bench) == ["missed(clock)"]


def test_nothing_expires_by_a_clock_that_nobody_believes(bench: Bench) -> None:
    bench.offer(bench.rundown(due_s=5, grace_s=60))
    bench.clock.step(timedelta(days=3650))
    bench.run(30)
    assert ends(bench) == []
    bench.clock.step(timedelta(days=-3650))
    bench.proof.steered = True
    bench.run(30)
    assert ends(bench) == ["aired"]


# --- a clock that needs no proof, and is set ------------------------------------------------------


@pytest.fixture
def plain(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def test_set_past_the_due_time_it_airs_at_once(plain: Bench) -> None:
    plain.offer(plain.rundown(due_s=300))
    plain.run(10)
    plain.clock.step(timedelta(seconds=330))
    begun_ns = plain.clock.mono_ns()
    plain.play_next()
    while not plain.sound.heard:
        plain.play_next()
    assert ends(plain) == ["aired"]
    first_ns = min(at for at, what in plain.transmitter.log if what == "on")
    assert (first_ns - begun_ns) / 1e9 <= 0.3


def test_set_past_the_grace_it_is_missed_by_the_clock(plain: Bench) -> None:
    plain.offer(plain.rundown(due_s=300, grace_s=60))
    plain.run(10)
    plain.clock.step(timedelta(days=1))
    plain.run(2)
    assert ends(plain) == ["missed(clock)"]


def test_set_back_it_waits_for_its_time_and_airs_once(plain: Bench) -> None:
    plain.offer(plain.rundown(due_s=30))
    plain.run(20)
    plain.clock.step(timedelta(hours=-1))
    plain.run(600)
    assert ends(plain) == []
    plain.run(3100)
    assert ends(plain) == ["aired"]


@pytest.mark.parametrize("back_s", [5.5, 7.0, 8.0, 9.0, 12.0])
def test_set_forward_and_back_during_the_lead_in_it_is_not_late(
    plain: Bench, back_s: float
) -> None:
    plain.offer(plain.rundown(due_s=25))
    begun_s = plain.clock.mono_ns() / 1e9
    plain.run(20)
    plain.clock.step(timedelta(seconds=10))  # due five seconds ago: it begins at once
    plain.events.at(0.5, lambda: plain.clock.step(timedelta(seconds=-back_s)))
    plain.run(40)
    due_s = begun_s + 15 + back_s
    allowed_from_s = max(due_s, begun_s + 20.5)
    assert due_s <= min(plain.heard_at_s()) <= allowed_from_s + 1.0
    assert ends(plain) == ["aired"]


@pytest.mark.parametrize("step", [timedelta(seconds=-30), timedelta(days=-400), timedelta(days=99)])
def test_an_emergency_is_heard_whatever_the_clock_does(plain: Bench, step: timedelta) -> None:
    plain.transmitter.broken = "no answer"
    plain.offer(plain.rundown(priority=Priority.EMERGENCY, due_s=0, immediate=True, grace_s=600))
    plain.run(5)
    plain.clock.step(step)
    plain.run(5)
    plain.transmitter.broken = None
    plain.run(30)
    assert ends(plain) == ["aired"]


@pytest.mark.parametrize("step", [timedelta(days=-2), timedelta(days=2), timedelta(hours=1)])
def test_an_emergency_called_right_after_the_clock_was_set_is_heard_at_once(
    plain: Bench, step: timedelta
) -> None:
    """Its times are the new clock's already, though nobody has looked at that clock yet."""
    plain.run(5)
    plain.clock.step(step)
    plain.offer(plain.rundown(priority=Priority.EMERGENCY, due_s=0, immediate=True, grace_s=600))
    plain.run(30)
    assert ends(plain) == ["aired"]


def test_an_emergency_from_before_a_power_cut_is_heard_by_a_clock_that_lags(plain: Bench) -> None:
    plain.transmitter.broken = "no answer"
    plain.offer(plain.rundown(priority=Priority.EMERGENCY, due_s=0, immediate=False))
    plain.run(2)
    plain.transmitter.broken = None
    plain.clock.step(timedelta(hours=-3))  # no clock chip: it goes on where it was saved
    plain.reboot()
    plain.run(60)
    assert ends(plain) == ["aired"]


def test_a_repetition_of_an_emergency_waits_for_its_time(plain: Bench) -> None:
    """What is handed over a minute ahead is early, not lagging."""
    plain.offer(plain.rundown(priority=Priority.EMERGENCY, due_s=55))
    plain.run(50)
    assert ends(plain) == []
    plain.run(30)
    assert ends(plain) == ["aired"]


@pytest.mark.parametrize("back", [timedelta(seconds=30), timedelta(days=400)])
def test_set_back_in_the_lead_in_the_carrier_does_not_wait_for_it(
    plain: Bench, back: timedelta
) -> None:
    plain.offer(plain.rundown(due_s=20))
    plain.events.at(19.0, lambda: plain.clock.step(-back))
    plain.run(25)
    assert not plain.transmitter.keyed
    assert plain.records() == [("start", None, None), ("interrupted", None, "clock")]
    plain.clock.step(back)
    plain.run(20)
    assert ends(plain) == ["aired"]


def test_set_back_in_the_lead_in_an_emergency_goes_on(plain: Bench) -> None:
    plain.offer(plain.rundown(priority=Priority.EMERGENCY, due_s=20))
    plain.events.at(19.8, lambda: plain.clock.step(timedelta(hours=-5)))
    plain.run(40)
    assert ends(plain) == ["aired"]


# --- what began before a power cut ----------------------------------------------------------------


@pytest.mark.parametrize("ahead", [timedelta(days=1), timedelta(hours=3), timedelta(days=-400)])
@pytest.mark.parametrize("begun", [True, False])
def test_an_emergency_from_before_is_heard_whatever_the_clock_shows_then(
    plain: Bench, ahead: timedelta, *, begun: bool
) -> None:
    plain.offer(
        plain.rundown(priority=Priority.EMERGENCY, due_s=0, immediate=True, seconds=30, grace_s=600)
    )
    if begun:
        plain.kill_at(10)
        with pytest.raises(Killed):
            plain.run(20)
    plain.proof = Witness()
    plain.clock.step(ahead)
    plain.reboot()
    plain.run(60)
    assert ends(plain) == ["aired"]
    due = {record["due"] for record in plain.journal.since(0)}
    assert len(due) == 1, "the record keeps the time for which it was meant"
