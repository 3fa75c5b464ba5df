"""Frequency and phase of the suppressed 57 kHz carrier, from the data alone.

The square of the signal has a line at twice the carrier, whatever is sent, in phase with the pilot
or across it, and without a pilot too.  Its frequency is sought over half a second, its phase over
a sixth: nothing has to be locked, so nothing can stay out of lock after a gap or a jump.
"""

from __future__ import annotations

import cmath
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Baseband = npt.NDArray[np.complex64]

LARGEST_OFFSET_HZ = 22.0  # 6 Hz of the sender, 11.4 Hz for a sampling clock 200 ppm off, and more
_SLICES_PER_FRAME = 8
_FRAMES = 16
_PHASE_FRAMES = 5
_TRANSFORM = 256
_FLOOR = 1e-30


@dataclass(frozen=True, slots=True, kw_only=True)
class Carrier:
    """Offset from 57 kHz, and the phase (but for half a turn) in the middle of a frame."""

    offset_hz: float
    phase: float


class CarrierRecovery:
    """Takes frames of complex baseband; tells the carrier of the frame before the last."""

    def __init__(self, *, rate_hz: float, frame: int) -> None:
        self._slice_s = frame / _SLICES_PER_FRAME / rate_hz
        self._slices = np.zeros(_FRAMES * _SLICES_PER_FRAME, dtype=np.complex64)
        self._phase_times = _phase_times()
        self._phase = 0.0
        self._bin_hz = 1 / (_TRANSFORM * self._slice_s) / 2  # of the carrier, not of its square
        self._reach = math.ceil(LARGEST_OFFSET_HZ / self._bin_hz)

    def push(self, baseband: Baseband, energy: float) -> Carrier:
        """Take the newest frame and the energy of a frame that counts in full."""
        squared = (baseband * baseband).reshape(_SLICES_PER_FRAME, -1).sum(axis=1)
        self._slices[:-_SLICES_PER_FRAME] = self._slices[_SLICES_PER_FRAME:]
        self._slices[-_SLICES_PER_FRAME:] = squared / (energy + _FLOOR)
        offset_hz = self._frequency()
        return Carrier(offset_hz=offset_hz, phase=self._follow(offset_hz))

    def _frequency(self) -> float:
        """Return where the line is strongest, between the bins by a parabola."""
        spectrum = np.abs(np.fft.fft(self._slices, _TRANSFORM))
        near = np.concatenate([spectrum[-self._reach - 1 :], spectrum[: self._reach + 2]])
        best = int(near[1:-1].argmax()) + 1
        below, at, above = near[best - 1 : best + 2].tolist()
        curve = below - 2 * at + above
        part = 0.5 * (below - above) / curve if curve else 0.0
        return (best - self._reach - 1 + part) * self._bin_hz

    def _follow(self, offset_hz: float) -> float:
        """Return the phase nearest to the one before: data must not change sign in between."""
        turns = -2 * math.pi * 2 * offset_hz * self._slice_s
        line = np.dot(
            self._slices[-len(self._phase_times) :], np.exp(1j * turns * self._phase_times)
        )
        expected = self._phase + 2 * math.pi * offset_hz * self._slice_s * _SLICES_PER_FRAME
        phase = cmath.phase(complex(line)) / 2
        self._phase = phase + math.pi * round((expected - phase) / math.pi)
        self._phase = math.remainder(self._phase, 2 * math.pi)
        return self._phase


def _phase_times() -> npt.NDArray[np.floating[Any]]:
    """Return the middles of the newest slices, in slices from the middle of the frame before."""
    count = _PHASE_FRAMES * _SLICES_PER_FRAME
    return np.arange(count) - (count - 1.5 * _SLICES_PER_FRAME) + 0.5
