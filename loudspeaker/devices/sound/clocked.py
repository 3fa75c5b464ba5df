"""Sound that goes nowhere, at the pace of our own clock.

For airings that reach only points which play by themselves: what is on air runs through the same
steps, with the same looks at every order, and no sound card has to work for it.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from loudspeaker.devices.sound.base import BYTES_PER_FRAME, RATE_HZ, Label, nap_s
from loudspeaker.model import TimeSource

_NS = 1_000_000_000


class ClockedSound:
    """Takes blocks in real time, or ``rate`` times faster in a simulation."""

    latency_frames = 0

    def __init__(
        self,
        clock: TimeSource,
        *,
        rate: float = 1.0,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._clock = clock
        self._frames_a_second = RATE_HZ * rate
        self._rate = rate
        self._sleep = sleep
        self._until_ns = 0

    def open(self) -> None:
        """Do nothing: there is no device."""

    def start(self) -> None:
        """Begin now."""
        self._until_ns = self._clock.mono_ns()

    def write(self, pcm: bytes, label: Label, *, ahead_frames: int) -> None:  # noqa: ARG002 - kept by the interface
        """Let a block's time pass when the fill allows it."""
        while (surplus := self.queued_frames() - ahead_frames) > 0:
            self._sleep(nap_s(surplus) / self._rate)
        begin_ns = max(self._until_ns, self._clock.mono_ns())
        self._until_ns = begin_ns + round(len(pcm) // BYTES_PER_FRAME * _NS / self._frames_a_second)

    def queued_frames(self) -> int:
        """Return how far we are ahead of the clock."""
        ahead_ns = self._until_ns - self._clock.mono_ns()
        return max(0, int(ahead_ns * self._frames_a_second) // _NS)

    def discard(self) -> None:
        """Count on from now."""
        self._until_ns = self._clock.mono_ns()

    def idle(self) -> None:
        """Nothing runs between writes."""

    def close(self) -> None:
        """Nothing is kept open."""
