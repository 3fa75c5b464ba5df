"""How occurrences end by our hand: people let them go, or their time is over.

What ``air`` may have is ended by ``air``: its records alone say what became of it.  The rest ends
here, together with the debt of having that sealed.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from loudspeaker.asrun import Event, Reason
from loudspeaker.model.announcement import Item, ItemState, Occurrence, OccurrenceState
from loudspeaker.station.owing import Owing, note, record_of, withdrawal
from loudspeaker.store.items import Items

WITH_AIR = frozenset({OccurrenceState.HANDED, OccurrenceState.ON_AIR})
WITH_US = frozenset(
    {
        OccurrenceState.PLANNED,
        OccurrenceState.RENDERING,
        OccurrenceState.READY,
        OccurrenceState.FLAGGED,
    }
)
_STATES = {
    Event.CANCELLED: OccurrenceState.CANCELLED,
    Event.MISSED: OccurrenceState.MISSED,
    Event.FAILED: OccurrenceState.FAILED,
}


class Endings:
    """Ends occurrences; ``offering`` is held by whoever hands something over meanwhile."""

    def __init__(self, *, items: Items, owing: Owing, offering: threading.RLock) -> None:
        self._items = items
        self._owing = owing
        self._offering = offering

    def let_go(
        self, before: Item, after: Item, reason: Reason, *, also: Iterable[Occurrence] = ()
    ) -> None:
        """Keep an item's new state and end what was planned for the old one, in one step.

        When this returns, nothing of ``before`` is offered any more.
        """
        with self._offering:
            open_ones = self._held(before)
            ended, owed = _endings(before, open_ones, reason)
            if after.state is ItemState.CANCELLED:
                ended += [_cancelled(o, reason) for o in open_ones if stands_for(before, o)]
            self._items.change(after, occurrences=[*ended, *also], owed=owed)
        self._owing.pay()

    def take_back(self, item: Item, reason: Reason) -> None:
        """Withdraw what ``air`` has of an item; the item and the rest stay as they are."""
        with self._offering:
            for occurrence in self._held(item):
                if occurrence.state in WITH_AIR:
                    record = record_of(item, occurrence, Event.CANCELLED, reason)
                    self._owing.owe(withdrawal(record))
        self._owing.pay()

    def _held(self, item: Item) -> list[Occurrence]:
        """Return the occurrences that are not over and not being taken back already."""
        return [
            occurrence
            for occurrence in self._items.occurrences_of(item.id)
            if not (occurrence.state.terminal or self._owing.is_withdrawn(occurrence.id))
        ]

    def withdraw(self, item: Item, occurrence: Occurrence, event: Event, reason: Reason) -> None:
        """Take back what ``air`` may have; ``event`` is recorded if it never came there."""
        with self._offering:
            self._owing.owe(withdrawal(record_of(item, occurrence, event, reason)))
        self._owing.pay()

    def close(self, item: Item, occurrence: Occurrence, event: Event, reason: Reason) -> None:
        """End an occurrence that ``air`` never had; one that it has got meanwhile goes on."""
        with self._offering:
            debt = note(record_of(item, occurrence, event, reason))
            self._items.move(
                occurrence.id,
                _STATES[event],
                only_from=WITH_US,
                reason=reason.value,
                owed=[debt],
            )
        self._owing.pay()

    def close_unplanned(self, ended: Iterable[tuple[Item, Occurrence, Event, Reason]]) -> None:
        """End occurrences that were never planned; one that was meanwhile goes on."""
        closed = [
            (
                replace(occurrence, state=_STATES[event], reason=reason.value),
                note(record_of(item, occurrence, event, reason)),
            )
            for item, occurrence, event, reason in ended
        ]
        if closed:
            self._items.put_ended(closed)
            self._owing.pay()


def _endings(
    item: Item, occurrences: Iterable[Occurrence], reason: Reason
) -> tuple[list[Occurrence], list[dict[str, Any]]]:
    """Return the occurrences that end now, and what is owed to ``air`` for all of them."""
    ended: list[Occurrence] = []
    owed: list[dict[str, Any]] = []
    for occurrence in occurrences:
        if stands_for(item, occurrence):
            continue
        record = record_of(item, occurrence, Event.CANCELLED, reason)
        if occurrence.state in WITH_AIR:
            owed.append(withdrawal(record))
        else:
            ended.append(_cancelled(occurrence, reason))
            owed.append(note(record))
    return ended, owed


def _cancelled(occurrence: Occurrence, reason: Reason) -> Occurrence:
    return replace(occurrence, state=OccurrenceState.CANCELLED, reason=reason.value)


def stands_for(item: Item, occurrence: Occurrence) -> bool:
    """Tell whether this is no airing, but stands for a recurring item among the others."""
    return item.content.cron is not None and occurrence.due is None
