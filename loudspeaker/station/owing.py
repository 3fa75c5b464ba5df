"""What ``air`` still has to be told: kept in the database until it has been."""

from __future__ import annotations

import logging
import threading
from typing import Any

from loudspeaker.asrun import Event, Reason
from loudspeaker.errors import ProcessUnavailable
from loudspeaker.model import iso
from loudspeaker.model.announcement import Item, Occurrence, OccurrenceState
from loudspeaker.station.air_link import Air
from loudspeaker.store.items import Items

log = logging.getLogger(__name__)


def note(item: Item, occurrence: Occurrence, event: Event, reason: Reason) -> dict[str, Any]:
    """Return the debt: a record about an occurrence that never came to playout."""
    content = item.content
    body = {
        "occurrence": occurrence.id,
        "item": item.id,
        "event": event.value,
        "reason": reason.value,
        "due": iso(occurrence.due) if occurrence.due else None,
        "attempt": 0,
        "pos_ms": 0,
        "points": list(content.points),
        "acked": [],
        "text_sha256": content.text_sha256(),
        "author": item.author,
        "approver": item.approver,
        "priority": content.priority.value,
    }
    return {"op": "note", "record": body}


def withdrawal(occurrence: Occurrence, reason: Reason) -> dict[str, Any]:
    """Return the debt: take back a rundown that was handed over."""
    return {"op": "withdraw", "occurrence": occurrence.id, "reason": reason.value}


class Owing:
    """Pays debts in order; what cannot be paid now is paid when ``air`` is back."""

    def __init__(self, items: Items, air: Air) -> None:
        self._items = items
        self._air = air
        self._turn = threading.Lock()

    def pay(self) -> bool:
        """Pay everything; return False while ``air`` does not answer."""
        with self._turn:
            try:
                while debts := self._items.owed():
                    for number, debt in debts:
                        self._pay_one(debt)
                        self._items.paid(number)
            except ProcessUnavailable as error:
                log.info("air is owed something: %s", error)
                return False
        return True

    def _pay_one(self, debt: dict[str, Any]) -> None:
        if debt["op"] == "note":
            self._air.note(debt["record"])
        elif self._air.withdraw(debt["occurrence"], debt["reason"]) == "unknown":
            self._note_withdrawal(debt)

    def _note_withdrawal(self, debt: dict[str, Any]) -> None:
        """Record the end of a rundown that never reached ``air``, or that it has settled."""
        occurrence = self._items.occurrence(debt["occurrence"])
        item = self._items.get(occurrence.item) if occurrence else None
        if occurrence is None or item is None or occurrence.state.terminal:
            return
        reason = Reason(debt["reason"])
        self._air.note(note(item, occurrence, Event.CANCELLED, reason)["record"])
        self._items.move(occurrence.id, OccurrenceState.CANCELLED, reason=reason.value)
