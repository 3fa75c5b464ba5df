"""A sound output whose last moments can be measured by whoever asks.

The thread that plays keeps what it has written and when that leaves, and measures nothing: one
entry in a short queue for each block.  Who wants to know the level pays for it, elsewhere.
"""

from __future__ import annotations

from collections import deque
from typing import Final

from loudspeaker.audio.meter import rms_db
from loudspeaker.devices.sound.base import BYTES_PER_FRAME, RATE_HZ, Label, Sound
from loudspeaker.model import TimeSource

_NS: Final = 1_000_000_000
WINDOW_FRAMES: Final = RATE_HZ // 4
MOST_BLOCKS: Final = 64
"""More than the half second that is queued and the window behind it, in blocks of 20 ms."""


class Meter:
    """Keeps what was written lately; one thread notes, any other asks.

    ``rate`` is how much faster than real time a simulated output plays.
    """

    def __init__(self, time: TimeSource, *, rate: float = 1.0) -> None:
        self._time = time
        self._frames_a_second = RATE_HZ * rate
        self._blocks: deque[tuple[int, int, bytes]] = deque(maxlen=MOST_BLOCKS)
        self._free_ns = 0

    def note(self, pcm: bytes, *, ahead_frames: int, latency_frames: int = 0) -> None:
        """Note a block that was just queued: it leaves behind what is before it, or at once.

        ``latency_frames`` later it is out.
        """
        now_ns, length_ns = self._time.mono_ns(), self._length_ns(len(pcm) // BYTES_PER_FRAME)
        latest_ns = now_ns + self._length_ns(ahead_frames)
        begin_ns = min(max(self._free_ns, now_ns), latest_ns)
        self._free_ns = begin_ns + length_ns
        latency_ns = self._length_ns(latency_frames)
        self._blocks.append((begin_ns + latency_ns, self._free_ns + latency_ns, pcm))

    def forget(self) -> None:
        """Note that what is queued does not go out."""
        self._blocks.clear()
        self._free_ns = 0

    def level_db(self) -> float | None:
        """Return the RMS of what left within the last 250 ms, in dBFS; None if nothing did."""
        now_ns = self._time.mono_ns()
        since_ns = now_ns - self._length_ns(WINDOW_FRAMES)
        blocks = self._blocks.copy()
        heard = [pcm for begin, end, pcm in blocks if begin <= now_ns and end > since_ns]
        return rms_db(b"".join(heard)) if heard else None

    def _length_ns(self, frames: int) -> int:
        return round(frames * _NS / self._frames_a_second)


class Metered:
    """``Sound`` that tells a meter what it was given; otherwise the output that is inside."""

    def __init__(self, inner: Sound, meter: Meter) -> None:
        self._inner = inner
        self._meter = meter

    @property
    def inner(self) -> Sound:
        """Return the output inside."""
        return self._inner

    @property
    def latency_frames(self) -> int:
        """Return what the output inside holds back."""
        return self._inner.latency_frames

    def open(self) -> None:
        """Open the output inside."""
        self._inner.open()

    def start(self) -> None:
        """Start it."""
        self._meter.forget()
        self._inner.start()

    def write(self, pcm: bytes, label: Label, *, ahead_frames: int) -> None:
        """Queue one block, then note it: what the device refuses is not on the meter."""
        self._inner.write(pcm, label, ahead_frames=ahead_frames)
        self._meter.note(pcm, ahead_frames=ahead_frames, latency_frames=self._inner.latency_frames)

    def queued_frames(self) -> int:
        """Return how many frames are queued inside."""
        return self._inner.queued_frames()

    def discard(self) -> None:
        """Drop what is queued."""
        self._inner.discard()
        self._meter.forget()

    def idle(self) -> None:
        """Stop running."""
        self._inner.idle()
        self._meter.forget()

    def close(self) -> None:
        """Give the device back."""
        self._inner.close()
