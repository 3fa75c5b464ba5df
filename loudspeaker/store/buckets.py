"""How fast passwords were tried, kept so that a restart gives no new tries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from loudspeaker.store.sqlite import Database


class Buckets:
    """The table ``bucket``: when each is full again, as seconds of the epoch."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def kept(self, names: Iterable[str]) -> dict[str, float]:
        """Return those of the named that are not full."""
        wanted = tuple(names)
        marks = ", ".join("?" * len(wanted))
        query = f"SELECT name, full_at FROM bucket WHERE name IN ({marks})"  # noqa: S608 - marks
        return {row["name"]: row["full_at"] for row in self._database.rows(query, wanted)}

    def keep(self, values: Mapping[str, float], now: float) -> None:
        """Keep new values, and forget those that are full."""
        with self._database.transaction() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO bucket VALUES (?, ?)", list(values.items())
            )
            connection.execute("DELETE FROM bucket WHERE full_at <= ?", (now,))
