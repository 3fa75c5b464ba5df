"""Files (hồ sơ): papers of one matter together, how long they are kept, and when they go on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from loudspeaker.errors import EntryRefused
from loudspeaker.plugins.documents.papers.deadlines import (
    WARNING_DAYS,
    hand_over_by,
    months_after,
)
from loudspeaker.plugins.documents.papers.fields import FILE, flag_of
from loudspeaker.public.folding import folded

FOR_EVER: Final = "Vĩnh viễn"
LONGEST_YEARS: Final = 99
_YEARS: Final = re.compile(r"([0-9]{1,2})(?: nam)?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """How long a file is kept: so many years, None for ever."""

    years: int | None

    def __str__(self) -> str:
        """Return it as it is written on the file."""
        return FOR_EVER if self.years is None else f"{self.years} năm"

    def ends(self, ended: date) -> date | None:
        """Return the day until which a file is kept whose work ended then, None for ever."""
        return None if self.years is None else months_after(ended, 12 * self.years)


def retention_of(text: str) -> Retention:
    """Return how long people say that a file is kept: ``Vĩnh viễn``, ``20 năm``; EntryRefused."""
    plain = folded(text)
    found = _YEARS.fullmatch(plain)
    if plain == folded(FOR_EVER):
        return Retention(years=None)
    if found is None or not 1 <= int(found[1]) <= LONGEST_YEARS:
        problem = "viết “Vĩnh viễn” hoặc số năm, như “20 năm”"
        raise EntryRefused(where=FILE["Maintenance"].label, problem=problem)
    return Retention(years=int(found[1]))


@dataclass(frozen=True, slots=True, kw_only=True)
class FileEntry:
    """A file as it is described; ``construction`` goes to the archive sooner."""

    notation: str
    title: str
    retention: Retention
    year: int
    rights: str = ""
    language: str = "Tiếng Việt"
    begun_on: date | None = None
    ended_on: date | None = None
    note: str = ""
    construction: bool = False

    @property
    def hand_over_by(self) -> date | None:
        """The day by which it goes to the archive, None while its work goes on."""
        if self.ended_on is None:
            return None
        return hand_over_by(self.ended_on, construction=self.construction)

    def is_to_warn(self, today: date) -> bool:
        """Tell whether no more than 30 days are left until it goes to the archive."""
        last = self.hand_over_by
        return last is not None and (last - today).days <= WARNING_DAYS

    def kept_until(self) -> date | None:
        """Return the day until which it is kept, None for ever or while its work goes on."""
        return self.retention.ends(self.ended_on) if self.ended_on else None

    def to_values(self) -> dict[str, Any]:
        """Return JSON-ready values, which ``file_entry_of`` takes."""
        begun, ended = (day and day.isoformat() for day in (self.begun_on, self.ended_on))
        return {
            "notation": self.notation, "title": self.title, "retention": str(self.retention),
            "year": self.year, "rights": self.rights, "language": self.language,
            "begun_on": begun, "ended_on": ended, "note": self.note,
            "construction": self.construction,
        }  # fmt: skip


def file_entry_of(values: Mapping[str, Any], *, today: date) -> FileEntry:
    """Return a file of what was entered; EntryRefused at the field."""
    forms = {
        "notation": "FileNotation", "title": "Title", "retention": "Maintenance",
        "year": "FileCatalog", "rights": "Rights", "language": "Language",
        "begun_on": "StartDate", "ended_on": "EndDate", "note": "Description",
    }  # fmt: skip
    for name in values:
        if name not in forms and name != "construction":
            raise EntryRefused(where=str(name)[:40], problem="không có mục này")
    taken: dict[str, Any] = {n: FILE[form].read(values.get(n)) for n, form in forms.items()}
    begun, ended = taken["begun_on"], taken["ended_on"]
    if not taken["notation"]:
        raise EntryRefused(where=FILE["FileNotation"].label, problem="chưa có gì")
    if begun and ended and ended < begun:
        raise EntryRefused(where=FILE["EndDate"].label, problem="sớm hơn ngày bắt đầu")
    kept = {
        "retention": retention_of(taken["retention"]),
        "year": taken["year"] or today.year,
        "language": taken["language"] or "Tiếng Việt",
        "construction": flag_of(values.get("construction"), "hồ sơ xây dựng cơ bản"),
    }
    return FileEntry(**taken | kept)
