"""Codes of offices and of papers on their way (QĐ 20/2020/QĐ-TTg, QĐ 09/2025/QĐ-TTg)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from loudspeaker.plugins.documents.edxml.dates import day_of, written_day

_ORGAN: Final = re.compile(r"\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}|[A-Z]\d{2}(\.\d{1,3}){0,4}", re.ASCII)
_YEAR: Final = re.compile(r"[12]\d{3}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentId:
    """What a code of a paper says; ``day`` is None where a sender gives only the year."""

    organ: str
    year: int
    day: date | None
    number: str
    notation: str


def is_organ(code: str) -> bool:
    """Tell whether a text can be an office's code, old or new."""
    return bool(_ORGAN.fullmatch(code))


def document_id(organ: str, day: date, number: str, notation: str) -> str:
    """Return a paper's code: ``H03.12.25,2026/11/23,15/QĐ-UBND``."""
    return f"{organ},{written_day(day)},{number}/{notation}"


def parsed_document(text: str) -> DocumentId | None:
    """Return what a paper's code says, None for what is none."""
    organ, comma, rest = text.partition(",")
    when, second, code = rest.partition(",")
    number, slash, notation = code.strip().partition("/")
    if not (comma and second and slash and number and notation and is_organ(organ.strip())):
        return None
    when = when.strip()
    day = None if _YEAR.fullmatch(when) else day_of(when)
    if day is None and not _YEAR.fullmatch(when):
        return None
    year = day.year if day else int(when)
    return DocumentId(organ=organ.strip(), year=year, day=day, number=number, notation=notation)
