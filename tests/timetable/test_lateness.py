from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.model import Priority
from loudspeaker.timetable.lateness import (
    Occurrence,
    clashes,
    last_start,
    occurrences,
)
from loudspeaker.timetable.schedule import Schedule
from tests.timetable.moments import at, moments

DUE = at("2026-11-04 17:00")
GRACE = timedelta(minutes=10)


@pytest.mark.parametrize(
    ("priority", "minutes"),
    [(Priority.NORMAL, 10), (Priority.PRIORITY, 10), (Priority.EMERGENCY, 24 * 60)],
)
def test_news_grow_stale_and_an_emergency_in_a_day(priority: Priority, minutes: int) -> None:
    limit = last_start(DUE, grace=GRACE, priority=priority, not_after=None)
    assert limit == DUE + timedelta(minutes=minutes)


def test_without_grace_only_its_moment_counts() -> None:
    normal = Priority.NORMAL
    assert last_start(DUE, grace=timedelta(), priority=normal, not_after=None) == DUE


@given(
    moments,
    st.timedeltas(timedelta(), timedelta(days=2)),
    st.sampled_from(Priority),
    moments,
)
def test_an_author_shortens_the_limit_and_never_extends_it(
    due: datetime, grace: timedelta, priority: Priority, not_after: datetime
) -> None:
    free = last_start(due, grace=grace, priority=priority, not_after=None)
    assert due <= free
    limited = last_start(due, grace=grace, priority=priority, not_after=not_after)
    assert limited == min(free, not_after)


def schedule(name: str, cron: str, priority: Priority = Priority.NORMAL) -> Schedule:
    return Schedule(name=name, title=name, crons=(cron,), text="x", priority=priority)


def test_what_is_due_is_in_order() -> None:
    found = occurrences(
        [
            schedule("b", "0 17 * * *"),
            schedule("a", "0 17 * * *"),
            schedule("c", "0 17 * * *", Priority.PRIORITY),
            schedule("d", "0 5 * * *"),
            replace(schedule("e", "0 5 * * *"), paused=True),
        ],
        at("2026-11-04 06:00"),
        at("2026-11-05 06:00"),
    )
    assert [(o.schedule.name, o.due) for o in found] == [
        ("c", at("2026-11-04 17:00")),
        ("a", at("2026-11-04 17:00")),
        ("b", at("2026-11-04 17:00")),
        ("d", at("2026-11-05 05:00")),
    ]


def due_at(name: str, minute: int) -> Occurrence:
    moment = at("2026-11-04 17:00") + timedelta(minutes=minute)
    return Occurrence(due=moment, schedule=schedule(name, "0 17 * * *"))


def minutes_of(schedule: Schedule) -> timedelta:
    return timedelta(minutes=int(schedule.name[1:]))


def pairs(*due: Occurrence) -> list[tuple[str, str, float]]:
    return [
        (c.first.schedule.name, c.second.schedule.name, c.overlap / timedelta(minutes=1))
        for c in clashes(due, minutes_of)
    ]


def test_items_one_after_another_do_not_clash() -> None:
    assert pairs(due_at("a5", 0), due_at("b5", 5), due_at("c5", 10)) == []


def test_items_that_overlap_clash() -> None:
    assert pairs(due_at("a5", 0), due_at("b5", 4)) == [("a5", "b5", 1)]
    assert pairs(due_at("a5", 0), due_at("b2", 0)) == [("a5", "b2", 2)]


def test_a_long_item_clashes_with_all_it_covers() -> None:
    assert pairs(due_at("a60", 0), due_at("b1", 10), due_at("c1", 20), due_at("d1", 60)) == [
        ("a60", "b1", 1),
        ("a60", "c1", 1),
    ]


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 20)), max_size=8))
def test_an_item_clashes_if_anything_before_it_still_sounds(items: list[tuple[int, int]]) -> None:
    due = [due_at(f"x{length}", minute) for minute, length in sorted(items)]
    ends: list[datetime] = []
    expected = []
    for occurrence in due:
        if any(occurrence.due < end for end in ends):
            expected.append(occurrence)
        ends.append(occurrence.due + minutes_of(occurrence.schedule))
    assert [clash.second for clash in clashes(due, minutes_of)] == expected
