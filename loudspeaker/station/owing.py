"""What ``air`` still has to be told: kept in the database until it has been."""

from __future__ import annotations

import logging
import threading
from datetime import timedelta
from typing import Any

from loudspeaker.asrun import Event, Reason
from loudspeaker.errors import LoudspeakerError, ProcessUnavailable, StorageFailure
from loudspeaker.model import TimeSource, iso
from loudspeaker.model.announcement import Item, Occurrence
from loudspeaker.station.air_link import ON_AIR, UNKNOWN, Air
from loudspeaker.station.alarms import Alarms
from loudspeaker.station.rundowns import programme_of
from loudspeaker.store.debts import Debts
from loudspeaker.store.items import Items
from loudspeaker.system.faults import Faults

log = logging.getLogger(__name__)
AGAIN = timedelta(seconds=2)
_NOTE, WITHDRAW = "note", "withdraw"


def record_of(item: Item, occurrence: Occurrence, event: Event, reason: Reason) -> dict[str, Any]:
    """Return the record of an occurrence that never came to playout, for ``air`` to seal."""
    content, place = item.content, occurrence.place
    relay = content.relay_at(place)
    return {
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
        "approver_for": item.approver_for,
        "priority": content.priority.value,
        "kind": content.kind_at(place).value,
        "release": content.release.on_record() if content.release else None,
        "live": content.live.to_values() if content.live else None,
        "relay": relay.to_values() if relay else None,
        "programme": programme_of(item, occurrence) or None,
    }


def note(record: dict[str, Any]) -> dict[str, Any]:
    """Return the debt: have a record sealed."""
    return {"op": _NOTE, "occurrence": record["occurrence"], "record": record}


def withdrawal(record: dict[str, Any]) -> dict[str, Any]:
    """Return the debt: take back a rundown; ``record`` is sealed if it never came to ``air``."""
    return {"op": WITHDRAW, "occurrence": record["occurrence"], "record": record}


class Owing:
    """Pays debts in order; what cannot be paid now is tried again, also after a restart."""

    def __init__(
        self,
        *,
        items: Items,
        debts: Debts,
        air: Air,
        alarms: Alarms,
        faults: Faults,
        time: TimeSource,
    ) -> None:
        self._items = items
        self._debts = debts
        self._air = air
        self._alarms = alarms
        self._faults = faults
        self._time = time
        self._turn = threading.Lock()

    def is_withdrawn(self, occurrence_id: str) -> bool:
        """Tell whether an occurrence is to be taken back and that has not been settled yet."""
        return self._debts.has(WITHDRAW, occurrence_id)

    def owe(self, debt: dict[str, Any]) -> None:
        """Keep a debt."""
        self._debts.add(debt)

    def pay(self) -> bool:
        """Pay what can be paid; return whether that was everything."""
        with self._turn:
            problem = self._pay_all()
        if problem is None:
            self._faults.clear("owing")
            return True
        self._alarms.ring("owing", self._time.wall() + AGAIN, self.pay)
        return False

    def _pay_all(self) -> str | None:
        """Return why something is left; one debt that is refused does not hold up the others."""
        left = None
        for number, debt in self._debts.all():
            try:
                if self._is_paid(debt):
                    self._debts.paid(number)
                else:
                    left = left or "waiting for the end of what is on air"
            except (ProcessUnavailable, StorageFailure) as error:
                log.info("air is owed something: %s", error)
                return str(error)
            except LoudspeakerError as error:
                self._faults.report("owing", f"{debt['occurrence']}: {error}")
                left = str(error)
        return left

    def _is_paid(self, debt: dict[str, Any]) -> bool:
        """Tell ``air``; a withdrawal of what is on air is kept until that has ended.

        ``air`` could die before it has obeyed, and would play the rest when it is back.
        """
        if debt["op"] == _NOTE:
            self._air.note(debt["record"])
            return True
        occurrence = self._items.occurrence(debt["occurrence"])
        if occurrence is None or occurrence.state.terminal:
            return True
        answer = self._air.withdraw(debt["occurrence"], debt["record"]["reason"])
        if answer == UNKNOWN:  # never came there, or is settled: a second end is not recorded
            self._air.note(debt["record"])
        return answer != ON_AIR
