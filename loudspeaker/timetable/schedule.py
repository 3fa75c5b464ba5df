"""A recurring announcement as a value."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from loudspeaker.model.priority import Priority
from loudspeaker.model.programme import Programme
from loudspeaker.timetable.days import EVERY_DAY, Days
from loudspeaker.timetable.timing import Season, Timing


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """What is said when and where.

    ``name`` is the file's, ``crons`` are five-field lines in the station's zone, which hold on days
    of no season, ``points`` empty means all of them (or all of ``zone``), ``valid_from`` and
    ``valid_to`` are days included.  ``days`` are those on which it counts at all.  ``repeat`` and
    ``voice`` None mean the station's own.  Of a ``programme``, ``text`` is what it says itself.
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
    seasons: tuple[Season, ...] = ()
    paused: bool = False
    programme: Programme | None = None

    @property
    def timing(self) -> Timing:
        """When it is due."""
        return Timing(
            crons=self.crons,
            seasons=self.seasons,
            valid_from=self.valid_from,
            valid_to=self.valid_to,
            days=self.days,
        )

    def between(self, start: datetime, end: datetime) -> Iterator[datetime]:
        """Yield due times from ``start`` (included) to ``end`` (not), each once, in order."""
        return self.timing.between(start, end)

    def next_after(self, moment: datetime) -> datetime | None:
        """Return the first due time later than ``moment``; None if there will never be one."""
        return self.timing.next_after(moment)
