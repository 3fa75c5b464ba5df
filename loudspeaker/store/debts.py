"""What another process still has to be told, kept until it has been."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from typing import Any

from loudspeaker.store.sqlite import Database


def insert_debts(connection: sqlite3.Connection, bodies: Iterable[dict[str, Any]]) -> None:
    """Keep debts within the caller's transaction, together with what they are owed for."""
    for body in bodies:
        connection.execute("INSERT INTO owed (body) VALUES (?)", (json.dumps(body),))


class Debts:
    """The table of debts; each is a JSON object that names its ``op`` and its ``occurrence``."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, body: dict[str, Any]) -> None:
        """Keep a debt, durably."""
        with self._database.transaction() as connection:
            insert_debts(connection, [body])

    def all(self) -> list[tuple[int, dict[str, Any]]]:
        """Return what is owed with its number, oldest first."""
        rows = self._database.rows("SELECT * FROM owed ORDER BY id")
        return [(row["id"], json.loads(row["body"])) for row in rows]

    def has(self, op: str, occurrence_id: str) -> bool:
        """Tell whether this is owed for an occurrence."""
        query = (
            "SELECT 1 FROM owed WHERE json_extract(body, '$.op') = ?"
            " AND json_extract(body, '$.occurrence') = ?"
        )
        return self._database.row(query, (op, occurrence_id)) is not None

    def paid(self, number: int) -> None:
        """Forget a debt."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM owed WHERE id = ?", (number,))
