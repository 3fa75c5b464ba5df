"""The days of a year that are not as their weekday, as they are announced every year.

One line a day or stretch of days, with tabs: ``day``, ``is``, ``why``.  A line whose ``is`` is
``year`` says that the year is complete; a day of a year without that line is refused, since a year
that is known in part would be counted wrongly without anybody noticing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from loudspeaker.errors import EntryRefused
from loudspeaker.worktime.hours import Part

HEADINGS: Final = "day\tis\twhy"
LONGEST_STRETCH: Final = 31
"""A slip in the month must not close the office for half a year."""
WORDS: Final[Mapping[str, Part]] = {
    "closed": Part.NONE,
    "open": Part.WHOLE,
    "morning": Part.MORNING,
    "afternoon": Part.AFTERNOON,
}
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YEAR: Final = re.compile(r"(?:19|20)[0-9]{2}")
_COLUMNS: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """What is worked on a day, and why it is not as its weekday."""

    part: Part
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """A year whose days are known; ``source`` says by what."""

    number: int
    source: str
    days: Mapping[date, Marked] = field(default_factory=dict)


def years_of(text: str) -> Mapping[int, Year]:
    """Return the years of a table; EntryRefused with the line (``dòng 3``) and what to do."""
    sources: dict[int, str] = {}
    days: dict[date, tuple[int, Marked]] = {}
    for number, (first, word, why) in _lines(text):
        if word == "year":
            _take_year(sources, number, first, why)
        else:
            _take_days(days, number, _stretch(number, first), _marked(number, word, why))
    for day, (number, _) in days.items():
        if day.year not in sources:
            problem = f"thiếu dòng năm {day.year}, viết như: {day.year}, year, nguồn"
            raise _refused(number, problem)
    return {
        year: Year(number=year, source=source, days=_of_year(days, year))
        for year, source in sorted(sources.items())
    }


def _lines(text: str) -> Iterator[tuple[int, tuple[str, str, str]]]:
    headed = False
    for number, line in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        if not headed:
            if line.rstrip() != HEADINGS:
                raise _refused(number, "dòng đầu là day, is, why, cách nhau bằng dấu Tab")
            headed = True
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) != _COLUMNS or not all(cells):
            raise _refused(number, "cần đủ ba cột: ngày, loại, lý do, cách nhau bằng dấu Tab")
        yield number, (cells[0], cells[1], cells[2])


def _take_year(sources: dict[int, str], number: int, written: str, source: str) -> None:
    if not _YEAR.fullmatch(written):
        raise _refused(number, "năm viết bằng bốn chữ số")
    if int(written) in sources:
        raise _refused(number, f"năm {written} đã có ở dòng trên")
    sources[int(written)] = source


def _take_days(
    days: dict[date, tuple[int, Marked]], number: int, stretch: Iterable[date], marked: Marked
) -> None:
    for day in stretch:
        if day in days:
            raise _refused(number, f"ngày {day:%d/%m/%Y} đã có ở dòng {days[day][0]}")
        days[day] = number, marked


def _stretch(number: int, written: str) -> list[date]:
    first, dots, last = (part.strip() for part in written.partition(".."))
    begin = _day(number, first)
    length = (_day(number, last) - begin).days + 1 if dots else 1
    if not 1 <= length <= LONGEST_STRETCH:
        raise _refused(number, f"từ ngày trước đến ngày sau, nhiều nhất {LONGEST_STRETCH} ngày")
    return [begin + timedelta(days=each) for each in range(length)]


def _day(number: int, written: str) -> date:
    try:
        day = date.fromisoformat(written if _DAY.fullmatch(written) else "")
    except ValueError:
        raise _refused(number, "ngày viết như 2026-09-02 hoặc 2026-09-01..2026-09-02") from None
    if not _YEAR.fullmatch(str(day.year)):
        raise _refused(number, "năm từ 1900 đến 2099")
    return day


def _marked(number: int, word: str, why: str) -> Marked:
    if word not in WORDS:
        raise _refused(number, f"loại là một trong: year, {', '.join(WORDS)}")
    return Marked(part=WORDS[word], why=why)


def _of_year(days: Mapping[date, tuple[int, Marked]], year: int) -> Mapping[date, Marked]:
    return {day: marked for day, (_number, marked) in days.items() if day.year == year}


def _refused(number: int, problem: str) -> EntryRefused:
    return EntryRefused(where=f"ngày làm việc, dòng {number}", problem=problem)
