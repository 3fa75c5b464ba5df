"""The alarm clock, and the facts about APScheduler on which it rests."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler

from loudspeaker.clock import AlarmClock
from loudspeaker.devices.simulated import StandingClock
from loudspeaker.model import STATION_ZONE
from loudspeaker.system.time import SystemTime

PATIENCE_S = 10.0
NOON = datetime(2026, 12, 1, 12, 0, tzinfo=STATION_ZONE)


@pytest.fixture
def clock() -> Iterator[AlarmClock]:
    made = AlarmClock(SystemTime())
    yield made
    made.close()


def ago(seconds: float) -> datetime:
    return SystemTime().wall() - timedelta(seconds=seconds)


def scheduler_of(clock: AlarmClock) -> BackgroundScheduler:
    return clock._scheduler


def test_nothing_is_kept_over_a_restart_and_nothing_is_ever_too_late(clock: AlarmClock) -> None:
    """A stored job would be a pickle; the library's own lateness drops a job in silence."""
    clock.start()
    clock.ring("x", ago(-3600), lambda: None)
    scheduler = scheduler_of(clock)
    (job,) = scheduler.get_jobs()
    assert [type(store) for store in scheduler._jobstores.values()] == [MemoryJobStore]
    assert [type(executor) for executor in scheduler._executors.values()] == [ThreadPoolExecutor]
    assert job.misfire_grace_time is None
    assert job.max_instances > 1
    assert str(scheduler.timezone) == "Asia/Ho_Chi_Minh"
    assert str(job.trigger.run_date.tzinfo) == "Asia/Ho_Chi_Minh"


@pytest.mark.parametrize("late_s", [0.0, 2.0, 3600.0, 86_400 * 365.0])
def test_however_late_it_still_rings(clock: AlarmClock, late_s: float) -> None:
    rung = threading.Event()
    clock.start()
    clock.ring("x", ago(late_s), rung.set)
    assert rung.wait(PATIENCE_S)
    assert scheduler_of(clock).get_jobs() == []


def test_set_before_it_runs(clock: AlarmClock) -> None:
    rung = threading.Event()
    clock.ring("x", ago(5), lambda: None)
    clock.ring("x", ago(5), rung.set)
    clock.start()
    assert rung.wait(PATIENCE_S)


def test_one_name_rings_once(clock: AlarmClock) -> None:
    rung: list[str] = []
    done = threading.Event()
    clock.start()
    clock.ring("x", ago(-3600), lambda: rung.append("first"))
    clock.ring("x", ago(-3600), lambda: rung.append("second"))
    assert len(scheduler_of(clock).get_jobs()) == 1
    clock.ring("x", ago(0), done.set)
    assert done.wait(PATIENCE_S)
    assert rung == []


def test_forgotten(clock: AlarmClock) -> None:
    clock.start()
    clock.ring("x", ago(-3600), lambda: None)
    clock.forget("x")
    clock.forget("x")
    assert scheduler_of(clock).get_jobs() == []


def test_an_alarm_set_anew_while_it_rings_is_not_lost(clock: AlarmClock) -> None:
    """The library skips a job that still runs, for good: one instance would not be enough."""
    ringing, go_on, again = threading.Event(), threading.Event(), threading.Event()

    def first() -> None:
        ringing.set()
        go_on.wait(PATIENCE_S)

    clock.start()
    clock.ring("x", ago(0), first)
    assert ringing.wait(PATIENCE_S)
    clock.ring("x", ago(0), again.set)
    assert again.wait(PATIENCE_S)
    go_on.set()


def test_an_alarm_that_sets_itself_anew(clock: AlarmClock) -> None:
    rung: list[int] = []
    done = threading.Event()

    def ring() -> None:
        rung.append(1)
        if len(rung) < 5:
            clock.ring("x", ago(0), ring)
        else:
            done.set()

    clock.start()
    clock.ring("x", ago(0), ring)
    assert done.wait(PATIENCE_S)


def test_one_that_fails_does_not_end_the_clock(clock: AlarmClock) -> None:
    rung = threading.Event()

    def fail() -> None:
        raise ZeroDivisionError

    clock.start()
    clock.ring("x", ago(0), fail)
    clock.ring("y", ago(0), rung.set)
    assert rung.wait(PATIENCE_S)


def test_closing_before_starting_and_twice() -> None:
    clock = AlarmClock(SystemTime())
    clock.close()
    clock.start()
    clock.close()
    clock.close()
    clock.forget("x")


def test_closing_in_the_middle_of_a_round() -> None:
    """The scheduler's thread must not end with a traceback: warnings are errors here."""
    for _ in range(20):
        clock = AlarmClock(SystemTime())
        clock.start()
        for number in range(20):
            clock.ring(f"x{number}", ago(0), lambda: None)
        clock.close()


# --- the wall clock is set ------------------------------------------------------------------------


class Woken:
    """Counts how often the scheduler is woken."""

    def __init__(self, clock: AlarmClock, monkeypatch: pytest.MonkeyPatch) -> None:
        self.times = 0
        monkeypatch.setattr(scheduler_of(clock), "wakeup", self._wake)

    def _wake(self) -> None:
        self.times += 1


@pytest.mark.parametrize("step_s", [3600.0, -3600.0, 1.0, -1.0])
def test_a_step_wakes_it_once(step_s: float, monkeypatch: pytest.MonkeyPatch) -> None:
    standing = StandingClock(NOON)
    clock = AlarmClock(standing)
    woken = Woken(clock, monkeypatch)
    clock.beat()
    standing.advance_s(1.0)
    standing.step(timedelta(seconds=step_s))
    clock.beat()
    standing.advance_s(1.0)
    clock.beat()
    assert woken.times == 1


def test_slow_correction_is_no_step(monkeypatch: pytest.MonkeyPatch) -> None:
    standing = StandingClock(NOON)
    clock = AlarmClock(standing)
    woken = Woken(clock, monkeypatch)
    for _ in range(100):
        standing.advance_s(1.0)
        standing.step(timedelta(milliseconds=20))
        clock.beat()
    assert woken.times == 0


def test_why_it_must_be_woken(clock: AlarmClock) -> None:
    """The scheduler sleeps by the monotonic clock: a later wall clock alone rings nothing."""
    clock.start()
    clock.ring("x", ago(-3600), lambda: None)
    waits = scheduler_of(clock)._process_jobs()
    assert 3590 < waits <= 3600
