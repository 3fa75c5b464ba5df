"""Codes of organisations, procedures and dossiers.

A dossier is ``<organisation>-<yymmdd>-<number of that day>`` (TT 03/2025/TT-VPCP); an organisation
is written in the old form (QĐ 20/2020/QĐ-TTg) or the new one (QĐ 09/2025/QĐ-TTg).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from loudspeaker.errors import EntryRefused

_ORGANISATION: Final = (
    r"(?:[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.[A-Z][0-9]{2}|[A-Z][0-9]{2}(?:\.[0-9]{1,3}){0,4})"
)
ORGANISATION: Final = re.compile(_ORGANISATION)
PROCEDURE: Final = re.compile(r"[0-9]\.[0-9]{6}")
DOSSIER: Final = re.compile(
    rf"({_ORGANISATION})-([0-9]{{2}})([0-9]{{2}})([0-9]{{2}})-([0-9]{{4,7}})"
)
LONGEST_CODE: Final = 40
_CENTURY: Final = 2000
_FEWEST_DIGITS: Final = 4
MOST_A_DAY: Final = 9_999_999


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Code:
    """A dossier's code in its parts."""

    organisation: str
    day: date
    number: int

    def __str__(self) -> str:
        """Return it as it is written."""
        return f"{self.organisation}-{self.day:%y%m%d}-{self.number:0{_FEWEST_DIGITS}d}"


def code_of(text: str) -> Code:
    """Return a dossier's code, however it was typed; EntryRefused.

    Blanks and small letters are forgiven; a number written in two ways is one number.
    """
    found = DOSSIER.fullmatch("".join(text[: 2 * LONGEST_CODE].split()).upper())
    day = _day(found) if found else None
    number = int(found[5]) if found else 0
    if found is None or day is None or not 1 <= number <= MOST_A_DAY:
        raise EntryRefused(where="mã hồ sơ", problem="viết như H03.12.25-201110-0001")
    return Code(organisation=found[1], day=day, number=number)


def _day(found: re.Match[str]) -> date | None:
    try:
        return date(_CENTURY + int(found[2]), int(found[3]), int(found[4]))
    except ValueError:
        return None


def organisation_of(text: str) -> str:
    """Return an organisation's code; EntryRefused."""
    code = text.strip().upper()
    if not ORGANISATION.fullmatch(code):
        raise EntryRefused(where="mã cơ quan", problem="viết như H03.12.25 hoặc 000.17.22.H56")
    return code


def procedure_code_of(text: str) -> str:
    """Return a procedure's code; EntryRefused."""
    code = text.strip()
    if not PROCEDURE.fullmatch(code):
        raise EntryRefused(where="Mã thủ tục", problem="viết như 1.001193")
    return code
