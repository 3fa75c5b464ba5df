"""Announcements and their occurrences in the station's database, whose only writer is ``station``.

Every public method that changes something is one transaction, on the disk when it returns.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from loudspeaker.model import Priority, from_iso, iso
from loudspeaker.model.announcement import (
    Content,
    Item,
    ItemState,
    Occurrence,
    OccurrenceState,
)
from loudspeaker.rundown import Cue, cue_from_values
from loudspeaker.store.sqlite import Database

MIGRATIONS = (
    """
    CREATE TABLE item (
        id TEXT PRIMARY KEY, idempotency_key TEXT UNIQUE, version INTEGER NOT NULL,
        content TEXT NOT NULL, state TEXT NOT NULL, author TEXT NOT NULL,
        accepted_at TEXT NOT NULL, approver TEXT, approved_sha256 TEXT, why TEXT, schedule TEXT);
    CREATE INDEX item_schedule ON item (schedule);
    CREATE TABLE occurrence (
        id TEXT PRIMARY KEY, item TEXT NOT NULL REFERENCES item, due TEXT, state TEXT NOT NULL,
        reason TEXT, aired_at TEXT);
    CREATE INDEX occurrence_item ON occurrence (item);
    CREATE INDEX occurrence_open ON occurrence (due)
        WHERE state IN ('planned', 'rendering', 'ready', 'flagged', 'handed', 'on_air');
    CREATE TABLE cues (
        item TEXT NOT NULL REFERENCES item, version INTEGER NOT NULL, body TEXT NOT NULL,
        PRIMARY KEY (item, version)) WITHOUT ROWID;
    CREATE TABLE owed (id INTEGER PRIMARY KEY, body TEXT NOT NULL);
    CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    """,
)
_OPEN = tuple(state.value for state in OccurrenceState if not state.terminal)
_IS_OPEN = f"state IN ({', '.join(repr(state) for state in _OPEN)})"
_IS_RECENT = "COALESCE(due, '') >= ?"


def _optional(text: str | None) -> datetime | None:
    return from_iso(text) if text else None


def _content(text: str) -> Content:
    values = json.loads(text)
    return Content(
        title=values["title"],
        text=values["text"],
        script=values["script"],
        priority=Priority(values["priority"]),
        points=tuple(values["points"]),
        repeat=values["repeat"],
        voice=values["voice"],
        due=_optional(values["due"]),
        not_after=_optional(values["not_after"]),
        cron=values["cron"],
    )


def _item(row: sqlite3.Row) -> Item:
    return Item(
        id=row["id"],
        version=row["version"],
        content=_content(row["content"]),
        state=ItemState(row["state"]),
        author=row["author"],
        accepted_at=from_iso(row["accepted_at"]),
        approver=row["approver"],
        approved_sha256=row["approved_sha256"],
        why=row["why"],
        schedule=row["schedule"],
    )


def _occurrence(row: sqlite3.Row) -> Occurrence:
    return Occurrence(
        id=row["id"],
        item=row["item"],
        due=_optional(row["due"]),
        state=OccurrenceState(row["state"]),
        reason=row["reason"],
        aired_at=_optional(row["aired_at"]),
    )


def _put_item(connection: sqlite3.Connection, item: Item, key: str | None) -> None:
    connection.execute(
        "INSERT INTO item VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            item.id,
            key,
            item.version,
            json.dumps(item.content.to_values(), ensure_ascii=False),
            item.state,
            item.author,
            iso(item.accepted_at),
            item.approver,
            item.approved_sha256,
            item.why,
            item.schedule,
        ),
    )


def _put_occurrence(connection: sqlite3.Connection, occurrence: Occurrence) -> None:
    connection.execute(
        "INSERT OR REPLACE INTO occurrence VALUES (?, ?, ?, ?, ?, ?)",
        (
            occurrence.id,
            occurrence.item,
            iso(occurrence.due) if occurrence.due else None,
            occurrence.state,
            occurrence.reason,
            iso(occurrence.aired_at) if occurrence.aired_at else None,
        ),
    )


class Items:
    """The tables of announcements, and the records still owed to ``air``."""

    def __init__(self, path: Path) -> None:
        self._database = Database(path, MIGRATIONS)

    # --- items ----------------------------------------------------------------------------------

    def add(self, item: Item, occurrence: Occurrence | None, *, key: str | None) -> Item:
        """Keep a new item with its first occurrence; an item of the same key is returned."""
        with self._database.transaction() as connection:
            known = self._known(item.id, key)
            if known is not None:
                return known
            _put_item(connection, item, key)
            if occurrence is not None:
                _put_occurrence(connection, occurrence)
        return item

    def _known(self, item_id: str, key: str | None) -> Item | None:
        row = self._database.row(
            "SELECT * FROM item WHERE id = ? OR idempotency_key = ?", (item_id, key)
        )
        return _item(row) if row else None

    def get(self, item_id: str) -> Item | None:
        """Return an item by its id."""
        row = self._database.row("SELECT * FROM item WHERE id = ?", (item_id,))
        return _item(row) if row else None

    def matching(self, beginning: str, *, limit: int = 3) -> list[str]:
        """Return ids that begin like this: people type as little as they can."""
        query = "SELECT id FROM item WHERE substr(id, 1, ?) = ? ORDER BY id LIMIT ?"
        rows = self._database.rows(query, (len(beginning), beginning, limit))
        return [row["id"] for row in rows]

    def newest(self, limit: int) -> list[str]:
        """Return the newest ids, newest first."""
        query = "SELECT id FROM item ORDER BY accepted_at DESC LIMIT ?"
        return [row["id"] for row in self._database.rows(query, (limit,))]

    def of_schedule(self, name: str) -> Item | None:
        """Return the newest item made from a schedule file."""
        query = "SELECT * FROM item WHERE schedule = ? ORDER BY accepted_at DESC LIMIT 1"
        row = self._database.row(query, (name,))
        return _item(row) if row else None

    def standing(self) -> list[Item]:
        """Return the approved items that recur."""
        query = (
            "SELECT * FROM item WHERE schedule IS NOT NULL AND state = 'approved' ORDER BY schedule"
        )
        return [_item(row) for row in self._database.rows(query)]

    def change(
        self,
        item: Item,
        *,
        occurrences: Iterable[Occurrence] = (),
        owed: Iterable[dict[str, Any]] = (),
    ) -> None:
        """Keep an item's new state with its occurrences and the records they owe, in one step."""
        with self._database.transaction() as connection:
            connection.execute(
                "UPDATE item SET version = ?, content = ?, state = ?, author = ?, approver = ?,"
                " approved_sha256 = ?, why = ? WHERE id = ?",
                (
                    item.version,
                    json.dumps(item.content.to_values(), ensure_ascii=False),
                    item.state,
                    item.author,
                    item.approver,
                    item.approved_sha256,
                    item.why,
                    item.id,
                ),
            )
            self._put_all(connection, occurrences, owed)

    @staticmethod
    def _put_all(
        connection: sqlite3.Connection,
        occurrences: Iterable[Occurrence],
        owed: Iterable[dict[str, Any]],
    ) -> None:
        for occurrence in occurrences:
            _put_occurrence(connection, occurrence)
        for body in owed:
            connection.execute("INSERT INTO owed (body) VALUES (?)", (json.dumps(body),))

    # --- occurrences ----------------------------------------------------------------------------

    def occurrences_of(self, item_id: str) -> list[Occurrence]:
        """Return an item's occurrences, oldest first."""
        query = "SELECT * FROM occurrence WHERE item = ? ORDER BY rowid"
        return [_occurrence(row) for row in self._database.rows(query, (item_id,))]

    def occurrence(self, occurrence_id: str) -> Occurrence | None:
        """Return one occurrence."""
        row = self._database.row("SELECT * FROM occurrence WHERE id = ?", (occurrence_id,))
        return _occurrence(row) if row else None

    def open_occurrences(self, *, due_before: datetime | None = None) -> list[Occurrence]:
        """Return the occurrences that are not over, by due time (those without one first)."""
        query = f"SELECT * FROM occurrence WHERE {_IS_OPEN}"  # noqa: S608 - our own constants
        arguments: Sequence[object] = ()
        if due_before is not None:
            query += " AND due < ?"
            arguments = (iso(due_before),)
        rows = self._database.rows(query + " ORDER BY COALESCE(due, ''), rowid", arguments)
        return [_occurrence(row) for row in rows]

    def put(
        self, *occurrences: Occurrence, owed: Iterable[dict[str, Any]] = (), only_new: bool = False
    ) -> None:
        """Keep occurrences; ``only_new`` leaves those alone that are there already."""
        with self._database.transaction() as connection:
            if only_new:
                occurrences = tuple(o for o in occurrences if self.occurrence(o.id) is None)
            self._put_all(connection, occurrences, owed)

    def move(
        self,
        occurrence_id: str,
        state: OccurrenceState,
        *,
        reason: str | None = None,
        due: datetime | None = None,
        aired_at: datetime | None = None,
    ) -> Occurrence | None:
        """Set the state of an occurrence that is not over; None if there is none such."""
        with self._database.transaction() as connection:
            occurrence = self.occurrence(occurrence_id)
            if occurrence is None or occurrence.state.terminal:
                return None
            moved = replace(
                occurrence,
                state=state,
                reason=reason,
                due=due or occurrence.due,
                aired_at=aired_at or occurrence.aired_at,
            )
            _put_occurrence(connection, moved)
        return moved

    def listed(self, *, due_after: datetime, limit: int) -> list[tuple[Item, Occurrence]]:
        """Return open and recent occurrences with their items: open ones first, by due time."""
        query = (
            f"SELECT * FROM occurrence WHERE {_IS_OPEN} OR {_IS_RECENT}"  # noqa: S608
            f" ORDER BY {_IS_OPEN} DESC, COALESCE(due, '') , rowid LIMIT ?"
        )
        rows = self._database.rows(query, (iso(due_after), limit))
        return [(self._item_of(row["item"]), _occurrence(row)) for row in rows]

    def _item_of(self, item_id: str) -> Item:
        item = self.get(item_id)
        assert item is not None, "an occurrence references its item"
        return item

    def counts(self) -> dict[str, int]:
        """Return how many occurrences are in each state."""
        query = "SELECT state, COUNT(*) AS n FROM occurrence GROUP BY state"
        return {row["state"]: row["n"] for row in self._database.rows(query)}

    # --- finished sound -------------------------------------------------------------------------

    def keep_cues(self, item: Item, cues: Sequence[Cue]) -> None:
        """Keep what an item's version sounds like."""
        body = json.dumps([cue.to_values() for cue in cues])
        with self._database.transaction() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO cues VALUES (?, ?, ?)", (item.id, item.version, body)
            )

    def cues_of(self, item: Item) -> tuple[Cue, ...]:
        """Return what an item's version sounds like; nothing if that is not made yet."""
        query = "SELECT body FROM cues WHERE item = ? AND version = ?"
        row = self._database.row(query, (item.id, item.version))
        return tuple(cue_from_values(values) for values in json.loads(row["body"])) if row else ()

    def sounds_in_use(self) -> set[str]:
        """Return the names of all sound files that open occurrences and standing items need."""
        query = (
            "SELECT body FROM cues WHERE item IN"  # noqa: S608 - our own constants
            f" (SELECT item FROM occurrence WHERE {_IS_OPEN}"
            " UNION SELECT id FROM item WHERE schedule IS NOT NULL AND state = 'approved')"
        )
        bodies = (json.loads(row["body"]) for row in self._database.rows(query))
        return {cue["sha256"] for body in bodies for cue in body if cue["sha256"]}

    # --- records owed to air --------------------------------------------------------------------

    def owed(self) -> list[tuple[int, dict[str, Any]]]:
        """Return the records that ``air`` has not sealed yet, oldest first."""
        rows = self._database.rows("SELECT * FROM owed ORDER BY id LIMIT 100")
        return [(row["id"], json.loads(row["body"])) for row in rows]

    def paid(self, number: int) -> None:
        """Forget an owed record."""
        with self._database.transaction() as connection:
            connection.execute("DELETE FROM owed WHERE id = ?", (number,))

    # --- settings -------------------------------------------------------------------------------

    def setting(self, name: str) -> str | None:
        """Return a kept value."""
        row = self._database.row("SELECT value FROM setting WHERE name = ?", (name,))
        return str(row["value"]) if row else None

    def keep_setting(self, name: str, value: str) -> None:
        """Keep a value."""
        with self._database.transaction() as connection:
            connection.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (name, value))

    def close(self) -> None:
        """Close the database."""
        self._database.close()
