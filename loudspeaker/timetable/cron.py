"""Five-field cron lines, read as cron(8) reads them.

Weekday 0 and 7 are Sunday.  When both the day of the month and the weekday are restricted, a day
counts if *either* fits; a field that begins with ``*`` does not restrict, so that ``*/2`` beside a
weekday means both (Vixie cron).  Macros (``@daily``) and ``?``, ``L``, ``W``, ``#`` are refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, date, datetime, time, timedelta
from functools import lru_cache
from typing import Final

from loudspeaker.model.time import STATION_ZONE
from loudspeaker.timetable.weekdays import CRON_NAMES, from_cron


class CronRefused(ValueError):
    """Not a cron line; ``field`` names the part that is wrong."""

    def __init__(self, *, field: str, expected: str, found: str) -> None:
        self.field = field
        self.expected = expected
        self.found = found
        super().__init__(f"{field}: {expected}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cron:
    """A cron line as sets of numbers; ``weekdays`` are Python's, Monday = 0."""

    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    either_day: bool

    @property
    def times(self) -> tuple[time, ...]:
        """Return the times of a day that counts, in order."""
        return tuple(time(hour, m) for hour in sorted(self.hours) for m in sorted(self.minutes))

    def counts(self, day: date) -> bool:
        """Tell whether something is due on this day."""
        by_day, by_weekday = day.day in self.days, day.weekday() in self.weekdays
        fits = (by_day or by_weekday) if self.either_day else (by_day and by_weekday)
        return fits and day.month in self.months


@dataclass(frozen=True, slots=True, kw_only=True)
class _Field:
    name: str
    low: int
    high: int
    words: tuple[str, ...] = ()
    first_word: int = 0

    @property
    def expected(self) -> str:
        words = f" or {self.words[0]} to {self.words[-1]}" if self.words else ""
        return f"*, numbers {self.low} to {self.high}{words}, ranges a-b, lists a,b, steps */n"


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_SUNDAY = CRON_NAMES[0]
_FIELDS: Final = (
    _Field(name="minute", low=0, high=59),
    _Field(name="hour", low=0, high=23),
    _Field(name="day of month", low=1, high=31),
    _Field(name="month", low=1, high=12, words=_MONTHS, first_word=1),
    _Field(name="weekday", low=0, high=7, words=CRON_NAMES),
)
WEEKDAY_FIELD: Final = _FIELDS[4]
_LONGEST = 200
_PART = re.compile(
    r"(?:(?P<star>\*)|(?P<first>[0-9]{1,2}|[a-z]{3})(?:-(?P<last>[0-9]{1,2}|[a-z]{3}))?)"
    r"(?:/(?P<step>[0-9]{1,2}))?"
)


@lru_cache(maxsize=512)
def parse(expression: str) -> Cron:
    """Return the line as sets; raise CronRefused naming the field that is wrong."""
    written = expression[:_LONGEST].lower().split()
    if len(written) != len(_FIELDS) or len(expression) > _LONGEST:
        raise CronRefused(field="line", expected="five fields", found=expression[:_LONGEST])
    numbers = [_numbers(text, field) for text, field in zip(written, _FIELDS, strict=True)]
    minutes, hours, days_of_month, months, cron_weekdays = numbers
    return Cron(
        minutes=minutes,
        hours=hours,
        days=days_of_month,
        months=months,
        weekdays=frozenset(from_cron(number) for number in cron_weekdays),
        either_day=not (written[2].startswith("*") or written[4].startswith("*")),
    )


def weekdays(text: str) -> frozenset[int]:
    """Return Python's weekdays of a cron weekday field (``mon-fri``, ``6,0``, ``*``)."""
    return frozenset(from_cron(number) for number in _numbers(text.lower(), WEEKDAY_FIELD))


def _numbers(text: str, field: _Field) -> frozenset[int]:
    return frozenset(n for part in text.split(",") for n in _range(part, field))


def _range(part: str, field: _Field) -> range:
    written = _PART.fullmatch(part)
    if not written:
        raise _refused(field, part)
    step = int(written["step"] or 1)
    if written["star"]:
        first, last = field.low, field.high
    else:
        first = _number(written["first"], field)
        last = _number(written["last"] or written["first"], field)
        if written["last"] == _SUNDAY and first > 0:
            last = 7
    lone_with_step = written["step"] and not (written["star"] or written["last"])
    in_order = field.low <= first <= last <= field.high
    if lone_with_step or not (in_order and 1 <= step <= field.high):
        raise _refused(field, part)
    return range(first, last + 1, step)


def _number(text: str, field: _Field) -> int:
    if text.isdigit():
        return int(text)
    if text not in field.words:
        raise _refused(field, text)
    return field.first_word + field.words.index(text)


def _refused(field: _Field, found: str) -> CronRefused:
    return CronRefused(field=field.name, expected=field.expected, found=found)


def next_after(expression: str | Cron, moment: datetime) -> datetime | None:
    """Return the first due time later than ``moment``, None if there will never be one."""
    cron = parse(expression) if isinstance(expression, str) else expression
    local = moment.astimezone(STATION_ZONE)
    times = cron.times
    for day in days(cron, local.date()):
        for time_of_day in times:
            due = datetime.combine(day, time_of_day, STATION_ZONE)
            if due > local:
                return due
    return None


def between(expression: str | Cron, start: datetime, end: datetime) -> Iterator[datetime]:
    """Yield the due times from ``start`` (included) to ``end`` (not included)."""
    cron = parse(expression) if isinstance(expression, str) else expression
    times = cron.times
    last = end.astimezone(STATION_ZONE).date()
    for day in days(cron, start.astimezone(STATION_ZONE).date()):
        if day > last:
            return
        for time_of_day in times:
            due = datetime.combine(day, time_of_day, STATION_ZONE)
            if start <= due < end:
                yield due


# 29 February on a given weekday comes again after 40 years at the latest (over 2100).
_HORIZON_YEARS = 41


def days(cron: Cron, first: date) -> Iterator[date]:
    """Yield the days that count from ``first`` on, as far as one can be expected."""
    last_year = min(first.year + _HORIZON_YEARS, MAXYEAR - 1)
    day = first
    while day.year <= last_year:
        if day.month not in cron.months:
            day = _next_month(day)
            continue
        if cron.counts(day):
            yield day
        day += timedelta(days=1)


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)
