"""What happened to announcements, numbered: written by the database itself with each change.

So no use case can change an announcement without its event, and none can be told that did not
come to be.
"""

from __future__ import annotations

import sqlite3
from typing import Final

from loudspeaker.model import from_iso
from loudspeaker.model.events import Event, EventKind
from loudspeaker.store.sqlite import Database

MOST_KEPT: Final = 100_000
"""Years of a commune's announcements; a plug-in that was away for longer begins behind the gap."""


class Events:
    """The table of events; safe from any thread."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def newest(self) -> int:
        """Return the last number that was given, 0 for none."""
        row = self._database.row("SELECT seq FROM sqlite_sequence WHERE name = 'event'")
        return int(row["seq"]) if row else 0

    def after(self, number: int, *, most: int) -> list[Event]:
        """Return the events behind a number, the oldest first."""
        query = "SELECT * FROM event WHERE number > ? ORDER BY number LIMIT ?"
        return [_event_of(row) for row in self._database.rows(query, (number, most))]

    def go_on_behind(self, number: int) -> None:
        """Give no number up to this one: somebody had it, before this database was restored."""
        with self._database.transaction() as connection:
            if self.newest() == 0:
                connection.execute("INSERT INTO sqlite_sequence VALUES ('event', ?)", (number,))
            else:
                query = "UPDATE sqlite_sequence SET seq = MAX(seq, ?) WHERE name = 'event'"
                connection.execute(query, (number,))

    def tidy(self) -> None:
        """Forget the oldest beyond those that are kept."""
        with self._database.transaction() as connection:
            query = "DELETE FROM event WHERE number <= (SELECT MAX(number) FROM event) - ?"
            connection.execute(query, (MOST_KEPT,))


def _event_of(row: sqlite3.Row) -> Event:
    return Event(
        number=row["number"],
        at=from_iso(row["at"]),
        kind=EventKind(row["kind"]),
        announcement=row["item"],
        version=row["version"],
        person=row["person"],
        airing=row["occurrence"],
        result=row["result"],
        reason=row["reason"],
        correction=row["correction"],
    )
