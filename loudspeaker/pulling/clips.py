"""The clips of what was heard, fetched beside the looks at what is now."""

from __future__ import annotations

from collections import deque
from typing import Final

from loudspeaker.errors import LoudspeakerError, PullFailure, PullRefused, StorageFailure
from loudspeaker.pulling.believing import believed
from loudspeaker.pulling.clip_shelf import Clip, ClipShelf
from loudspeaker.pulling.fetching import Fetch
from loudspeaker.pulling.memory import Pairing
from loudspeaker.pulling.station_time import StationTime
from loudspeaker.store.public_copy import PublicCopy

CLIPS_AGAIN_NS: Final = 30_000_000_000
"""A clip that did not come must not make the next look at what is now wait."""
LOOK_AGAIN_NS: Final = 600_000_000_000
"""So often it is looked which clips are there, though nothing has changed."""


class Clips:
    """Fetches clips, a slice of time at once; what fails is tried again later, behind the others.

    ``trouble`` is what failed last and has not been made good.
    """

    def __init__(self, pairing: Pairing, fetch: Fetch, shelf: ClipShelf, time: StationTime) -> None:
        self._pairing = pairing
        self._fetch = fetch
        self._shelf = shelf
        self._time = time
        self._looked: object = None
        self._again_ns: int | None = None
        self._missing: deque[Clip] = deque()
        self.wanted = 0
        self.trouble: LoudspeakerError | None = None

    @property
    def missing(self) -> int:
        """How many are still to be fetched."""
        return len(self._missing)

    def go_on(self, copy: PublicCopy, until_ns: int) -> bool:
        """Fetch until so late; tell whether there is more to fetch at once."""
        now_ns = self._time.mono_ns()
        if self._again_ns is not None and now_ns < self._again_ns:
            return False
        self._again_ns = None
        try:
            self._look(copy)
            while self._missing and self._time.mono_ns() < until_ns:
                self._next(until_ns)
        except (PullFailure, PullRefused, StorageFailure) as error:
            self._failed(error)
            return False
        if not self._missing:
            self.trouble = None
        return bool(self._missing)

    def _look(self, copy: PublicCopy) -> None:
        held = copy.held
        looked = held.index, held.now, self._time.mono_ns() // LOOK_AGAIN_NS
        if looked != self._looked:
            wanted = self._shelf.wanted(copy.sounds())
            self._shelf.prune(wanted)
            self.wanted, self._missing = len(wanted), deque(self._shelf.missing(wanted))
            self._looked = looked

    def _next(self, until_ns: int) -> None:
        clip = self._missing[0]
        address, into = f"/pull/clips/{clip.sha256}.wav", self._shelf.part_of(clip)
        try:
            whole = self._fetch.rest(address, into, size=clip.size, until_ns=until_ns)
        except PullFailure as failure:
            if failure.problem != "missing":
                raise
            self._missing.popleft()  # the station has cleared it away
            return
        if whole:
            believed(self._pairing.address, "clip", lambda: self._shelf.finish(clip))
            self._missing.popleft()

    def _failed(self, error: LoudspeakerError) -> None:
        self.trouble = error
        self._again_ns = self._time.mono_ns() + CLIPS_AGAIN_NS
        self._missing.rotate(-1)
        if isinstance(error, StorageFailure):
            self._looked = None  # there may be room for fewer
