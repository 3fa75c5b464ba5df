"""What the descriptions of use cases have in common."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time
from typing import Any, Final

from loudspeaker.errors import EntryRefused, NotFound
from loudspeaker.model import STATION_ZONE, Role
from loudspeaker.model.fields import Field, Kind
from loudspeaker.model.rules import EVERY_PERSON, Rule
from loudspeaker.plugins.dossiers.cases.clock import local_day
from loudspeaker.plugins.dossiers.cases.dossier import Dossier
from loudspeaker.plugins.dossiers.parts import Parts
from loudspeaker.plugins.dossiers.procedures.rows import RowError
from loudspeaker.plugins.dossiers.procedures.values import Procedure
from loudspeaker.worktime import Calendar

Request = Mapping[str, Any]
GiveParts = Callable[[], Parts]
WORKING: Final = Rule(roles=frozenset({Role.EDITOR}), called="làm việc với hồ sơ một cửa")
"""Editors, of whom ``clerks`` in ``station.yaml`` may name some: only they see people's data."""
LEADING: Final = Rule(
    roles=frozenset({Role.EDITOR, Role.APPROVER}), called="xem hạn và số liệu hồ sơ một cửa"
)
LOOKING: Final = EVERY_PERSON
CODE: Final = Field(name="code", required=True, about="the dossier's code")
REASON: Final = Field(name="reason", required=True, about="why people's data are looked at: kept")
SEEN: Final = Field(
    name="seen", kind=Kind.WHOLE, about="lines of the log that were seen; another is refused"
)
_DAY: Final = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_LATEST_YEAR: Final = 2100


def may(name: str, kind: Kind = Kind.TEXT, about: str = "") -> Field:
    """Return a field that may be left out."""
    return Field(name=name, kind=kind, about=about)


def must(name: str, kind: Kind = Kind.TEXT, about: str = "") -> Field:
    """Return a field that is needed."""
    return Field(name=name, kind=kind, required=True, about=about)


def day_of(text: str, where: str) -> date:
    """Return a day that was typed, as 2026-12-01 or 1/12/2026; EntryRefused."""
    found = _DAY.fullmatch(text.strip())
    try:
        if found:
            day = date(int(found[3]), int(found[2]), int(found[1]))
        else:
            day = date.fromisoformat(text.strip())
    except ValueError:
        raise EntryRefused(where=where, problem="viết như 1/12/2026") from None
    if not 1990 <= day.year < _LATEST_YEAR:  # noqa: PLR2004 - what can be meant
        raise EntryRefused(where=where, problem=f"từ năm 1990 đến {_LATEST_YEAR - 1}")
    return day


def working_moment(calendar: Calendar, day: date, where: str) -> datetime:
    """Return the end of the last half-day that is worked on a day; EntryRefused for none."""
    spans = calendar.spans(day)
    if not spans:
        why = calendar.why(day) or "ngày nghỉ"
        raise EntryRefused(where=where, problem=f"{day:%d/%m/%Y} không làm việc ({why})")
    return spans[-1][1]


def end_of(day: date) -> datetime:
    """Return the last second of a day."""
    return datetime.combine(day, time(23, 59, 59), STATION_ZONE)


def procedure_of(parts: Parts, dossier: Dossier) -> Procedure | None:
    """Return the version under which a dossier was received, None where it is not known."""
    for each in parts.catalogue.versions(dossier.procedure):
        if each.version == dossier.version:
            return each
    try:
        return parts.catalogue.holding(dossier.procedure, local_day(dossier.registered))
    except NotFound:
        return None


def errors_told(errors: Sequence[RowError]) -> list[dict[str, Any]]:
    """Return what is wrong with which row."""
    return [
        {"row": each.row, "where": each.where, "problem": each.problem, "says": str(each)}
        for each in errors
    ]
