"""Which clips the bridge may serve: those that were named in an order not long ago."""

from __future__ import annotations

import threading
from collections.abc import Iterable

from loudspeaker.model import TimeSource
from loudspeaker.radio.play_orders import ClipPlace

SERVED_NS = 1200 * 1_000_000_000  # an item may wait ten minutes for its turn


class Served:
    """Remembers hashes for twenty minutes from their last mention; safe from any thread."""

    def __init__(self, time: TimeSource) -> None:
        self._time = time
        self._lock = threading.Lock()
        self._until_ns: dict[str, int] = {}
        self._told: frozenset[str] | None = None

    def add(self, clips: Iterable[ClipPlace]) -> None:
        """Note clips that points will fetch."""
        until_ns = self._time.mono_ns() + SERVED_NS
        with self._lock:
            self._until_ns |= {clip.sha256.hex(): until_ns for clip in clips}

    def forget_told(self) -> None:
        """Note that another bridge is to be told from the beginning."""
        with self._lock:
            self._told = None

    def news(self) -> list[str] | None:
        """Return all hashes if they are others than those told last, else None."""
        now_ns = self._time.mono_ns()
        with self._lock:
            self._until_ns = {s: until for s, until in self._until_ns.items() if until > now_ns}
            current = frozenset(self._until_ns)
            if current == self._told:
                return None
            self._told = current
        return sorted(current)
