from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.model import Priority
from loudspeaker.timetable.lateness import (
    Occurrence,
    Verdict,
    clashes,
    judge,
    last_start,
    occurrences,
)
from loudspeaker.timetable.schedule import Schedule
from tests.timetable.moments import at, moments

DUE = at("2026-11-04 17:00")
GRACE = timedelta(minutes=10)


@pytest.mark.parametrize(
    ("now", "verdict"),
    [
        ("2026-11-04 16:59:59.999999", Verdict.EARLY),
        ("2026-11-04 17:00:00", Verdict.ON_TIME),
        ("2026-11-04 17:00:01", Verdict.ON_TIME),
        ("2026-11-04 17:00:01.000001", Verdict.LATE),
        ("2026-11-04 17:10:00", Verdict.LATE),
        ("2026-11-04 17:10:00.000001", Verdict.MISSED),
        ("2026-11-05 17:00:00", Verdict.MISSED),
    ],
)
def test_a_normal_item(now: str, verdict: Verdict) -> None:
    assert judge(DUE, at(now), grace=GRACE) is verdict
    assert verdict.may_air is (verdict in {Verdict.ON_TIME, Verdict.LATE})


def test_without_grace_only_its_moment_counts() -> None:
    assert judge(DUE, DUE, grace=timedelta()) is Verdict.ON_TIME
    late = DUE + timedelta(microseconds=1)
    assert judge(DUE, late, grace=timedelta()) is Verdict.MISSED


def test_an_item_that_expires_before_its_grace() -> None:
    expires = DUE + timedelta(minutes=2)
    assert judge(DUE, expires, grace=GRACE, expires=expires) is Verdict.LATE
    later = expires + timedelta(seconds=1)
    assert judge(DUE, later, grace=GRACE, expires=expires) is Verdict.MISSED


def test_an_item_that_expires_before_it_is_due() -> None:
    expires = DUE - timedelta(minutes=2)
    now = DUE - timedelta(minutes=1)
    assert judge(DUE, now, grace=GRACE, expires=expires) is Verdict.MISSED


def test_an_emergency_has_no_grace() -> None:
    now = DUE + timedelta(days=3)
    emergency = Priority.EMERGENCY
    assert judge(DUE, now, grace=GRACE, priority=emergency) is Verdict.LATE
    assert judge(DUE, now, grace=GRACE, priority=emergency, expires=now) is Verdict.LATE
    past = now - timedelta(seconds=1)
    assert judge(DUE, now, grace=GRACE, priority=emergency, expires=past) is Verdict.MISSED
    assert last_start(DUE, grace=GRACE, priority=emergency, expires=None) is None


ORDER = [Verdict.EARLY, Verdict.ON_TIME, Verdict.LATE, Verdict.MISSED]


@given(
    moments,
    st.timedeltas(timedelta(), timedelta(days=2)),
    st.sampled_from(Priority),
    st.none() | moments,
    st.lists(moments, max_size=6),
)
def test_verdicts_only_move_forward(
    due: datetime,
    grace: timedelta,
    priority: Priority,
    expires: datetime | None,
    nows: list[datetime],
) -> None:
    verdicts = [
        judge(due, now, grace=grace, priority=priority, expires=expires) for now in sorted(nows)
    ]
    assert verdicts == sorted(verdicts, key=ORDER.index)
    limit = last_start(due, grace=grace, priority=priority, expires=expires)
    for now, verdict in zip(sorted(nows), verdicts, strict=True):
        assert (verdict is Verdict.MISSED) is (limit is not None and now > limit)


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
