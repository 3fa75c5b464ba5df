"""The counter of point commands: rising whatever happens, and never far ahead of the clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.devices.points.counter import AHEAD, SETTING, CommandCounter
from loudspeaker.devices.simulated import StandingClock
from loudspeaker.radio.counters import counter_at
from tests.devices.disk import Disk
from tests.devices.moments import NOON

QUARTERS_A_SECOND = 4
LIMIT_AHEAD = 10 * QUARTERS_A_SECOND


def boot(disk: Disk, clock: StandingClock, *, trusted: bool = True) -> CommandCounter:
    """Start a process; nothing of the one before is left but the disk."""
    return CommandCounter(disk, clock, lambda: clock.wall() if trusted else None)


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock(NOON)


@pytest.fixture
def disk() -> Disk:
    return Disk()


def test_it_is_the_trusted_clock_in_quarter_seconds(disk: Disk, clock: StandingClock) -> None:
    counter = boot(disk, clock)
    assert counter.take() == counter_at(NOON)
    clock.advance_s(5.0)
    assert counter.take() == counter_at(NOON) + 20


def test_commands_in_the_same_quarter_second_still_rise(disk: Disk, clock: StandingClock) -> None:
    counter = boot(disk, clock)
    assert [counter.take() - counter_at(NOON) for _ in range(5)] == [0, 1, 2, 3, 4]


def test_what_may_have_been_sent_is_on_the_disk_before(disk: Disk, clock: StandingClock) -> None:
    counter = boot(disk, clock)
    for step_s in (0.0, 0.1, 0.4, 2.0, 0.0, 60.0):
        clock.advance_s(step_s)
        assert counter.take() <= int(disk.values[SETTING])


def test_busy_commands_do_not_write_each_time(disk: Disk, clock: StandingClock) -> None:
    counter = boot(disk, clock)
    for _ in range(40):
        counter.take()
        clock.advance_s(0.37)  # as fast as an encoder takes them
    assert disk.writes <= 40 * 0.37 / (AHEAD / QUARTERS_A_SECOND) + 1


def test_after_a_restart_without_clock_it_goes_on_at_the_pace_of_time(
    disk: Disk, clock: StandingClock
) -> None:
    last = boot(disk, clock).take()
    counter = boot(disk, clock, trusted=False)
    first = counter.take()
    assert last < first <= last + AHEAD + 1
    clock.advance_s(3.0)
    assert first + 11 <= counter.take() <= first + 3 * QUARTERS_A_SECOND


@pytest.mark.parametrize("at_once", [1, 2, 4])
def test_without_clock_it_neither_lags_nor_runs_ahead_whatever_the_rhythm(
    disk: Disk, clock: StandingClock, at_once: int
) -> None:
    """Ten minutes of holds, parts of a quarter apart, with several commands at one moment."""
    counter = boot(disk, clock, trusted=False)
    first, begin_ns = counter.take(), clock.mono_ns()
    for number in range(428):
        clock.advance_s(1.4)
        taken = [counter.take() for _ in range(at_once if number % 7 == 0 else 1)]
        passed = (clock.mono_ns() - begin_ns) * QUARTERS_A_SECOND / 1e9
        assert taken[-1] - first == pytest.approx(passed, abs=1 + at_once)


def test_a_new_station_without_clock_begins_somewhere(disk: Disk, clock: StandingClock) -> None:
    counter = boot(disk, clock, trusted=False)
    assert counter.take() == 1


def test_a_clock_that_was_set_back_does_not_bring_old_numbers(
    disk: Disk, clock: StandingClock
) -> None:
    counter = boot(disk, clock)
    last = counter.take()
    clock.step(timedelta(hours=-1))
    assert counter.take() == last + 1
    clock.advance_s(10.0)
    assert counter.take() == last + 10 * QUARTERS_A_SECOND
    assert boot(disk, clock).take() > last + 10 * QUARTERS_A_SECOND


def test_a_clock_beyond_all_use_is_not_followed(disk: Disk, clock: StandingClock) -> None:
    """Jump after jump of ten years: the counter must stay within its 32 bits, and rise."""
    counter, before = boot(disk, clock), 0
    for _ in range(10):
        taken = counter.take()
        assert before < taken < counter_at(datetime(2050, 2, 1, tzinfo=UTC))
        before = taken
        clock.step(timedelta(days=3652))


def test_a_restart_soon_after_another_does_not_run_ahead_of_the_clock(
    disk: Disk, clock: StandingClock
) -> None:
    """Killed every 1.5 s: the reserve on the disk must not add up beyond the receivers' window."""
    for _ in range(100):
        counter = boot(disk, clock).take()
        assert counter - counter_at(clock.wall()) <= 2 * QUARTERS_A_SECOND
        clock.advance_s(1.5)


def test_a_full_disk_does_not_silence_the_points(disk: Disk, clock: StandingClock) -> None:
    counter = boot(disk, clock)
    first = counter.take()
    disk.full = True
    taken = [counter.take() for _ in range(30)]
    assert taken == list(range(first + 1, first + 31))
    disk.full = False
    clock.advance_s(60.0)
    assert counter.take() <= int(disk.values[SETTING])


events = st.lists(
    st.one_of(
        st.just("take"),
        st.just("kill"),
        st.just("clock unknown"),
        st.floats(0.0, 20.0),
        st.integers(-7200, 7200),
    ),
    max_size=60,
)


@given(events)
def test_it_rises_whatever_happens(what: list[str | float | int]) -> None:
    clock, disk = StandingClock(datetime(2026, 12, 1, 12, tzinfo=NOON.tzinfo)), Disk()
    trusted, last = True, -1
    counter = boot(disk, clock)
    for event in what:
        match event:
            case "take":
                taken = counter.take()
                assert taken > last
                last = taken
            case "kill":
                counter = boot(disk, clock, trusted=trusted)
            case "clock unknown":
                trusted = not trusted
            case float(seconds):
                clock.advance_s(seconds)
            case int(seconds):
                clock.step(timedelta(seconds=seconds))
