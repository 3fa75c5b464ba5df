"""Messages in and out, in the plug-in's own file.

Nothing is ever rubbed out: a message keeps its row, and every try of sending it is a row, too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from loudspeaker.errors import NotFound, WrongState
from loudspeaker.hookspecs import PluginDatabase
from loudspeaker.model import iso
from loudspeaker.plugins.documents.exchange import outbox
from loudspeaker.plugins.documents.exchange.outbox import SendState, Tries
from loudspeaker.plugins.documents.exchange.tables import (
    Arrival,
    MessageRow,
    Posted,
    insert_row,
    message_row,
    note_remote,
    numbered_row,
    same_row,
)

MOST_SHOWN: Final = 200


class Mailbag:
    """The messages; whoever asks passes the time.  StorageFailure."""

    def __init__(self, database: PluginDatabase) -> None:
        self._database = database

    # --- what comes -----------------------------------------------------------------------------

    def take_in(self, posted: Posted, *, at: datetime, by: str) -> tuple[MessageRow, Arrival]:
        """Keep a message that came; the same bytes again are the row that is there."""
        with self._database.transaction() as connection:
            before = same_row(connection, "in", posted.sha256)
            if before is not None:
                note_remote(connection, posted.remote, before.number)
                return before, Arrival.DUPLICATE
            query = (
                "SELECT 1 FROM exchange_message WHERE direction = 'in' AND kind = 'edoc'"
                " AND document = ? AND organ = ? AND purpose IN (0, 3)"
            )
            same = connection.execute(query, (posted.document, posted.organ)).fetchone()
            is_new_paper = posted.kind == "edoc" and posted.purpose in (0, 3)
            arrival = Arrival.SAME_DOCUMENT if same and is_new_paper else Arrival.NEW
            number = insert_row(connection, "in", posted, state=arrival.value, at=at, by=by)
            note_remote(connection, posted.remote, number)
            return numbered_row(connection, number), arrival

    def keep_refused(self, posted: Posted, problem: str, *, at: datetime, by: str) -> MessageRow:
        """Keep a message that was not taken, with the reason; its bytes are kept by the caller.

        The same bytes again are the row that is there.
        """
        with self._database.transaction() as connection:
            before = same_row(connection, "in", posted.sha256)
            if before is not None:
                note_remote(connection, posted.remote, before.number)
                return before
            state = Arrival.REFUSED.value
            number = insert_row(
                connection, "in", posted, state=state, at=at, by=by, problem=problem
            )
            note_remote(connection, posted.remote, number)
            return numbered_row(connection, number)

    def is_here(self, remote: str) -> bool:
        """Tell whether a message that the other side lists was fetched before."""
        query = "SELECT 1 FROM exchange_remote WHERE remote = ?"
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
            row = same_row(connection, "out", posted.sha256)
            if row is None:
                state = SendState.WAITING.value
                number = insert_row(connection, "out", posted, state=state, at=at, by=by)
                row = numbered_row(connection, number)
            for line in statuses:
                connection.execute(
                    "UPDATE exchange_status SET message = ? WHERE id = ? AND message IS NULL",
                    (row.number, line),
                )
        return row

    def due(self, now: datetime, most: int = 20) -> list[MessageRow]:
        """Return what is to be sent now, the oldest first.

        What is about the same paper and for the same office goes out in its order: a 03 waits with
        its 01.
        """
        return self._rows(
            "AS m WHERE direction = 'out' AND state = 'waiting'"
            " AND (next_try IS NULL OR next_try <= ?)"
            " AND NOT EXISTS (SELECT 1 FROM exchange_message AS e WHERE e.direction = 'out'"
            " AND e.document = m.document AND e.organ = m.organ AND e.id < m.id"
            " AND e.state = 'waiting' AND e.next_try > ?)"
            " ORDER BY id LIMIT ?",
            iso(now),
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
            row = numbered_row(connection, number)
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
            return numbered_row(connection, number)

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

    def newest(self, before: int | None = None, most: int = MOST_SHOWN) -> list[MessageRow]:
        """Return messages in both directions, the newest first."""
        last = 1 << 62 if before is None else before
        return self._rows("WHERE id < ? ORDER BY id DESC LIMIT ?", last, most)

    def _rows(self, where: str, *arguments: object) -> list[MessageRow]:
        query = f"SELECT * FROM exchange_message {where}"  # noqa: S608 - our own text
        return [message_row(row) for row in self._database.rows(query, arguments)]
