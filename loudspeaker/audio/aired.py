"""What our own station sent, and when its carrier was up, on the clock of the receiver's frames."""

from __future__ import annotations

import numpy as np

from loudspeaker.audio.band_levels import BANDS, FRAME_S, HUM, BandLevels, Levels
from loudspeaker.audio.likeness import frames_in
from loudspeaker.audio.pcm import PROGRAMME_RATE_HZ, Samples
from loudspeaker.audio.track import Track

_JOINT_S = 0.03
_SOUNDS_DB = -50.0
_CONTEXT_S = 1.0
_LONGEST_PAUSE_S = 1.5


class Aired:
    """Grows as sound goes out; places are numbers of frames of 20 ms."""

    def __init__(self) -> None:
        self._sound, self._carrier = Track(), Track()
        self._levels, self._next_s, self._at = BandLevels(), -1.0, 0
        self._known = 0

    def sent(self, start_s: float, samples: Samples) -> None:
        """Take sound at 48 kHz that began to go out at a time."""
        if abs(start_s - self._next_s) > _JOINT_S:
            self._levels, self._next_s, self._at = BandLevels(), start_s, round(start_s / FRAME_S)
        self._next_s += len(samples) / PROGRAMME_RATE_HZ
        levels = self._levels.feed(samples)
        self._sound.put(self._at, levels)
        self._at += len(levels)

    def carrier(self, start_s: float, stop_s: float) -> None:
        """Note that between two times our own carrier was up, or may have been."""
        first, last = round(start_s / FRAME_S), round(stop_s / FRAME_S)
        self._carrier.put(first, np.zeros((max(0, last - first), BANDS), dtype=np.float32))

    def known_until(self, time_s: float) -> None:
        """Note that all was told that was sent before a time."""
        self._known = max(self._known, round(time_s / FRAME_S))

    def forget_before(self, place: int) -> None:
        """Keep only what is needed from there on."""
        self._sound.forget_before(place)
        self._carrier.forget_before(place)

    # --- looking --------------------------------------------------------------------------------

    def is_known(self, place: int) -> bool:
        """Tell whether all is known that was sent before that place."""
        return place <= self._known

    def piece(self, start: int, stop: int) -> Levels:
        """Return what was sent there, silence where nothing was."""
        return self._sound.piece(start, stop)

    def share(self, start: int, stop: int) -> float:
        """Return how much of what was sent there was not silent."""
        return float(np.mean(_loudest(self.piece(start, stop)) > _SOUNDS_DB))

    def carries(self, start: int, stop: int) -> bool:
        """Tell whether our carrier may have been up there."""
        return bool(np.any(self._carrier.piece(start, stop)[:, HUM] == 0))

    def is_telling(self, start: int, stop: int) -> bool:
        """Tell whether what was sent there, a second more on both sides, has no long pause.

        A beginning or an end alone proves nothing: whatever begins then is much like it.
        """
        context = frames_in(_CONTEXT_S)
        pause = _longest_pause(self.piece(start - context, stop + context))
        return pause <= frames_in(_LONGEST_PAUSE_S)


def _longest_pause(levels: Levels) -> int:
    """Return how many frames in a row have no sound at the most."""
    sounding = np.flatnonzero(np.concatenate(([True], _loudest(levels) > _SOUNDS_DB, [True])))
    return int(np.diff(sounding).max()) - 1


def _loudest(levels: Levels) -> Levels:
    loudest: Levels = levels[:, HUM + 1 :].max(axis=1)
    return loudest
