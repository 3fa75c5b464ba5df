"""Days of the moon, holidays and other days on which nothing is due."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.timetable.days import DayRange, Days, DaysOff, is_holiday
from loudspeaker.timetable.schedule import Schedule
from tests.timetable.moments import at

DAILY = Schedule(name="a", title="A", crons=("0 5 * * *",), text="x")
MOON = replace(DAILY, days=Days(lunar=frozenset({1, 15})))


def days_of(schedule: Schedule, first: str, last: str) -> list[str]:
    return [str(due.date()) for due in schedule.between(at(first), at(last))]


def test_the_first_and_the_fifteenth_of_the_moon() -> None:
    assert days_of(MOON, "2027-01-01", "2027-03-10") == [
        "2027-01-08", "2027-01-22", "2027-02-06", "2027-02-20", "2027-03-08",
    ]  # fmt: skip


def test_not_at_new_year() -> None:
    quiet = replace(MOON, days=replace(MOON.days, exceptions=(DaysOff.TET,)))
    assert "2027-02-06" not in days_of(quiet, "2027-01-01", "2027-03-10")
    assert quiet.next_after(at("2027-01-23")) == at("2027-02-20 05:00")


def test_exceptions() -> None:
    away = DayRange(date(2026, 12, 3), date(2026, 12, 5))
    schedule = replace(DAILY, days=Days(exceptions=(away, DaysOff.HOLIDAYS)))
    assert days_of(schedule, "2026-12-01", "2026-12-08") == [
        "2026-12-01", "2026-12-02", "2026-12-06", "2026-12-07",
    ]  # fmt: skip
    assert schedule.next_after(at("2026-12-02 05:00")) == at("2026-12-06 05:00")
    assert "2027-01-01" not in days_of(schedule, "2026-12-30", "2027-01-03")


@pytest.mark.parametrize(
    "day", ["2027-01-01", "2027-02-05", "2027-02-09", "2027-04-16", "2027-04-30", "2027-05-01",
            "2027-09-02", "2026-11-24", "2027-11-24"],
)  # fmt: skip
def test_holidays(day: str) -> None:
    assert is_holiday(date.fromisoformat(day))


@pytest.mark.parametrize(
    "day", ["2027-01-02", "2027-02-04", "2027-02-10", "2027-04-15", "2025-11-24"]
)
def test_no_holidays(day: str) -> None:
    assert not is_holiday(date.fromisoformat(day))


def test_what_never_comes_ends() -> None:
    never = replace(MOON, crons=("0 5 30 2 *",))
    assert never.next_after(at("2027-01-01")) is None
    outside = replace(
        MOON, days=Days(lunar=frozenset({30}), exceptions=(DayRange(date.min, date.max),))
    )
    assert outside.next_after(at("2027-01-01")) is None


def test_a_rare_day_is_found() -> None:
    both = replace(MOON, crons=("0 5 1 1 *",), days=Days(lunar=frozenset({1})))
    assert both.next_after(at("2027-01-02")) == at("2033-01-01 05:00")


@given(
    st.dates(date(2026, 1, 1), date(2030, 12, 31)),
    st.frozensets(st.integers(1, 30), max_size=4),
    st.lists(st.sampled_from(DaysOff), max_size=2),
)
def test_next_is_the_first_between(
    day: date, lunar: frozenset[int], exceptions: list[DaysOff]
) -> None:
    schedule = replace(DAILY, days=Days(lunar=lunar, exceptions=tuple(exceptions)))
    start = at(str(day))
    within = schedule.between(start + timedelta(microseconds=1), start + timedelta(days=400))
    assert schedule.next_after(start) == next(within, None)
