from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from loudspeaker.timetable.schedule import Schedule
from tests.timetable.moments import at, moments

WEEKLY = Schedule(name="a", title="A", crons=("0 17 * * fri", "30 5 * * sat"), text="x")


def test_several_lines_are_one_timetable() -> None:
    due = list(WEEKLY.between(at("2026-11-02"), at("2026-11-15")))
    assert due == [
        at("2026-11-06 17:00"),
        at("2026-11-07 05:30"),
        at("2026-11-13 17:00"),
        at("2026-11-14 05:30"),
    ]


def test_the_same_time_on_two_lines_is_once() -> None:
    schedule = replace(WEEKLY, crons=("0 5 * * *", "0 5,6 * * *"))
    due = list(schedule.between(at("2026-11-02"), at("2026-11-03")))
    assert due == [at("2026-11-02 05:00"), at("2026-11-02 06:00")]


def test_the_days_of_validity_are_included() -> None:
    schedule = replace(
        WEEKLY,
        crons=("0 0 * * *", "59 23 * * *"),
        valid_from=date(2026, 11, 3),
        valid_to=date(2026, 11, 4),
    )
    expected = [
        at("2026-11-03 00:00"),
        at("2026-11-03 23:59"),
        at("2026-11-04 00:00"),
        at("2026-11-04 23:59"),
    ]
    assert list(schedule.between(at("2026-01-01"), at("2027-01-01"))) == expected
    assert schedule.next_after(at("2026-01-01")) == expected[0]
    assert schedule.next_after(expected[0]) == expected[1]
    assert schedule.next_after(expected[3]) is None


def test_a_line_that_is_never_due_harms_no_other() -> None:
    schedule = replace(WEEKLY, crons=("0 0 30 2 *", "0 5 * * *"))
    assert schedule.next_after(at("2026-11-02 06:00")) == at("2026-11-03 05:00")
    assert replace(WEEKLY, crons=("0 0 30 2 *",)).next_after(at("2026-11-02")) is None


@settings(max_examples=40, deadline=None)
@given(
    moments,
    st.none() | st.dates(date(2020, 1, 1), date(2041, 1, 1)),
    st.none() | st.dates(date(2020, 1, 1), date(2041, 1, 1)),
)
def test_next_is_the_first_between(
    moment: object, valid_from: date | None, valid_to: date | None
) -> None:
    start = at(str(moment)[:19])
    schedule = replace(WEEKLY, valid_from=valid_from, valid_to=valid_to)
    due = schedule.next_after(start)
    within = schedule.between(start + timedelta(microseconds=1), at("2045-01-01"))
    assert due == next(within, None)
