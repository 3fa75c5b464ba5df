"""When a schedule is due: its times, its seasons, and the days on which it counts."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Final

from loudspeaker.model.time import STATION_ZONE
from loudspeaker.timetable import cron
from loudspeaker.timetable.days import EVERY_DAY, Days, YearlyRange

_MOST_DAYS: Final = 8_000
"""That do not count, one after the other: 20 years, in which moon and sun meet."""
_A_YEAR: Final = tuple(date(2028, 1, 1) + timedelta(days=n) for n in range(366))  # a leap year


@dataclass(frozen=True, slots=True)
class Season:
    """Days of every year that have their own times."""

    ranges: tuple[YearlyRange, ...]
    crons: tuple[str, ...]

    def has(self, day: date) -> bool:
        """Tell whether the day is in this season."""
        return any(each.has(day) for each in self.ranges)

    def meets(self, other: Season) -> bool:
        """Tell whether some day of the year is in both."""
        return any(self.has(day) and other.has(day) for day in _A_YEAR)

    def __str__(self) -> str:
        """Return it as one piece of text."""
        return " and ".join(map(str, self.ranges)) + ": " + ", ".join(self.crons)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """All that tells when something is due; ``crons`` hold on days of no season."""

    crons: tuple[str, ...]
    seasons: tuple[Season, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    days: Days = EVERY_DAY

    def between(self, start: datetime, end: datetime) -> Iterator[datetime]:
        """Yield due times from ``start`` (included) to ``end`` (not), each once, in order."""
        last = end.astimezone(STATION_ZONE).date()
        for day in _due_days(self, start.astimezone(STATION_ZONE).date(), last):
            for due in self._on(day):
                if start <= due < end:
                    yield due

    def next_after(self, moment: datetime) -> datetime | None:
        """Return the first due time later than ``moment``; None if there will never be one."""
        day = moment.astimezone(STATION_ZONE).date()
        today = _first_day(self, day)
        if today == day and (later := [due for due in self._on(day) if due > moment]):
            return later[0]
        following = today if today != day else _first_day(self, day + timedelta(days=1))
        return None if following is None else next(self._on(following))

    def _on(self, day: date) -> Iterator[datetime]:
        for each in _times(_in_force(self, day), day):
            yield datetime.combine(day, each, STATION_ZONE)


def _in_force(timing: Timing, day: date) -> tuple[str, ...]:
    return next((season.crons for season in timing.seasons if season.has(day)), timing.crons)


def _times(lines: tuple[str, ...], day: date) -> list[time]:
    counting = [line for line in map(cron.parse, lines) if line.counts(day)]
    return sorted({each for line in counting for each in line.times})


@lru_cache(maxsize=1024)
def _first_day(timing: Timing, first: date) -> date | None:
    return next(_due_days(timing, first, date.max), None)


def _due_days(timing: Timing, first: date, last: date) -> Iterator[date]:
    """Yield the days with due times from ``first`` to ``last``, as far as any can be expected."""
    last = min(last, timing.valid_to or last)
    refused = 0
    for day in _candidates(timing, max(first, timing.valid_from or first)):
        if day > last or refused > _MOST_DAYS:
            return
        if not timing.days.count(day):
            refused += 1
        elif not timing.seasons or _times(_in_force(timing, day), day):
            refused = 0
            yield day


def _candidates(timing: Timing, first: date) -> Iterator[date]:
    """Yield the days that some cron line has, those left out by their date skipped."""
    lines = {*timing.crons, *(line for season in timing.seasons for line in season.crons)}
    while first is not None:
        last, skipped = None, None
        for day in heapq.merge(*(cron.days(cron.parse(line), first) for line in lines)):
            if day == last:
                continue
            last = day
            skipped = timing.days.resume(day)
            if skipped is not None:
                break
            yield day
        if skipped is None:
            return
        first = skipped
