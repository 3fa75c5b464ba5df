"""Dates: ``5/11/2026``, ``5/11``, ``5-7/11``, ``tháng 5/2026``, ``2026-11-05``."""

from __future__ import annotations

import re
from typing import Final

from loudspeaker.text.found import Found, Kind, Read, Rule
from loudspeaker.text.numbers import cardinal

_DAYS = 31
_MONTHS = 12
_APRIL = 4
_YEARS = range(1000, 3000)
_ROUND_THE_CLOCK = "24/7"
_AFTER_DAY = re.compile(r"\b(?:ngày|mùng|mồng|hôm)$")
_OF_SOMETHING = re.compile(
    r"(?:số|tổng|diện tích|dân số|hộ|đại biểu|thành viên|thời gian|ngày|giờ)\b"
)
_ADDRESS = re.compile(r"\b(?:số|nhà|ngõ|ngách|hẻm|lô|tờ|thửa)$")
_AFTER_QUARTER = re.compile(r"\bquý$")
_AFTER_MONTH = re.compile(r"\btháng$")


def month(number: int) -> str:
    """Read a month's number; April is *tư*."""
    return "tư" if number == _APRIL else cardinal(number)


def _whole(found: Found) -> str | None:
    day_of_month, month_number, year = (int(part) for part in re.split("[/.-]", found.text))
    return _date(found, day_of_month, month_number, year)


def _iso(found: Found) -> str | None:
    year, month_number, day_of_month = (int(part) for part in found.text.split("-"))
    return _date(found, day_of_month, month_number, year)


def _date(
    found: Found, day_of_month: int, month_number: int, year: int | None = None
) -> str | None:
    if not _fits(day_of_month, month_number, year):
        return None
    words = [cardinal(day_of_month), "tháng", month(month_number)]
    if not _AFTER_DAY.search(found.before):
        words.insert(0, "ngày")
    return " ".join([*words, *([] if year is None else ["năm", cardinal(year)])])


def _fits(day_of_month: int, month_number: int, year: int | None) -> bool:
    in_calendar = 1 <= day_of_month <= _DAYS and 1 <= month_number <= _MONTHS
    return in_calendar and (year is None or year in _YEARS)


def _day_and_month(found: Found) -> str | None:
    first, second = (int(part) for part in re.split("[/.]", found.text))
    said_day = _AFTER_DAY.search(found.before)
    if not said_day and _is_fraction(found, first, second):
        return f"{cardinal(first)} phần {cardinal(second)}"
    other = found.text == _ROUND_THE_CLOCK or _ADDRESS.search(found.before)
    return None if other and not said_day else _date(found, first, second)


def _day_dash_month(found: Found) -> str | None:
    """Read as a date only what cannot be a stretch of days: ``20-11``, not ``5-7``."""
    first, second = (int(part) for part in found.text.split("-"))
    return _date(found, first, second) if first > second else None


def _is_fraction(found: Found, first: int, second: int) -> bool:
    return 0 < first < second and _OF_SOMETHING.match(found.after) is not None


def _days_of_month(found: Found) -> str | None:
    first, last, month_number, *year = (int(part) for part in re.findall("[0-9]+", found.text))
    read = _date(found, last, month_number, *year)
    if read is None or not 1 <= first <= _DAYS:
        return None
    begin = "" if _AFTER_DAY.search(found.before) else "ngày "
    return f"{begin}{cardinal(first)} đến {read.removeprefix('ngày ')}"


def _month_and_year(found: Found) -> str | None:
    month_number, year = (int(part) for part in found.text.split("/"))
    if _AFTER_QUARTER.search(found.before):
        return f"{cardinal(month_number)} năm {cardinal(year)}"
    if not _fits(1, month_number, year) or _ADDRESS.search(found.before):
        return None
    begin = "" if _AFTER_MONTH.search(found.before) else "tháng "
    return f"{begin}{month(month_number)} năm {cardinal(year)}"


_START = r"(?<![0-9/.])"
_END = r"(?![0-9]|[/.][0-9])"
_TWO = "[0-9]{1,2}"
_FOUR = "[0-9]{4}"


def _rule(name: str, pattern: str, read: Read) -> Rule:
    return Rule(name=name, kind=Kind.DATE, pattern=f"{_START}{pattern}{_END}", read=read)


_WHOLE = "|".join(_TWO + sign + _TWO + sign + _FOUR for sign in ("/", "-", r"\."))
RULES: Final = (
    _rule("date_whole", f"(?:{_WHOLE})", _whole),
    _rule("date_iso", f"{_FOUR}-[0-9]{{2}}-[0-9]{{2}}", _iso),
    _rule("days_of_month", f"{_TWO} ?[-–] ?{_TWO}/{_TWO}(?:/{_FOUR})?", _days_of_month),
    _rule("month_and_year", f"{_TWO}/{_FOUR}", _month_and_year),
    _rule("day_and_month", f"{_TWO}/{_TWO}", _day_and_month),
    _rule("day_dash_month", rf"(?<=ngày ){_TWO}-{_TWO}", _day_dash_month),
    _rule("day_dot_month", rf"(?<=ngày ){_TWO}\.{_TWO}", _day_and_month),
)
