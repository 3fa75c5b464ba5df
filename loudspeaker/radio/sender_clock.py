"""The station's clock as a point knows it: by what messages say of when they were sent.

A point needs no clock of its own and no time server, and the station's clock may be wrong: what
counts is that FM and IP points are heard together.
"""

from __future__ import annotations

from collections import deque

_MS_NS = 1_000_000
KEPT = 64
KEPT_NS = 600_000_000_000  # a crystal wrong by 50 ppm is 30 ms off by then
STEP_NS = 3_000_000_000


class SenderClock:
    """Keeps the message that was under way shortest; it tells best what time it is there."""

    def __init__(self) -> None:
        self._differences: deque[tuple[int, int]] = deque(maxlen=KEPT)

    def hear(self, sent_ms: int, mono_ns: int) -> None:
        """Take a message's sending time (UTC, ms since 1970) and its arrival.

        One that seems under way for 3 s longer than others tells that the clock was set back.
        """
        difference_ns = mono_ns - sent_ms * _MS_NS
        if self._differences and difference_ns - self._best_ns > STEP_NS:
            self._differences.clear()
        while self._differences and mono_ns - self._differences[0][0] > KEPT_NS:
            self._differences.popleft()
        self._differences.append((mono_ns, difference_ns))

    @property
    def _best_ns(self) -> int:
        return min(difference_ns for _, difference_ns in self._differences)

    def mono_of(self, at_ms: int) -> int:
        """Return when it is that time at the sender; after at least one ``hear``."""
        return at_ms * _MS_NS + self._best_ns
