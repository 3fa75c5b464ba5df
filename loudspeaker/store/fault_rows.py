"""The history of faults."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import Any

from loudspeaker.model import from_iso, iso
from loudspeaker.store.sqlite import Database

MOST_KEPT = 5000


class FaultRows:
    """The table of faults, open and over; rows are JSON-ready values with times as datetimes."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, row: dict[str, Any]) -> None:
        """Keep a fault that is not over, or its end; one that is over stays as it is."""
        values = {name: _text(value) for name, value in row.items()}
        with self._database.transaction() as connection:
            cursor = connection.execute(
                "UPDATE fault SET severity = :severity, detail = :detail, count = :count,"
                " seen_at = :seen_at, ended_at = :ended_at, acknowledged_at = :acknowledged_at,"
                " acknowledged_by = :acknowledged_by"
                " WHERE process = :process AND code = :code AND ended_at IS NULL",
                values,
            )
            if not cursor.rowcount:
                connection.execute(
                    "INSERT INTO fault (process, code, severity, detail, since, count, seen_at,"
                    " ended_at, acknowledged_at, acknowledged_by) VALUES (:process, :code,"
                    " :severity, :detail, :since, :count, :seen_at, :ended_at, :acknowledged_at,"
                    " :acknowledged_by)",
                    values,
                )

    def open(self) -> list[dict[str, Any]]:
        """Return the faults that were not over when they were last kept."""
        query = "SELECT * FROM fault WHERE ended_at IS NULL ORDER BY id"
        return [_row(row) for row in self._database.rows(query)]

    def ended(self, since: datetime) -> list[dict[str, Any]]:
        """Return the faults that ended after a moment, the newest first."""
        query = "SELECT * FROM fault WHERE ended_at >= ? ORDER BY ended_at DESC, id DESC LIMIT ?"
        return [_row(row) for row in self._database.rows(query, (iso(since), MOST_KEPT))]

    def forget(self, before: datetime) -> None:
        """Drop what ended long ago, and more than anybody reads."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM fault WHERE ended_at < ?", (iso(before),))
            connection.execute(
                "DELETE FROM fault WHERE ended_at IS NOT NULL AND id <="
                " (SELECT MAX(id) FROM fault) - ?",
                (MOST_KEPT,),
            )


_TIMES = ("since", "seen_at", "ended_at", "acknowledged_at")


def _text(value: Any) -> Any:
    return iso(value) if isinstance(value, datetime) else value


def _row(row: sqlite3.Row) -> dict[str, Any]:
    values = {name: row[name] for name in row.keys() if name != "id"}  # noqa: SIM118 - of SQLite
    times = {name: from_iso(values[name]) if values[name] else None for name in _TIMES}
    return {**values, **times}
