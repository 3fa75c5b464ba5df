"""One rundown on its way to ``air``, whole or still growing, as far as ``air`` has it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta

from loudspeaker.rundown import Cue, Rundown
from loudspeaker.station.air_link import ACCEPTED, SETTLED, Air


class Delivery:
    """Sends what has not been sent; a lock is the caller's business."""

    def __init__(self, air: Air, rundown: Rundown) -> None:
        self._air = air
        self._rundown = rundown
        self.start_over()

    @property
    def rundown(self) -> Rundown:
        """The rundown as far as it has been made."""
        return self._rundown

    @property
    def arrived(self) -> bool:
        """Tell whether ``air`` has heard of it."""
        return self._offered

    @property
    def done(self) -> bool:
        """Tell whether ``air`` has the whole, or wants no more of it."""
        return self._told_whole

    def start_over(self) -> None:
        """Take it that ``air`` has nothing: it has been started anew."""
        self._offered = False
        self._sent = 0
        self._told_whole = False

    def move(self, by: timedelta) -> None:
        """Move its time with the clock."""
        due, not_after = self._rundown.due + by, self._rundown.not_after + by
        self._rundown = replace(self._rundown, due=due, not_after=not_after)

    def extend(self, cues: Iterable[Cue]) -> None:
        """Add cues at the end."""
        self._rundown = replace(self._rundown, cues=(*self._rundown.cues, *cues))

    def complete(self, cues: Sequence[Cue] | None = None) -> None:
        """Note that no more cues come; ``cues`` are the whole, what was sent included."""
        if cues is not None:
            self._rundown = replace(self._rundown, cues=tuple(cues))
        self._rundown = self._rundown.finished()

    def send(self) -> None:
        """Send what ``air`` does not have.  Raises what ``Air`` raises; the next call goes on."""
        if not self._offered:
            self._offer()
        rundown = self._rundown
        while self._sent < len(rundown.cues) and not self._told_whole:
            self._air.append(rundown.occurrence, self._sent, rundown.cues[self._sent])
            self._sent += 1
        if rundown.complete and not self._told_whole:
            self._air.finish(rundown.occurrence, len(rundown.cues))
            self._told_whole = True

    def _offer(self) -> None:
        """Offer all there is.

        An ``air`` that knows the occurrence keeps the cues it has, perhaps fewer: all of them are
        appended again, each by its number, so that none is missing and none comes twice.
        """
        answer = self._air.offer(self._rundown)
        self._offered = True
        if answer == ACCEPTED:
            self._sent = len(self._rundown.cues)
        self._told_whole = answer == SETTLED or (answer == ACCEPTED and self._rundown.complete)
