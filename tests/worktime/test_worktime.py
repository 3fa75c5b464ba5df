"""Deadlines as a clerk reckons them, the table of years, and the law where there is none."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loudspeaker.errors import EntryRefused
from loudspeaker.model.time import STATION_ZONE
from loudspeaker.timetable.days import is_holiday
from loudspeaker.worktime import (
    USUAL_HOURS,
    Beyond,
    Block,
    Calendar,
    Hours,
    Limit,
    Part,
    Stop,
    Unit,
    add,
    due,
    years_of,
)
from loudspeaker.worktime.by_law import lawful_year
from loudspeaker.worktime.shipped import shipped_years

CALENDAR = Calendar(years=shipped_years())
HEAD = "day\tis\twhy\n"


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=STATION_ZONE)


def days(amount: int) -> Limit:
    return Limit(amount=amount, unit=Unit.DAY)


@pytest.mark.parametrize(
    ("received", "limit", "cut_off", "expected"),
    [
        ("2026-11-16 09:00", days(1), None, "2026-11-17 09:00"),
        ("2026-11-16 09:00", Limit(amount=4, unit=Unit.HOUR), None, "2026-11-16 14:30"),
        ("2026-11-16 17:10", days(1), None, "2026-11-17 17:00"),  # after closing
        ("2026-11-16 12:00", days(1), None, "2026-11-17 11:30"),  # at noon
        ("2026-11-16 15:00", days(1), time(15), "2026-11-17 15:00"),  # just in time
        ("2026-11-16 15:01", days(1), time(15), "2026-11-17 17:00"),  # after the cut-off
        ("2026-11-20 16:00", days(2), None, "2026-11-25 16:00"),  # over days off
        ("2026-11-21 09:00", days(1), None, "2026-11-23 17:00"),  # on a Saturday
        ("2026-02-12 09:00", days(3), None, "2026-02-24 09:00"),  # over Tết
        ("2026-08-21 09:00", days(1), None, "2026-08-22 09:00"),  # the Saturday is made up
        ("2026-08-28 09:00", days(1), None, "2026-09-03 09:00"),  # and the Monday is off
        ("2018-12-28 16:00", days(2), None, "2019-01-03 16:00"),  # moved over the year's end
    ],
)
def test_deadlines(received: str, limit: Limit, cut_off: time | None, expected: str) -> None:
    found = due(CALENDAR, at(received), limit, cut_off=cut_off)
    assert (found.at, found.unknown_years) == (at(expected), ())


def test_the_clock_stands_still_while_something_is_waited_for() -> None:
    received, stop = at("2026-11-16 09:00"), Stop(start=at("2026-11-17 09:00"))
    still = due(CALENDAR, received, days(3), stops=[stop])
    assert (still.at, still.left) == (None, timedelta(hours=16))
    resumed = Stop(start=stop.start, end=at("2026-11-19 10:00"))
    twice = [resumed, Stop(start=at("2026-11-18 09:00"), end=at("2026-11-18 16:00"))]
    for stops in ([resumed], twice, twice[::-1]):
        assert due(CALENDAR, received, days(3), stops=stops).at == at("2026-11-23 10:00")
    endless = [resumed, Stop(start=at("2026-11-18 09:00"))]
    assert due(CALENDAR, received, days(3), stops=endless).at is None


def test_half_days_count_for_half() -> None:
    saturdays = Hours(
        morning=Block(start=time(7), end=time(11)),
        afternoon=Block(start=time(13, 30), end=time(17, 30)),
        week=(Part.WHOLE,) * 5 + (Part.MORNING, Part.NONE),
    )
    table = "2026\tyear\tthử\n2026-11-20\tafternoon\tsáng họp\n"
    calendar = Calendar(hours=saturdays, years=years_of(HEAD + table))
    assert due(calendar, at("2026-11-19 07:00"), days(2)).at == at("2026-11-21 11:00")
    assert calendar.worked(date(2026, 11, 20)) == timedelta(hours=4)
    assert calendar.why(date(2026, 11, 20)) == "sáng họp"
    assert not calendar.is_open(date(2026, 11, 22))


def test_a_year_that_is_not_known_is_refused_or_said() -> None:
    received = at("2026-12-30 09:00")
    with pytest.raises(EntryRefused, match="năm 2027"):
        due(CALENDAR, received, days(3))
    lawful = Calendar(years=shipped_years(), beyond=Beyond.LAW)
    found = due(lawful, received, days(3))
    assert (found.at, found.unknown_years) == (at("2027-01-05 09:00"), (2027,))
    assert due(lawful, at("2026-12-20 09:00"), days(3)).unknown_years == ()
    assert lawful.why(date(2027, 5, 3)) == "Nghỉ bù"  # for Saturday the first of May
    assert lawful.is_known(2026)
    assert not lawful.is_known(2027)


def test_the_law_gives_each_certain_holiday_off_once() -> None:
    for number in (2027, 2028, 2029, 2030):
        closed = lawful_year(number, USUAL_HOURS).days
        weekdays = [day for day in closed if day.weekday() < 5]
        holidays = [date(number, 1, 1) + timedelta(days=n) for n in range(365)]
        assert len(weekdays) == sum(map(is_holiday, holidays)) == 11


def test_the_shipped_years_give_the_days_off_that_the_law_gives() -> None:
    """Ten until 2020, eleven since, twelve since 2026; what is moved is made up for.

    Labour Code 45/2019/QH14, resolution 28/2026/QH16.
    """
    years = shipped_years()
    assert list(years) == list(range(2017, 2027))
    free = {
        number: sum(
            1 if marked.part is Part.NONE else -1
            for day, marked in year.days.items()
            if (day.weekday() < 5) is (marked.part is Part.NONE)
        )
        for number, year in years.items()
    }
    moved = {2018: 1, 2019: -1}  # 31 December 2018, made up for on 5 January 2019
    assert free == {
        number: (10 + (number > 2020) + (number > 2025)) + moved.get(number, 0) for number in years
    }


def test_no_certain_holiday_is_worked_and_only_weekends_are_made_up() -> None:
    day = date(2017, 1, 1)
    while day < date(2027, 1, 1):
        assert not (is_holiday(day) and day.day in {1, 2, 30} and CALENDAR.is_open(day)), day
        assert not (day.weekday() > 4 and CALENDAR.is_open(day) and not CALENDAR.why(day)), day
        day += timedelta(days=1)


@pytest.mark.parametrize(
    ("table", "where", "problem"),
    [
        ("", "dòng 1", "dòng đầu"),
        ("day\tis\twhy\n2026-01-01\tclosed\tTết\n", "dòng 2", "thiếu dòng năm 2026"),
        (HEAD + "2026\tyear\tx\n2026\tyear\tx\n", "dòng 3", "đã có"),
        (HEAD + "26\tyear\tx\n", "dòng 2", "bốn chữ số"),
        (HEAD + "2026-02-30\tclosed\tx\n", "dòng 2", "ngày viết như"),
        (HEAD + "20260201\tclosed\tx\n", "dòng 2", "ngày viết như"),
        (HEAD + "1026-02-01\tclosed\tx\n", "dòng 2", "năm từ"),
        (HEAD + "2026-02-03..2026-02-01\tclosed\tx\n", "dòng 2", "nhiều nhất"),
        (HEAD + "2026-02-03..2026-12-01\tclosed\tx\n", "dòng 2", "nhiều nhất"),
        (HEAD + "2026-02-03\tshut\tx\n", "dòng 2", "loại là một trong"),
        (HEAD + "2026-02-03\tclosed\t\n", "dòng 2", "ba cột"),
        (HEAD + "2026-02-03\tclosed\tx\n2026-02-01..2026-02-04\topen\tx\n", "dòng 3", "dòng 2"),
    ],
)
def test_a_wrong_line_is_named(table: str, where: str, problem: str) -> None:
    if not table:
        table = "ngày\tlà\tvì\n"
    with pytest.raises(EntryRefused) as refused:
        years_of(table)
    assert where in refused.value.where
    assert problem in refused.value.problem


@settings(max_examples=100)
@given(st.text(st.sampled_from("day is\twhy\n2026-0..19closedpenyr#é\ufeff"), max_size=80))
def test_any_text_is_years_or_refused(text: str) -> None:
    for table in (text, HEAD + text, HEAD + "2026\tyear\tx\n" + text):
        with suppress(EntryRefused):
            assert all(year.source for year in years_of(table).values())


def test_what_is_no_week_no_limit_and_no_stop_is_refused() -> None:
    morning, afternoon = USUAL_HOURS.morning, USUAL_HOURS.afternoon
    for make in (
        lambda: Block(start=time(9), end=time(9)),
        lambda: Hours(morning=afternoon, afternoon=morning),
        lambda: Hours(morning=morning, afternoon=Block(start=time(13), end=time(16))),
        lambda: Hours(morning=morning, afternoon=afternoon, week=(Part.NONE,) * 7),
        lambda: days(0),
        lambda: days(2001),
        lambda: Stop(start=at("2026-01-02"), end=at("2026-01-01")),
        lambda: add(CALENDAR, at("2026-01-05"), timedelta(hours=-1)),
    ):
        with pytest.raises(ValueError, match=r"a|the"):
            make()
