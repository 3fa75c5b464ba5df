"""How fast sound is passed on: as it is heard, and some seconds ahead of that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

RATE_HZ: Final = 48_000
AHEAD_S: Final = 8.0
"""What a server gives at once when it is asked; who takes it keeps no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Counted from the first sound; ``rate`` is how many times faster than life all goes."""

    begin_s: float
    rate: float = 1.0

    def wait_s(self, frames: int, now_s: float) -> float:
        """Return how long to wait after so many frames were passed on, before the next."""
        ahead_s = frames / RATE_HZ - (now_s - self.begin_s) * self.rate - AHEAD_S
        return max(0.0, ahead_s / self.rate)
