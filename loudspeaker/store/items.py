"""Announcements and their occurrences.

Every method that changes something is one transaction, on the disk when it returns.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from loudspeaker.model import from_iso, iso
from loudspeaker.model.announcement import Item, Occurrence, OccurrenceState
from loudspeaker.store.debts import insert_debts
from loudspeaker.store.reviews import insert_duty
from loudspeaker.store.rows import (
    insert_item,
    item_of,
    keep_version,
    occurrence_of,
    put_occurrence,
    update_item,
)
from loudspeaker.store.schema import IS_OPEN
from loudspeaker.store.sqlite import Database

_IS_RECENT = "COALESCE(due, '') >= ?"
_AT_ONCE = 500
_LINE: Final = (
    "occurrence.id, json_array(occurrence.item, occurrence.version, due, occurrence.state, reason,"
    " aired_at, place, item.version, item.state, author, approver, approver_for, why, schedule)"
)
Line = tuple[str, str]
"""An occurrence's id, and in one text whatever can change about its line of the queue."""
_OPEN_STATES = frozenset(state for state in OccurrenceState if not state.terminal)


class Items:
    """The tables of announcements and occurrences."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # --- items ----------------------------------------------------------------------------------

    def add(
        self,
        item: Item,
        occurrence: Occurrence,
        *,
        key: str | None,
        also: Iterable[Occurrence] = (),
        review_by: datetime | None = None,
    ) -> Item:
        """Keep a new item with its occurrences; an item of the same key is returned.

        ``review_by`` is when somebody else must have looked at what one person released.
        """
        with self._database.transaction() as connection:
            known = self.known(item.id, key)
            if known is None:
                insert_item(connection, item, key)
                for each in (occurrence, *also):
                    put_occurrence(connection, each)
                if review_by is not None:
                    insert_duty(connection, item.id, review_by)
        return known or item

    def known(self, item_id: str, key: str | None) -> Item | None:
        """Return the item that was kept under this id or this idempotency key."""
        query = "SELECT * FROM item WHERE id = ? OR idempotency_key = ?"
        row = self._database.row(query, (item_id, key))
        return item_of(row) if row else None

    def get(self, item_id: str) -> Item | None:
        """Return an item by its id."""
        return self.known(item_id, None)

    def matching(self, beginning: str, *, limit: int = 3) -> list[str]:
        """Return ids that begin like this: people type as little as they can."""
        query = "SELECT id FROM item WHERE substr(id, 1, ?) = ? ORDER BY id LIMIT ?"
        rows = self._database.rows(query, (len(beginning), beginning, limit))
        return [row["id"] for row in rows]

    def newest(self, limit: int) -> list[str]:
        """Return the newest ids of announcements, newest first."""
        query = (
            "SELECT id FROM item WHERE schedule IS NULL ORDER BY accepted_at DESC, rowid DESC"
            " LIMIT ?"
        )
        return [row["id"] for row in self._database.rows(query, (limit,))]

    def of_schedule(self, name: str) -> Item | None:
        """Return the item made from a schedule file."""
        row = self._database.row("SELECT * FROM item WHERE schedule = ?", (name,))
        return item_of(row) if row else None

    def standing(self) -> list[Item]:
        """Return the items made from schedule files that are not cancelled."""
        query = (
            "SELECT * FROM item WHERE schedule IS NOT NULL AND state != 'cancelled'"
            " ORDER BY schedule"
        )
        return [item_of(row) for row in self._database.rows(query)]

    def corrections_of(self, item_id: str) -> int:
        """Return how many corrections there are of an item's airings."""
        query = (
            "SELECT COUNT(*) AS n FROM item JOIN occurrence ON occurrence.id ="
            " json_extract(content, '$.release.corrects') WHERE occurrence.item = ?"
        )
        row = self._database.row(query, (item_id,))
        return int(row["n"]) if row else 0

    def change(
        self,
        item: Item,
        *,
        occurrences: Iterable[Occurrence] = (),
        owed: Iterable[dict[str, Any]] = (),
    ) -> None:
        """Keep an item's new state with its occurrences and what is owed for it, in one step."""
        with self._database.transaction() as connection:
            keep_version(connection, item)
            update_item(connection, item)
            for occurrence in occurrences:
                put_occurrence(connection, occurrence)
            insert_debts(connection, owed)

    def recordings(self) -> set[str]:
        """Return the names of all sound files that any announcement has as recordings."""
        query = "SELECT content FROM item WHERE content LIKE '%\"parts\"%'"
        contents = (json.loads(row["content"]) for row in self._database.rows(query))
        parts = (part for content in contents for part in content.get("parts", ()))
        return {part["sha256"] for part in parts if "sha256" in part}

    # --- occurrences ----------------------------------------------------------------------------

    def occurrences_of(self, item_id: str) -> list[Occurrence]:
        """Return an item's occurrences in the order in which they were made; never none."""
        query = "SELECT * FROM occurrence WHERE item = ? ORDER BY rowid"
        return [occurrence_of(row) for row in self._database.rows(query, (item_id,))]

    def occurrence(self, occurrence_id: str) -> Occurrence | None:
        """Return one occurrence."""
        row = self._database.row("SELECT * FROM occurrence WHERE id = ?", (occurrence_id,))
        return occurrence_of(row) if row else None

    def with_item(self, occurrence_id: str) -> tuple[Item, Occurrence] | None:
        """Return an occurrence and its item as they are now."""
        occurrence = self.occurrence(occurrence_id)
        return (self._item_of(occurrence.item), occurrence) if occurrence else None

    def open_occurrences(
        self, *, due_before: datetime | None = None, waiting: bool = False
    ) -> list[Occurrence]:
        """Return the occurrences that are not over, by due time (those without one first).

        With ``waiting`` only those that have no due time.
        """
        query = f"SELECT * FROM occurrence WHERE {IS_OPEN}"  # noqa: S608 - our own constants
        query += " AND due IS NULL" * waiting
        arguments: Sequence[object] = ()
        if due_before is not None:
            query += " AND due < ?"
            arguments = (iso(due_before),)
        rows = self._database.rows(query + " ORDER BY COALESCE(due, ''), rowid", arguments)
        return [occurrence_of(row) for row in rows]

    def open_in_slots(self) -> list[Occurrence]:
        """Return the occurrences that are not over and have a place in a slot, by due time."""
        query = f"SELECT * FROM occurrence WHERE {IS_OPEN} AND place IS NOT NULL"  # noqa: S608
        rows = self._database.rows(query + " ORDER BY due, rowid")
        return [occurrence_of(row) for row in rows]

    def plan(self, occurrences: Iterable[Occurrence]) -> list[Occurrence]:
        """Keep those occurrences that are not there yet, and return them."""
        with self._database.transaction() as connection:
            new = [each for each in occurrences if self.occurrence(each.id) is None]
            for occurrence in new:
                put_occurrence(connection, occurrence)
        return new

    def first_due(self, item_id: str, version: int) -> datetime | None:
        """Return when the first of the occurrences of an item's version was due."""
        query = "SELECT MIN(due) AS due FROM occurrence WHERE item = ? AND version = ?"
        row = self._database.row(query, (item_id, version))
        return from_iso(row["due"]) if row and row["due"] else None

    def put_ended(self, ended: Iterable[tuple[Occurrence, dict[str, Any]]]) -> None:
        """Keep occurrences that are over, each with what is owed for that, all in one step.

        One that is there already stays as it is.
        """
        with self._database.transaction() as connection:
            for occurrence, debt in ended:
                if self.occurrence(occurrence.id) is None:
                    put_occurrence(connection, occurrence)
                    insert_debts(connection, [debt])

    def put(self, occurrences: Iterable[Occurrence]) -> None:
        """Keep occurrences as they are given, all in one step."""
        with self._database.transaction() as connection:
            for occurrence in occurrences:
                put_occurrence(connection, occurrence)

    def move(
        self,
        occurrence_id: str,
        state: OccurrenceState,
        *,
        only_from: Collection[OccurrenceState] = _OPEN_STATES,
        reason: str | None = None,
        aired_at: datetime | None = None,
        owed: Iterable[dict[str, Any]] = (),
    ) -> Occurrence | None:
        """Set an occurrence's state and keep what is owed for that, in one step.

        None, and nothing is changed, if it is in no state of ``only_from``.
        """
        with self._database.transaction() as connection:
            occurrence = self.occurrence(occurrence_id)
            if occurrence is None or occurrence.state not in only_from:
                return None
            moved = replace(
                occurrence, state=state, reason=reason, aired_at=aired_at or occurrence.aired_at
            )
            put_occurrence(connection, moved)
            insert_debts(connection, owed)
        return moved

    def set_due(self, occurrence_id: str, due: datetime) -> None:
        """Give an occurrence that is not over another due time."""
        with self._database.transaction() as connection:
            occurrence = self.occurrence(occurrence_id)
            if occurrence is not None and not occurrence.state.terminal:
                put_occurrence(connection, replace(occurrence, due=due))

    # --- looking --------------------------------------------------------------------------------

    def lines(self, *, due_after: datetime, limit: int) -> list[Line]:
        """Return what may change of open and recent occurrences: open ones first, by due time.

        What is said is left out: a new ``version`` of the item tells that it is another one.
        """
        query = (
            f"SELECT {_LINE} FROM occurrence JOIN item ON item.id = occurrence.item"  # noqa: S608
            f" WHERE occurrence.{IS_OPEN} OR {_IS_RECENT}"
            f" ORDER BY occurrence.{IS_OPEN} DESC, COALESCE(due, ''), occurrence.rowid LIMIT ?"
        )
        rows = self._database.rows(query, (iso(due_after), limit))
        return [(name, fields) for name, fields in rows]

    def pairs(self, occurrence_ids: Sequence[str]) -> dict[str, tuple[Item, Occurrence]]:
        """Return these occurrences with their items, by the id of the occurrence."""
        found: dict[str, tuple[Item, Occurrence]] = {}
        for begin in range(0, len(occurrence_ids), _AT_ONCE):
            names = occurrence_ids[begin : begin + _AT_ONCE]
            marks = ", ".join("?" * len(names))
            query = f"SELECT * FROM occurrence WHERE id IN ({marks})"  # noqa: S608 - question marks
            occurrences = [occurrence_of(row) for row in self._database.rows(query, names)]
            query = (
                "SELECT * FROM item WHERE id IN"  # noqa: S608 - question marks
                f" (SELECT item FROM occurrence WHERE id IN ({marks}))"
            )
            items = {row["id"]: item_of(row) for row in self._database.rows(query, names)}
            found |= {each.id: (items[each.item], each) for each in occurrences}
        return found

    def of_several_airings(self) -> list[str]:
        """Return the items that have open occurrences besides their first one."""
        query = (
            f"SELECT DISTINCT item FROM occurrence WHERE {IS_OPEN}"  # noqa: S608 - our own constant
            " AND id <> item || '-1'"
        )
        return [row["item"] for row in self._database.rows(query)]

    def approved_due(self, start: datetime, end: datetime, *, limit: int) -> list[str]:
        """Return the occurrences of approved items that are due then, outside of slots, by time."""
        query = (
            "SELECT occurrence.id FROM occurrence JOIN item ON item.id = occurrence.item"  # noqa: S608
            f" WHERE occurrence.{IS_OPEN} AND due >= ? AND due < ? AND place IS NULL"
            " AND item.state = 'approved' AND occurrence.version = item.version"
            " ORDER BY due LIMIT ?"
        )
        rows = self._database.rows(query, (iso(start), iso(end), limit))
        return [row["id"] for row in rows]

    def on_air(self) -> set[str]:
        """Return the items of which an airing has begun and is not over."""
        query = f"SELECT item FROM occurrence WHERE {IS_OPEN} AND state = 'on_air'"  # noqa: S608
        return {row["item"] for row in self._database.rows(query)}

    def _item_of(self, item_id: str) -> Item:
        item = self.get(item_id)
        assert item is not None, "an occurrence references its item"
        return item

    def counts(self) -> dict[str, int]:
        """Return how many occurrences are in each state."""
        query = "SELECT state, COUNT(*) AS n FROM occurrence GROUP BY state"
        return {row["state"]: row["n"] for row in self._database.rows(query)}
