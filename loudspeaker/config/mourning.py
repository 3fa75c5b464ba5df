"""``mourning.yaml``: the days of mourning, on which nothing sounds but emergencies.

People and the station both write it; every process that asks reads it with ``station.yaml``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from loudspeaker.config.reader import read_file
from loudspeaker.model import iso
from loudspeaker.model.settings import ListOf, Scalar, Setting, Table
from loudspeaker.timetable.days import DayRange
from loudspeaker.timetable.mourning import NO_MOURNING, Mourning

MOURNING_FILE = "mourning.yaml"
RANGE_EXPECTED = "a day or days such as 2026-07-25 or 2026-07-25..2026-07-26"
MOST_RANGES = 100
_LONGEST_DAYS = 60  # a slip in the year must not silence a station
_HEADER = """\
# Ngày quốc tang: trong những ngày này đài chỉ phát tin khẩn cấp.
# Sửa bằng: loudspeaker schedule mourning --on …, --off …
"""
_ISO = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")
_SPOKEN = re.compile(r"(?P<day>[0-9]{1,2})/(?P<month>[0-9]{1,2})/(?P<year>[0-9]{4})")


def read_range(text: str) -> DayRange:
    """Return days as they are written here or typed: ``2026-07-25..2026-07-26``, ``25/7/2026``.

    ValueError for anything else, and for more than two months.
    """
    first, dots, last = (part.strip() for part in text.partition(".."))
    days = DayRange(_day(first), _day(last if dots else first))
    if not 0 <= (days.last - days.first).days < _LONGEST_DAYS:
        raise ValueError(RANGE_EXPECTED)
    return days


def _day(text: str) -> date:
    found = _ISO.fullmatch(text) or _SPOKEN.fullmatch(text)
    if found is None:
        raise ValueError(RANGE_EXPECTED)
    return date(int(found["year"]), int(found["month"]), int(found["day"]))


_RANGE = Scalar(RANGE_EXPECTED, read_range)
MOURNING_KEYS = Table(
    (Setting("days", ListOf(item=_RANGE, most=MOST_RANGES, or_one=True), default=()),)
)


def load_mourning(home: Path) -> Mourning:
    """Read the home's file, none is no mourning; raise ConfigurationRefused with file and line."""
    path = home / MOURNING_FILE
    if not path.exists():
        return NO_MOURNING
    return Mourning(tuple(read_file(path, MOURNING_KEYS)["days"]))


def mourning_text(ranges: Iterable[DayRange]) -> str:
    """Return the file for these days."""
    rows = [f"  - {each}\n" for each in sorted(ranges, key=lambda each: (each.first, each.last))]
    return _HEADER + ("days:\n" + "".join(rows) if rows else "days: []\n")


def mourning_row(mourning: Mourning, now: datetime) -> dict[str, Any]:
    """Return the days and the end of mourning, if it holds now, as JSON-ready values."""
    until = mourning.until(now)
    return {
        "days": [{"first": str(each.first), "last": str(each.last)} for each in mourning.ranges],
        "until": iso(until) if until else None,
    }
