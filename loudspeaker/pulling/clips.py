"""The clips of what was heard, fetched beside the looks at what is now."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable
from typing import Final

from loudspeaker.errors import LoudspeakerError, PullFailure, PullRefused, StorageFailure
from loudspeaker.pulling.believing import believed
from loudspeaker.pulling.clip_shelf import Clip, ClipShelf, clips_of
from loudspeaker.pulling.fetching import Fetch
from loudspeaker.pulling.memory import Pairing
from loudspeaker.pulling.station_time import StationTime
from loudspeaker.store.public_copy import PublicCopy

CLIPS_AGAIN_NS: Final = 30_000_000_000
"""A clip that did not come must not make the next look at what is now wait."""
SLOW_NS: Final = 2_000_000_000
"""What takes so long to fail is the way's fault, and would hold up that look with each clip."""
LOOK_AGAIN_NS: Final = 600_000_000_000
"""So often it is looked which clips are there, though nothing has changed."""


class Clips:
    """Fetches clips, a slice of time at once; what fails is tried again later, behind the others.

    One that fails waits alone.  Where the way or the disk seems to be the reason, all that are
    missing wait, but not what is new after that: it may be an emergency's.

    ``trouble`` is what failed last and has not been made good.
    """

    def __init__(
        self,
        pairing: Pairing,
        fetch: Fetch,
        shelf: ClipShelf,
        time: StationTime,
        *,
        named: Callable[[PublicCopy], Iterable[Clip]] = lambda copy: clips_of(copy.sounds()),
        address: str = "/pull/clips/{}.wav",
    ) -> None:
        """``named`` tells what is to be here, ``address`` from where a hash is fetched."""
        self._named = named
        self._address = address
        self._pairing = pairing
        self._fetch = fetch
        self._shelf = shelf
        self._time = time
        self._looked: object = None
        self._again_ns: dict[str, int] = {}
        self._missing: deque[Clip] = deque()
        self.wanted = 0
        self.trouble: LoudspeakerError | None = None

    @property
    def missing(self) -> int:
        """How many are still to be fetched."""
        return len(self._missing)

    def go_on(self, copy: PublicCopy, until_ns: int) -> bool:
        """Fetch until so late, one at least; tell whether there is more to fetch at once."""
        try:
            self._look(copy)
        except StorageFailure as error:
            self.trouble = error
            return False
        while (clip := self._due()) is not None:
            if not self._tried(clip, until_ns):
                return False
            if self._time.mono_ns() >= until_ns:
                break
        if not self._missing:
            self.trouble = None
        return self._due() is not None

    def _due(self) -> Clip | None:
        """Return the first that does not wait."""
        now_ns = self._time.mono_ns()
        due = (each for each in self._missing if self._again_ns.get(each.sha256, now_ns) <= now_ns)
        return next(due, None)

    def _tried(self, clip: Clip, until_ns: int) -> bool:
        """Fetch a clip until so late; tell whether it went well."""
        began_ns = self._time.mono_ns()
        try:
            self._go_on_with(clip, until_ns)
        except (PullFailure, PullRefused, StorageFailure) as error:
            slow = self._time.mono_ns() - began_ns >= SLOW_NS
            self._failed(clip, error, all_wait=slow or isinstance(error, StorageFailure))
            return False
        return True

    def _look(self, copy: PublicCopy) -> None:
        held = copy.held
        looked = held.index, held.now, held.rows_index, self._time.mono_ns() // LOOK_AGAIN_NS
        if looked != self._looked:
            wanted = self._shelf.wanted(self._named(copy))
            self._shelf.prune(wanted)
            self.wanted, self._missing = len(wanted), deque(self._shelf.missing(wanted))
            self._looked = looked

    def _go_on_with(self, clip: Clip, until_ns: int) -> None:
        address, into = self._address.format(clip.sha256), self._shelf.part_of(clip)
        try:
            whole = self._fetch.rest(address, into, size=clip.size, until_ns=until_ns)
        except PullFailure as failure:
            if failure.problem != "missing":
                raise
            self._missing.remove(clip)  # the station has cleared it away
            return
        if whole:
            believed(self._pairing.address, "clip", lambda: self._shelf.finish(clip))
            self._missing.remove(clip)

    def _failed(self, clip: Clip, error: LoudspeakerError, *, all_wait: bool) -> None:
        self.trouble = error
        now_ns = self._time.mono_ns()
        waiting = self._missing if all_wait else (clip,)
        again = {name: at_ns for name, at_ns in self._again_ns.items() if at_ns > now_ns}
        self._again_ns = again | {each.sha256: now_ns + CLIPS_AGAIN_NS for each in waiting}
        self._missing.remove(clip)
        self._missing.append(clip)
        if isinstance(error, StorageFailure):
            self._looked = None  # there may be room for fewer
