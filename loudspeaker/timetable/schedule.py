"""A recurring announcement as a value."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from loudspeaker.model.priority import Priority
from loudspeaker.model.time import STATION_ZONE
from loudspeaker.timetable import cron
from loudspeaker.timetable.days import EVERY_DAY, Days

_MOST_DAYS = 8_000  # that do not count, one after the other: 20 years, in which moon and sun meet


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """What is said when and where.

    ``name`` is the file's, ``crons`` are five-field lines in the station's zone, ``points`` empty
    means all of them (or all of ``zone``), ``valid_from`` and ``valid_to`` are days included.
    ``days`` are those on which it counts at all.  ``repeat`` and ``voice`` None mean the station's
    own.
    """

    name: str
    title: str
    crons: tuple[str, ...]
    text: str
    points: tuple[int, ...] = ()
    zone: str | None = None
    priority: Priority = Priority.NORMAL
    repeat: int | None = None
    voice: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    days: Days = EVERY_DAY
    paused: bool = False

    def between(self, start: datetime, end: datetime) -> Iterator[datetime]:
        """Yield due times from ``start`` (included) to ``end`` (not), each once, in order."""
        first = max(start, self._opening or start)
        last = min(end, self._closing or end)
        previous = None
        for due in heapq.merge(*(cron.between(line, first, last) for line in self.crons)):
            if due != previous and self.days.count(due.astimezone(STATION_ZONE).date()):
                yield due
            previous = due

    def next_after(self, moment: datetime) -> datetime | None:
        """Return the first due time later than ``moment``; None if there will never be one."""
        opening, closing = self._opening, self._closing
        if opening is not None:
            moment = max(moment, opening - timedelta(microseconds=1))
        for _ in range(_MOST_DAYS):
            candidates = (cron.next_after(line, moment) for line in self.crons)
            first = min((due for due in candidates if due is not None), default=None)
            if first is None or (closing is not None and first >= closing):
                return None
            day = first.astimezone(STATION_ZONE).date()
            if self.days.count(day):
                return first
            moment = _midnight(day + timedelta(days=1)) - timedelta(microseconds=1)
        return None

    @property
    def _opening(self) -> datetime | None:
        return None if self.valid_from is None else _midnight(self.valid_from)

    @property
    def _closing(self) -> datetime | None:
        return None if self.valid_to is None else _midnight(self.valid_to + timedelta(days=1))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), STATION_ZONE)
