"""Small choices of people and programs, by name."""

from __future__ import annotations

from loudspeaker.store.sqlite import Database


class Choices:
    """The table of settings that no file holds."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, name: str) -> str | None:
        """Return a kept value."""
        row = self._database.row("SELECT value FROM setting WHERE name = ?", (name,))
        return str(row["value"]) if row else None

    def keep(self, name: str, value: str) -> None:
        """Keep a value, durably."""
        with self._database.transaction() as connection:
            connection.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (name, value))
