"""Kinds of values that only station and schedule files have."""

from __future__ import annotations

import re

from loudspeaker.model.points import MAX_POINT_NUMBER
from loudspeaker.model.settings import Scalar, Unfit
from loudspeaker.timetable import cron, day_words, times
from loudspeaker.timetable.days import SomeDays, YearlyRange
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


def plain_times() -> Scalar:
    """Return the kind of days and times in plain words, read as the cron lines they equal."""
    return Scalar(times.EXPECTED, times.cron_lines)


def some_days() -> Scalar:
    """Return the kind of days that a rule tells: dates, names, weekdays, moon, market days."""

    def read(text: str) -> SomeDays:
        return day_words.read_days(text)

    return Scalar(day_words.EXPECTED, read)


def yearly_days() -> Scalar:
    """Return the kind of days of every year, such as 1/4..30/9."""

    def read(text: str) -> YearlyRange:
        return day_words.read_yearly(text)

    return Scalar(day_words.YEARLY_EXPECTED, read)


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
