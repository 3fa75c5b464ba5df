"""How much is left of a relay: the other station goes on while ours is interrupted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from loudspeaker.air.journal import Journal
from loudspeaker.air.records import Stamp
from loudspeaker.model import from_iso
from loudspeaker.rundown import PROGRAMME_RATE_HZ, Rundown

_NS = 1_000_000_000
MOST_AHEAD_S = 30.0
"""No lead-in is longer: what seems so, the clock was set back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Start:
    """The first start, and for how long it had been heard when this process came to know of it.

    ``ahead_s`` is by how much it lies before the first sound: the lead-in of what was due then.
    """

    boot_id: str
    mono_ns: int
    wall: datetime
    ahead_s: float
    heard_s: float


class RelayClock:
    """Counts from the first start on record, by the monotonic clock while that is the same.

    ``left_s`` reads nothing: it is for the sound loop.
    """

    def __init__(self, journal: Journal, stamp: Stamp) -> None:
        self._journal = journal
        self._stamp = stamp
        self._starts: dict[str, _Start] = {}

    def note(self, occurrence: str) -> None:
        """Note that a relay has a start on record, if it has."""
        if occurrence in self._starts:
            return
        found = self._journal.first_start(occurrence)
        if found is not None:
            heard = sum(self._journal.committed(occurrence))
            wall = from_iso(found["wall"])
            ahead_s = (from_iso(found["due"]) - wall).total_seconds()
            self._starts[occurrence] = _Start(
                boot_id=str(found["boot_id"]),
                mono_ns=int(found["mono_ns"]),
                wall=wall,
                ahead_s=min(MOST_AHEAD_S, max(0.0, ahead_s)),
                heard_s=heard / PROGRAMME_RATE_HZ,
            )

    def forget(self, occurrence: str) -> None:
        """Note that it is over."""
        self._starts.pop(occurrence, None)

    def has_begun(self, occurrence: str) -> bool:
        """Tell whether it was on air before, as far as ``note`` knows."""
        return occurrence in self._starts

    def left_s(self, rundown: Rundown) -> float:
        """Return how many seconds of a relay are left, all of it before it has begun."""
        assert rundown.relay is not None, "asked of relays alone"
        start = self._starts.get(rundown.occurrence)
        if start is None:
            return rundown.relay.whole_s
        return rundown.relay.whole_s - max(start.heard_s, self._passed_s(start))

    def _passed_s(self, start: _Start) -> float:
        if start.boot_id == self._stamp.boot_id:
            return (self._stamp.time.mono_ns() - start.mono_ns) / _NS - start.ahead_s
        return (self._stamp.time.wall() - start.wall).total_seconds() - start.ahead_s
