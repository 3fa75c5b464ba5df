"""Whether a microphone is fit to go on air, measured on a few seconds of speech.

Without numpy: the process that plays out listens with it.
"""

from __future__ import annotations

import math
from array import array
from dataclasses import dataclass
from enum import StrEnum
from operator import mul
from typing import Final

FULL_SCALE: Final = 32_768
CHECK_BLOCKS: Final = 100
"""Blocks of 20 ms that are measured at a time."""
QUIETEST_PEAK_DB: Final = -40.0
MOST_CLIPPED: Final = 3
_CLIPPED: Final = 32_700
_SPOKEN_SHARE = 0.5
TARGET_RMS_DB: Final = -19.0
"""Speech at −16 LUFS, as the voices are, measures about this where somebody speaks."""
LEAST_GAIN_DB, MOST_GAIN_DB = -12.0, 18.0


class Fitness(StrEnum):
    """What is to be said of a microphone."""

    GOOD = "good"
    SILENT = "silent"
    CLIPPED = "clipped"


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceLevel:
    """What was measured: ``speech_db`` is the RMS of the louder half."""

    peak_db: float
    speech_db: float
    clipped: int

    @property
    def fitness(self) -> Fitness:
        """Return whether it may go on air."""
        if self.clipped > MOST_CLIPPED:
            return Fitness.CLIPPED
        return Fitness.SILENT if self.peak_db < QUIETEST_PEAK_DB else Fitness.GOOD

    @property
    def gain_db(self) -> float:
        """Return what brings it to the level of the station's voices, within bounds."""
        return min(MOST_GAIN_DB, max(LEAST_GAIN_DB, TARGET_RMS_DB - self.speech_db))

    @property
    def measured(self) -> str:
        """Return the figure that a refusal names."""
        if self.fitness is Fitness.CLIPPED:
            return f"{self.clipped} samples at full scale"
        return f"peak {self.peak_db:.1f} dBFS"


class LevelCheck:
    """Takes blocks until it can tell."""

    def __init__(self) -> None:
        self._peak = 0
        self._clipped = 0
        self._energies: list[float] = []

    def add(self, pcm: bytes) -> VoiceLevel | None:
        """Take a block of 16-bit samples; return what was measured, once there is enough."""
        samples = array("h", pcm)
        highest, lowest = max(samples), min(samples)
        self._peak = max(self._peak, highest, -lowest)
        if highest >= _CLIPPED or lowest <= -_CLIPPED:
            self._clipped += sum(1 for each in samples if abs(each) >= _CLIPPED)
        self._energies.append(sum(map(mul, samples, samples)) / len(samples))
        return self._level() if len(self._energies) >= CHECK_BLOCKS else None

    def _level(self) -> VoiceLevel:
        loudest = sorted(self._energies, reverse=True)
        spoken = loudest[: max(1, int(len(loudest) * _SPOKEN_SHARE))]
        return VoiceLevel(
            peak_db=to_db(self._peak),
            speech_db=to_db(math.sqrt(sum(spoken) / len(spoken))),
            clipped=self._clipped,
        )


def to_db(amplitude: float) -> float:
    """Return an amplitude of 16-bit samples in dBFS, at least −96."""
    return max(-96.0, 20 * math.log10(max(amplitude, 1e-9) / FULL_SCALE))
