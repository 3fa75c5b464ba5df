"""What is entered of one paper: the fields of appendix VI that people fill in or confirm."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any, Final

from loudspeaker.errors import EntryRefused
from loudspeaker.plugins.documents.papers.fields import (
    INCOMING,
    OUTGOING,
    FieldForm,
    flag_of,
)
from loudspeaker.plugins.documents.papers.numbers import code_from
from loudspeaker.plugins.documents.papers.organisations import organisation_code
from loudspeaker.plugins.documents.papers.types import type_of
from loudspeaker.plugins.documents.papers.urgency import (
    Urgency,
    is_secret,
    refuse_secret,
    urgency_of,
)

VIETNAMESE: Final = "Tiếng Việt"


class Book(StrEnum):
    """The two registers."""

    IN = "in"
    OUT = "out"

    @property
    def label(self) -> str:
        """The name that people read."""
        return "Văn bản đến" if self is Book.IN else "Văn bản đi"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A paper as it is described; ``type`` is its name, ``recipients`` one line for all of them.

    An outgoing paper has no number and date of its own before they are given; ``symbol`` is made
    with the number, of its type, ``organ`` (the issuer's abbreviation, ``UBND``) and ``unit``
    (who wrote it).  ``law`` says that it makes law: its number has the year.
    """

    type: str
    issuer: str
    subject: str
    number: str = ""
    symbol: str = ""
    issued_on: date | None = None
    issuer_code: str = ""
    language: str = VIETNAMESE
    pages: int = 0
    note: str = ""
    signer_post: str = ""
    signer: str = ""
    recipients: str = ""
    urgency: Urgency = Urgency.NORMAL
    copies: int = 0
    due_on: date | None = None
    organ: str = ""
    unit: str = ""
    law: bool = False

    def to_values(self) -> dict[str, Any]:
        """Return JSON-ready values, which ``entry_of`` takes."""
        told = {each.name: getattr(self, each.name) for each in fields(self)}
        days = ("issued_on", "due_on")
        return {k: v.isoformat() if k in days and v else v for k, v in told.items()} | {
            "urgency": int(self.urgency)
        }


APPENDIX: Final[Mapping[str, str]] = {
    "type": "TypeName",
    "number": "CodeNumber",
    "symbol": "CodeNotation",
    "issued_on": "IssuedDate",
    "issuer": "OrganName",
    "subject": "Subject",
    "language": "Language",
    "pages": "PageAmount",
    "note": "Description",
    "signer_post": "SignerInfo.Position",
    "signer": "SignerInfo.FullName",
    "urgency": "Priority",
    "due_on": "DueDate",
    "copies": "IssuedAmount",
}
"""The field of appendix VI that each value is; recipients are To.OrganName or ToPlaces."""
_ORGAN: Final = FieldForm(name="organ", label="chữ viết tắt cơ quan", longest=20)
_UNIT: Final = FieldForm(name="unit", label="chữ viết tắt đơn vị soạn thảo", longest=20)
_OWN: Final = frozenset({"recipients", "issuer_code", "organ", "unit", "law", "secrecy"})


def entry_of(book: Book, values: Mapping[str, Any]) -> Entry:
    """Return the entry of what people or a reader gave; EntryRefused at the field.

    A known type may be given by its abbreviation.  ``secrecy`` is looked at and not kept: a secret
    paper is refused.  ``number`` and ``symbol`` of an incoming paper are brought to their form.
    """
    for name in values:
        if name not in APPENDIX and name not in _OWN:
            raise EntryRefused(where=str(name)[:40], problem="không có mục này")
    refuse_secret(str(values.get("secrecy") or ""))
    taken = _listed(book, values)
    if is_secret(taken["subject"]):
        refuse_secret(taken["subject"])
    known = type_of(taken["type"])
    taken["type"] = known.name if known else taken["type"]
    taken["issuer_code"] = _code(values.get("issuer_code"))
    if book is Book.IN:
        return Entry(**taken | _written(taken))
    if known is None or not known.made_here:
        raise EntryRefused(where=_label(book, "type"), problem="không có trong danh mục văn bản đi")
    return Entry(**taken | _own(values) | {"number": "", "symbol": "", "issued_on": None})


def _label(book: Book, name: str) -> str:
    forms = INCOMING if book is Book.IN else OUTGOING
    return forms[APPENDIX[name]].label


def _listed(book: Book, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values that appendix VI lists for the book, each as its field keeps it."""
    forms = INCOMING if book is Book.IN else OUTGOING
    given = dict(values)
    given["urgency"] = int(urgency_of(str(values.get("urgency", "") or "")))
    taken = {n: forms[f].read(given.get(n)) for n, f in APPENDIX.items() if f in forms}
    to = forms["ToPlaces" if book is Book.IN else "To.OrganName"]
    taken |= {"recipients": to.read(values.get("recipients"))}
    taken |= {name: taken[name] or 0 for name in ("pages", "copies") if name in taken}
    return taken | {
        "language": taken["language"] or VIETNAMESE,
        "urgency": Urgency(given["urgency"]),
    }


def _written(taken: Mapping[str, Any]) -> dict[str, str]:
    """Return number and symbol as they are written; a paper without both has none."""
    number, symbol = taken["number"], taken["symbol"]
    if not number and not symbol:
        return {}
    code = code_from(number, symbol)
    return {"number": code.written_number, "symbol": code.symbol}


def _own(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what only a paper of our own has; what the register gives nobody types."""
    for name in ("number", "symbol", "issued_on"):
        if values.get(name):
            raise EntryRefused(where=_label(Book.OUT, name), problem="hệ thống cấp khi vào sổ")
    law = flag_of(values.get("law"), "văn bản quy phạm pháp luật")
    organ, unit = _ORGAN.text(values.get("organ")), _UNIT.text(values.get("unit"))
    return {"organ": organ, "unit": unit, "law": law}


def _code(value: object) -> str:
    return organisation_code(str(value)).text if value else ""
