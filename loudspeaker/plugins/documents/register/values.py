"""What the register keeps of a paper, as values, and how rows become them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final

from loudspeaker.model import from_iso, iso
from loudspeaker.plugins.documents.papers.entry import Book, Entry
from loudspeaker.plugins.documents.papers.states import Standing, State
from loudspeaker.plugins.documents.papers.urgency import Urgency

ENTRY_COLUMNS: Final = (
    "type", "number", "symbol", "issued_on", "issuer", "issuer_code", "subject", "language",
    "pages", "note", "signer_post", "signer", "recipients", "urgency", "copies", "due_on",
    "organ", "unit", "law",
)  # fmt: skip
_DAYS: Final = ("issued_on", "due_on")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a register; ``number`` is unique in its series and year.

    ``series`` is empty for what comes in; one that was cancelled keeps its number and says why.
    """

    book: Book
    year: int
    series: str
    number: int
    day: date
    by: str
    cancelled_at: datetime | None = None
    cancelled_by: str = ""
    reason: str = ""

    def to_values(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {
            "year": self.year, "series": self.series, "number": self.number,
            "day": self.day.isoformat(), "by": self.by, "cancelled": self.cancelled_at is not None,
            "cancelled_at": iso(self.cancelled_at) if self.cancelled_at else None,
            "cancelled_by": self.cancelled_by, "reason": self.reason,
        }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A paper as it stands; ``change`` is what a person has seen of it (``seen``).

    ``day`` is that of its line, until then the day on which it came or was drafted.  ``ended_on``
    is the day since which nobody has to do anything.  ``message`` is its id in the exchange.
    """

    id: int
    book: Book
    state: State
    change: int
    day: date
    at: datetime
    entry: Entry
    drafter: str = ""
    line: Line | None = None
    assigned: tuple[str, ...] = ()
    ended_on: date | None = None
    message: str = ""
    restricted: bool = False
    public: bool = False
    successor: int | None = None

    @property
    def standing(self) -> Standing:
        """What decides about acts."""
        return Standing(
            book=self.book,
            state=self.state,
            drafter=self.drafter,
            assigned=frozenset(self.assigned),
        )

    def to_values(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {
            "id": self.id, "book": self.book.value, "state": self.state.value,
            "state_label": self.state.label, "change": self.change, "day": self.day.isoformat(),
            "at": iso(self.at), **self.entry.to_values(), "drafter": self.drafter,
            "line": self.line.to_values() if self.line else None,
            "assigned": list(self.assigned),
            "ended_on": self.ended_on.isoformat() if self.ended_on else None,
            "message": self.message, "restricted": self.restricted, "public": self.public,
            "successor": self.successor,
        }  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Logged:
    """One line of the log of acts: one act, one person who did it, at most one to whom."""

    number: int
    paper: int
    at: datetime
    by: str
    name: str
    before: str
    after: str
    whom: str = ""
    note: str = ""
    detail: Mapping[str, Any] = field(default_factory=dict)

    def to_values(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {
            "number": self.number, "paper": self.paper, "at": iso(self.at), "by": self.by,
            "name": self.name, "before": self.before, "after": self.after, "whom": self.whom,
            "note": self.note, "detail": dict(self.detail),
        }  # fmt: skip


def entry_values(entry: Entry) -> tuple[object, ...]:
    """Return the columns of an entry, in the order of ``ENTRY_COLUMNS``."""
    told = ((name, getattr(entry, name)) for name in ENTRY_COLUMNS)
    return tuple(v.isoformat() if name in _DAYS and v else v for name, v in told)


def entry_of_row(row: sqlite3.Row) -> Entry:
    """Return the entry of a row."""
    values: dict[str, Any] = {name: row[name] for name in ENTRY_COLUMNS}
    days = {name: day_of(row[name]) for name in _DAYS}
    kinds = {"urgency": Urgency(row["urgency"]), "law": bool(row["law"])}
    return Entry(**values | days | kinds)


def line_of_row(row: sqlite3.Row) -> Line:
    """Return the line of a row of ``line``."""
    return Line(
        book=Book(row["book"]),
        year=row["year"],
        series=row["series"],
        number=row["number"],
        day=date.fromisoformat(row["day"]),
        by=row["by"],
        cancelled_at=from_iso(row["cancelled_at"]) if row["cancelled_at"] else None,
        cancelled_by=row["cancelled_by"] or "",
        reason=row["reason"] or "",
    )


def paper_of(row: sqlite3.Row, line: sqlite3.Row | None, assigned: tuple[str, ...]) -> Paper:
    """Return the paper of its rows."""
    return Paper(
        id=row["id"],
        book=Book(row["book"]),
        state=State(row["state"]),
        change=row["change"],
        day=date.fromisoformat(row["day"]),
        at=from_iso(row["at"]),
        entry=entry_of_row(row),
        drafter=row["drafter"],
        line=line_of_row(line) if line else None,
        assigned=assigned,
        ended_on=day_of(row["ended_on"]),
        message=row["message"] or "",
        restricted=bool(row["restricted"]),
        public=row["public"] == 1,
        successor=row["successor"],
    )


def logged_of(row: sqlite3.Row) -> Logged:
    """Return the line of the log of a row."""
    return Logged(
        number=row["id"],
        paper=row["paper"],
        at=from_iso(row["at"]),
        by=row["by"],
        name=row["name"],
        before=row["before"],
        after=row["after"],
        whom=row["whom"],
        note=row["note"],
        detail=json.loads(row["detail"]),
    )


def day_of(text: str | None) -> date | None:
    """Return the day of a column."""
    return date.fromisoformat(text) if text else None
