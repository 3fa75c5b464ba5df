"""Days for ``only`` and ``except`` in plain words: names, dates, weekdays, moon, market days."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Final

from loudspeaker.timetable.days import (
    Cycle,
    DayRange,
    DaysOff,
    LunarDays,
    LunarEndings,
    SomeDays,
    Weekdays,
    YearlyRange,
)
from loudspeaker.timetable.plain import Words, fold, read_numbers, read_weekdays

EXPECTED: Final = (
    "tet or holidays, a date such as 2027-02-05, 2027-02-05..2027-02-11, 1/4..30/9, sat,sun,"
    " lunar 1,15, lunar ending 3,8, every 5 days from 2026-12-01"
)
RANGE_EXPECTED: Final = "a last day that is not before the first"
YEARLY_EXPECTED: Final = "days of every year as day/month, such as 1/4..30/9 or 1/10..31/3"
LUNAR_EXPECTED: Final = "days of the moon from 1 to 30, such as lunar 1,15 or âm lịch 1, 15"
ENDING_EXPECTED: Final = "last digits of lunar days, such as lunar ending 3,8 or âm lịch đuôi 3, 8"
CYCLE_EXPECTED: Final = "from 2 to 60 days from a date, such as every 5 days from 2026-12-01"

ADVICE: Final = (
    *(EXPECTED, RANGE_EXPECTED, YEARLY_EXPECTED, LUNAR_EXPECTED, ENDING_EXPECTED, CYCLE_EXPECTED),
)

_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_DATES = re.compile(rf"(?P<first>{_DATE})(?: ?\.\. ?(?P<last>{_DATE}))?")
_YEARLY = re.compile(
    r"(?P<first_day>[0-9]{1,2})/(?P<first_month>[0-9]{1,2})"
    r" ?\.\. ?(?P<last_day>[0-9]{1,2})/(?P<last_month>[0-9]{1,2})"
)
_LOOKS_YEARLY = re.compile(
    r".*/.*|[0-9]{1,2}[-. ][0-9]{1,2}(?: ?\.\.| ?-|$).*|[0-9]{1,2} thang [0-9].*"
)
_ENDING = re.compile(r"(?:lunar ending|(?:ngay )?am lich duoi|(?:ngay )?duoi) (?P<digits>.+)")
_LUNAR = re.compile(r"(?:lunar|(?:ngay )?am lich) (?P<days>.+)")
_CYCLE = re.compile(
    r"(?:every (?P<every>[0-9]+) days|(?P<phien>[0-9]+) ngay mot phien)"
    rf" (?:from|tu) (?P<anchor>{_DATE})"
)
_LOOKS_LIKE_A_CYCLE = re.compile(r"every .*|.*mot phien.*")
_LONGEST_CYCLE = 60
_LEAP_YEAR = 2028


def read_days(text: str) -> SomeDays:
    """Return the days that this means; Unfit where it is wrong."""
    words = fold(text)
    if words.text in set(DaysOff):
        return DaysOff(words.text)
    for pattern, read in _FORMS:
        if found := pattern.fullmatch(words.text):
            return read(words, found)
    weekdays = read_weekdays(words)
    if weekdays is None:
        raise words.unfit(EXPECTED)
    return Weekdays(weekdays)


def read_yearly(text: str) -> YearlyRange:
    """Return days of every year; Unfit for anything else."""
    return _yearly(fold(text))


def _yearly(words: Words) -> YearlyRange:
    found = _YEARLY.fullmatch(words.text)
    if not found:
        raise words.unfit(YEARLY_EXPECTED)
    ends = []
    for name in ("first", "last"):
        month, day = int(found[f"{name}_month"]), int(found[f"{name}_day"])
        try:
            date(_LEAP_YEAR, month, day)
        except ValueError:
            raise words.part(*found.span(f"{name}_day")).unfit(YEARLY_EXPECTED) from None
        ends.append((month, day))
    return YearlyRange(*ends)


def _any_yearly(words: Words, _found: re.Match[str]) -> YearlyRange:
    return _yearly(words)


def _lunar(words: Words, found: re.Match[str]) -> LunarDays:
    return LunarDays(read_numbers(words.part(*found.span("days")), 1, 30, LUNAR_EXPECTED))


def _ending(words: Words, found: re.Match[str]) -> LunarEndings:
    return LunarEndings(read_numbers(words.part(*found.span("digits")), 0, 9, ENDING_EXPECTED))


def _no_cycle(words: Words, _found: re.Match[str]) -> SomeDays:
    raise words.unfit(CYCLE_EXPECTED)


def _dates(words: Words, found: re.Match[str]) -> DayRange:
    first = _date(words, found, "first")
    last = _date(words, found, "last") if found["last"] else first
    if last < first:
        raise words.part(*found.span("last")).unfit(RANGE_EXPECTED)
    return DayRange(first, last)


def _cycle(words: Words, found: re.Match[str]) -> Cycle:
    name = "every" if found["every"] else "phien"
    every = int(found[name]) if len(found[name]) <= len(str(_LONGEST_CYCLE)) else 0
    if not 2 <= every <= _LONGEST_CYCLE:  # noqa: PLR2004 - every day is daily
        raise words.part(*found.span(name)).unfit(CYCLE_EXPECTED)
    return Cycle(every, _date(words, found, "anchor"))


def _date(words: Words, found: re.Match[str], name: str) -> date:
    try:
        return date.fromisoformat(found[name])
    except ValueError:
        raise words.part(*found.span(name)).unfit(EXPECTED) from None


_FORMS: Final[tuple[tuple[re.Pattern[str], Callable[[Words, re.Match[str]], SomeDays]], ...]] = (
    (_DATES, _dates),
    (_CYCLE, _cycle),
    (_LOOKS_LIKE_A_CYCLE, _no_cycle),
    (_ENDING, _ending),
    (_LUNAR, _lunar),
    (_LOOKS_YEARLY, _any_yearly),
)
