"""A calendar of working days for tests: weekends, holidays, and days that are worked instead."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """Monday to Friday, but for ``closed`` days, and ``open`` ones as well."""

    closed: frozenset[date] = frozenset()
    open: frozenset[date] = frozenset()

    def is_open(self, day: date) -> bool:
        return day in self.open or (day.weekday() < 5 and day not in self.closed)

    def add(self, day: date, days: int) -> date:
        while days:
            day += timedelta(days=1)
            days -= self.is_open(day)
        return day
