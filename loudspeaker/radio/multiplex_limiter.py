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

_STEP_FACTORS: Final = {171_000: (3, 3), 192_000: (2, 2, 3), 228_000: (2, 2, 3)}
STEP_SAMPLES: Final = {rate: math.prod(factors) for rate, factors in _STEP_FACTORS.items()}
_SMOOTHER_STEPS = 32
_REACH_STEPS = _SMOOTHER_STEPS + 2  # so that both ends of a line have seen the step's peak
_DOUBLINGS = 5
_LEAST = np.float32(1e-30)
_RELEASE_NEPERS_PER_S = 7.0  # 60 dB a second
_ROUNDING = 3e-6  # what single precision may take away from a gain's logarithm


def delay_samples(rate_hz: int) -> int:
    """Return by how much the output is behind the input."""
    return _REACH_STEPS * STEP_SAMPLES[rate_hz]


class DeviationLimiter:
    """Takes blocks of whole steps and returns as many new samples, ``delay_samples`` behind."""

    def __init__(self, *, rate_hz: int, ceiling: float) -> None:
        self._factors = _STEP_FACTORS[rate_hz]
        self._step = STEP_SAMPLES[rate_hz]
        self._ceiling = ceiling
        self._slope = _RELEASE_NEPERS_PER_S * self._step / rate_hz
        window = np.hanning(_SMOOTHER_STEPS + 2)[1:-1]
        self._smoother: Samples = (window / window.sum()).astype(np.float32)
        self._delay = delay_samples(rate_hz)
        self._row = np.zeros(self._delay, dtype=np.float32)  # what waits, then the block
        self._magnitudes = self._others = np.zeros(0, dtype=np.float32)
        # Gains are logarithms, 0 or below: what is needed, and what is held of it.
        self._needed = np.zeros(_REACH_STEPS - 1, dtype=np.float32)
        self._held = np.zeros(_SMOOTHER_STEPS - 1, dtype=np.float32)
        self._released = 0.0
        share = (np.arange(self._step, dtype=np.float32) + 1) / self._step
        self._line: Samples = np.stack([1 - share, share]).astype(np.float32)
        self.gain = 1.0

    def feed(self, audio: Samples, *between: Samples) -> Samples:
        """Limit a block, given also what the signal is at instants between its samples."""
        delayed = self._delayed(audio)
        peaks = _peaks(self._highest(audio, between), self._factors)
        if self._is_settled and peaks.max(initial=0.0) <= self._ceiling:
            return delayed.copy()
        limited = self._lines(self._curve(peaks))
        limited *= delayed
        return limited

    def _delayed(self, audio: Samples) -> Samples:
        """Return what was to wait and now comes out, good until the next block."""
        waiting = self._row[-self._delay :].copy()
        if len(self._row) != self._delay + len(audio):
            self._row = np.empty(self._delay + len(audio), dtype=np.float32)
        self._row[: self._delay] = waiting
        self._row[self._delay :] = audio
        return self._row[: len(audio)]

    def _highest(self, audio: Samples, between: tuple[Samples, ...]) -> Samples:
        """Return the magnitude at each sample, or next to it."""
        if len(self._magnitudes) != len(audio):
            self._magnitudes, self._others = np.empty_like(audio), np.empty_like(audio)
        np.abs(audio, out=self._magnitudes)
        for other in between:
            np.abs(other, out=self._others)
            np.maximum(self._magnitudes, self._others, out=self._magnitudes)
        return self._magnitudes

    @property
    def _is_settled(self) -> bool:
        return self.gain == 1.0 and not self._held.any() and not self._needed.any()

    def _curve(self, peaks: Samples) -> Samples:
        """Return the gain at the end of each step."""
        share = np.float32(self._ceiling * (1 - _ROUNDING)) / np.maximum(peaks, _LEAST)
        needed = np.concatenate([self._needed, np.log(np.minimum(share, np.float32(1)))])
        self._needed = needed[len(peaks) :]
        held = np.concatenate([self._held, self._release(_lowest_ahead(needed))])
        self._held = held[len(peaks) :]
        curve: Samples = np.exp(np.convolve(held, self._smoother, mode="valid"))
        return curve

    def _release(self, lowest: Samples) -> Samples:
        """Follow down at once and up by the slope: a running minimum of sloped values.

        In double precision: the slope adds up over the block.
        """
        rise = self._slope * np.arange(1, len(lowest) + 1)
        sloped = lowest - rise
        sloped[0] = min(sloped[0], self._released)
        released = np.minimum.accumulate(sloped)
        released += rise
        np.minimum(released, 0.0, out=released)
        self._released = float(released[-1])
        return released.astype(np.float32)

    def _lines(self, ends: Samples) -> Samples:
        """Return the gain of each sample: a line from step to step."""
        corners = np.concatenate([np.array([self.gain], dtype=np.float32), ends])
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


def _lowest_ahead(values: Samples) -> Samples:
    """Return for each value the minimum over it and the ``_REACH_STEPS - 1`` after it."""
    lowest = values
    for doubling in range(_DOUBLINGS):
        lowest = np.minimum(lowest[: -(1 << doubling)], lowest[1 << doubling :])
    rest = _REACH_STEPS - _SMOOTHER_STEPS
    return np.minimum(lowest[:-rest], lowest[rest:])
