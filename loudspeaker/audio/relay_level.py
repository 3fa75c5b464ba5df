"""How loud the sound of another station is, and what brings it to the level of our voices.

Without numpy: the process that plays out listens with it.  What is measured is a block of 20 ms.
"""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from math import sqrt
from operator import mul
from typing import Final

from loudspeaker.audio.voice_level import FULL_SCALE, to_db

QUIETEST: Final = FULL_SCALE * 10 ** (-50 / 20)
"""Half the way from the highest to the lowest sample: below it nobody hears anything."""
CLIPPED_SHARE: Final = 0.05
"""A sine at full scale, which is whole, has 4 % of its samples up there."""
TARGET_RMS_DB: Final = -20.0
LEAST_GAIN_DB, MOST_GAIN_DB = -15.0, 12.0
_CLIPPED: Final = 32_700
_GATE: Final = 0.01
_FOLLOWS: Final = 1 / 500
_STEP_DB: Final = 0.02
_LEFT_ALONE_DB: Final = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockLevel:
    """One block: half its span, its mean square without offset, samples at full scale."""

    peak: float
    energy: float
    clipped: int

    @property
    def sounds(self) -> bool:
        """Tell whether anything is to be heard."""
        return self.peak >= QUIETEST


def measure_block(pcm: bytes) -> BlockLevel:
    """Measure 16-bit samples, at least one."""
    samples = array("h", pcm)
    highest, lowest, count = max(samples), min(samples), len(samples)
    clipped = 0
    if highest >= _CLIPPED or lowest <= -_CLIPPED:
        clipped = sum(1 for each in samples if abs(each) >= _CLIPPED)
    mean = sum(samples) / count
    energy = max(0.0, sum(map(mul, samples, samples)) / count - mean * mean)
    return BlockLevel(peak=(highest - lowest) / 2, energy=energy, clipped=clipped)


class LevelRider:
    """Follows the loudness over some ten seconds; its gain goes a decibel a second.

    Pauses do not count, nor what lies 20 dB below the rest.  Less than a decibel is left alone.
    """

    def __init__(self) -> None:
        self._energy = 0.0
        self._blocks = 0
        self.gain_db = 0.0

    @property
    def level_db(self) -> float:
        """The level as it is now."""
        return to_db(sqrt(self._energy))

    def hear(self, level: BlockLevel) -> None:
        """Take a block into account."""
        if not level.sounds or level.energy < self._energy * _GATE:
            return
        self._blocks += 1
        self._energy += (level.energy - self._energy) * max(_FOLLOWS, 1 / self._blocks)

    def settle(self) -> None:
        """Take the gain that is wanted at once: nothing has been heard yet."""
        self.gain_db = float(round(self._wanted_db))

    def step(self) -> float:
        """Return the gain for the next block."""
        away_db = self._wanted_db - self.gain_db
        if abs(away_db) < _LEFT_ALONE_DB:
            return self.gain_db
        self.gain_db += min(_STEP_DB, max(-_STEP_DB, away_db))
        return self.gain_db

    @property
    def _wanted_db(self) -> float:
        if not self._blocks:
            return 0.0
        return min(MOST_GAIN_DB, max(LEAST_GAIN_DB, TARGET_RMS_DB - self.level_db))


def ramped(pcm: bytes, begin: float, end: float) -> bytes:
    """Return samples with a gain that goes in a straight line from one factor to another."""
    samples = array("h", pcm)
    step = (end - begin) / max(1, len(samples))
    return array("h", [int(v * (begin + step * at)) for at, v in enumerate(samples)]).tobytes()
