"""Whether what an airing needs answers, just before anything is keyed."""

from __future__ import annotations

from loudspeaker.air.deck import Deck
from loudspeaker.air.watch import Watch
from loudspeaker.air.ways import Way, Ways
from loudspeaker.asrun import Reason
from loudspeaker.errors import DeviceFailure
from loudspeaker.rundown import Rundown
from loudspeaker.system.faults import Faults


class Readiness:
    """Tries the devices of a way; those of the other way do not matter."""

    def __init__(self, deck: Deck, ways: Ways, watch: Watch, faults: Faults) -> None:
        self._deck = deck
        self._ways = ways
        self._watch = watch
        self._faults = faults

    def sound_starts(self) -> bool:
        """Start the programme sound, or report why it does not."""
        try:
            self._deck.sound.start()
        except DeviceFailure as failure:
            self._faults.report("sound", failure.problem)
            return False
        self._faults.clear("sound")
        return True

    def way(self, rundown: Rundown) -> Way | None:
        """Return a way that works now, perhaps for part of the points; None: try again later."""
        if self._deck.orders.stop_file_present():
            return None
        if not self._ways.needs_radio(rundown):
            return self._apart(rundown)
        aside = self._ways.aside_first(rundown)
        if aside is not None:
            return aside
        return self._ways.whole(rundown) if self._radio_answers() else self._ways.aside(rundown)

    def _apart(self, rundown: Rundown) -> Way | None:
        """Return the way over IP alone, if its bridge and broker answer."""
        way = self._ways.whole(rundown)
        if way.deck.points.problem() is not None:
            self._ways.failed(Reason.POINTS, apart=True)
            return None
        self._ways.works(apart=True)
        return way

    def _radio_answers(self) -> bool:
        """Try transmitter, points and sound."""
        problem = self._watch.devices_problem()
        if problem is None and not self.sound_starts():
            problem = Reason.SOUND
        if problem is not None:
            self._ways.failed(problem, apart=False)
            return False
        self._ways.works(apart=False)
        return True
