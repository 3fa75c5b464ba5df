"""What is planned: clashes, minutes a day, and what changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.model import Priority
from loudspeaker.timetable.day_words import read_days
from loudspeaker.timetable.days import Days
from loudspeaker.timetable.hours import DayBudget
from loudspeaker.timetable.plan import Planned, change, clashes, days_over
from loudspeaker.timetable.timing import Timing
from tests.timetable.moments import at

DAILY = Timing(crons=("30 5 * * *", "0 17 * * *"))


def planned(name: str, minute: int) -> Planned:
    """Return what lasts as many minutes as the number in its name."""
    due = at("2026-11-04 17:00") + timedelta(minutes=minute)
    return Planned(due=due, length=timedelta(minutes=int(name[1:])), name=name, title=name)


def pairs(*items: Planned) -> list[tuple[str, str, float]]:
    return [(c.first.name, c.second.name, c.overlap / timedelta(minutes=1)) for c in clashes(items)]


def test_items_one_after_another_do_not_clash() -> None:
    assert pairs(planned("a5", 0), planned("b5", 5), planned("c5", 10)) == []


def test_items_that_overlap_clash() -> None:
    assert pairs(planned("b5", 4), planned("a5", 0)) == [("a5", "b5", 1)]
    assert pairs(planned("a5", 0), planned("b2", 0)) == [("a5", "b2", 2)]


def test_a_long_item_clashes_with_all_it_covers() -> None:
    assert pairs(planned("a60", 0), planned("b1", 10), planned("c1", 20), planned("d1", 60)) == [
        ("a60", "b1", 1),
        ("a60", "c1", 1),
    ]


def test_what_is_held_clashes_with_nothing() -> None:
    assert pairs(planned("a5", 0), replace(planned("b5", 4), mourned=True)) == []


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 20)), max_size=8))
def test_an_item_clashes_if_anything_before_it_still_sounds(items: list[tuple[int, int]]) -> None:
    due = [planned(f"x{length}", minute) for minute, length in items]
    due.sort(key=lambda each: (each.due, each.name))
    ends: list[datetime] = []
    expected = []
    for each in due:
        if any(each.due < end for end in ends):
            expected.append(each)
        ends.append(each.end)
    assert [clash.second for clash in clashes(due)] == expected


def test_days_on_which_the_minutes_do_not_suffice() -> None:
    long = [planned("a20", 0), planned("b20", 30), planned("c25", 24 * 60)]
    assert days_over(long, DayBudget(limit_minutes=30)) == {date(2026, 11, 4): 2400.0}
    assert days_over(long, DayBudget(limit_minutes=40)) == {}
    assert days_over(long, DayBudget(limit_minutes=None)) == {}
    urgent = [replace(each, priority=Priority.EMERGENCY) for each in long]
    held = [replace(each, mourned=True) for each in long]
    assert days_over([*urgent, *held], DayBudget(limit_minutes=1)) == {}


def test_what_changes_in_a_day() -> None:
    later = replace(DAILY, crons=("0 6 * * *", "0 17 * * *"))
    day = at("2026-11-04"), at("2026-11-05")
    found = change(DAILY, later, *day)
    assert (found.added, found.dropped, found.kept) == (
        (at("2026-11-04 06:00"),),
        (at("2026-11-04 05:30"),),
        (at("2026-11-04 17:00"),),
    )
    assert len(change(None, DAILY, *day).added) == 2
    assert len(change(DAILY, None, *day).dropped) == 2
    left_out = replace(DAILY, days=Days(exceptions=(read_days("2026-11-04"),)))
    assert len(change(DAILY, left_out, *day).dropped) == 2
