"""A letterhead's own fields: number and symbol, place and date, issuer and who is above it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from loudspeaker.plugins.documents.reading.casing import expanded, sentence_case
from loudspeaker.plugins.documents.reading.cells import Cell, Column
from loudspeaker.plugins.documents.reading.proposed import Proposed, Sure, proposed
from loudspeaker.plugins.documents.reading.type_names import BY_TITLE
from loudspeaker.text.regex import regex

# --- number and symbol ----------------------------------------------------------------------------

_DASH: Final = "[-–—−]"
_CODE: Final = regex(
    r"(?P<number>\d{1,5})?[ .…_]{0,12}(?:(?P<year>/ ?(?:19|20)\d\d ?)?/|(?P<party>[-–—])) ?"
    r"(?P<symbol>[A-Za-zĐđ][\wĐđ]*(?: ?[-–—/&.] ?[A-ZĐƯ][\wĐđ]*){0,4})"
)
_AHEAD: Final = regex(r"^\W{0,3}s[o06] ?[:.;]? {0,4}")
_ATTACHED: Final = regex(r"ban hanh (?:kem theo|theo) [^\d]{0,60}?s[o06] ?[:.]? ?(?=\d)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """``number`` and ``symbol`` as the registers have them, and the cell's line."""

    number: Proposed | None
    symbol: Proposed | None
    line: int


NO_CODE: Final = Code(number=None, symbol=None, line=-1)


def code(cells: Sequence[Cell]) -> Code:
    """Return number and symbol: of the letterhead, else of the paper that this one goes with."""
    for cell in cells:
        ahead = _AHEAD.match(cell.plain)
        if ahead and cell.column is not Column.RIGHT:
            found = _CODE.match(cell.text, ahead.end())
            if found:
                return _code(cell, found, Sure.CERTAIN)
    for cell in cells:
        attached = _ATTACHED.search(cell.plain)
        found = _CODE.match(cell.text, attached.end()) if attached else None
        if found:
            return _code(cell, found, Sure.LIKELY)
    return NO_CODE


def _code(cell: Cell, found: re.Match[str], sure: Sure) -> Code:
    symbol = re.sub(rf" ?({_DASH}|[/&.]) ?", lambda m: _plain_dash(m[1]), found["symbol"])
    year = re.sub(r"[/ ]", "", found["year"] or "")
    piece = cell.part(found.start(), found.end())
    number = found["number"] or ""
    written = number.zfill(2) if number else ""
    return Code(
        number=proposed(written, sure, (piece,)),
        symbol=proposed(f"{year}/{symbol}" if year else symbol, sure, (piece,)),
        line=cell.line,
    )


def _plain_dash(sign: str) -> str:
    return sign if sign in "/&." else "-"


# --- date -----------------------------------------------------------------------------------------

_DATE: Final = regex(
    r"ng[a-z]y[ .:…]{0,4}(\d{1,2})[ .…]{0,4}th[a-z]ng[ .:…]{0,4}(\d{1,2})[ .…]{0,4}"
    r"n[a-z]m[ .:…]{0,4}(\d{4})"
)
_SHORT_DATE: Final = regex(r"(?<![\d/])(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?!\d)")
_LONGEST_PLACE: Final = 40


def dated(cells: Sequence[Cell]) -> Proposed | None:
    """Return the day on which the paper was issued, in ISO form; none that is no real day."""
    for cell in cells:
        found = _DATE.search(cell.plain)
        if found and cell.column is Column.RIGHT and found.start() < _LONGEST_PLACE:
            return _day(cell, found, Sure.CERTAIN)
    for cell in cells:
        attached = _ATTACHED.search(cell.plain)
        found = _DATE.search(cell.plain, attached.end()) if attached else None
        if found:
            return _day(cell, found, Sure.LIKELY)
    return _any_day(cells)


def _any_day(cells: Sequence[Cell]) -> Proposed | None:
    for cell in cells:
        is_own = cell.column is Column.RIGHT or cell.plain.startswith("ngay")
        found = (_DATE.search(cell.plain) or _SHORT_DATE.search(cell.plain)) if is_own else None
        if found and (day := _day(cell, found, Sure.GUESS)):
            return day
    return None


def _day(cell: Cell, found: re.Match[str], sure: Sure) -> Proposed | None:
    day, month, year = map(int, found.groups())
    try:
        value = date(year, month, day).isoformat()
    except ValueError:
        return None
    return proposed(value, sure, (cell.part(found.start(), found.end()),))


# --- issuer ---------------------------------------------------------------------------------------

_BODY: Final = regex(
    r"^(?:u[a-z]{0,2} ban|ubnd|ubmttq|hoi dong|hdnd|so (?!:)|phong (?!chong|thu|,)|ban (?!hanh)"
    r"|bo (?!doi)|tram |truong |cong an|chi cuc|cuc |tong cuc|trung tam|van phong|dang uy"
    r"|dang bo|chi bo|hoi |doan |lien doan|hat |cong ty|dien luc|hop tac xa|chi nhanh"
    r"|ngan hang|bao hiem|chinh phu|quoc hoi|thue |mat tran|vien |toa an|thanh tra|to )"
)
_GOES_ON: Final = regex(r"^(?:xa|phuong|thi tran|tinh|huyen|quan|thanh pho|dac khu|va) ")
_COUNTRY: Final = regex(r"cong hoa xa|doc lap|dang cong san viet nam")
_MOST_LINES: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Issuer:
    """The body that issues a paper, and the one above it that the letterhead names first."""

    issuer: Proposed | None
    superior: Proposed | None


def issuer(cells: Sequence[Cell], until: int) -> Issuer:
    """Return the bodies of a letterhead, which ends before line ``until`` (or at the title)."""
    bodies = _bodies(list(_letterhead(cells, until))[:_MOST_LINES])
    if not bodies:
        return Issuer(issuer=None, superior=None)
    own = _named(bodies[-1], bodies[:-1])
    above = _named(bodies[-2], ()) if len(bodies) > 1 else None
    return Issuer(issuer=own, superior=above)


def _letterhead(cells: Sequence[Cell], until: int) -> Iterator[Cell]:
    for cell in cells:
        if (0 <= until <= cell.line) or cell.plain.strip(" :|") in BY_TITLE:
            return
        is_mark = len(cell.text.split()) == 1 and not _BODY.match(cell.plain + " ")
        if cell.column is Column.RIGHT or cell.is_noise or _COUNTRY.search(cell.plain):
            continue
        if cell.is_capital and not is_mark:
            yield cell


def _bodies(cells: Sequence[Cell]) -> list[list[Cell]]:
    """Put lines together that name one body: ``ỦY BAN NHÂN DÂN`` and ``XÃ …`` below it."""
    bodies: list[list[Cell]] = []
    for cell in cells:
        goes_on = _GOES_ON.match(cell.plain) or not _BODY.match(cell.plain + " ")
        if bodies and goes_on:
            bodies[-1].append(cell)
        elif not goes_on:
            bodies.append([cell])
    return bodies


def _named(body: Sequence[Cell], above: Sequence[Sequence[Cell]]) -> Proposed | None:
    written = " ".join(cell.text.strip(" .,-–—*|") for cell in body)
    name = sentence_case(expanded(" ".join(written.split())))
    sure = Sure.CERTAIN if len(above) <= 1 else Sure.LIKELY
    return proposed(name, sure, body)
