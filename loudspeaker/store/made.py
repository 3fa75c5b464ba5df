"""What announcements sound like: the cues that were made for each version of their content."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from loudspeaker.model.announcement import Item, Occurrence
from loudspeaker.rundown import Cue, cue_from_values
from loudspeaker.store.schema import IS_OPEN
from loudspeaker.store.sqlite import Database


class MadeCues:
    """The tables of finished cues; the sound itself lies in files named by their hash.

    Of a programme every airing has cues of its own: it says the date.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, item: Item, cues: Sequence[Cue], occurrence: Occurrence | None = None) -> None:
        """Keep what an item's version, or this airing of a programme, sounds like, durably."""
        body = json.dumps([cue.to_values() for cue in cues])
        with self._database.transaction() as connection:
            if item.content.programme is not None and occurrence is not None:
                _keep_airing(connection, occurrence, body)
                return
            connection.execute(
                "INSERT OR REPLACE INTO cues VALUES (?, ?, ?)", (item.id, item.version, body)
            )

    def of(self, item: Item, occurrence: Occurrence | None = None) -> tuple[Cue, ...]:
        """Return what an item's version sounds like; nothing if that is not made yet."""
        if item.content.programme is not None and occurrence is not None:
            query, of = "SELECT body FROM occurrence_cues WHERE occurrence = ?", [occurrence.id]
            row = self._database.row(query, of)
        else:
            query = "SELECT body FROM cues WHERE item = ? AND version = ?"
            row = self._database.row(query, (item.id, item.version))
        return tuple(cue_from_values(values) for values in json.loads(row["body"])) if row else ()

    def in_use(self) -> set[str]:
        """Return the names of all sound files that open occurrences and standing items need."""
        query = (
            "SELECT body FROM cues WHERE item IN"  # noqa: S608 - our own constants
            f" (SELECT item FROM occurrence WHERE {IS_OPEN}"
            " UNION SELECT id FROM item WHERE schedule IS NOT NULL AND state = 'approved')"
            " UNION ALL SELECT body FROM occurrence_cues"
        )
        bodies = (json.loads(row["body"]) for row in self._database.rows(query))
        return {cue["sha256"] for body in bodies for cue in body if cue["sha256"]}


def _keep_airing(connection: sqlite3.Connection, occurrence: Occurrence, body: str) -> None:
    """Keep what one airing sounds like, and forget those that are over."""
    connection.execute(
        "DELETE FROM occurrence_cues WHERE occurrence NOT IN"  # noqa: S608 - our own constants
        f" (SELECT id FROM occurrence WHERE {IS_OPEN})"
    )
    connection.execute(
        "INSERT OR REPLACE INTO occurrence_cues VALUES (?, ?)", (occurrence.id, body)
    )
