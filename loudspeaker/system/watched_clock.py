"""The wall clock as a process lives by it: believed or not, set or not, and told of as a fault."""

from __future__ import annotations

import logging
from datetime import datetime

from loudspeaker.system.clock_trust import ClockTrust
from loudspeaker.system.faults import Faults
from loudspeaker.timetable.clock_steps import ClockSteps

log = logging.getLogger(__name__)


class WatchedClock:
    """Looked at by one thread about twice a second; asked by any."""

    def __init__(self, trust: ClockTrust, faults: Faults) -> None:
        self.trust = trust
        self._faults = faults
        self._steps = ClockSteps()
        self._was_doubted = False
        self._has_come = False

    @property
    def is_known(self) -> bool:
        """Tell whether the time is believed: if not, only emergencies may air."""
        return self.trust.doubt() is None

    def look(self) -> float:
        """Return by how many seconds the clock was set since the last look, 0.0 if it was not."""
        doubt = self.trust.doubt()
        self._faults.set("clock", None if doubt is None else doubt.value)
        self._has_come = self._has_come or (self._was_doubted and doubt is None)
        self._was_doubted = doubt is not None
        step_s = self._steps.look(self.trust.reading(), doubted=doubt is not None)
        if step_s:
            log.warning("the wall clock was set by %.1f s", step_s)
        return step_s

    def has_come_to_be_known(self) -> bool:
        """Tell, once, that the time was not believed and now is."""
        told, self._has_come = self._has_come, False
        return told

    def skipped(self, moment: datetime) -> bool:
        """Tell whether a moment was left out because the clock was set, or was not believed."""
        return self._steps.skipped(moment)
