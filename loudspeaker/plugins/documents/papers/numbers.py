"""Number and symbol of a paper: ``15/QĐ-UBND``, ``15/UBND-VX``, ``30/2020/NĐ-CP``, ``05-NQ/ĐU``.

Written as NĐ 30/2020/NĐ-CP has it (appendix I, part II, section 3; numbers below 10 with a leading
0), law-making papers with their year.  Read as people and other offices write it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from loudspeaker.errors import EntryRefused
from loudspeaker.plugins.documents.papers.types import PaperType, type_abbreviated

WHERE: Final = "số, ký hiệu"
LONGEST_NUMBER: Final = 11
LONGEST_SYMBOL: Final = 30
LARGEST_NUMBER: Final = 99_999
_DASHES: Final = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-") | {"⁄": "/", "∕": "/"})
_HEAD: Final = re.compile(r"(?:số|so)\s*[:.]?\s*(?=\d)", re.IGNORECASE)
_NUMBER: Final = re.compile(r"0*(\d{1,10}?)([A-Za-zĐđ]{0,3})")
_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_PARTY_SYMBOL: Final = re.compile(r"\s*[^\W\d_]+\s*/\s*[^\W\d_]+\s*")
_PART: Final = re.compile(r"[^\W_]+(?:[.&][^\W_]+)*")
_HINT: Final = "viết như 15/QĐ-UBND, công văn như 15/UBND-VX"


class Form(StrEnum):
    """How number and symbol are put together."""

    NAMED = "named"
    """``15/QĐ-UBND``: a type, then who issues it."""
    LETTER = "letter"
    """``15/UBND-VX``: no type; who issues it, then the unit that wrote it."""
    LAW = "law"
    """``30/2020/NĐ-CP``: as a named one, with the year; a law has no type (``91/2025/QH15``)."""
    PARTY = "party"
    """``05-NQ/ĐU``: papers of the Party, which come in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """Number and symbol; ``number`` is without leading zeros, ``year`` there in law-making papers.

    ``type`` is the abbreviation, empty in a letter; ``issuer`` and ``unit`` as they are written.
    """

    number: str
    form: Form
    issuer: str
    type: str = ""
    unit: str = ""
    year: int | None = None

    @property
    def written_number(self) -> str:
        """The number as it is written: ``05``; appendix VI calls it CodeNumber."""
        digits = re.match(r"\d*", self.number)
        return f"0{self.number}" if digits and len(digits[0]) == 1 else self.number

    @property
    def symbol(self) -> str:
        """What stands behind the number (CodeNotation): ``QĐ-UBND``, ``2020/NĐ-CP``."""
        if self.form is Form.PARTY:
            return f"{self.type}/{self.issuer}"
        ahead = f"{self.year}/" if self.year else ""
        return ahead + "-".join(filter(None, (self.type, self.issuer, self.unit)))

    def __str__(self) -> str:
        """Return it as it stands on the paper."""
        between = "-" if self.form is Form.PARTY else "/"
        return f"{self.written_number}{between}{self.symbol}"


def code_of(text: str) -> Code:
    """Return number and symbol as people write them; EntryRefused.

    ``Số:`` may stand ahead, any dash and any spaces inside; known types are written their way
    (``qđ`` as ``QĐ``).  What is too long for appendix VI is refused.
    """
    given = _HEAD.sub("", unicodedata.normalize("NFC", text).translate(_DASHES).strip(), count=1)
    plain = re.sub(r"\s+", "", given).strip(".,;:")
    found = _party(plain) or _usual(plain)
    if found is None:
        raise EntryRefused(where=WHERE, problem=_HINT)
    return _bounded(found)


def code_from(number: str, symbol: str) -> Code:
    """Return the code of the two fields that appendix VI keeps apart; EntryRefused."""
    between = "-" if _PARTY_SYMBOL.fullmatch(symbol) else "/"
    return code_of(f"{number}{between}{symbol}")


def code_told(number: str, symbol: str) -> str:
    """Return number and symbol as they stand on a paper, also of a form that is not known."""
    try:
        return str(code_from(number, symbol))
    except EntryRefused:
        return f"{number}/{symbol}"


def _bounded(code: Code) -> Code:
    if len(code.written_number) > LONGEST_NUMBER:
        raise EntryRefused(where="số", problem=f"dài nhất {LONGEST_NUMBER} ký tự")
    if len(code.symbol) > LONGEST_SYMBOL:
        raise EntryRefused(where="ký hiệu", problem=f"dài nhất {LONGEST_SYMBOL} ký tự")
    return code


def _party(text: str) -> Code | None:
    number, dash, rest = text.partition("-")
    kind, slash, issuer = rest.partition("/")
    if not (dash and slash and _number(number) and kind.isalpha() and issuer.isalpha()):
        return None
    return Code(number=_number(number), form=Form.PARTY, type=_type(kind), issuer=issuer)


def _usual(text: str) -> Code | None:
    number, slash, symbol = text.partition("/")
    year, second, behind = symbol.partition("/")
    law = bool(second and _YEAR.fullmatch(year))
    parts = (behind if law else symbol).split("-")
    if not (slash and _number(number) and all(map(_PART.fullmatch, parts))):
        return None
    return _put_together(_number(number), int(year) if law else None, parts)


def _put_together(number: str, year: int | None, parts: list[str]) -> Code:
    named = len(parts) > 1 and type_abbreviated(parts[0]) is not None
    if year is not None and len(parts) == 1:  # 91/2025/QH15
        return Code(number=number, form=Form.LAW, year=year, issuer=parts[0])
    if year is not None or named:
        form, kind = (Form.LAW if year else Form.NAMED), _type(parts[0])
        issuer = "-".join(parts[1:])
        return Code(number=number, form=form, year=year, type=kind, issuer=issuer)
    return Code(number=number, form=Form.LETTER, issuer=parts[0], unit="-".join(parts[1:]))


def _number(text: str) -> str:
    """Return a number without leading zeros, with the letter that some write behind it."""
    found = _NUMBER.fullmatch(text)
    return f"{found[1]}{found[2].lower()}" if found and found[1] != "0" else ""


def _type(short: str) -> str:
    known = type_abbreviated(short)
    return known.abbreviation if known else short


def code_for(
    number: int, kind: PaperType, *, issuer: str, unit: str = "", law_year: int | None = None
) -> Code:
    """Return the code of a paper of our own; EntryRefused for what cannot stand in one.

    ``law_year`` is the year of a law-making paper.  A letter needs the ``unit`` that wrote it.
    """
    for name, text in (("cơ quan ban hành", issuer), ("đơn vị soạn thảo", unit)):
        if text and not all(map(_PART.fullmatch, text.split("-"))):
            raise EntryRefused(where=name, problem="chỉ gồm chữ và số viết tắt, như UBND")
    if not issuer:
        raise EntryRefused(where="cơ quan ban hành", problem="chưa có chữ viết tắt, như UBND")
    if not 1 <= number <= LARGEST_NUMBER:
        raise EntryRefused(where="số", problem=f"từ 1 đến {LARGEST_NUMBER}")
    if kind.abbreviation:
        form = Form.NAMED if law_year is None else Form.LAW
        short = kind.abbreviation
        made = Code(number=str(number), form=form, type=short, issuer=issuer, year=law_year)
    elif not unit:
        raise EntryRefused(
            where="đơn vị soạn thảo", problem="công văn cần có, như VX trong UBND-VX"
        )
    else:
        made = Code(number=str(number), form=Form.LETTER, issuer=issuer, unit=unit)
    return _bounded(made)
