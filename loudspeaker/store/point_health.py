"""The life of each point: what it was commanded, what proves it, what people heard, what is broken.

FM is one-way: that a point was commanded never means that it played.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import Any

from loudspeaker.asrun import Event
from loudspeaker.rundown import Kind
from loudspeaker.store.sqlite import Database

_WITH_SOUND = frozenset({Event.END, Event.INTERRUPTED})
_COMMANDED_ONLY = "commanded"


class PointHealth:
    """The tables of points' health; every change is on the disk when its call returns."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # --- from the as-run log --------------------------------------------------------------------

    def take(self, record: Mapping[str, Any]) -> None:
        """Take what one record says of its points; taken again or out of order it changes nothing.

        A point was commanded when sound went out with it addressed.  Proved are the points that
        the record names as ``acked``.  KeyError, TypeError or ValueError for what is no record.
        """
        if Event(record["event"]) not in _WITH_SOUND or not record.get("pos_ms"):
            return
        seq, at, proof = record["seq"], record["wall"], record.get("proof") or _COMMANDED_ONLY
        aired = (seq, at, record["occurrence"], record.get("kind") or "announcement")
        proved = record.get("acked") or () if proof != _COMMANDED_ONLY else ()
        with self._database.transaction() as connection:
            for point in record["points"]:
                _newer(connection, "point_airing", (int(point), *aired))
                if aired[-1] == Kind.TEST:
                    _newer(connection, "point_test", (int(point), *aired[:-1]))
            for point in proved:
                _newer(connection, "point_proof", (int(point), seq, at, proof))

    # --- from people ----------------------------------------------------------------------------

    def report(
        self, point: int, heard: str, *, at: str, note: str | None, told_by: str, written_by: str
    ) -> None:
        """Keep what somebody heard."""
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT INTO point_report (point, at, heard, note, told_by, written_by)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (point, at, heard, note, told_by, written_by),
            )

    def open_repair(self, point: int, note: str, *, at: str, by: str) -> None:
        """Note what is to be repaired; a repair that is open already gets the new note."""
        with self._database.transaction() as connection:
            query = "UPDATE point_repair SET note = ? WHERE point = ? AND closed_at IS NULL"
            if not connection.execute(query, (note, point)).rowcount:
                connection.execute(
                    "INSERT INTO point_repair (point, note, opened_at, opened_by)"
                    " VALUES (?, ?, ?, ?)",
                    (point, note, at, by),
                )

    def close_repair(self, point: int, *, at: str, by: str) -> bool:
        """Note that it was repaired; False if nothing was to be."""
        with self._database.transaction() as connection:
            cursor = connection.execute(
                "UPDATE point_repair SET closed_at = ?, closed_by = ?"
                " WHERE point = ? AND closed_at IS NULL",
                (at, by, point),
            )
            return cursor.rowcount > 0

    # --- looking --------------------------------------------------------------------------------

    def newest(self) -> dict[int, dict[str, Any]]:
        """Return for each point its newest ``airing``, ``test``, ``proof`` and ``report``.

        ``repair`` is the open one.  A part that a point does not have is missing, and so is a point
        without any.
        """
        queries = {
            "airing": "SELECT * FROM point_airing",
            "test": "SELECT * FROM point_test",
            "proof": "SELECT * FROM point_proof",
            "report": "SELECT * FROM point_report WHERE id IN"
            " (SELECT MAX(id) FROM point_report GROUP BY point)",
            "repair": "SELECT * FROM point_repair WHERE closed_at IS NULL",
        }
        found: dict[int, dict[str, Any]] = {}
        for part, query in queries.items():
            for row in self._database.rows(query):
                found.setdefault(row["point"], {})[part] = dict(row)
        return found

    def reports(self, point: int, *, limit: int) -> list[dict[str, Any]]:
        """Return a point's reports, newest first."""
        query = "SELECT * FROM point_report WHERE point = ? ORDER BY id DESC LIMIT ?"
        return [dict(row) for row in self._database.rows(query, (point, limit))]

    def repairs(self, point: int, *, limit: int) -> list[dict[str, Any]]:
        """Return a point's repairs, newest first."""
        query = "SELECT * FROM point_repair WHERE point = ? ORDER BY id DESC LIMIT ?"
        return [dict(row) for row in self._database.rows(query, (point, limit))]


def _newer(connection: sqlite3.Connection, table: str, row: tuple[object, ...]) -> None:
    """Replace a point's row by one of a later record (the second column is its number)."""
    marks = ", ".join("?" * len(row))
    known = f"SELECT 1 FROM {table} WHERE point = ? AND seq >= ?"  # noqa: S608 - our own names
    if connection.execute(known, row[:2]).fetchone() is None:
        connection.execute(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", row)  # noqa: S608
