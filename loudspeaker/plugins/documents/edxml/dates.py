"""Dates and times of messages: written ``yyyy/MM/dd``, read in the three forms that are met."""

from __future__ import annotations

import re
from datetime import date, datetime, time
from typing import Final

from loudspeaker.model import STATION_ZONE

_YEAR_FIRST: Final = re.compile(r"(\d{4})/(\d{1,2})/(\d{1,2})", re.ASCII)
_DAY_FIRST: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)
_ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_CLOCK: Final = re.compile(
    r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?\s*(Z|[+-]\d{2}:?\d{2})?", re.ASCII
)


_EARLIEST: Final = 1945
"""What is before stands for no day: systems fill an empty one with 1 January 1 or 1900."""


def written_day(day: date) -> str:
    """Return ``yyyy/MM/dd``."""
    return f"{day.year:04}/{day.month:02}/{day.day:02}"


def written_moment(moment: datetime) -> str:
    """Return ``yyyy/MM/dd HH:mm:ss`` of Vietnam."""
    local = moment.astimezone(STATION_ZONE)
    return f"{written_day(local)} {local:%H:%M:%S}"


def is_usual(text: str) -> bool:
    """Tell whether a day or moment stands there as the rules have it."""
    return bool(re.fullmatch(r"\d{4}/\d\d/\d\d( \d\d:\d\d:\d\d)?", text, re.ASCII))


def day_of(text: str) -> date | None:
    """Return the day in a text, None for none."""
    moment = moment_of(text)
    return moment.date() if moment else None


def moment_of(text: str) -> datetime | None:
    """Return the moment in a text, midnight where no hour stands there, None for none.

    Without a zone it is that of Vietnam.
    """
    day, _space, clock = text.strip().replace("T", " ", 1).partition(" ")
    try:
        found = _day(day)
        return _moment(found, clock.strip()) if found and found.year >= _EARLIEST else None
    except (ValueError, OverflowError):
        return None


def _day(text: str) -> date | None:
    if found := _YEAR_FIRST.fullmatch(text) or _ISO.fullmatch(text):
        return date(int(found[1]), int(found[2]), int(found[3]))
    if found := _DAY_FIRST.fullmatch(text):
        return date(int(found[3]), int(found[2]), int(found[1]))
    return None


def _moment(day: date, clock: str) -> datetime:
    if not clock:
        return datetime.combine(day, time(), STATION_ZONE)
    found = _CLOCK.fullmatch(clock)
    if found is None:
        raise ValueError(clock)
    at = time(int(found[1]), int(found[2]), int(found[3] or 0))
    if not found[4]:
        return datetime.combine(day, at, STATION_ZONE)
    zone = datetime.strptime(found[4].replace("Z", "+0000"), "%z").tzinfo
    return datetime.combine(day, at, zone).astimezone(STATION_ZONE)
