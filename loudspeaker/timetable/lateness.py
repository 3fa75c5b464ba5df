"""Our own rule for what is too late, and what is due in a stretch of time."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from loudspeaker.model.priority import Priority
from loudspeaker.timetable.schedule import Schedule

ON_TIME = timedelta(seconds=1)


class Verdict(StrEnum):
    """What becomes of an item at this moment."""

    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"
    MISSED = "missed"

    @property
    def may_air(self) -> bool:
        """Tell whether it may begin now."""
        return self in (Verdict.ON_TIME, Verdict.LATE)


def last_start(
    due: datetime, *, grace: timedelta, priority: Priority, expires: datetime | None
) -> datetime | None:
    """Return the last moment at which the item may begin; None if there is no such limit.

    Grace protects listeners from stale news; an emergency is never stale before it expires.
    """
    if priority is Priority.EMERGENCY:
        return expires
    return due + grace if expires is None else min(due + grace, expires)


def judge(
    due: datetime,
    now: datetime,
    *,
    grace: timedelta,
    priority: Priority = Priority.NORMAL,
    expires: datetime | None = None,
    on_time: timedelta = ON_TIME,
) -> Verdict:
    """Judge an item that is due at ``due`` and has not begun at ``now``.

    It is missed *after* ``due + grace`` or ``expires``; at that moment it may still begin.
    """
    limit = last_start(due, grace=grace, priority=priority, expires=expires)
    if limit is not None and now > limit:
        return Verdict.MISSED
    if now < due:
        return Verdict.EARLY
    return Verdict.ON_TIME if now - due <= on_time else Verdict.LATE


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """``second`` is due while ``first`` is still heard, for ``overlap``."""

    first: Occurrence
    second: Occurrence
    overlap: timedelta


def clashes(
    due: Iterable[Occurrence], duration: Callable[[Schedule], timedelta]
) -> tuple[Clash, ...]:
    """Return the pairs that overlap, given how long each schedule sounds.

    ``due`` is in order of time; of several running items the one that ends last is named.
    """
    found: list[Clash] = []
    running: tuple[Occurrence, datetime] | None = None
    for occurrence in due:
        end = occurrence.due + duration(occurrence.schedule)
        if running is not None and occurrence.due < running[1]:
            overlap = min(running[1], end) - occurrence.due
            found.append(Clash(first=running[0], second=occurrence, overlap=overlap))
        if running is None or end > running[1]:
            running = occurrence, end
    return tuple(found)
