from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.model import Priority
from loudspeaker.timetable.lateness import last_start, occurrences
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
