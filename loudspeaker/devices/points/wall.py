"""The wall clock: when an encoder is to be told it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from loudspeaker.model import TimeSource

STEP_NS = 500_000_000


class TrustedWall:
    """Reads the wall clock; ``era`` rises whenever an encoder's clock is to be set anew.

    That is when the clock becomes trusted, and when it has moved by more than half a second
    against the monotonic one.
    """

    def __init__(self, time: TimeSource, trusted: Callable[[], datetime | None]) -> None:
        self._time = time
        self._trusted = trusted
        self._offset_ns: int | None = None
        self.era = 0

    def now(self) -> datetime | None:
        """Return the wall clock, None while nobody knows whether it is right."""
        now = self._trusted()
        if now is None:
            self._offset_ns = None
            return None
        offset_ns = round(now.timestamp() * 1e9) - self._time.mono_ns()
        if self._offset_ns is None or abs(offset_ns - self._offset_ns) > STEP_NS:
            self.era += 1
            self._offset_ns = offset_ns
        return now
