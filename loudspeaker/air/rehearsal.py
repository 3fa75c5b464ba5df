"""The daily canary: everything that an airing needs, up to the point of keying, and no further.

It comes the way every announcement comes (alarm clock, voice, clip, agenda, its minute) and ends
before the carrier.  It leaves no record: nobody was to hear anything.
"""

from __future__ import annotations

import logging
from typing import Any

from loudspeaker.air.accepted import Accepted
from loudspeaker.air.deck import Deck
from loudspeaker.air.feeder import Feeder
from loudspeaker.air.journal import Journal
from loudspeaker.air.readiness import Readiness
from loudspeaker.air.ways import Ways
from loudspeaker.asrun import Reason
from loudspeaker.errors import LoudspeakerError
from loudspeaker.model import iso
from loudspeaker.rundown import Rundown

log = logging.getLogger(__name__)


class Rehearsal:
    """Rehearses rundowns of the kind ``canary``, by the playout thread."""

    def __init__(
        self, deck: Deck, ways: Ways, readiness: Readiness, journal: Journal, accepted: Accepted
    ) -> None:
        self._deck = deck
        self._ways = ways
        self._readiness = readiness
        self._journal = journal
        self._accepted = accepted
        self.last: dict[str, Any] | None = None
        """``occurrence``, ``at`` and ``problem`` (None: all is well) of the newest one."""

    def rehearse(self, rundown: Rundown) -> None:
        """Try what an airing would do before it keys."""
        self._end(rundown, self._problem(rundown))

    def too_late(self, rundown: Rundown) -> None:
        """Note that nothing could be tried in time."""
        self._end(rundown, self._trouble(rundown) or Reason.GRACE_EXCEEDED.value)

    def _problem(self, rundown: Rundown) -> str | None:
        feeder = Feeder(self._deck.clips)
        try:
            feeder.load(rundown.cues)
        except LoudspeakerError as error:
            log.warning("canary: %s", error)
            return Reason.CLIP.value
        finally:
            feeder.close()
        if self._readiness.way(rundown) is None:
            return self._trouble(rundown) or Reason.TRANSMITTER.value
        self._deck.sound.idle()
        return None

    def _trouble(self, rundown: Rundown) -> str | None:
        trouble = self._ways.trouble(rundown)
        return None if trouble is None else trouble.value

    def _end(self, rundown: Rundown, problem: str | None) -> None:
        self.last = {
            "occurrence": rundown.occurrence,
            "at": iso(self._deck.time.wall()),
            "problem": problem,
        }
        self._accepted.drop(rundown.occurrence)
        try:
            self._journal.forget(rundown.occurrence)
        except LoudspeakerError as error:
            log.warning("the canary stays in the journal: %s", error)
            self.last["problem"] = problem or "journal"
