"""The tables of messages and statuses, and a message as a row of them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from loudspeaker.errors import NotFound
from loudspeaker.model import from_iso, iso
from loudspeaker.plugins.documents.exchange.outbox import LONGEST_PROBLEM, SendState, Tries

MIGRATIONS: Final = (
    """
    CREATE TABLE exchange_message (
        id INTEGER PRIMARY KEY,
        direction TEXT NOT NULL CHECK (direction IN ('in', 'out')),
        kind TEXT NOT NULL CHECK (kind IN ('edoc', 'status')),
        document TEXT NOT NULL, organ TEXT NOT NULL,
        purpose INTEGER NOT NULL, target TEXT NOT NULL,
        sha256 TEXT NOT NULL, size INTEGER NOT NULL, remote TEXT NOT NULL,
        state TEXT NOT NULL, tries INTEGER NOT NULL, next_try TEXT, problem TEXT NOT NULL,
        notices TEXT NOT NULL, at TEXT NOT NULL, by TEXT NOT NULL,
        UNIQUE (direction, sha256));
    CREATE INDEX exchange_message_document ON exchange_message (document, direction);
    CREATE INDEX exchange_message_state ON exchange_message (direction, state, next_try);
    CREATE TABLE exchange_remote (
        remote TEXT PRIMARY KEY, message INTEGER NOT NULL REFERENCES exchange_message (id))
        WITHOUT ROWID;
    CREATE TABLE exchange_status (
        id INTEGER PRIMARY KEY,
        direction TEXT NOT NULL CHECK (direction IN ('in', 'out')),
        document TEXT NOT NULL, organ TEXT NOT NULL, code TEXT NOT NULL,
        at TEXT NOT NULL, noted TEXT NOT NULL, by TEXT NOT NULL, description TEXT NOT NULL,
        outcome TEXT NOT NULL, message INTEGER REFERENCES exchange_message (id));
    CREATE INDEX exchange_status_document ON exchange_status (document, organ);
    CREATE INDEX exchange_status_unsent ON exchange_status (direction) WHERE message IS NULL;
    CREATE TABLE exchange_try (
        id INTEGER PRIMARY KEY, message INTEGER NOT NULL REFERENCES exchange_message (id),
        at TEXT NOT NULL, state TEXT NOT NULL, problem TEXT NOT NULL);
    CREATE INDEX exchange_try_message ON exchange_try (message);
    """,
)


class Arrival(StrEnum):
    """What a message that came is."""

    NEW = "new"
    DUPLICATE = "duplicate"
    """The same bytes were here."""
    SAME_DOCUMENT = "same_document"
    """Another message for a new paper of the same code: kept, and a person looks at both."""
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageRow:
    """A message; ``state`` of one that came is an ``Arrival``, of one that goes a ``SendState``.

    ``organ`` is the other office (of several: joined by commas), ``target`` the paper that an order
    is about.
    """

    number: int
    direction: str
    kind: str
    document: str
    organ: str
    purpose: int
    target: str
    sha256: str
    size: int
    state: str
    tries: Tries
    notices: tuple[dict[str, Any], ...]
    at: datetime
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """What is known of a message when it is put into the bag."""

    kind: str
    document: str
    organ: str
    sha256: str
    size: int
    purpose: int = 0
    target: str = ""
    remote: str = ""
    notices: Sequence[dict[str, Any]] = ()


def same_row(connection: sqlite3.Connection, direction: str, sha256: str) -> MessageRow | None:
    """Return the row of the same bytes, None for none."""
    query = "SELECT * FROM exchange_message WHERE direction = ? AND sha256 = ?"
    row = connection.execute(query, (direction, sha256)).fetchone()
    return message_row(row) if row else None


def numbered_row(connection: sqlite3.Connection, number: int) -> MessageRow:
    """Return a row; NotFound."""
    row = connection.execute("SELECT * FROM exchange_message WHERE id = ?", (number,)).fetchone()
    if row is None:
        raise NotFound(kind="message", name=str(number), known=[])
    return message_row(row)


def insert_row(
    connection: sqlite3.Connection,
    direction: str,
    posted: Posted,
    *,
    state: str,
    at: datetime,
    by: str,
    problem: str = "",
) -> int:
    """Put in a row; return its number."""
    values = {
        "direction": direction,
        "kind": posted.kind,
        "document": posted.document,
        "organ": posted.organ,
        "purpose": posted.purpose,
        "target": posted.target,
        "sha256": posted.sha256,
        "size": posted.size,
        "remote": posted.remote,
        "state": state,
        "tries": 0,
        "problem": problem[:LONGEST_PROBLEM],
        "notices": json.dumps(list(posted.notices), ensure_ascii=False),
        "at": iso(at),
        "by": by,
    }
    columns, marks = ", ".join(values), ", ".join("?" * len(values))
    query = f"INSERT INTO exchange_message ({columns}) VALUES ({marks})"  # noqa: S608 - our names
    return connection.execute(query, tuple(values.values())).lastrowid or 0


def message_row(row: sqlite3.Row) -> MessageRow:
    """Return a row as a value."""
    is_out = row["direction"] == "out"
    return MessageRow(
        number=row["id"],
        direction=row["direction"],
        kind=row["kind"],
        document=row["document"],
        organ=row["organ"],
        purpose=row["purpose"],
        target=row["target"],
        sha256=row["sha256"],
        size=row["size"],
        state=row["state"],
        tries=Tries(
            state=SendState(row["state"]) if is_out else SendState.SENT,
            tries=row["tries"],
            next_try=from_iso(row["next_try"]) if row["next_try"] else None,
            problem=row["problem"],
            remote=row["remote"],
        ),
        notices=tuple(json.loads(row["notices"])),
        at=from_iso(row["at"]),
        by=row["by"],
    )


def note_remote(connection: sqlite3.Connection, remote: str, message: int) -> None:
    """Note that what the other side lists by this name is here: one message may have several."""
    if remote:
        query = "INSERT OR IGNORE INTO exchange_remote (remote, message) VALUES (?, ?)"
        connection.execute(query, (remote, message))
