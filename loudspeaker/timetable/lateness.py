"""Our own rule for what is too late, and what is due in a stretch of time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from loudspeaker.model.priority import Priority
from loudspeaker.timetable.schedule import Schedule

EMERGENCY_LIFE = timedelta(hours=24)


def last_start(
    due: datetime, *, grace: timedelta, priority: Priority, not_after: datetime | None
) -> datetime:
    """Return the last moment at which an item may begin; after it, it is missed.

    Grace protects listeners from stale news; an emergency is news for a day.  ``not_after`` is
    what its author set.
    """
    limit = due + (EMERGENCY_LIFE if priority is Priority.EMERGENCY else grace)
    return limit if not_after is None else min(limit, not_after)


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """One due time of one schedule."""

    due: datetime
    schedule: Schedule


def occurrences(
    schedules: Iterable[Schedule], start: datetime, end: datetime
) -> tuple[Occurrence, ...]:
    """Return what is due from ``start`` (included) to ``end`` (not), paused schedules left out.

    In order of time, then priority, then name.
    """
    found = (
        Occurrence(due=due, schedule=schedule)
        for schedule in schedules
        if not schedule.paused
        for due in schedule.between(start, end)
    )
    return tuple(sorted(found, key=_order))


def _order(occurrence: Occurrence) -> tuple[datetime, int, str]:
    return occurrence.due, occurrence.schedule.priority.rank, occurrence.schedule.name
