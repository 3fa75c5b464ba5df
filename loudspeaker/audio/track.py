"""Levels of sound on a common clock: pieces put in anywhere, silence where there are none."""

from __future__ import annotations

import numpy as np

from loudspeaker.audio.band_levels import BANDS, SILENCE_DB, Levels


class Track:
    """Frames of band levels by their number on the clock."""

    def __init__(self) -> None:
        self._first = 0
        self._rows = _silence(0)

    @property
    def end(self) -> int:
        """The number behind the last frame that was put in."""
        return self._first + len(self._rows)

    def put(self, at: int, levels: Levels) -> None:
        """Put frames in from number ``at`` on; what was there before is replaced."""
        if not len(levels):
            return
        if not len(self._rows):
            self._first = at
        at, levels = max(at, self._first), levels[max(0, self._first - at) :]
        missing = at + len(levels) - self.end
        if missing > 0:
            self._rows = np.concatenate((self._rows, _silence(missing)))
        start = at - self._first
        self._rows[start : start + len(levels)] = levels

    def piece(self, start: int, stop: int) -> Levels:
        """Return the frames from ``start`` to ``stop``."""
        found = _silence(stop - start)
        from_, to = max(start, self._first), min(stop, self.end)
        if from_ < to:
            rows = self._rows[from_ - self._first : to - self._first]
            found[from_ - start : to - start] = rows
        return found

    def forget_before(self, at: int) -> None:
        """Keep only what is needed from number ``at`` on."""
        gone = min(max(0, at - self._first), len(self._rows))
        self._rows, self._first = self._rows[gone:].copy(), self._first + gone


def _silence(count: int) -> Levels:
    return np.full((max(0, count), BANDS), SILENCE_DB, dtype=np.float32)
