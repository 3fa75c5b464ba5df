"""What is looked for in the registers: words, and what is filtered by."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Final

from loudspeaker.errors import EntryRefused
from loudspeaker.plugins.documents.papers.entry import Book
from loudspeaker.plugins.documents.papers.fields import FieldForm, Kind, flag_of
from loudspeaker.plugins.documents.papers.states import State
from loudspeaker.plugins.documents.papers.urgency import Urgency, urgency_of
from loudspeaker.public.query import MOST_CHARACTERS

_LARGEST: Final = (1 << 63) - 1
_UNREAD: Final = "không có giá trị này"
_CALLED: Final = {
    "book": "sổ (in là đến, out là đi)", "year": "năm", "state": "trạng thái", "number": "số",
    "urgency": "độ khẩn",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What is looked for; what is left out is not filtered by.

    ``since`` and ``until`` are days of the line (of arrival or drafting before there is one), both
    counted.  ``number`` is the number in the register, ``assigned`` a person.
    """

    words: str = ""
    book: Book | None = None
    year: int | None = None
    type: str = ""
    issuer: str = ""
    state: State | None = None
    urgency: Urgency | None = None
    since: date | None = None
    until: date | None = None
    number: int | None = None
    assigned: str = ""
    overdue: bool = False

    def to_values(self) -> dict[str, Any]:
        """Return JSON-ready values of what is filtered by, which ``query_of`` takes."""
        told = {each.name: getattr(self, each.name) for each in fields(self)}
        days = {n: v.isoformat() if isinstance(v, date) else v for n, v in told.items()}
        plain = {
            n: v.value if isinstance(v, Book | State | Urgency) else v for n, v in days.items()
        }
        return {n: v for n, v in plain.items() if v is not None and v not in ("", False)}


def query_of(values: Mapping[str, Any]) -> Query:
    """Return the query of JSON-ready values, or of texts as people type them; EntryRefused."""
    makers: dict[str, Callable[[Any], Any]] = {
        "words": _words, "book": Book, "year": _whole, "type": _words, "issuer": _words,
        "state": State, "urgency": lambda value: urgency_of(str(value)),
        "since": FieldForm(name="since", label="từ ngày", kind=Kind.DATE).read,
        "until": FieldForm(name="until", label="đến ngày", kind=Kind.DATE).read,
        "number": _whole, "assigned": _words,
        "overdue": lambda value: flag_of(value, "quá hạn"),
    }  # fmt: skip
    made: dict[str, Any] = {}
    for name, value in values.items():
        if name not in makers:
            raise EntryRefused(where=str(name)[:40], problem="không lọc theo mục này")
        if value is None or value == "":
            continue
        try:
            made[name] = makers[name](value)
        except (ValueError, TypeError):
            raise EntryRefused(where=_CALLED.get(name, name), problem=_UNREAD) from None
    return Query(**made)


def _words(value: object) -> str:
    return str(value)[:MOST_CHARACTERS]


def _whole(value: object) -> int:
    number = int(str(value))
    if not 0 <= number <= _LARGEST:
        raise ValueError(value)
    return number
