"""What is planned, from schedules and single announcements alike: clashes, minutes, changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from loudspeaker.model.priority import Priority
from loudspeaker.timetable.hours import DayBudget, seconds_by_day
from loudspeaker.timetable.timing import Timing


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """One airing to come: about ``length`` long, ``name`` a schedule's or an announcement's id.

    ``points`` are those it is for; ``mourned`` tells that days of mourning keep it from air.
    """

    due: datetime
    length: timedelta
    name: str
    title: str
    priority: Priority = Priority.NORMAL
    mourned: bool = False
    points: tuple[int, ...] = ()

    @property
    def end(self) -> datetime:
        """When it has been heard."""
        return self.due + self.length


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """``second`` is due while ``first`` is still heard, for ``overlap``."""

    first: Planned
    second: Planned
    overlap: timedelta


def clashes(planned: Iterable[Planned]) -> tuple[Clash, ...]:
    """Return the pairs that overlap; of several running items the one that ends last is named.

    What mourning keeps from air clashes with nothing.
    """
    found: list[Clash] = []
    running: Planned | None = None
    for each in sorted(planned, key=_order):
        if each.mourned:
            continue
        if running is not None and each.due < running.end:
            overlap = min(running.end, each.end) - each.due
            found.append(Clash(first=running, second=each, overlap=overlap))
        if running is None or each.end > running.end:
            running = each
    return tuple(found)


def _order(planned: Planned) -> tuple[datetime, int, str]:
    return planned.due, planned.priority.rank, planned.name


def days_over(planned: Iterable[Planned], budget: DayBudget) -> dict[date, float]:
    """Return the days whose ordinary sound goes beyond the limit, with their seconds."""
    seconds: dict[date, float] = {}
    for each in planned:
        if each.priority is Priority.EMERGENCY or each.mourned:
            continue
        for day, share_s in seconds_by_day(each.due, each.length).items():
            seconds[day] = seconds.get(day, 0.0) + share_s
    return {day: used_s for day, used_s in sorted(seconds.items()) if not budget.fits(0.0, used_s)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """How the times of one schedule change within a stretch of time."""

    added: tuple[datetime, ...]
    dropped: tuple[datetime, ...]
    kept: tuple[datetime, ...]


def change(before: Timing | None, after: Timing | None, start: datetime, end: datetime) -> Change:
    """Compare two timings from ``start`` (included) to ``end`` (not); None is due never."""
    was, will = (
        set() if timing is None else set(timing.between(start, end)) for timing in (before, after)
    )
    return Change(
        added=tuple(sorted(will - was)),
        dropped=tuple(sorted(was - will)),
        kept=tuple(sorted(was & will)),
    )
