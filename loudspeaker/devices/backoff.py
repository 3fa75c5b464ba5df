"""Trying again, ever more slowly, up to a limit."""

from __future__ import annotations

from loudspeaker.model import TimeSource

FIRST_NS = 250_000_000
LONGEST_NS = 3_000_000_000  # who asks every 4 s finds a port within 5 s of its return


class Backoff:
    """Tells when the next attempt is due; reconnection stays within 5 s."""

    def __init__(self, time: TimeSource) -> None:
        self._time = time
        self._step_ns = 0
        self._next_ns = 0

    @property
    def due(self) -> bool:
        """Tell whether an attempt may be made now."""
        return self._time.mono_ns() >= self._next_ns

    def failed(self) -> None:
        """Wait longer before the next attempt."""
        self._step_ns = min(max(FIRST_NS, 2 * self._step_ns), LONGEST_NS)
        self._next_ns = self._time.mono_ns() + self._step_ns

    def worked(self) -> None:
        """Try at once next time."""
        self._step_ns = self._next_ns = 0
