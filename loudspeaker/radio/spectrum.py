"""The spectrum of a composite signal: mean and peak hold, and what should not be in it.

Levels are in dB relative to a sine of ±75 kHz deviation, so that a line (pilot, tone) reads its
deviation; noise reads its power in the bandwidth ``bandwidth_hz``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float32]
Curve = npt.NDArray[np.float64]

BIN_HZ = 25
"""Pilot and subcarriers lie on a bin, so that their level is read in full."""

_BETA = 14.0  # leakage below -100 dB, so that what is seen in the gaps is there
_FLOOR = 1e-18

REGIONS_HZ: Final = {"mono": (0, 15_000), "pilot": (18_800, 19_200), "stereo": (23_000, 53_000),
                     "rds": (54_600, 59_400)}  # fmt: skip

# Corners of the guide line, Hz and dB.  Programme up to full deviation (ITU-R BS.450-4); pilot
# 10 %; RDS 7.5 kHz (EN 50067, 1.3); in the gaps and above, 60 dB below: our own rule.
_GUIDE: Final = (
    (0, 0), (15_000, 0), (18_500, -60), (18_800, -60), (18_801, -20), (19_199, -20), (19_200, -60),
    (19_500, -60), (23_000, 0), (53_000, 0), (54_600, -20), (59_400, -20), (60_000, -60),
    (200_000, -60),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Spectrum:
    """Levels at frequencies from 0 to half the rate, in dB."""

    frequencies_hz: Curve
    mean_db: Curve
    peak_db: Curve
    bandwidth_hz: float

    def highest_db(self, low_hz: float, high_hz: float) -> float:
        """Return the highest mean level between two frequencies."""
        inside = (self.frequencies_hz >= low_hz) & (self.frequencies_hz <= high_hz)
        return float(self.mean_db[inside].max())

    def above_guide(self) -> tuple[float, float]:
        """Return where the mean is highest above the guide line, in Hz, and by how many dB."""
        over = self.mean_db - guide_db(self.frequencies_hz)
        worst = int(np.argmax(over))
        return float(self.frequencies_hz[worst]), float(over[worst])


def guide_db(frequencies_hz: Curve) -> Curve:
    """Return what the level should not pass: what is allowed, and silence in between."""
    corners = np.array(_GUIDE, dtype=np.float64)
    guide: Curve = np.interp(frequencies_hz, corners[:, 0], corners[:, 1])
    return guide


class SpectrumMeter:
    """Takes a signal of ±1 = ±75 kHz in any blocks (Welch's method, segments that overlap half)."""

    def __init__(self, rate_hz: int) -> None:
        self._rate_hz = rate_hz
        self._segment = rate_hz // (2 * BIN_HZ) * 2
        self._window = np.kaiser(self._segment, _BETA)
        self._rest: Samples = np.zeros(0, dtype=np.float32)
        bins = self._segment // 2 + 1
        self._sum, self._highest, self._segments = np.zeros(bins), np.zeros(bins), 0

    def feed(self, block: Samples) -> None:
        """Take the next samples."""
        held = np.concatenate([self._rest, block])
        at = 0
        while at + self._segment <= len(held):
            self._add(held[at : at + self._segment])
            at += self._segment // 2
        self._rest = held[at:]

    def spectrum(self) -> Spectrum:
        """Return what was measured; of less than a segment, as if silence followed."""
        if not self._segments:
            self._add(np.pad(self._rest, (0, self._segment - len(self._rest))))
        window, rate_hz = self._window, self._rate_hz
        return Spectrum(
            frequencies_hz=np.arange(len(self._sum), dtype=np.float64) * (rate_hz / self._segment),
            mean_db=self._db(self._sum / self._segments),
            peak_db=self._db(self._highest),
            bandwidth_hz=float(rate_hz * (window @ window) / window.sum() ** 2),
        )

    def _add(self, segment: Samples) -> None:
        power = np.square(np.abs(np.fft.rfft(segment * self._window)))
        self._sum += power
        np.maximum(self._highest, power, out=self._highest)
        self._segments += 1

    def _db(self, power: Curve) -> Curve:
        full = (self._window.sum() / 2) ** 2
        level: Curve = 10 * np.log10(power / full + _FLOOR)
        return level
