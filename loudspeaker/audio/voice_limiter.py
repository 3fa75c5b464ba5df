"""A limiter for live speech: 5 ms of look-ahead, no sample above −1 dBFS, in plain Python.

``audio.limiter`` is better and holds back 100 ms: too long for live speech.  Here the gain is a
straight line within each cell of 5 ms; it comes down over the cell *before* the loud one, and goes
up slowly.
"""

from __future__ import annotations

from array import array
from typing import Final

CELL_FRAMES: Final = 240
CEILING: Final = 29_204  # −1 dBFS
_RISE_PER_CELL: Final = 1.02
_BYTES_PER_FRAME: Final = 2


class VoiceLimiter:
    """Takes blocks of whole cells, gives as many frames, one cell later."""

    def __init__(self, gain_db: float = 0.0) -> None:
        self._wanted: float = 10.0 ** (gain_db / 20)
        self._gain = self._wanted
        self._waiting = array("h", bytes(CELL_FRAMES * _BYTES_PER_FRAME))
        self._waiting_may = self._wanted

    def feed(self, pcm: bytes) -> bytes:
        """Take 16-bit samples and return those that are ready."""
        samples = array("h", pcm)
        if len(samples) % CELL_FRAMES:
            raise ValueError(f"{len(samples)} frames are no whole cells")
        cells = (samples[at : at + CELL_FRAMES] for at in range(0, len(samples), CELL_FRAMES))
        return b"".join(self._pass(cell).tobytes() for cell in cells)

    def want(self, gain_db: float) -> None:
        """Take another gain from the next block on; the caller goes in small steps."""
        self._wanted = 10.0 ** (gain_db / 20)

    def fade_out(self) -> None:
        """Let what still waits here fall to nothing: no more comes for now."""
        waiting = self._waiting
        for at, each in enumerate(waiting):
            waiting[at] = int(each * (CELL_FRAMES - at) / CELL_FRAMES)

    def _pass(self, coming: array[int]) -> array[int]:
        """Return the cell that waits, with the gain on its way to what the next one bears."""
        may = self._bears(coming)
        begin = min(self._gain, self._waiting_may)
        end = min(self._waiting_may, may, begin * _RISE_PER_CELL)
        step, waiting = (end - begin) / CELL_FRAMES, self._waiting
        if begin == end == 1.0 or not any(waiting):
            given = waiting
        elif step:
            given = array("h", [int(v * (begin + step * at)) for at, v in enumerate(waiting)])
        else:
            given = array("h", [int(each * begin) for each in waiting])
        self._gain, self._waiting, self._waiting_may = end, coming, may
        return given

    def _bears(self, cell: array[int]) -> float:
        peak = max(*cell, -min(cell))
        return min(self._wanted, CEILING / peak) if peak else self._wanted
