"""Announcements for tests: all of one kind but for what is given."""

from __future__ import annotations

from datetime import datetime

from loudspeaker.model import STATION_ZONE, Priority
from loudspeaker.model.announcement import Content, Item, ItemState, Occurrence, OccurrenceState

NOON = datetime(2026, 12, 1, 12, 0, tzinfo=STATION_ZONE)


def content(**other: object) -> Content:
    values: dict[str, object] = {
        "title": "Họp",
        "text": "Kính mời bà con.",
        "script": {"form": 1, "text_sha256": "x", "sentences": []},
        "priority": Priority.NORMAL,
        "points": (1, 4),
        "repeat": 2,
        "voice": "vi-bac",
        "due": NOON,
        **other,
    }
    return Content(**values)  # type: ignore[arg-type]


def item(name: str = "a", **other: object) -> Item:
    values: dict[str, object] = {
        "id": name,
        "version": 1,
        "content": content(),
        "state": ItemState.DRAFT,
        "author": "soan",
        "accepted_at": NOON,
        **other,
    }
    return Item(**values)  # type: ignore[arg-type]


def occurrence(name: str = "a", number: int = 1, **other: object) -> Occurrence:
    values: dict[str, object] = {
        "id": f"{name}-{number}",
        "item": name,
        "version": 1,
        "due": NOON,
        "state": OccurrenceState.PLANNED,
        **other,
    }
    return Occurrence(**values)  # type: ignore[arg-type]
