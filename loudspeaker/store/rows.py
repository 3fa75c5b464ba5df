"""Announcements and occurrences as rows of the database, both ways."""

from __future__ import annotations

import json
import sqlite3
from datetime import datetime

from loudspeaker.model import Priority, from_iso, iso
from loudspeaker.model.announcement import Content, Item, ItemState, Occurrence, OccurrenceState
from loudspeaker.model.live import live_from_values
from loudspeaker.model.parts import part_from_values
from loudspeaker.model.programme import place_from_values, programme_from_values
from loudspeaker.model.release import release_from_values


def item_of(row: sqlite3.Row) -> Item:
    """Return the item of a row."""
    return Item(
        id=row["id"],
        version=row["version"],
        content=content_of(row["content"]),
        state=ItemState(row["state"]),
        author=row["author"],
        accepted_at=from_iso(row["accepted_at"]),
        approver=row["approver"],
        approver_for=row["approver_for"],
        approved_sha256=row["approved_sha256"],
        why=row["why"],
        schedule=row["schedule"],
        despite=tuple(json.loads(row["despite"])),
    )


def occurrence_of(row: sqlite3.Row) -> Occurrence:
    """Return the occurrence of a row."""
    return Occurrence(
        id=row["id"],
        item=row["item"],
        version=row["version"],
        due=_moment(row["due"]),
        state=OccurrenceState(row["state"]),
        reason=row["reason"],
        aired_at=_moment(row["aired_at"]),
        place=place_from_values(json.loads(row["place"])) if row["place"] else None,
    )


def insert_item(connection: sqlite3.Connection, item: Item, key: str | None) -> None:
    """Add an item."""
    connection.execute(
        "INSERT INTO item (id, idempotency_key, schedule, accepted_at, version, content, state,"
        " author, approver, approver_for, approved_sha256, why, despite)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (item.id, key, item.schedule, iso(item.accepted_at), *_changing(item)),
    )


def keep_version(connection: sqlite3.Connection, item: Item) -> None:
    """Keep the content that is about to be replaced by a newer version."""
    connection.execute(
        "INSERT OR IGNORE INTO item_version SELECT id, version, content, author FROM item"
        " WHERE id = ? AND version < ?",
        (item.id, item.version),
    )


def update_item(connection: sqlite3.Connection, item: Item) -> None:
    """Replace what may change of an item."""
    connection.execute(
        "UPDATE item SET version = ?, content = ?, state = ?, author = ?, approver = ?,"
        " approver_for = ?, approved_sha256 = ?, why = ?, despite = ? WHERE id = ?",
        (*_changing(item), item.id),
    )


def _changing(item: Item) -> tuple[object, ...]:
    content = json.dumps(item.content.to_values(), ensure_ascii=False)
    people = (item.author, item.approver, item.approver_for, item.approved_sha256, item.why)
    return (item.version, content, item.state, *people, json.dumps(item.despite))


def put_occurrence(connection: sqlite3.Connection, occurrence: Occurrence) -> None:
    """Add or change an occurrence; its place among the item's stays."""
    connection.execute(
        "INSERT INTO occurrence (id, item, version, due, state, reason, aired_at,"
        " place) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET"
        " version = excluded.version, due = excluded.due, state = excluded.state,"
        " reason = excluded.reason, aired_at = excluded.aired_at,"
        " place = excluded.place",
        (
            occurrence.id,
            occurrence.item,
            occurrence.version,
            _text(occurrence.due),
            occurrence.state,
            occurrence.reason,
            _text(occurrence.aired_at),
            json.dumps(occurrence.place.to_values()) if occurrence.place else None,
        ),
    )


def _text(moment: datetime | None) -> str | None:
    return iso(moment) if moment else None


def _moment(text: str | None) -> datetime | None:
    return from_iso(text) if text else None


def content_of(text: str) -> Content:
    """Return the content of a column."""
    values = json.loads(text)
    return Content(
        title=values["title"],
        text=values["text"],
        script=values["script"],
        priority=Priority(values["priority"]),
        points=tuple(values["points"]),
        repeat=values["repeat"],
        voice=values["voice"],
        due=_moment(values["due"]),
        not_after=_moment(values["not_after"]),
        cron=values["cron"],
        parts=tuple(part_from_values(part) for part in values.get("parts", ())),
        release=release_from_values(values.get("release")),
        live=live_from_values(values.get("live")),
        waits_for=values.get("waits_for"),
        programme=programme_from_values(values.get("programme")),
    )
