"""Papers written inside a transaction: begun, changed, and the checks that both share."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from loudspeaker.errors import EntryRefused
from loudspeaker.model import iso
from loudspeaker.plugins.documents.papers.changes import Change
from loudspeaker.plugins.documents.papers.duplicates import Alike, keys_of
from loudspeaker.plugins.documents.papers.entry import Book, Entry
from loudspeaker.plugins.documents.papers.fields import FieldForm
from loudspeaker.plugins.documents.papers.states import Actor, State
from loudspeaker.plugins.documents.register.attachments import Attached, add_files
from loudspeaker.plugins.documents.register.log import note_act, refuse_outdated
from loudspeaker.plugins.documents.register.numbering import day_at
from loudspeaker.plugins.documents.register.pages import keep_pages
from loudspeaker.plugins.documents.register.rights import seen_by
from loudspeaker.plugins.documents.register.rows import Rows, inside, missing, papers_of
from loudspeaker.plugins.documents.register.values import (
    ENTRY_COLUMNS,
    Paper,
    day_of,
    entry_values,
)

MOST_ALIKE: Final = 5
_MESSAGE: Final = FieldForm(name="message", label="mã định danh văn bản", longest=500)
_KEYED: Final = (*ENTRY_COLUMNS, "same_name", "same_code")


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What comes with a new paper; ``message`` is its id in the exchange."""

    files: Sequence[Attached] = ()
    pages: Sequence[str] = ()
    message: str = ""


def begin(
    connection: sqlite3.Connection,
    book: Book,
    entry: Entry,
    brought: Brought,
    *,
    actor: Actor,
    now: datetime,
) -> int:
    """Write a new paper with its files, pages and first line of the log; return its number."""
    incoming = book is Book.IN
    state = State.RECEIVED if incoming else State.DRAFT
    refuse_later(entry, day_at(now))
    message = _MESSAGE.text(brought.message)
    _refuse_known(connection, message)
    values = {
        "book": book, "state": state, "change": 0, "day": day_at(now).isoformat(), "at": iso(now),
        "drafter": "" if incoming else actor.name, "message": message or None,
        **entry_columns(entry),
    }  # fmt: skip
    marks = ", ".join("?" * len(values))
    query = f"INSERT INTO paper ({', '.join(values)}) VALUES ({marks})"  # noqa: S608 - our own names
    number = connection.execute(query, tuple(values.values())).lastrowid or 0
    add_files(connection, number, brought.files, by=actor.on_record, now=now)
    keep_pages(connection, number, brought.pages)
    change = Change.RECEIVE if incoming else Change.DRAFT
    note_act(connection, number, change, by=actor.on_record, now=now, before="", after=state)
    return number


def load(connection: sqlite3.Connection, paper: int, actor: Actor, seen: int | None) -> Paper:
    """Return a paper to change it: NotFound where this person may not see it, EntryOutdated."""
    condition, arguments = seen_by(actor)
    query = f"SELECT * FROM paper WHERE id = ? AND {condition}"  # noqa: S608 - our own condition
    row = connection.execute(query, (paper, *arguments)).fetchone()
    if row is None:
        raise missing(paper)
    refuse_outdated(connection, row, seen)
    return papers_of([row], inside(connection))[0]


def loaded_again(connection: sqlite3.Connection, paper: int) -> Paper:
    """Return a paper as it is now, whoever looks."""
    row = connection.execute("SELECT * FROM paper WHERE id = ?", (paper,)).fetchone()
    return papers_of([row], inside(connection))[0]


def update(connection: sqlite3.Connection, paper: int, values: Mapping[str, object]) -> None:
    """Change columns of a paper."""
    if values:
        named = ", ".join(f"{name} = ?" for name in values)
        query = f"UPDATE paper SET {named} WHERE id = ?"  # noqa: S608 - our own names
        connection.execute(query, (*values.values(), paper))


def entry_columns(entry: Entry) -> dict[str, object]:
    """Return the columns of an entry and the keys by which its like is found."""
    keys = keys_of(entry)
    values = (*entry_values(entry), keys.by_name, keys.by_code)
    return dict(zip(_KEYED, values, strict=True))


def note_change(
    connection: sqlite3.Connection,
    paper: Paper,
    change: Change,
    actor: Actor,
    now: datetime,
    *,
    detail: Mapping[str, Any],
) -> None:
    """Write into the log what was changed of a paper that stays where it is."""
    state = paper.state
    note_act(
        connection, paper.id, change, by=actor.on_record, now=now, before=state, after=state,
        detail=detail,
    )  # fmt: skip


def refuse_later(entry: Entry, day: date) -> None:
    """Refuse a paper that is dated after the day on which it is entered."""
    if entry.issued_on is not None and entry.issued_on > day:
        problem = f"sau ngày vào sổ {day.day}/{day.month}/{day.year}"
        raise EntryRefused(where="ngày văn bản", problem=problem)


def _refuse_known(connection: sqlite3.Connection, message: str) -> None:
    query = "SELECT id FROM paper WHERE message = ?"
    if message and (row := connection.execute(query, (message,)).fetchone()):
        problem = f"đã nhận rồi, là văn bản {row['id']} trong hệ thống"
        raise EntryRefused(where=_MESSAGE.label, problem=problem)


def refuse_alike(connection: sqlite3.Connection, entry: Entry, *, but: int) -> None:
    """Refuse an incoming paper that seems to be there already, with what there is."""
    if there := alike(inside(connection), entry, but=but):
        told = "; ".join(map(str, there))
        problem = f"đã có văn bản như vậy ({told}); nếu là văn bản khác, xác nhận để vẫn vào sổ"
        raise EntryRefused(where="số, ký hiệu, cơ quan ban hành", problem=problem)


def alike(read: Rows, entry: Entry, *, but: int = 0) -> list[Alike]:
    """Return incoming papers with the same number, symbol, year and issuer, the newest first.

    Those that were cancelled, returned or withdrawn do not count.  Of one that only some may see
    nothing is told but that it is there, to anybody.
    """
    keys = keys_of(entry)
    gone = (State.CANCELLED, State.RETURNED, State.WITHDRAWN)
    found: dict[int, Alike] = {}
    for column, key in (("same_name", keys.by_name), ("same_code", keys.by_code)):
        query = (
            "SELECT paper.id, CASE WHEN restricted THEN '' ELSE subject END AS subject,"  # noqa: S608 - constants
            " line.number AS given, line.day AS on_day FROM paper"
            " LEFT JOIN line ON line.paper = paper.id"
            f" WHERE {column} = ? AND {column} != '' AND paper.book = 'in' AND paper.id != ?"
            " AND state NOT IN (?, ?, ?) ORDER BY paper.id DESC LIMIT ?"
        )
        for row in read(query, (key, but, *gone, MOST_ALIKE)):
            day, number = day_of(row["on_day"]), row["given"]
            like = Alike(paper=row["id"], number=number, day=day, subject=row["subject"])
            found[row["id"]] = like
    return [found[number] for number in sorted(found, reverse=True)][:MOST_ALIKE]
