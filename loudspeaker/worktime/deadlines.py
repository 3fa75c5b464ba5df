"""When a matter is due: its limit, from when it counts, and how long the clock stood still."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Final

from loudspeaker.model.time import STATION_ZONE
from loudspeaker.worktime.calendar import Calendar
from loudspeaker.worktime.hours import WORKING_DAY
from loudspeaker.worktime.spending import add, between, counts_from

MOST_DAYS: Final = 2000
"""Of one limit; longer ones are slips, and years that nobody knows."""


class Unit(StrEnum):
    """What a limit is counted in."""

    HOUR = "hour"
    DAY = "day"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """So many working hours, or working days of eight hours; ValueError for none or too many."""

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        """Refuse what is no limit."""
        if not timedelta() < self.length <= MOST_DAYS * WORKING_DAY:
            raise ValueError(f"a limit from one working hour to {MOST_DAYS} working days")

    @property
    def length(self) -> timedelta:
        """Return the working time."""
        return self.amount * (WORKING_DAY if self.unit is Unit.DAY else timedelta(hours=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A time in which the clock stands still; without ``end`` it still does.

    ValueError where it ends before it begins.
    """

    start: datetime
    end: datetime | None = None

    def __post_init__(self) -> None:
        """Refuse what runs backwards."""
        if self.end is not None and self.end < self.start:
            raise ValueError("a stop ends after it begins")


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """When it is due, None while the clock stands still; ``left`` is working time at that moment.

    ``counted_from`` is when the limit began, ``unknown_years`` the years for which only the law was
    asked: their holidays may be moved yet.
    """

    at: datetime | None
    counted_from: datetime
    left: timedelta
    unknown_years: tuple[int, ...] = ()


def due(
    calendar: Calendar,
    received: datetime,
    limit: Limit,
    *,
    cut_off: time | None = None,
    stops: Iterable[Stop] = (),
) -> Due:
    """Return when a matter is due; EntryRefused for a year that is not known (``Beyond.REFUSE``).

    Each stop that begins before the matter is due puts it off by exactly the working time that it
    holds.  Stops may overlap and stand in any order; what they have before the limit counts, and
    what begins after the matter was due, changes nothing.
    """
    start = counts_from(calendar, received, cut_off)
    at, left = start, limit.length
    for stop in _apart(stops):
        ran = max(timedelta(), between(calendar, at, stop.start))
        if ran >= left:
            break
        left -= ran
        if stop.end is None:
            return _due(calendar, None, received, start, stop.start, left)
        at = max(at, stop.end)
    end = add(calendar, at, left)
    return _due(calendar, end, received, start, end, timedelta())


def _due(
    calendar: Calendar,
    at: datetime | None,
    received: datetime,
    start: datetime,
    last: datetime,
    left: timedelta,
) -> Due:
    first = received.astimezone(STATION_ZONE).date()
    unknown = calendar.unknown_years(first, max(start, last).date())
    return Due(at=at, counted_from=start, left=left, unknown_years=unknown)


def _apart(stops: Iterable[Stop]) -> Iterator[Stop]:
    """Yield the stops in order, those that touch or overlap as one."""
    merged: Stop | None = None
    for stop in sorted(stops, key=lambda each: each.start):
        if merged is None:
            merged = stop
        elif merged.end is None or stop.start <= merged.end:
            ends = (merged.end, stop.end)
            end = None if None in ends else max(each for each in ends if each is not None)
            merged = Stop(start=merged.start, end=end)
        else:
            yield merged
            merged = stop
    if merged is not None:
        yield merged
