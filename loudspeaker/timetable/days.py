"""On which days a schedule counts, besides what its times say."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import Final, Protocol

from loudspeaker.timetable.lunar import is_lunar_new_year, lunar_day
from loudspeaker.timetable.plain import weekdays_in_words

_HOLIDAYS: Final = frozenset({(1, 1), (30, 4), (1, 5), (2, 9)})  # day and month
_HUNG_KINGS: Final = (10, 3)  # of the lunar calendar
_CULTURE: Final = (24, 11)
_CULTURE_SINCE: Final = 2026


class SomeDays(Protocol):
    """A rule that tells for every day whether it is one of them; ``str`` is how it is written."""

    def has(self, day: date) -> bool:
        """Tell whether the day is one of them."""
        ...


class DaysOff(StrEnum):
    """Days that have a name instead of a date."""

    TET = "tet"
    HOLIDAYS = "holidays"

    def has(self, day: date) -> bool:
        """Tell whether the day is one of them."""
        return is_lunar_new_year(day) if self is DaysOff.TET else is_holiday(day)


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
class YearlyRange:
    """Days of every year from ``first`` to ``last`` (month, day), perhaps over the new year."""

    first: tuple[int, int]
    last: tuple[int, int]

    def has(self, day: date) -> bool:
        """Tell whether the day is one of them; up to 29/2 means to the end of February."""
        this = day.month, day.day
        if self.first <= self.last:
            return self.first <= this <= self.last
        return this >= self.first or this <= self.last

    def __str__(self) -> str:
        """Return it as it is written in a schedule: day before month."""
        return "..".join(f"{day}/{month}" for month, day in (self.first, self.last))


@dataclass(frozen=True, slots=True)
class Weekdays:
    """Days of the week, Monday = 0."""

    days: frozenset[int]

    def has(self, day: date) -> bool:
        """Tell whether the day is one of them."""
        return day.weekday() in self.days

    def __str__(self) -> str:
        """Return it as it is written in a schedule."""
        return weekdays_in_words(self.days)


@dataclass(frozen=True, slots=True)
class LunarDays:
    """Days of every lunar month."""

    days: frozenset[int]

    def has(self, day: date) -> bool:
        """Tell whether the day is one of them."""
        found = lunar_day(day)
        return found is not None and found.day in self.days

    def __str__(self) -> str:
        """Return it as it is written in a schedule."""
        return "lunar " + " and ".join(map(str, sorted(self.days)))


@dataclass(frozen=True, slots=True)
class LunarEndings:
    """Days of every lunar month whose number ends in one of these digits, as of market days."""

    digits: frozenset[int]

    def has(self, day: date) -> bool:
        """Tell whether the day is one of them."""
        found = lunar_day(day)
        return found is not None and found.day % 10 in self.digits

    def __str__(self) -> str:
        """Return it as it is written in a schedule."""
        return "lunar ending " + " and ".join(map(str, sorted(self.digits)))


@dataclass(frozen=True, slots=True)
class Cycle:
    """Every so many days, counted from a day on which it fell, before that day too."""

    every: int
    anchor: date

    def has(self, day: date) -> bool:
        """Tell whether the day is one of them."""
        return (day - self.anchor).days % self.every == 0

    def __str__(self) -> str:
        """Return it as it is written in a schedule."""
        return f"every {self.every} days from {self.anchor}"


@dataclass(frozen=True, slots=True)
class Days:
    """Only these days of every lunar month, only those, and none of the exceptions.

    Where nothing is said every day counts.
    """

    lunar: frozenset[int] = frozenset()
    exceptions: tuple[SomeDays, ...] = ()
    only: tuple[SomeDays, ...] = ()

    def count(self, day: date) -> bool:
        """Tell whether a schedule may be due on this day."""
        if self.only and not _in_any(self.only, day):
            return False
        return self._is_lunar(day) and not (self.exceptions and _in_any(self.exceptions, day))

    def resume(self, day: date) -> date | None:
        """Return the first day behind the dates that leave this one out; None if none does."""
        ends = [one.last for one in self.exceptions if isinstance(one, DayRange) and one.has(day)]
        last = max(ends, default=None)
        return None if last is None else min(last, _LAST) + timedelta(days=1)

    def _is_lunar(self, day: date) -> bool:
        if not self.lunar:
            return True
        found = lunar_day(day)
        return found is not None and found.day in self.lunar


_LAST: Final = date.max - timedelta(days=1)
EVERY_DAY: Final = Days()


def _in_any(rules: Iterable[SomeDays], day: date) -> bool:
    return any(rule.has(day) for rule in rules)


@lru_cache(maxsize=4096)
def is_holiday(day: date) -> bool:
    """Tell the holidays whose day is certain (Labour Code 45/2019/QH14, article 112).

    24 November is one since 2026 (resolution 28/2026/QH16, in force from 1 July 2026).
    National Day has a second day off, before or after it, which is announced each year.
    """
    dated = (day.day, day.month)
    if dated in _HOLIDAYS or is_lunar_new_year(day):
        return True
    if dated == _CULTURE and day.year >= _CULTURE_SINCE:
        return True
    found = lunar_day(day)
    return found is not None and not found.is_leap and (found.day, found.month) == _HUNG_KINGS
