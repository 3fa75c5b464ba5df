"""Dates that cannot be, that fall on another weekday, or that are over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final, NamedTuple

from loudspeaker.text.findings import Concern, Finding
from loudspeaker.text.regex import regex

_WEEKDAYS: Final = ("hai", "ba", "tư", "năm", "sáu", "bảy")
_DAY = r"(?<![\w/.])(?P<day>[0-9]{1,2})"
_NUMERIC = rf"{_DAY}(?P<sign>[/.-])(?P<month>[0-9]{{1,2}})(?:(?P=sign)(?P<year>[0-9]{{4}}))?"
_IN_WORDS = (
    r"(?:ngày|mùng|mồng) (?P<day2>[0-9]{1,2}) ?tháng (?P<month2>[0-9]{1,2})"
    r"(?: ?(?:năm|/) ?(?P<year2>[0-9]{4}))?"
)
_DATE: Final = regex(rf"(?:{_NUMERIC}|{_IN_WORDS})(?![0-9/]|[.,][0-9])", re.IGNORECASE)
_WEEKDAY_BEFORE: Final = regex(
    r"\b(?:thứ (?P<name>hai|ba|tư|năm|sáu|bảy|[2-7])|T(?P<number>[2-7])|(?P<sunday>chủ nhật|CN))"
    r"(?: tới| này)?,? ?\(?(?:ngày )?$",
    re.IGNORECASE,
)
_LUNAR_AFTER: Final = regex(r"\W{0,2}(?:năm \w+ ){0,1}(?:âm lịch|ÂL\b|al\b|âm\b)")
_CITED_BEFORE: Final = regex(
    r"\b(?:số|quyết định|nghị định|thông tư|nghị quyết|luật|công văn|kế hoạch|thông báo|sinh"
    r"|ban hành|căn cứ|từ|đến hết|tính đến|kỷ niệm|dịp|thành lập|truyền thống|quốc tế|lễ)\b"
    r"[^.;\n]{0,60}$",
    re.IGNORECASE,
)
_AFTER_DAY: Final = regex(r"\bngày $", re.IGNORECASE)
_NEARBY = 80


class _Dated(NamedTuple):
    """A date as written; ``weekday`` is 0 for Monday, None if none stands before it."""

    day: int
    month: int
    year: int | None
    weekday: int | None
    is_cited: bool


def date_findings(text: str, dates: set[int], today: date | None) -> Iterator[Finding]:
    """Yield what is suspicious of the dates of a text; ``dates`` are where dates were read."""
    for match in _DATE.finditer(text):
        numeric = match["day"] is not None
        if numeric and match.start() not in dates and not _AFTER_DAY.search(_before(match)):
            continue  # a fraction, a code: not read as a date
        if _LUNAR_AFTER.match(text, match.end()):
            continue
        finding = _finding(_dated(match), today)
        if finding:
            concern, detail = finding
            yield Finding(
                concern=concern, start=match.start(), end=match.end(), text=match.group(),
                reading="", detail=detail,
            )  # fmt: skip


def _before(match: re.Match[str]) -> str:
    return match.string[max(0, match.start() - _NEARBY) : match.start()]


def _dated(match: re.Match[str]) -> _Dated:
    before = _before(match)
    year = match["year"] or match["year2"]
    return _Dated(
        day=int(match["day"] or match["day2"]),
        month=int(match["month"] or match["month2"]),
        year=int(year) if year else None,
        weekday=_weekday_of(_WEEKDAY_BEFORE.search(before)),
        is_cited=_CITED_BEFORE.search(before) is not None,
    )


def _weekday_of(match: re.Match[str] | None) -> int | None:
    if match is None:
        return None
    if match["sunday"]:
        return 6
    if match["number"]:
        return int(match["number"]) - 2
    name = match["name"].casefold()
    return int(name) - 2 if name.isdigit() else _WEEKDAYS.index(name)


def _finding(dated: _Dated, today: date | None) -> tuple[Concern, str] | None:
    day = _day_of(dated, today)
    if day is None:
        return None if _is_possible(dated) else (Concern.DATE_IMPOSSIBLE, "")
    if dated.weekday is not None and day.weekday() != dated.weekday:
        return Concern.WEEKDAY, day.isoformat()
    is_over = today is not None and day < today and not dated.is_cited
    return (Concern.DATE_PAST, day.isoformat()) if is_over else None


def _day_of(dated: _Dated, today: date | None) -> date | None:
    """Return the day; without a year the nearest one, as people mean it."""
    try:
        if dated.year is not None:
            return date(dated.year, dated.month, dated.day)
        if today is None:
            return None
        years = (today.year - 1, today.year, today.year + 1)
        return min(
            (date(year, dated.month, dated.day) for year in years),
            key=lambda day: abs(day - today),
        )
    except ValueError:
        return None


def _is_possible(dated: _Dated) -> bool:
    """Tell whether there is such a day in the year, or in any year where none is written."""
    try:
        date(dated.year or 2000, dated.month, dated.day)  # 2000 has a 29 February
    except ValueError:
        return False
    return True
