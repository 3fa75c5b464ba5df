"""What playout asks of the programme sound output."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

RATE_HZ = 48_000
BLOCK_FRAMES = 960
BYTES_PER_FRAME = 2
STALL_NS = 1_000_000_000
"""A device that takes nothing for so long has failed."""
_SHORTEST_NAP_S, _LONGEST_NAP_S = 0.002, BLOCK_FRAMES / RATE_HZ


def nap_s(surplus_frames: int, rate_hz: int = RATE_HZ) -> float:
    """Return how long to sleep while so much is to be played before the next look."""
    return min(max(surplus_frames / rate_hz, _SHORTEST_NAP_S), _LONGEST_NAP_S)


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What a block is part of: for the sidecar index only, never sent with the sound."""

    occurrence: str | None
    position_frames: int = 0


SILENT = Label(occurrence=None)


class Sound(Protocol):
    """48 kHz (or the rate the driver was made with) mono, signed 16-bit little-endian, blocking.

    The *fill* is controlled, not the size of any buffer: ``write`` waits until no more than
    ``ahead_frames`` are queued, then queues its block.  Used by one thread.  Calls raise
    DeviceFailure and find their way back by themselves when the device returns.
    """

    @property
    def latency_frames(self) -> int:
        """Return the frames that the device holds back beyond what ``queued_frames`` can see."""
        ...

    def open(self) -> None:
        """Get the device ready without running, so that a missing one is known early."""
        ...

    def start(self) -> None:
        """Begin to run, from idle; nothing is queued."""
        ...

    def write(self, pcm: bytes, label: Label, *, ahead_frames: int) -> None:
        """Queue one block when the fill allows it."""
        ...

    def queued_frames(self) -> int:
        """Return how many frames are queued and not yet out."""
        ...

    def discard(self) -> None:
        """Drop what is queued; the output stays ready."""
        ...

    def idle(self) -> None:
        """Stop running without closing; what is queued is dropped."""
        ...

    def close(self) -> None:
        """Give the device back."""
        ...
