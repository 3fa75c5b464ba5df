"""Whether what comes from another station is fit to be relayed, measured on some seconds of it."""

from __future__ import annotations

from array import array
from enum import StrEnum
from typing import Any, Final

from loudspeaker.audio.relay_level import (
    CLIPPED_SHARE,
    MOST_GAIN_DB,
    TARGET_RMS_DB,
    LevelRider,
    measure_block,
)
from loudspeaker.audio.voice_level import to_db

RATE_HZ: Final = 48_000
_BLOCK_BYTES: Final = RATE_HZ // 50 * 2
_QUIET_DB: Final = 6.0
"""So far below our voices, when all is done, people would complain."""


class Verdict(StrEnum):
    """What is to be said of a source."""

    GOOD = "good"
    SILENT = "silent"
    QUIET = "quiet"
    CLIPPED = "clipped"


class SourceCheck:
    """Takes sound however it is cut."""

    def __init__(self) -> None:
        self._rest = b""
        self._rider = LevelRider()
        self._blocks = 0
        self._sounding = 0
        self._clipped = 0
        self._peak = 0

    def add(self, pcm: bytes) -> None:
        """Take some sound."""
        data = self._rest + pcm
        whole = len(data) - len(data) % _BLOCK_BYTES
        for at in range(0, whole, _BLOCK_BYTES):
            self._measure(data[at : at + _BLOCK_BYTES])
        self._rest = data[whole:]

    def _measure(self, block: bytes) -> None:
        level = measure_block(block)
        self._rider.hear(level)
        self._blocks += 1
        self._sounding += level.sounds
        self._clipped += level.clipped
        samples = array("h", block)
        self._peak = max(self._peak, *samples, -min(samples))

    @property
    def seconds(self) -> float:
        """How long what was measured is."""
        return self._blocks * _BLOCK_BYTES / 2 / RATE_HZ

    @property
    def verdict(self) -> Verdict:
        """What is to be said of it."""
        if not self._sounding:
            return Verdict.SILENT
        if self._clipped > CLIPPED_SHARE * self._blocks * _BLOCK_BYTES / 2:
            return Verdict.CLIPPED
        reached_db = self._rider.level_db + MOST_GAIN_DB
        return Verdict.QUIET if reached_db < TARGET_RMS_DB - _QUIET_DB else Verdict.GOOD

    def to_values(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {
            "verdict": self.verdict.value,
            "heard_s": round(self.seconds, 1),
            "level_dbfs": round(self._rider.level_db, 1),
            "peak_dbfs": round(to_db(self._peak), 1),
        }
