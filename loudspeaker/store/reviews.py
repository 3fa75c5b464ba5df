"""Who has to look at what one person alone released, until when, and who did."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from loudspeaker.model import from_iso, iso
from loudspeaker.store.sqlite import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """The review of one item; ``reviewed_at`` None while it is still to be done."""

    item: str
    due: datetime
    reviewed_at: datetime | None = None
    reviewed_by: str | None = None
    note: str | None = None


def insert_duty(connection: sqlite3.Connection, item_id: str, due: datetime) -> None:
    """Keep within the caller's transaction that an item is to be reviewed."""
    connection.execute("INSERT INTO review (item, due) VALUES (?, ?)", (item_id, iso(due)))


class Reviews:
    """The table of reviews."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, item_id: str) -> Review | None:
        """Return the review of an item; None for one that needs none."""
        row = self._database.row("SELECT * FROM review WHERE item = ?", (item_id,))
        return _review_of(row) if row else None

    def open_ones(self) -> list[Review]:
        """Return what is still to be reviewed, the most pressing first."""
        query = "SELECT * FROM review WHERE reviewed_at IS NULL ORDER BY due, item"
        return [_review_of(row) for row in self._database.rows(query)]

    def done(self, item_id: str, *, at: datetime, by: str, note: str | None) -> Review | None:
        """Keep that an item was reviewed; None if it needs none, or that is done."""
        with self._database.transaction() as connection:
            changed = connection.execute(
                "UPDATE review SET reviewed_at = ?, reviewed_by = ?, note = ?"
                " WHERE item = ? AND reviewed_at IS NULL",
                (iso(at), by, note, item_id),
            ).rowcount
        return self.of(item_id) if changed else None


def _review_of(row: sqlite3.Row) -> Review:
    reviewed_at = row["reviewed_at"]
    return Review(
        item=row["item"],
        due=from_iso(row["due"]),
        reviewed_at=from_iso(reviewed_at) if reviewed_at else None,
        reviewed_by=row["reviewed_by"],
        note=row["note"],
    )
