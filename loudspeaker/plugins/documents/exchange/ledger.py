"""The lines of statuses: what we owe for papers that came, what we heard about those that went."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from loudspeaker.hookspecs import PluginDatabase
from loudspeaker.model import from_iso, iso
from loudspeaker.plugins.documents.exchange import receiving, sending
from loudspeaker.plugins.documents.exchange.receiving import Event
from loudspeaker.plugins.documents.exchange.sending import Heard, Outcome
from loudspeaker.plugins.documents.exchange.statuses import (
    NEED_REASON,
    Status,
    StatusLine,
    checked_reason,
)

_SAID: Final = "said"
_UNSAYABLE: Final = "unsayable"
_COUNT: Final = (_SAID, Outcome.TAKEN.value, Outcome.LATE.value)
"""The outcomes of lines that count: what is doubled or cannot be is kept beside them."""


class Ledger:
    """The statuses, in the tables of ``mailbag``; whoever asks passes the time.  StorageFailure."""

    def __init__(self, database: PluginDatabase) -> None:
        self._database = database

    def owe(
        self,
        document: str,
        organ: str,
        event: Event,
        *,
        at: datetime,
        by: str,
        reason: str = "",
    ) -> list[StatusLine]:
        """Put down what is to be said for an event of a paper that came from ``organ``.

        The lines are there before the messages that tell them (``unsent``), so that none is lost
        between.  Nothing where all was said before; EntryRefused as ``receiving.due``.
        """
        told = checked_reason(event.value, reason)
        with self._database.transaction() as connection:
            before = _statuses(_lines(connection, document, organ))
            return [
                _add(
                    connection,
                    "out",
                    (document, organ, status.value),
                    at=at,
                    noted=at,
                    by=by,
                    description=told if status is event.value or status in NEED_REASON else "",
                    outcome=_SAID,
                )
                for status in receiving.due(before, event)
            ]

    def ask_back(
        self,
        document: str,
        organ: str,
        *,
        at: datetime,
        by: str,
        reason: str,
        message: int | None = None,
    ) -> StatusLine:
        """Put down a 13 for a paper that went to ``organ``; EntryRefused.

        ``message`` is the withdrawal (BussinessDocType 1) that tells it; without one a status is to
        be sent.
        """
        with self._database.transaction() as connection:
            sending.check_asking_back(_statuses(_lines(connection, document, organ)))
            return _add(
                connection,
                "out",
                (document, organ, Status.ASKED_BACK.value),
                at=at,
                noted=at,
                by=by,
                description=reason,
                outcome=_SAID,
                message=message,
            )

    def hear(
        self,
        document: str,
        organ: str,
        code: str,
        *,
        at: datetime,
        noted: datetime,
        by: str,
        description: str,
        message: int,
        is_ours: bool,
    ) -> tuple[StatusLine, Heard]:
        """Keep a status that came from ``organ``; ``is_ours`` where the paper is one we sent.

        About a paper that came from there, only a 13 has a meaning; a withdrawal that came as a
        message of its own is heard as one, so that 15 or 16 answers it.
        """
        with self._database.transaction() as connection:
            before = _statuses(_lines(connection, document, organ))
            heard = sending.hear(before, code) if is_ours else receiving_hears(before, code)
            line = _add(
                connection,
                "in",
                (document, organ, code),
                at=at,
                noted=noted,
                by=by,
                description=description,
                outcome=heard.outcome.value,
                message=message,
            )
        return line, heard

    def lines(self, document: str, organ: str = "") -> list[StatusLine]:
        """Return the whole list about a paper, with one office or all, the oldest first."""
        query = (
            "SELECT * FROM exchange_status WHERE document = ? AND (? = '' OR organ = ?) ORDER BY id"
        )
        return [_line(row) for row in self._database.rows(query, [document, organ, organ])]

    def unsent(self) -> list[StatusLine]:
        """Return the lines that no message tells yet, the oldest first."""
        query = (
            "SELECT * FROM exchange_status WHERE direction = 'out' AND message IS NULL"
            " AND outcome = ? ORDER BY id"
        )
        return [_line(row) for row in self._database.rows(query, [_SAID])]

    def unsayable(self, number: int) -> None:
        """Note that no message can tell a line, as for a paper whose code is none; it stays."""
        query = "UPDATE exchange_status SET outcome = ? WHERE id = ? AND message IS NULL"
        with self._database.transaction() as connection:
            connection.execute(query, (_UNSAYABLE, number))

    def state(self, document: str, organ: str) -> Status | None:
        """Return where a paper is with an office."""
        return sending.state_of(_statuses(self.lines(document, organ)))


def receiving_hears(lines: Sequence[Status], code: str) -> Heard:
    """Return what becomes of a status from the sender of a paper that came."""
    state = sending.state_of(lines)
    if code != Status.ASKED_BACK:
        note = "chỉ nơi nhận mới báo trạng thái này"
        return Heard(outcome=Outcome.CONTRADICTS, state=state, note=note)
    if receiving.is_asked_back(lines) or state in (Status.GIVEN_BACK, Status.REFUSED):
        return Heard(outcome=Outcome.DUPLICATE, state=state)
    return Heard(outcome=Outcome.TAKEN, state=state)


def _statuses(lines: Sequence[StatusLine]) -> list[Status]:
    return [Status(each.code) for each in lines if each.outcome in _COUNT]


def _lines(connection: sqlite3.Connection, document: str, organ: str) -> list[StatusLine]:
    query = "SELECT * FROM exchange_status WHERE document = ? AND organ = ? ORDER BY id"
    return [_line(row) for row in connection.execute(query, (document, organ))]


def _add(
    connection: sqlite3.Connection,
    direction: str,
    key: tuple[str, str, str],
    *,
    at: datetime,
    noted: datetime,
    by: str,
    description: str,
    outcome: str,
    message: int | None = None,
) -> StatusLine:
    document, organ, code = key
    values = (direction, *key, iso(at), iso(noted), by, description, outcome, message)
    query = (
        "INSERT INTO exchange_status (direction, document, organ, code, at, noted, by, description,"
        " outcome, message) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    )
    number = connection.execute(query, values).lastrowid or 0
    return StatusLine(
        number=number,
        direction=direction,
        document=document,
        organ=organ,
        code=code,
        at=at,
        noted=noted,
        by=by,
        description=description,
        outcome=outcome,
        message=message,
    )


def _line(row: sqlite3.Row) -> StatusLine:
    return StatusLine(
        number=row["id"],
        direction=row["direction"],
        document=row["document"],
        organ=row["organ"],
        code=row["code"],
        at=from_iso(row["at"]),
        noted=from_iso(row["noted"]),
        by=row["by"],
        description=row["description"],
        outcome=row["outcome"],
        message=row["message"],
    )
