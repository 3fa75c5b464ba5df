"""From as-run records to the states people see."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from loudspeaker.asrun import Event
from loudspeaker.model import from_iso
from loudspeaker.model.announcement import OccurrenceState
from loudspeaker.store.items import Items

_STATES = {
    Event.START: OccurrenceState.ON_AIR,
    Event.INTERRUPTED: OccurrenceState.HANDED,
    Event.MISSED: OccurrenceState.MISSED,
    Event.CANCELLED: OccurrenceState.CANCELLED,
    Event.REFUSED: OccurrenceState.REFUSED,
    Event.FAILED: OccurrenceState.FAILED,
}

CHANGES_NOTHING = frozenset({Event.HEARD, Event.RESTORED})
"""Events that say how sure an end is, or are of no airing."""


def state_after(record: Mapping[str, Any]) -> OccurrenceState:
    """Return the state that a record puts its occurrence into."""
    event = Event(record["event"])
    if event is Event.END:
        return OccurrenceState(record["result"])
    return _STATES[event]


def take(items: Items, record: Mapping[str, Any]) -> None:
    """Take one record into the database; taken twice it changes nothing.

    Raises KeyError, TypeError or ValueError for what is no record, StorageFailure.
    """
    if Event(record["event"]) in CHANGES_NOTHING:
        return
    started = Event(record["event"]) is Event.START
    items.move(
        record["occurrence"],
        state_after(record),
        reason=record["reason"],
        aired_at=from_iso(record["wall"]) if started else None,
    )
