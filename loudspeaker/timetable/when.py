"""The time of an announcement as people type it: ``17h30``, ``mai 5:30``, ``25/12 5h30``.

Letters count without their marks and without case, because terminals and haste drop both.  What
could mean two things is refused: a mistaken time is heard by everybody.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import Final

from loudspeaker.errors import TimeRefused
from loudspeaker.model.time import STATION_ZONE, iso
from loudspeaker.timetable.weekdays import VIETNAMESE

_LONGEST = 60
_FARTHEST: Final = timedelta(days=2 * 366)
_NEXT_YEAR_SOON: Final = timedelta(days=183)


def read_when(text: str, now: datetime) -> datetime:
    """Return the moment that ``text`` means at ``now``, in the station's zone.

    A bare time is today's, a weekday the next one, a day without year the next within half a year.
    Raises TimeRefused: ``unreadable``, ``far`` (beyond two years), or ``past`` with the next such
    moment in ``later`` where one may have been meant.
    """
    local = now.astimezone(STATION_ZONE)
    try:
        moment, later = _read(_fold(text), local) if len(text) <= _LONGEST else (None, None)
    except (ValueError, OverflowError):
        moment = None
    if moment is None:
        raise TimeRefused(problem="unreadable", given=text[:_LONGEST], now=iso(now))
    if moment <= local:
        hint = iso(later) if later else ""
        raise TimeRefused(problem="past", given=text, now=iso(now), later=hint)
    if moment - local > _FARTHEST:
        raise TimeRefused(problem="far", given=text, now=iso(now))
    return moment


def read_moment(text: str, now: datetime) -> datetime | None:
    """Return the moment that ``text`` names whatever the clock shows, past or not; None: none does.

    Today, a weekday or a day without its year depend on the clock and are none.
    """
    if len(text) > _LONGEST:
        return None
    clocks = (now.astimezone(STATION_ZONE) + timedelta(days=shift) for shift in (0, 200, 400))
    try:
        readings = {_read(_fold(text), clock)[0] for clock in clocks}
    except (ValueError, OverflowError):
        return None
    return readings.pop() if len(readings) == 1 else None


def _fold(text: str) -> str:
    """Return the text in small letters without marks, commas and the word *lúc*."""
    letters = unicodedata.normalize("NFD", text.casefold()).replace("đ", "d")
    bare = "".join(letter for letter in letters if unicodedata.category(letter) != "Mn")
    return " ".join(word for word in bare.replace(",", " ").split() if word not in {"vao", "luc"})


_Read = tuple[datetime | None, datetime | None]
"""What was meant, and the next such moment in case that has passed."""

_ISO = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[t ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?"
    r"(?:z|[+-][0-9]{2}:?[0-9]{2})?"
)
_TIME = (
    r"(?P<hour>[0-9]{1,2})(?::(?P<colon>[0-9]{2})"
    r"| ?(?:h|gio)(?: ?(?P<minute>[0-9]{2})(?: ?phut)?)?)"
)
_DAY_AND_TIME = re.compile(rf"(?:(?P<day>.+) )?{_TIME}")
_TIME_AND_DAY = re.compile(rf"{_TIME} (?P<day>.+)")
_DATE = re.compile(
    r"(?:ngay )?(?P<day>[0-9]{1,2})(?:[/-]| thang )(?P<month>[0-9]{1,2})"
    r"(?:(?:[/-]| nam )(?P<year>[0-9]{4}))?"
)
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_DAYS_AHEAD = {
    "": 0,
    "nay": 0,
    "hom nay": 0,
    "mai": 1,
    "ngay mai": 1,
    "mot": 2,
    "ngay mot": 2,
    "kia": 2,
    "ngay kia": 2,
}
_WEEKDAYS = {_fold(name): weekday for name, weekday in VIETNAMESE.items()}
_WEEKDAY_AND_DATE = re.compile(rf"(?P<weekday>{'|'.join(_WEEKDAYS)}) (?P<date>.+)")


def _read(text: str, now: datetime) -> _Read:
    if _ISO.fullmatch(text):
        moment = datetime.fromisoformat(text.upper())
        zoned = moment if moment.tzinfo else moment.replace(tzinfo=STATION_ZONE)
        return zoned.astimezone(STATION_ZONE), None
    written = _DAY_AND_TIME.fullmatch(text) or _TIME_AND_DAY.fullmatch(text)
    if not written:
        return None, None
    minute = written["colon"] or written["minute"] or "0"
    return _on_day(written["day"] or "", time(int(written["hour"]), int(minute)), now)


def _on_day(day: str, at: time, now: datetime) -> _Read:
    today = now.date()
    if day in _DAYS_AHEAD:
        moment = _moment(today + timedelta(days=_DAYS_AHEAD[day]), at)
        return moment, moment + timedelta(days=1)
    if day in _WEEKDAYS:
        ahead = (_WEEKDAYS[day] - today.weekday()) % 7
        moment = _moment(today + timedelta(days=ahead), at)
        return moment if moment > now else moment + timedelta(days=7), None
    if both := _WEEKDAY_AND_DATE.fullmatch(day):
        read = _on_date(both["date"], at, now)
        agrees = read[0] is not None and read[0].weekday() == _WEEKDAYS[both["weekday"]]
        return read if agrees else (None, None)
    return _on_date(day, at, now)


def _on_date(day: str, at: time, now: datetime) -> _Read:
    if _ISO_DATE.fullmatch(day):
        return _moment(date.fromisoformat(day), at), None
    written = _DATE.fullmatch(day)
    if not written:
        return None, None
    day_of_month, month = int(written["day"]), int(written["month"])
    if written["year"]:
        return _moment(date(int(written["year"]), month, day_of_month), at), None
    return _in_the_nearest_year(month, day_of_month, at, now)


def _in_the_nearest_year(month: int, day_of_month: int, at: time, now: datetime) -> _Read:
    """Take a day that has passed for next year's only when that is near: else it is a slip."""
    this_year = _in_year(now.year, month, day_of_month, at)
    next_year = _in_year(now.year + 1, month, day_of_month, at)
    if this_year is None or (this_year > now or next_year is None):
        return this_year or next_year, None
    return (next_year if next_year - now < _NEXT_YEAR_SOON else this_year), next_year


def _in_year(year: int, month: int, day_of_month: int, at: time) -> datetime | None:
    try:
        return _moment(date(year, month, day_of_month), at)
    except ValueError:  # 29 February
        return None


def _moment(day: date, at: time) -> datetime:
    return datetime.combine(day, at, STATION_ZONE)
