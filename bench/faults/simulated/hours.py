"""The rule of allowed hours read a second time: minute by minute, zone by zone, day by day.

Knows what docs/reference/configuration.md says, and nothing of how the product reckons.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

MINUTES_A_DAY = 24 * 60
DAY_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ZONE_OF = {1: 1, 2: 1, 3: 2, 4: 3, 5: 4, 6: 4, 7: 5, 8: 6, 9: 7, 10: 8, 11: 9}
"""The points of the simulated station and their hamlets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of ``allowed_hours``; a ``last`` at or before ``first`` lies on the next day."""

    first: int
    last: int
    days: tuple[int, ...] = tuple(range(7))
    zones: tuple[int, ...] = ()

    def has(self, moment: datetime) -> bool:
        """Tell whether the window is open at a moment of the station's time."""
        minute, today = moment.hour * 60 + moment.minute, moment.weekday()
        if self.first < self.last:
            return today in self.days and self.first <= minute < self.last
        late = today in self.days and minute >= self.first
        return late or ((today - 1) % 7 in self.days and minute < self.last)

    def text(self) -> str:
        """Return it as it is written in ``station.yaml``."""
        every_day = len(self.days) == len(DAY_NAMES)
        days = "all" if every_day else f"[{', '.join(DAY_NAMES[day] for day in self.days)}]"
        zones = f", zones: [{', '.join(f'Thôn {zone}' for zone in self.zones)}]"
        return (
            f'{{days: {days}, from: "{_clock(self.first)}", to: "{_clock(self.last)}"'
            f"{zones if self.zones else ''}}}"
        )


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


BY_DEFAULT = Row(first=5 * 60, last=21 * 60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What a ``station.yaml`` allows."""

    rows: tuple[Row, ...]
    limit_minutes: int | None = None

    def allows(self, moment: datetime, points: Iterable[int]) -> bool:
        """Tell whether ordinary sound may be heard then at all of these points."""
        return all(
            any(row.has(moment) for row in self._rows_of(ZONE_OF[point])) for point in points
        )

    def _rows_of(self, zone: int) -> tuple[Row, ...]:
        own = tuple(row for row in self.rows if zone in row.zones)
        general = tuple(row for row in self.rows if not row.zones)
        return own or general or (BY_DEFAULT,)

    def edges(self) -> Iterator[int]:
        """Yield the minutes of a day at which something begins or ends."""
        for row in self.rows or (BY_DEFAULT,):
            yield row.first % MINUTES_A_DAY
            yield row.last % MINUTES_A_DAY

    def text(self) -> str:
        """Return it as it is written in ``station.yaml``."""
        lines = ["allowed_hours:", *(f"  - {row.text()}" for row in self.rows)] if self.rows else []
        if self.limit_minutes is not None:
            lines.append(f"max_minutes_a_day: {self.limit_minutes}")
        return "".join(f"{line}\n" for line in lines)


def moments_of(begin: datetime, end: datetime) -> Iterator[datetime]:
    """Yield every moment of a sound at which the answer may change."""
    yield begin
    minute = begin.replace(second=0, microsecond=0) + timedelta(minutes=1)
    while minute < end:
        yield minute
        minute += timedelta(minutes=1)
    yield max(begin, end - timedelta(milliseconds=1))


def seconds_by_day(begin: datetime, end: datetime) -> Iterator[tuple[str, float]]:
    """Yield how many seconds of a sound fall on which day of the station's calendar."""
    while begin.date() < end.date():
        midnight = datetime.combine(begin.date(), datetime.min.time(), begin.tzinfo)
        midnight += timedelta(days=1)
        yield str(begin.date()), (midnight - begin).total_seconds()
        begin = midnight
    yield str(begin.date()), (end - begin).total_seconds()
