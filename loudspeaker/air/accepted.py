"""The rundowns that playout has taken on: in memory, and durably in the journal."""

from __future__ import annotations

import logging
import threading
from dataclasses import replace
from datetime import timedelta

from loudspeaker.air.journal import Acceptance, Journal
from loudspeaker.errors import LoudspeakerError
from loudspeaker.model import Priority, TimeSource
from loudspeaker.rundown import Cue, Rundown
from loudspeaker.timetable.trust import STEP_S

log = logging.getLogger(__name__)


class Accepted:
    """All rundowns without a terminal record; safe from any thread."""

    def __init__(self, journal: Journal, time: TimeSource) -> None:
        self._journal = journal
        self._time = time
        self._lock = threading.Lock()
        self._rundowns = {p.rundown.occurrence: p.rundown for p in journal.pending()}
        self.from_before = frozenset(self._rundowns)
        """What was there already when this process began, perhaps by another clock."""
        self._ahead_s: dict[str, float] = {}

    def offer(self, rundown: Rundown) -> Acceptance:
        """Take a rundown on; a disk that fails stops ordinary ones, not an emergency."""
        try:
            acceptance = self._journal.accept(rundown)
        except LoudspeakerError:
            if rundown.priority is not Priority.EMERGENCY:
                raise
            log.exception("emergency %s is not on the disk, and airs all the same", rundown.item)
            acceptance = Acceptance.ACCEPTED
        with self._lock:
            if acceptance is Acceptance.ACCEPTED:
                self._rundowns[rundown.occurrence] = rundown
                self._ahead_s[rundown.occurrence] = self._clock_ahead_s()
        return acceptance

    def all(self) -> list[Rundown]:
        """Return every rundown, as far as its cues are known."""
        with self._lock:
            return list(self._rundowns.values())

    def get(self, occurrence: str) -> Rundown | None:
        """Return one rundown."""
        with self._lock:
            return self._rundowns.get(occurrence)

    def append(self, occurrence: str, index: int, cue: Cue) -> Rundown | None:
        """Add the cue number ``index``; one that is there already changes nothing."""
        with self._lock:
            rundown = self._rundowns.get(occurrence)
            if rundown is None or rundown.complete or index != len(rundown.cues):
                return None
            return self._keep(rundown.with_cue(cue))

    def finish(self, occurrence: str, count: int) -> Rundown | None:
        """Note that no more cues will come; not while fewer have come than there are."""
        with self._lock:
            rundown = self._rundowns.get(occurrence)
            if rundown is None or rundown.complete or len(rundown.cues) != count:
                return None
            return self._keep(rundown.finished())

    def _keep(self, rundown: Rundown) -> Rundown:
        self._rundowns[rundown.occurrence] = rundown
        try:
            self._journal.update(rundown)
        except LoudspeakerError as error:
            log.warning("a change of %s is not on the disk: %s", rundown.occurrence, error)
        return rundown

    def follow_clock(self) -> None:
        """Move the windows of emergencies with a clock that was set: they count passed time.

        What was taken on after the clock was set has its times already.  What is from before this
        process stays where it is: it may be of another boot's clock.
        """
        ahead_s = self._clock_ahead_s()
        with self._lock:
            for rundown in list(self._rundowns.values()):
                step_s = ahead_s - self._ahead_s.get(rundown.occurrence, ahead_s)
                if rundown.priority is not Priority.EMERGENCY or abs(step_s) <= STEP_S:
                    continue
                step = timedelta(seconds=step_s)
                due, not_after = rundown.due + step, rundown.not_after + step
                self._ahead_s[rundown.occurrence] = ahead_s
                self._keep(replace(rundown, due=due, not_after=not_after))

    def _clock_ahead_s(self) -> float:
        """Return how far the wall clock is ahead of the monotonic one."""
        return self._time.wall().timestamp() - self._time.mono_ns() / 1e9

    def drop(self, occurrence: str) -> None:
        """Forget a rundown that has its terminal record."""
        with self._lock:
            self._rundowns.pop(occurrence, None)
            self._ahead_s.pop(occurrence, None)
