"""What playout needs for a live airing: its microphone, and a tape that keeps what is said."""

from __future__ import annotations

from pathlib import Path

from loudspeaker.air.airing import Airing
from loudspeaker.air.feeder import Feeder
from loudspeaker.air.live_airing import LiveAiring
from loudspeaker.air.live_tape import LiveTape, may_record, salvage
from loudspeaker.air.microphones import Microphones
from loudspeaker.air.ways import Way
from loudspeaker.errors import LoudspeakerError
from loudspeaker.model import Priority
from loudspeaker.rundown import Rundown
from loudspeaker.system.faults import Faults


class LiveDesk:
    """Makes airings, live ones with microphone and tape; used by the playout thread."""

    def __init__(self, microphones: Microphones, tapes: Path, faults: Faults) -> None:
        self._microphones = microphones
        self._tapes = tapes
        self._faults = faults

    def airing(self, way: Way, rundown: Rundown, feeder: Feeder, attempt: int) -> Airing:
        """Return what airs a rundown."""
        feed = self._microphones.feed(rundown.occurrence)
        if rundown.live is None or feed is None:
            return Airing(way.deck, rundown, feeder, attempt, way.points)
        tape = self._tape(rundown)
        return LiveAiring(way.deck, rundown, feeder, attempt, way.points, feed=feed, tape=tape)

    def _tape(self, rundown: Rundown) -> LiveTape | None:
        try:
            return LiveTape(self._tapes, rundown.occurrence)
        except LoudspeakerError as error:
            self._faults.report("recording", str(error))
            return None

    def goes_unkept(self, rundown: Rundown) -> bool:
        """Tell whether live speech could not be recorded; an emergency is said all the same."""
        urgent = rundown.priority is Priority.EMERGENCY
        if rundown.live is None or urgent or may_record(self._tapes):
            return False
        self._faults.report("recording", f"{self._tapes} cannot be written")
        return True

    def ended(self, airing: Airing) -> None:
        """Report whether what was said live has been kept."""
        if airing.rundown.live is not None:
            self._faults.set("recording", airing.recording_problem)

    def mended(self, rundown: Rundown) -> Rundown:
        """Return it with what was recorded of it, if a crash cut somebody off who spoke live."""
        cue = None if rundown.live is None else salvage(self._tapes, rundown.occurrence)
        return rundown if cue is None else rundown.with_cue(cue)
