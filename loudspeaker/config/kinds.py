"""Kinds of values that only station and schedule files have."""

from __future__ import annotations

from loudspeaker.model.points import MAX_POINT_NUMBER
from loudspeaker.model.settings import Scalar, Unfit
from loudspeaker.timetable import cron
from loudspeaker.timetable.hours import EVERY_DAY


def weekdays() -> Scalar:
    """Return the kind of days as cron writes them, or ``all``, read as Python's numbers."""

    def read(text: str) -> frozenset[int]:
        return EVERY_DAY if text == "all" else cron.weekdays(text)

    return Scalar("all, or weekdays such as mon-fri or sat,sun", read)


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
