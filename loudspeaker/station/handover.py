"""The one gate to ``air``: only what two people approved passes, and nothing that was let go.

An occurrence is marked as handed over *before* it is offered.  Whatever dies in between, it is
then settled by ``air``, or offered again until ``air`` has it.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import timedelta

from loudspeaker.asrun import Event, Reason
from loudspeaker.errors import LoudspeakerError, ProcessUnavailable, StorageFailure
from loudspeaker.model import PointPlan, Priority, TimeSource
from loudspeaker.model.announcement import Item, Occurrence, OccurrenceState
from loudspeaker.rundown import Cue
from loudspeaker.station.air_link import Air
from loudspeaker.station.alarms import Alarms
from loudspeaker.station.approval import is_approved
from loudspeaker.station.delivery import Delivery
from loudspeaker.station.endings import WITH_AIR, WITH_US, Endings
from loudspeaker.station.owing import Owing
from loudspeaker.station.rundowns import rundown_of
from loudspeaker.store.items import Items
from loudspeaker.store.made import MadeCues
from loudspeaker.system.faults import Faults

log = logging.getLogger(__name__)
AGAIN = timedelta(seconds=2)


class Handover:
    """Hands occurrences over; what ``air`` does not take is offered again."""

    def __init__(
        self,
        *,
        items: Items,
        made: MadeCues,
        air: Air,
        owing: Owing,
        endings: Endings,
        alarms: Alarms,
        faults: Faults,
        time: TimeSource,
        grace_s: Callable[[], float],
        plan: Callable[[], PointPlan],
        offering: threading.RLock,
    ) -> None:
        self._items = items
        self._made = made
        self._air = air
        self._owing = owing
        self._endings = endings
        self._alarms = alarms
        self._faults = faults
        self._time = time
        self._grace_s = grace_s
        self._plan = plan
        self._turn = offering
        self._deliveries: dict[str, Delivery] = {}
        self._refused: set[str] = set()

    # --- whole rundowns -------------------------------------------------------------------------

    def give(self, occurrence_id: str) -> bool:
        """Hand over an occurrence that has been made; True when ``air`` has all of it."""
        with self._turn:
            found = self._items.with_item(occurrence_id)
            if found is None:
                return False
            item, occurrence = found
            cues = self._made.of(item, occurrence)
            if cues:
                self._delivery(item, occurrence, cues).complete(cues)
            return self._send(occurrence_id)

    def was_refused(self, occurrence_id: str) -> bool:
        """Tell whether ``air`` answered, and would not take it."""
        return occurrence_id in self._refused

    def again(self) -> None:
        """Offer everything again to an ``air`` that has just come back."""
        with self._turn:
            for delivery in self._deliveries.values():
                delivery.start_over()
            for occurrence in self._items.open_occurrences():
                if occurrence.state in WITH_AIR or occurrence.id in self._deliveries:
                    self.give(occurrence.id)

    # --- growing rundowns -----------------------------------------------------------------------

    def begin(self, item: Item, occurrence: Occurrence, opening: Sequence[Cue]) -> None:
        """Hand over the opening now; the speech follows."""
        with self._turn:
            self._delivery(item, occurrence, opening)
            self._send(occurrence.id)

    def append(
        self, item: Item, occurrence: Occurrence, opening: Sequence[Cue], cues: Sequence[Cue]
    ) -> None:
        """Add cues to a growing rundown, which begins with ``opening`` if it is not there yet."""
        with self._turn:
            self._delivery(item, occurrence, opening).extend(cues)
            self._send(occurrence.id)

    def finish(self, occurrence: Occurrence) -> None:
        """Tell that a growing rundown is whole."""
        with self._turn:
            delivery = self._deliveries.get(occurrence.id)
            if delivery is not None:  # else it was let go meanwhile
                delivery.complete()
                self._send(occurrence.id)

    def move(self, occurrence_id: str, by_s: float) -> None:
        """Move the time of what ``air`` may not have yet; what it has it moves itself."""
        with self._turn:
            delivery = self._deliveries.get(occurrence_id)
            if delivery is not None:
                delivery.move(timedelta(seconds=by_s))

    def give_up(self, item: Item, occurrence: Occurrence) -> None:
        """End a growing rundown whose speech fails.

        One that ``air`` has ends there by itself when nothing follows.
        """
        with self._turn:
            delivery = self._deliveries.pop(occurrence.id, None)
            flagged = self._items.move(
                occurrence.id,
                OccurrenceState.FLAGGED,
                only_from=WITH_US,
                reason=Reason.SPEECH_FAILED.value,
            )
        if flagged is None and (delivery is None or not delivery.arrived):
            self._endings.withdraw(item, occurrence, Event.FAILED, Reason.SPEECH_FAILED)

    # --- the gate -------------------------------------------------------------------------------

    def _delivery(self, item: Item, occurrence: Occurrence, cues: Sequence[Cue]) -> Delivery:
        known = self._deliveries.get(occurrence.id)
        if known is None:
            now = self._items.occurrence(occurrence.id) or occurrence  # its time may have moved
            rundown = rundown_of(
                item,
                now,
                cues,
                grace_s=self._grace_s(),
                complete=False,
                plan=self._plan(),
            )
            known = self._deliveries[occurrence.id] = Delivery(self._air, rundown)
        return known

    def _send(self, occurrence_id: str) -> bool:
        """Send what can be sent; what cannot is tried again in two seconds."""
        delivery = self._deliveries.get(occurrence_id)
        if delivery is None:
            return False
        try:
            if not delivery.arrived and not self._may_pass(occurrence_id):
                self._forget(occurrence_id)
                return False
            delivery.send()
        except LoudspeakerError as error:
            self._not_taken(occurrence_id, error)
            return False
        self._faults.clear("air")
        if delivery.done:
            self._forget(occurrence_id)
        return delivery.done

    def _may_pass(self, occurrence_id: str) -> bool:
        """Tell whether this very content is approved and wanted; mark it as handed over."""
        found = self._items.with_item(occurrence_id)
        if found is None:
            return False
        item, occurrence = found
        wanted = not (occurrence.state.terminal or self._owing.is_withdrawn(occurrence_id))
        if not (wanted and is_approved(item) and occurrence.version == item.version):
            return False
        if occurrence.state not in WITH_AIR:
            self._mark(item, occurrence)
        return True

    def _mark(self, item: Item, occurrence: Occurrence) -> None:
        """Keep that this is handed over; without room for that only an emergency is."""
        try:
            self._items.move(occurrence.id, OccurrenceState.HANDED)
        except StorageFailure:
            if item.content.priority is not Priority.EMERGENCY:
                raise
            log.exception("emergency %s is handed over all the same", occurrence.id)

    def _not_taken(self, occurrence_id: str, error: LoudspeakerError) -> None:
        if isinstance(error, ProcessUnavailable):
            self._faults.report("air", error.problem)
        else:
            self._faults.report("air", f"{occurrence_id}: {error}")
            self._refused.add(occurrence_id)  # perhaps by our own disk: tried again all the same
        again = self._time.wall() + AGAIN
        self._alarms.ring(f"send {occurrence_id}", again, lambda: self.give(occurrence_id))

    def _forget(self, occurrence_id: str) -> None:
        del self._deliveries[occurrence_id]
        self._refused.discard(occurrence_id)
        self._alarms.forget(f"send {occurrence_id}")
