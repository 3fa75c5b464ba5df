"""Look-ahead limiter of the deviation: no sample of the modulating signal passes its ceiling.

It works on the audio part of the composite itself, sum and modulated difference together, before
pilot and RDS are added: what it guards is the deviation, and one gain for both keeps the stereo
picture.  The gain is a curve over steps of about 50 us: what the peaks of the next 2 ms need, held,
released by a constant slope and smoothed, with straight lines between.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float32]
_Curve = npt.NDArray[np.float64]

_STEP_FACTORS: Final = {171_000: (3, 3), 192_000: (2, 2, 3), 228_000: (2, 2, 3)}
STEP_SAMPLES: Final = {rate: math.prod(factors) for rate, factors in _STEP_FACTORS.items()}
_SMOOTHER_STEPS = 32
_REACH_STEPS = _SMOOTHER_STEPS + 2  # so that both ends of a line have seen the step's peak
_DOUBLINGS = 5
_RELEASE_NEPERS_PER_S = 7.0  # 60 dB a second


def delay_samples(rate_hz: int) -> int:
    """Return by how much the output is behind the input."""
    return _REACH_STEPS * STEP_SAMPLES[rate_hz]


class DeviationLimiter:
    """Takes blocks of whole steps and returns as many samples, ``delay_samples`` behind."""

    def __init__(self, *, rate_hz: int, ceiling: float) -> None:
        self._factors = _STEP_FACTORS[rate_hz]
        self._step = STEP_SAMPLES[rate_hz]
        self._ceiling = ceiling
        self._slope = _RELEASE_NEPERS_PER_S * self._step / rate_hz
        window = np.hanning(_SMOOTHER_STEPS + 2)[1:-1]
        self._smoother = window / window.sum()
        self._waiting = np.zeros(delay_samples(rate_hz), dtype=np.float32)
        # Gains are logarithms, 0 or below: what is needed, and what is held of it.
        self._needed = np.zeros(_REACH_STEPS - 1)
        self._held = np.zeros(_SMOOTHER_STEPS - 1)
        self._released = 0.0
        share = (np.arange(self._step, dtype=np.float32) + 1) / self._step
        self._line: Samples = np.stack([1 - share, share]).astype(np.float32)
        self.gain = 1.0

    def feed(self, audio: Samples, *between: Samples) -> Samples:
        """Limit a block, given also what the signal is at instants between its samples."""
        row = np.concatenate([self._waiting, audio])
        self._waiting, delayed = row[len(audio) :], row[: len(audio)]
        magnitudes = np.abs(audio)
        for other in between:
            magnitudes = np.maximum(magnitudes, np.abs(other))
        peaks = _peaks(magnitudes, self._factors)
        if self._is_settled and peaks.max(initial=0.0) <= self._ceiling:
            return delayed
        return delayed * self._lines(self._curve(peaks))

    @property
    def _is_settled(self) -> bool:
        return self.gain == 1.0 and not self._held.any() and not self._needed.any()

    def _curve(self, peaks: Samples) -> _Curve:
        """Return the gain at the end of each step."""
        over = np.maximum(peaks.astype(np.float64) / self._ceiling, 1.0)
        needed = np.concatenate([self._needed, -np.log(over)])
        self._needed = needed[len(peaks) :]
        held = np.concatenate([self._held, self._release(_lowest_ahead(needed))])
        self._held = held[len(peaks) :]
        curve: _Curve = np.exp(np.convolve(held, self._smoother, mode="valid"))
        return curve

    def _release(self, lowest: _Curve) -> _Curve:
        """Follow down at once and up by the slope: a running minimum of sloped values."""
        rise = self._slope * np.arange(1, len(lowest) + 1)
        sloped = np.concatenate([[self._released], lowest - rise])
        lowest_so_far = np.minimum.accumulate(sloped)[1:]
        released: _Curve = np.minimum(lowest_so_far + rise, 0.0)
        self._released = float(released[-1])
        return released

    def _lines(self, ends: _Curve) -> Samples:
        """Return the gain of each sample: a line from step to step."""
        corners = np.concatenate([[self.gain], ends]).astype(np.float32)
        self.gain = float(corners[-1])
        pairs: Samples = np.stack([corners[:-1], corners[1:]], axis=1)
        lines: Samples = pairs @ self._line
        return lines.reshape(-1)


def _peaks(magnitudes: Samples, factors: tuple[int, ...]) -> Samples:
    """Return the largest of each step, by halves and thirds: far faster than by rows."""
    peaks = magnitudes
    for factor in factors:
        parts = [peaks[part::factor] for part in range(factor)]
        peaks = parts[0]
        for part in parts[1:]:
            peaks = np.maximum(peaks, part)
    return peaks


def _lowest_ahead(values: _Curve) -> _Curve:
    """Return for each value the minimum over it and the ``_REACH_STEPS - 1`` after it."""
    lowest = values
    for doubling in range(_DOUBLINGS):
        lowest = np.minimum(lowest[: -(1 << doubling)], lowest[1 << doubling :])
    rest = _REACH_STEPS - _SMOOTHER_STEPS
    return np.minimum(lowest[:-rest], lowest[rest:])
