"""On which days a schedule counts, besides what its cron lines say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from loudspeaker.timetable.lunar import is_lunar_new_year, lunar_day

_HOLIDAYS: Final = frozenset({(1, 1), (30, 4), (1, 5), (2, 9)})  # day and month
_HUNG_KINGS: Final = (10, 3)  # of the lunar calendar


class DaysOff(StrEnum):
    """Days that have a name instead of a date."""

    TET = "tet"
    HOLIDAYS = "holidays"


@dataclass(frozen=True, slots=True)
class DayRange:
    """Days from ``first`` to ``last``, both included."""

    first: date
    last: date

    def has(self, day: date) -> bool:
        """Tell whether the day is one of them."""
        return self.first <= day <= self.last

    def __str__(self) -> str:
        """Return it as it is written in a schedule."""
        return str(self.first) if self.first == self.last else f"{self.first}..{self.last}"


@dataclass(frozen=True, slots=True)
class Days:
    """Only these days of every lunar month (none: every day), and none of the exceptions."""

    lunar: frozenset[int] = frozenset()
    exceptions: tuple[DayRange | DaysOff, ...] = ()

    def count(self, day: date) -> bool:
        """Tell whether a schedule may be due on this day."""
        return self._is_lunar(day) and not any(_is_off(one, day) for one in self.exceptions)

    def _is_lunar(self, day: date) -> bool:
        if not self.lunar:
            return True
        found = lunar_day(day)
        return found is not None and found.day in self.lunar


EVERY_DAY: Final = Days()


def is_holiday(day: date) -> bool:
    """Tell the holidays whose day is certain (Labour Code 45/2019/QH14, article 112).

    National Day has a second day off, before or after it, which is announced each year.
    """
    if (day.day, day.month) in _HOLIDAYS or is_lunar_new_year(day):
        return True
    found = lunar_day(day)
    return found is not None and not found.is_leap and (found.day, found.month) == _HUNG_KINGS


def _is_off(one: DayRange | DaysOff, day: date) -> bool:
    if isinstance(one, DayRange):
        return one.has(day)
    return is_lunar_new_year(day) if one is DaysOff.TET else is_holiday(day)
