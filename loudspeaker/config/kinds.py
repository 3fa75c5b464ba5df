"""Kinds of values that only station and schedule files have."""

from __future__ import annotations

import re

from loudspeaker.model.points import MAX_POINT_NUMBER
from loudspeaker.model.settings import Scalar, Unfit, day
from loudspeaker.timetable import cron
from loudspeaker.timetable.days import DayRange, DaysOff
from loudspeaker.timetable.hours import EVERY_DAY

_EVERY_DAY_WORDS = frozenset({"all", "every", "daily", "*"})
_FULL_NAME = re.compile(r"\b(sun|mon|tue|wed|thu|fri|sat)[a-z]*day\b")


def weekdays() -> Scalar:
    """Return the kind of days as cron writes them, or ``all``, read as Python's numbers."""

    def read(text: str) -> frozenset[int]:
        small = text.lower().replace(" ", "")
        return EVERY_DAY if small in _EVERY_DAY_WORDS else cron.weekdays(_short(small))

    return Scalar("all, or weekdays such as mon-fri or sat,sun", read)


def _short(text: str) -> str:
    """Return ``monday-friday`` as ``mon-fri``."""
    return _FULL_NAME.sub(r"\1", text)


def cron_line() -> Scalar:
    """Return the kind of a five-field cron line, read with single spaces."""

    def read(text: str) -> str:
        line = " ".join(text.split())
        try:
            cron.parse(line)
        except cron.CronRefused as error:
            raise Unfit(str(error)) from None
        return line

    return Scalar("five fields: minute hour day-of-month month weekday", read)


def exception() -> Scalar:
    """Return the kind of days on which nothing is due: a date, a range of dates, or their name."""
    one_day = day()

    def read(text: str) -> DayRange | DaysOff:
        if text in _DAYS_OFF:
            return DaysOff(text)
        first, dots, last = text.partition("..")
        days = DayRange(one_day.convert(first), one_day.convert(last if dots else first))
        if days.last < days.first:
            raise ValueError(text)
        return days

    words = " or ".join(DaysOff)
    return Scalar(f"{words}, a date such as 2027-02-05, or 2027-02-05..2027-02-11", read)


_DAYS_OFF = frozenset(map(str, DaysOff))


def point_numbers() -> Scalar:
    """Return the kind of ``all`` or numbers such as ``1,4``; ``all`` is read as no numbers."""

    def read(text: str) -> tuple[int, ...]:
        if text == "all":
            return ()
        numbers = tuple(sorted({_point_number(part) for part in text.split(",")}))
        if not 1 <= numbers[0] <= numbers[-1] <= MAX_POINT_NUMBER:
            raise ValueError(text)
        return numbers

    return Scalar(f"all, or numbers of points from 1 to {MAX_POINT_NUMBER} such as 1,4", read)


def _point_number(text: str) -> int:
    digits = text.strip()
    if not (digits.isascii() and digits.isdigit() and len(digits) <= len(str(MAX_POINT_NUMBER))):
        raise ValueError(text)
    return int(digits)
