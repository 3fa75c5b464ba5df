"""The form of a paper's description: which fields, how they are called, what was typed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from loudspeaker.plugins.documents.papers.entry import APPENDIX, Book
from loudspeaker.plugins.documents.papers.fields import INCOMING, OUTGOING
from loudspeaker.plugins.documents.papers.types import TYPES
from loudspeaker.plugins.documents.papers.urgency import Urgency

DUPLICATE: Final = "duplicate"
_LONG: Final = frozenset({"subject", "recipients", "note"})
_DAYS: Final = ("issued_on", "due_on")
_AS_PEOPLE_SAY: Final = {
    "type": "Loại văn bản", "number": "Số", "symbol": "Ký hiệu", "issued_on": "Ngày văn bản",
    "issuer": "Cơ quan ban hành", "subject": "Trích yếu", "signer_post": "Chức vụ người ký",
    "signer": "Người ký", "recipients": "Nơi nhận", "urgency": "Độ khẩn",
    "due_on": "Hạn giải quyết", "note": "Ghi chú", "unit": "Đơn vị soạn thảo (viết tắt)",
    "organ": "Cơ quan (viết tắt)", "copies": "Số bản phát hành",
    "law": "Văn bản quy phạm pháp luật",
}  # fmt: skip
_HINTS: Final = {
    "issued_on": "Viết như 2/9/2026.", "due_on": "Viết như 2/9/2026; để trống là không có hạn.",
    "symbol": "Như QĐ-UBND hoặc TB-SYT.", "unit": "Như VX; công văn cần có.",
    "organ": "Như UBND; để trống thì lấy của đơn vị.",
    "issuer": "Tên đầy đủ, như Sở Y tế tỉnh.",
}  # fmt: skip
_FIELDS: Final[Mapping[Book, tuple[str, ...]]] = {
    Book.IN: ("type", "number", "symbol", "issued_on", "issuer", "subject", "signer_post",
              "signer", "recipients", "urgency", "due_on", "note"),
    Book.OUT: ("type", "subject", "issuer", "organ", "unit", "signer_post", "signer",
               "recipients", "urgency", "copies", "due_on", "note", "law"),
}  # fmt: skip
_KEPT: Final[Mapping[Book, tuple[str, ...]]] = {
    Book.IN: ("issuer_code", "language", "pages"),
    Book.OUT: ("language", "pages"),
}
"""What a form does not show and an edit must not lose."""
_REQUIRED: Final[Mapping[Book, frozenset[str]]] = {
    Book.IN: frozenset({"type", "issuer", "subject"}),
    Book.OUT: frozenset({"type", "subject"}),
}
_OWN_ISSUER: Final = "Để trống thì là cơ quan ghi trong cài đặt của đài."
_LABELS: Final = {
    "số": "number", "ký hiệu": "symbol", "số, ký hiệu": "number", "số và ký hiệu": "number",
    "độ khẩn": "urgency", "đơn vị soạn thảo": "unit", "chữ viết tắt đơn vị soạn thảo": "unit",
    "chữ viết tắt cơ quan": "organ", "văn bản quy phạm pháp luật": "law",
    "số, ký hiệu, cơ quan ban hành": DUPLICATE, "độ mật": "subject",
}  # fmt: skip
_NAMED: Final = {field: name for name, field in APPENDIX.items()}
FIELD_OF: Final[Mapping[str, str]] = {
    **{form.label: _NAMED.get(field, "") for field, form in {**OUTGOING, **INCOMING}.items()},
    "nơi nhận": "recipients",
    **_LABELS,
}
"""Names of fields by the labels under which a value is refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormField:
    """One field as it is shown; ``doubt`` says that a proposal should be looked at."""

    name: str
    label: str
    value: str
    hint: str = ""
    doubt: str = ""
    longest: int = 0
    required: bool = False
    kind: str = "line"


def form_fields(
    book: Book, values: Mapping[str, Any], doubts: Mapping[str, str] | None = None
) -> list[FormField]:
    """Return the fields of the form of a book with these values."""
    told = doubts or {}
    return [
        FormField(
            name=name,
            label=_AS_PEOPLE_SAY[name],
            value=_shown(name, values.get(name)),
            hint=_OWN_ISSUER if (book, name) == (Book.OUT, "issuer") else _HINTS.get(name, ""),
            doubt=told.get(name, ""),
            longest=_longest(book, name),
            required=name in _REQUIRED[book],
            kind=_kind(name),
        )
        for name in _FIELDS[book]
    ]


def _kind(name: str) -> str:
    kinds = {"urgency": "choice", "law": "flag", "type": "type"}
    return "text" if name in _LONG else kinds.get(name, "line")


def _longest(book: Book, name: str) -> int:
    forms = INCOMING if book is Book.IN else OUTGOING
    field = APPENDIX.get(name, "ToPlaces" if book is Book.IN else "To.OrganName")
    form = forms.get(field) if name in APPENDIX or name == "recipients" else None
    return form.longest if form and form.longest and name not in _DAYS else 20


def _shown(name: str, value: object) -> str:
    if value in (None, 0, False, ""):
        return "0" if name == "urgency" else ""
    if name not in _DAYS:
        return str(value)
    try:
        day = date.fromisoformat(str(value))
    except ValueError:
        return str(value)  # as it was typed
    return f"{day.day}/{day.month}/{day.year}"


def described(book: Book, form: Mapping[str, str]) -> dict[str, str]:
    """Return the description that a form holds, as ``documents.enter`` takes it."""
    return {name: form[name].strip() for name in _FIELDS[book] if form.get(name, "").strip()}


def edited(book: Book, paper: Mapping[str, Any], form: Mapping[str, str]) -> dict[str, str]:
    """Return the description of a paper with what a form has changed of it."""
    kept = {name: str(paper[name]) for name in _KEPT[book] if paper.get(name)}
    return kept | described(book, form)


def type_names(book: Book) -> list[str]:
    """Return the types that a paper of this book can be of."""
    return [each.name for each in TYPES if book is Book.IN or each.made_here]


def urgencies() -> Iterable[tuple[str, str]]:
    """Return the degrees of urgency, each with its word."""
    return [(str(each.value), each.label) for each in Urgency]
