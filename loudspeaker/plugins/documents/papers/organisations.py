"""Codes of organisations (QĐ 20/2020/QĐ-TTg, amended by QĐ 09/2025/QĐ-TTg), and from when to when.

The old form has 13 characters read from the right, ``000.17.22.H56``; the new one begins with the
letter, ``H03.12.25``.  Which levels there are depends on the day: the district ended on 2025-07-01.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from loudspeaker.errors import EntryRefused

WHERE: Final = "mã cơ quan"
LONGEST_NAME: Final = 200
_OLD: Final = re.compile(r"(\d{3})\.(\d{2})\.(\d{2})\.([A-Z]\d{2})", re.ASCII)
_NEW: Final = re.compile(r"([A-Z]\d{2})((?:\.\d{1,3}){0,4})", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganisationCode:
    """``groups`` from the top level down, without levels that are absent: ``("H56", "22", "17")``.

    ``text`` is the code as it is written.
    """

    text: str
    groups: tuple[str, ...]
    is_old: bool


def organisation_code(text: str) -> OrganisationCode:
    """Return the code of either form, in any case; EntryRefused."""
    plain = "".join(text.split()).upper()
    if old := _OLD.fullmatch(plain):
        levels = (old[4], old[3], old[2], old[1])
        groups = tuple(group for group in levels if group.strip("0"))
        return OrganisationCode(text=plain, groups=groups, is_old=True)
    if new := _NEW.fullmatch(plain):
        groups = (new[1], *filter(None, new[2].split(".")))
        return OrganisationCode(text=plain, groups=groups, is_old=False)
    raise EntryRefused(where=WHERE, problem="viết như H03.12.25 hoặc 000.17.22.H56")


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels:
    """The levels of government from a day on, the highest first."""

    since: date
    names: tuple[str, ...]


LEVELS: Final = (
    Levels(since=date.min, names=("trung ương", "tỉnh", "huyện", "xã")),
    Levels(since=date(2025, 7, 1), names=("trung ương", "tỉnh", "xã")),
)


def levels_on(day: date, known: Iterable[Levels] = LEVELS) -> tuple[str, ...]:
    """Return the levels that there are on a day."""
    return max((each for each in known if each.since <= day), key=lambda each: each.since).names


@dataclass(frozen=True, slots=True, kw_only=True)
class Organisation:
    """A body with the days from which and to which its code holds; both count, None is open.

    ``level`` is one of the levels of the days on which it was there; empty where it is none of
    government (a school, a company).  ``successor`` is the code of the body that took its place.
    """

    code: str
    name: str
    level: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    successor: str = ""

    def holds_on(self, day: date) -> bool:
        """Tell whether it is there on a day."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day <= self.valid_to)

    def to_values(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        days = {"valid_from": self.valid_from, "valid_to": self.valid_to}
        told = {name: day.isoformat() if day else None for name, day in days.items()}
        names = {"code": self.code, "name": self.name, "level": self.level}
        return {**names, **told, "successor": self.successor}


def checked(organisation: Organisation) -> Organisation:
    """Return it with its codes in their written form; EntryRefused for what cannot be so."""
    begin, end = organisation.valid_from, organisation.valid_to
    name = " ".join(organisation.name.split())
    if not name or len(name) > LONGEST_NAME:
        raise EntryRefused(where="tên cơ quan", problem=f"cần có, dài nhất {LONGEST_NAME} ký tự")
    if begin and end and end < begin:
        raise EntryRefused(where="ngày hết hiệu lực", problem="sớm hơn ngày bắt đầu")
    level = organisation.level.strip().casefold()
    if level and level not in levels_on(begin or date.min) + levels_on(end or date.max):
        known = ", ".join(levels_on(end or date.max))
        raise EntryRefused(where="cấp", problem=f"vào thời gian đó có: {known}")
    successor = organisation.successor and organisation_code(organisation.successor).text
    code = organisation_code(organisation.code).text
    return Organisation(
        code=code, name=name, level=level, valid_from=begin, valid_to=end, successor=successor
    )
