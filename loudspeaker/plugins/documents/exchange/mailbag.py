"""Messages in and out, and every status that was said or heard, in the plug-in's own file.

Nothing is ever rubbed out: a message keeps its row, and a status is a row of its own.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from loudspeaker.errors import NotFound, WrongState
from loudspeaker.hookspecs import PluginDatabase
from loudspeaker.model import from_iso, iso
from loudspeaker.plugins.documents.exchange import outbox
from loudspeaker.plugins.documents.exchange.outbox import SendState, Tries

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
    CREATE INDEX exchange_message_remote ON exchange_message (remote) WHERE remote != '';
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
MOST_SHOWN: Final = 200


class Arrival(StrEnum):
    """What a message that came is."""

    NEW = "new"
    DUPLICATE = "duplicate"
    """The same bytes were here."""
    SAME_DOCUMENT = "same_document"
    """Another message for a new paper of the same code: kept, and a person looks at both."""


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


class Mailbag:
    """The messages; whoever asks passes the time.  StorageFailure."""

    def __init__(self, database: PluginDatabase) -> None:
        self._database = database

    # --- what comes -----------------------------------------------------------------------------

    def take_in(self, posted: Posted, *, at: datetime, by: str) -> tuple[MessageRow, Arrival]:
        """Keep a message that came; the same bytes again are the row that is there."""
        with self._database.transaction() as connection:
            before = _same(connection, "in", posted.sha256)
            if before is not None:
                return before, Arrival.DUPLICATE
            query = (
                "SELECT 1 FROM exchange_message WHERE direction = 'in' AND kind = 'edoc'"
                " AND document = ? AND organ = ? AND purpose IN (0, 3)"
            )
            same = connection.execute(query, (posted.document, posted.organ)).fetchone()
            is_new_paper = posted.kind == "edoc" and posted.purpose in (0, 3)
            arrival = Arrival.SAME_DOCUMENT if same and is_new_paper else Arrival.NEW
            number = _insert(connection, "in", posted, state=arrival.value, at=at, by=by)
            return _numbered(connection, number), arrival

    def is_here(self, remote: str) -> bool:
        """Tell whether a message that the other side lists was fetched before."""
        query = "SELECT 1 FROM exchange_message WHERE remote = ? AND direction = 'in' LIMIT 1"
        return self._database.row(query, [remote]) is not None

    def orders_for(self, document: str) -> list[MessageRow]:
        """Return the orders about a paper that came, the oldest first: also before the paper."""
        return self._rows(
            "WHERE direction = 'in' AND kind = 'edoc' AND purpose IN (1, 2) AND target = ?"
            " ORDER BY id",
            document,
        )

    # --- what goes ------------------------------------------------------------------------------

    def put_out(
        self, posted: Posted, *, at: datetime, by: str, statuses: Sequence[int] = ()
    ) -> MessageRow:
        """Have a message sent, at once; the same bytes again are the row that is there.

        ``statuses`` are the lines that it tells.
        """
        with self._database.transaction() as connection:
            row = _same(connection, "out", posted.sha256)
            if row is None:
                state = SendState.WAITING.value
                number = _insert(connection, "out", posted, state=state, at=at, by=by)
                row = _numbered(connection, number)
            for line in statuses:
                connection.execute(
                    "UPDATE exchange_status SET message = ? WHERE id = ? AND message IS NULL",
                    (row.number, line),
                )
        return row

    def due(self, now: datetime, most: int = 20) -> list[MessageRow]:
        """Return what is to be sent now, the oldest first."""
        return self._rows(
            "WHERE direction = 'out' AND state = 'waiting' AND (next_try IS NULL OR next_try <= ?)"
            " ORDER BY id LIMIT ?",
            iso(now),
            most,
        )

    def dead(self) -> list[MessageRow]:
        """Return what did not go out and is tried no more, the newest first."""
        return self._rows(
            "WHERE direction = 'out' AND state IN ('dead', 'refused') ORDER BY id DESC LIMIT ?",
            MOST_SHOWN,
        )

    def went(self, number: int, remote: str, *, at: datetime) -> MessageRow:
        """Note that a message went out."""
        return self._tried(number, at, lambda tries: outbox.went(tries, remote))

    def failed(self, number: int, problem: str, *, at: datetime, jitter: float) -> MessageRow:
        """Note that the network failed; ``jitter`` as in ``outbox``."""
        return self._tried(number, at, lambda tries: outbox.failed(tries, problem, at, jitter))

    def refused(self, number: int, problem: str, *, at: datetime) -> MessageRow:
        """Note that the other side does not want a message."""
        return self._tried(number, at, lambda tries: outbox.refused(tries, problem))

    def send_again(self, number: int, *, at: datetime) -> MessageRow:
        """Have a dead letter sent again; WrongState for one that went out, NotFound."""
        row = self.numbered(number)
        if row.state == SendState.SENT:
            raise WrongState(item=str(number), state=row.state, action="send")
        return self._tried(number, at, lambda tries: outbox.again(tries, at))

    def _tried(self, number: int, at: datetime, change: Callable[[Tries], Tries]) -> MessageRow:
        with self._database.transaction() as connection:
            row = _numbered(connection, number)
            if row.direction != "out":
                raise WrongState(item=str(number), state="in", action="send")
            after = change(row.tries)
            connection.execute(
                "UPDATE exchange_message SET state = ?, tries = ?, next_try = ?, problem = ?,"
                " remote = ? WHERE id = ?",
                (
                    after.state.value,
                    after.tries,
                    iso(after.next_try) if after.next_try else None,
                    after.problem,
                    after.remote,
                    number,
                ),
            )
            connection.execute(
                "INSERT INTO exchange_try (message, at, state, problem) VALUES (?, ?, ?, ?)",
                (number, iso(at), after.state.value, after.problem),
            )
            return _numbered(connection, number)

    # --- looking --------------------------------------------------------------------------------

    def numbered(self, number: int) -> MessageRow:
        """Return a message; NotFound."""
        found = self._rows("WHERE id = ?", number)
        if not found:
            raise NotFound(kind="message", name=str(number), known=[])
        return found[0]

    def about(self, document: str) -> list[MessageRow]:
        """Return all messages about a paper, the oldest first."""
        return self._rows("WHERE document = ? OR target = ? ORDER BY id", document, document)

    def _rows(self, where: str, *arguments: object) -> list[MessageRow]:
        query = f"SELECT * FROM exchange_message {where}"  # noqa: S608 - our own text
        return [_message(row) for row in self._database.rows(query, arguments)]


def _same(connection: sqlite3.Connection, direction: str, sha256: str) -> MessageRow | None:
    query = "SELECT * FROM exchange_message WHERE direction = ? AND sha256 = ?"
    row = connection.execute(query, (direction, sha256)).fetchone()
    return _message(row) if row else None


def _numbered(connection: sqlite3.Connection, number: int) -> MessageRow:
    row = connection.execute("SELECT * FROM exchange_message WHERE id = ?", (number,)).fetchone()
    if row is None:
        raise NotFound(kind="message", name=str(number), known=[])
    return _message(row)


def _insert(
    connection: sqlite3.Connection,
    direction: str,
    posted: Posted,
    *,
    state: str,
    at: datetime,
    by: str,
) -> int:
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
        "problem": "",
        "notices": json.dumps(list(posted.notices), ensure_ascii=False),
        "at": iso(at),
        "by": by,
    }
    columns, marks = ", ".join(values), ", ".join("?" * len(values))
    query = f"INSERT INTO exchange_message ({columns}) VALUES ({marks})"  # noqa: S608 - our names
    return connection.execute(query, tuple(values.values())).lastrowid or 0


def _message(row: sqlite3.Row) -> MessageRow:
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
