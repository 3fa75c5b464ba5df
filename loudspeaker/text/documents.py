"""Numbers of documents: ``749/QĐ-TTg``, ``39/2020/TT-BTTTT``, ``05-NQ/ĐU``."""

from __future__ import annotations

import re
from typing import Final

from loudspeaker.text.codes import mixed_text
from loudspeaker.text.found import Found, Kind, Rule, Start
from loudspeaker.text.numbers import number
from loudspeaker.text.regex import regex
from loudspeaker.text.tables import Tables


def _document(found: Found) -> str | None:
    if _NO_DOCUMENT.search(f"{found.before}|{found.text}"):
        return None
    words: list[str] = []
    first = True
    for part, sign in re.findall("([^/-]+)([/-]?)", found.text):
        said = _by_surroundings(part, found) if part in _AMBIGUOUS else None
        words.append(said or _document_part(part, found.tables, is_type=first))
        first = first and part.isdigit()
        if sign == "/" and part.isdigit():
            words.append("trên")
    return " ".join(words)


_NO_DOCUMENT = regex(r"\bthứ\|[2-7]/CN$|\|[0-9]{1,3}/(?:KP|TDP)[0-9]{1,3}$")  # tổ 12/KP4
_AMBIGUOUS = frozenset({"QĐ", "BCH"})
_RULING = regex(r"\bquy định(?: số)?$")
_NEARBY = 240
_COMMAND = regex(r"\b(?:bch|ban chỉ huy) (?:quân sự|qs|pctt|phòng chống|phòng thủ|pccc)\b")
_HEADQUARTERS = regex(r"\b(?:ban chỉ huy|bch pctt|quân sự|công điện|thiên tai|pctt|pclb)\b")


def _by_surroundings(part: str, found: Found) -> str | None:
    if part == "QĐ":
        return "quy định" if _RULING.search(found.before) else None
    start = found.match.start()
    head = found.match.string[max(0, start - _NEARBY) : start].casefold()
    is_command = (
        _COMMAND.search(head)
        or _HEADQUARTERS.search(f"{found.before} {found.after}")
        or "CĐ-" in found.text
    )
    return "ban chỉ huy" if is_command else None


def _document_part(part: str, tables: Tables, *, is_type: bool) -> str:
    if part.isdigit():
        return number(part)
    known = (tables.document_types, tables.issuers)
    for table in known if is_type else reversed(known):
        if part in table:
            return table[part]
    if part in tables.abbreviations:
        return tables.abbreviations[part][-1].reading
    return " và ".join(mixed_text(piece) for piece in part.split("&"))


_KINDS = r"[A-ZĐ]{2,6}[a-z]?(?:[-&][A-ZĐ]{1,8}[a-z]?){0,4}"
_PARTY_KINDS = r"[A-ZĐ]{2,4}[a-z]?/[A-ZĐ]{2,8}"
DOCUMENT: Final = Rule(
    name="document",
    kind=Kind.CODE,
    starts=Start.DIGIT,
    pattern=rf"[0-9]{{1,5}}(?:/(?:[0-9]{{4}}/)?{_KINDS}(?:[0-9]{{1,3}}(?!\w))?"
    rf"|-{_PARTY_KINDS})(?![^\W\d_])",
    read=_document,
)
