"""Giving rundowns to ``air``: up to a minute ahead, or while they are still being made."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable, Sequence

from loudspeaker.errors import ProcessUnavailable
from loudspeaker.model.announcement import Item, Occurrence, OccurrenceState
from loudspeaker.rundown import Cue, Rundown
from loudspeaker.station.air_link import Air
from loudspeaker.station.rundowns import rundown_of
from loudspeaker.store.items import Items
from loudspeaker.system.faults import Faults

log = logging.getLogger(__name__)


class Handover:
    """Offers rundowns; what ``air`` does not hear is offered again when it is back."""

    def __init__(
        self, *, items: Items, air: Air, faults: Faults, grace_s: Callable[[], float]
    ) -> None:
        self._items = items
        self._air = air
        self._faults = faults
        self._grace_s = grace_s
        self._turn = threading.RLock()
        self._growing: dict[str, Growing] = {}

    def rundown(
        self, item: Item, occurrence: Occurrence, cues: Sequence[Cue], *, complete: bool
    ) -> Rundown:
        """Return an occurrence's rundown."""
        return rundown_of(item, occurrence, cues, grace_s=self._grace_s(), complete=complete)

    def give(self, occurrence_id: str) -> bool:
        """Offer a finished occurrence; False if it is not ready or ``air`` does not answer."""
        with self._turn:
            occurrence = self._items.occurrence(occurrence_id)
            item = self._items.get(occurrence.item) if occurrence else None
            if occurrence is None or item is None or occurrence.state.terminal:
                return False
            cues = self._items.cues_of(item)
            if not cues:
                return False
            return self.offer(self.rundown(item, occurrence, cues, complete=True)) is not None

    def offer(self, rundown: Rundown) -> str | None:
        """Offer a rundown and remember that it is over there; return what ``air`` answers."""
        with self._turn:
            occurrence = self._items.occurrence(rundown.occurrence)
            if occurrence is None or occurrence.state.terminal:
                return None
            try:
                acceptance = self._air.offer(rundown)
            except ProcessUnavailable as error:
                self._faults.report("air", error.problem)
                return None
            if occurrence.state is not OccurrenceState.ON_AIR:
                self._items.move(occurrence.id, OccurrenceState.HANDED)
            return acceptance

    # --- growing rundowns -----------------------------------------------------------------------

    def begin(self, item: Item, occurrence: Occurrence, opening: Sequence[Cue]) -> Growing:
        """Offer the opening now; the speech follows."""
        growing = self.growing(item, occurrence, opening, begun=False)
        growing.add([])
        return growing

    def growing(
        self, item: Item, occurrence: Occurrence, opening: Sequence[Cue], *, begun: bool
    ) -> Growing:
        """Return the growing rundown of an occurrence; with ``begun``, the one there is."""
        with self._turn:
            known = self._growing.get(occurrence.id)
            if begun and known is not None:
                return known
            made = Growing(self, self._air, item, occurrence, opening, self._turn)
            self._growing[occurrence.id] = made
            return made

    def done(self, occurrence_id: str) -> None:
        """Forget a growing rundown that is whole."""
        with self._turn:
            self._growing.pop(occurrence_id, None)

    def again(self) -> None:
        """Offer everything again to an ``air`` that has just come back."""
        with self._turn:
            for growing in list(self._growing.values()):
                growing.again()
            for occurrence in self._items.open_occurrences():
                over_there = occurrence.state in (OccurrenceState.HANDED, OccurrenceState.ON_AIR)
                if over_there and occurrence.id not in self._growing:
                    self.give(occurrence.id)


class Growing:
    """A rundown that is on air, or about to be, while its speech is still being made."""

    def __init__(
        self,
        handover: Handover,
        air: Air,
        item: Item,
        occurrence: Occurrence,
        opening: Sequence[Cue],
        turn: threading.RLock,
    ) -> None:
        self._handover = handover
        self._air = air
        self._item = item
        self._occurrence = occurrence
        self._turn = turn
        self.cues: list[Cue] = list(opening)
        self._sent = 0
        self._complete = False

    def add(self, cues: Iterable[Cue]) -> None:
        """Add cues and send what has not been sent."""
        with self._turn:
            self.cues.extend(cues)
            self._send()

    def finish(self) -> None:
        """Send that the rundown is whole."""
        with self._turn:
            self._complete = True
            self._send()
            self._handover.done(self._occurrence.id)

    def fail(self) -> None:
        """Give up: what is on air ends by itself when nothing follows."""
        with self._turn:
            self._handover.done(self._occurrence.id)

    def again(self) -> None:
        """Send everything from the start."""
        self._sent = 0
        self._send()

    def _send(self) -> None:
        """Send what is new; the rundown itself first, and never without any sound in it."""
        if not self.cues:
            return
        try:
            if self._sent == 0 and not self._offer():
                return
            while self._sent < len(self.cues):
                self._air.append(self._occurrence.id, self._sent, self.cues[self._sent])
                self._sent += 1
            if self._complete:
                self._air.finish(self._occurrence.id, len(self.cues))
        except ProcessUnavailable as error:
            log.warning("air does not take the next phrase: %s", error)

    def _offer(self) -> bool:
        rundown = self._handover.rundown(
            self._item, self._occurrence, self.cues, complete=self._complete
        )
        acceptance = self._handover.offer(rundown)
        # One that is known there may have fewer cues than this one: each is sent by its number.
        self._sent = len(self.cues) if acceptance == "accepted" else 0
        return acceptance is not None
