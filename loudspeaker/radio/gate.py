"""The gate of a point: when its loudspeaker may be heard.

Three things close it: nothing has opened it or its time ran out, no ``hold`` came for 6 s, or the
carrier is gone for 0.2 s.  The last two only mute: they lift by themselves.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

HOLD_NS = 6_000_000_000
SQUELCH_NS = 200_000_000


class Cause(StrEnum):
    """What moved a gate."""

    COMMAND = "cmd"
    TIME_TO_LIVE = "ttl"
    HOLD = "hold"
    SQUELCH = "squelch"


@dataclass(frozen=True, slots=True, kw_only=True)
class GateChange:
    """From ``mono_ns`` on the point can be heard (``open``) or not, at that volume."""

    mono_ns: int
    open: bool
    volume: int
    by: Cause


class Gate:
    """Shut at first and without carrier; every method takes the time and returns what changed.

    Deadlines that have passed are settled at their own time before anything else.
    """

    def __init__(self, *, volume: int) -> None:
        self.volume = volume
        self._open_until: int | None = None
        self._held_until: int | None = None  # None: muted for want of a hold
        self._squelch_at: int | None = None
        self._squelched = True

    @property
    def is_open(self) -> bool:
        """Whether the loudspeaker can be heard."""
        opened = self._open_until is not None and self._held_until is not None
        return opened and not self._squelched

    @property
    def deadline_ns(self) -> int | None:
        """When something will change by itself, None for never."""
        return min((due for due, _ in self._deadlines()), default=None)

    def _deadlines(self) -> list[tuple[int, Cause]]:
        held = self._held_until if self._open_until is not None else None
        dues = (
            (self._squelch_at, Cause.SQUELCH),
            (self._open_until, Cause.TIME_TO_LIVE),
            (held, Cause.HOLD),
        )
        return [(due, cause) for due, cause in dues if due is not None]

    def advance(self, mono_ns: int) -> list[GateChange]:
        """Settle every deadline up to and including ``mono_ns``."""
        changes: list[GateChange] = []
        while (pending := self._deadlines()) and min(pending)[0] <= mono_ns:
            due, cause = min(pending)
            was_open = self.is_open
            self._expire(cause)
            changes += self._change(was_open, due, cause)
        return changes

    def _expire(self, cause: Cause) -> None:
        if cause is Cause.SQUELCH:
            self._squelch_at, self._squelched = None, True
        elif cause is Cause.HOLD:
            self._held_until = None
        else:
            self._open_until = None

    def _change(self, was_open: bool, mono_ns: int, by: Cause) -> list[GateChange]:  # noqa: FBT001 - private
        if was_open == self.is_open:
            return []
        return [GateChange(mono_ns=mono_ns, open=self.is_open, volume=self.volume, by=by)]

    def open(self, mono_ns: int, *, time_to_live_ns: int) -> list[GateChange]:
        """Open for that long, counted anew; it counts as a hold."""
        changes, was_open = self.advance(mono_ns), self.is_open
        self._open_until = mono_ns + time_to_live_ns
        self._held_until = mono_ns + HOLD_NS
        return changes + self._change(was_open, mono_ns, Cause.COMMAND)

    def hold(self, mono_ns: int) -> list[GateChange]:
        """Keep open what is open for another 6 s; lifts the mute, never opens."""
        changes, was_open = self.advance(mono_ns), self.is_open
        if self._open_until is not None:
            self._held_until = mono_ns + HOLD_NS
        return changes + self._change(was_open, mono_ns, Cause.HOLD)

    def close(self, mono_ns: int) -> list[GateChange]:
        """Shut until the next open."""
        changes, was_open = self.advance(mono_ns), self.is_open
        self._open_until = self._held_until = None
        return changes + self._change(was_open, mono_ns, Cause.COMMAND)

    def set_volume(self, mono_ns: int, volume: int) -> list[GateChange]:
        """Take another volume, 0-100; open or shut stays."""
        changes = self.advance(mono_ns)
        if volume == self.volume:
            return changes
        self.volume = volume
        now = GateChange(mono_ns=mono_ns, open=self.is_open, volume=volume, by=Cause.COMMAND)
        return [*changes, now]

    def carrier(self, mono_ns: int, *, present: bool) -> list[GateChange]:
        """Tell that a carrier is there or has gone; any carrier, also a stranger's."""
        changes, was_open = self.advance(mono_ns), self.is_open
        if present:
            self._squelch_at, self._squelched = None, False
        elif not self._squelched and self._squelch_at is None:
            self._squelch_at = mono_ns + SQUELCH_NS
        return changes + self._change(was_open, mono_ns, Cause.SQUELCH)
