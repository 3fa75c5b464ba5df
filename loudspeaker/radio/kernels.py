"""Filters of the receiver as functions of time, and as matrices that do three things at once.

A matrix takes a window of the composite signal to the filtered, mixed-down samples of the stretch
in its middle.  Because the filter is known at any time and not only on a grid, the rates before and
after need no common measure.  All are made once and shared by the receivers: nobody writes to them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt

from loudspeaker.radio.rds import BIT_RATE_HZ

Times = npt.NDArray[np.floating[Any]]
Matrix = npt.NDArray[np.float32]

DE_EMPHASIS_S = 50e-6
PASS_HZ = 15_000.0
MONO_STOP_HZ = 18_500.0  # the pilot is next
STEREO_STOP_HZ = 17_000.0  # RDS begins 16.6 kHz from 38 kHz
_STOP_DB = 75.0
_TABLE_STEP_S = 5e-8  # read by straight lines between: an error below -100 dB
_DE_EMPHASIS_TAIL_S = 10 * DE_EMPHASIS_S  # to -87 dB
_BIT_S = 1 / BIT_RATE_HZ
_PILOT_HALF_S, _PILOT_BETA = 1.5e-3, 8.0
_MATCHED_HALF_S, _MATCHED_BETA = 1.5 * _BIT_S, 4.5  # 0.01 dB from the ideal


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Kernel:
    """An impulse response, in 1/s, on evenly spaced times; zero outside of them."""

    times_s: Times
    values: Times

    @property
    def before_s(self) -> float:
        """How long before an instant the samples still count for it."""
        return float(self.times_s[-1])

    @property
    def after_s(self) -> float:
        """How long after an instant the samples still count for it."""
        return -float(self.times_s[0])

    def at(self, times_s: Times) -> Times:
        """Return its values at any times."""
        return np.interp(times_s, self.times_s, self.values, left=0.0, right=0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Stretches of the composite signal and how many samples each gives.

    All stretches begin at a whole number of cycles of whatever is mixed down.
    """

    rate_hz: int
    milliseconds: int
    outputs: int

    @property
    def samples(self) -> int:
        """How many composite samples one stretch has."""
        return self.rate_hz * self.milliseconds // 1000

    def before(self, kernel: Kernel) -> int:
        """How many samples of the past a window needs."""
        return math.ceil(kernel.before_s * self.rate_hz)

    def after(self, kernel: Kernel) -> int:
        """How many samples of the future a window needs."""
        return math.ceil(kernel.after_s * self.rate_hz)


@cache
def audio_kernel(stop_hz: float) -> Kernel:
    """Return the low-pass for audio with the de-emphasis of 50 us.

    Flat to 15 kHz but for the de-emphasis, 75 dB down from ``stop_hz`` on, no delay.
    """
    low_pass = _low_pass(stop_hz)
    step = _TABLE_STEP_S
    count = len(low_pass.times_s) + round(_DE_EMPHASIS_TAIL_S / step)
    size = 1 << count.bit_length()
    hz = np.fft.rfftfreq(size, step)
    spectrum = np.fft.rfft(low_pass.values, size) / (1 + 2j * np.pi * hz * DE_EMPHASIS_S)
    values = np.fft.irfft(spectrum, size)[:count]
    return Kernel(times_s=low_pass.times_s[0] + step * np.arange(count), values=values)


@cache
def pilot_kernel() -> Kernel:
    """Return a narrow low-pass: 75 dB down 4 kHz away, where sound begins; gain 1, no delay."""
    steps = math.ceil(_PILOT_HALF_S / _TABLE_STEP_S)
    window = np.kaiser(2 * steps + 1, _PILOT_BETA)
    times = _TABLE_STEP_S * np.arange(-steps, steps + 1)
    return Kernel(times_s=times, values=window / (window.sum() * _TABLE_STEP_S))


def _low_pass(stop_hz: float) -> Kernel:
    """Return a sinc in a Kaiser window."""
    width = 2 * math.pi * (stop_hz - PASS_HZ)
    half_s = (_STOP_DB - 8.0) / (2.285 * width) / 2  # Kaiser's own estimate of the length
    beta = 0.1102 * (_STOP_DB - 8.7)
    steps = math.ceil(half_s / _TABLE_STEP_S)
    times = _TABLE_STEP_S * np.arange(-steps, steps + 1)
    cut_hz = (PASS_HZ + stop_hz) / 2
    return Kernel(
        times_s=times,
        values=2 * cut_hz * np.sinc(2 * cut_hz * times) * np.kaiser(len(times), beta),
    )


@cache
def matched_kernel() -> Kernel:
    """Return the filter matched to a shaped pair of impulses (EN 50067, 1.6), no delay.

    Shaping with cos(pi f td / 4) up to 2 / td turns an impulse into two sincs td / 4 apart, so that
    a pair becomes four.  Its gain for a carrier of constant size is left as it comes.
    """
    steps = math.ceil(_MATCHED_HALF_S / _TABLE_STEP_S)
    times = _TABLE_STEP_S * np.arange(-steps, steps + 1)
    edges = 2 * 2 * BIT_RATE_HZ
    pair = sum(
        np.sinc(edges * (times - away)) - np.sinc(edges * (times + away))
        for away in (_BIT_S / 8, 3 * _BIT_S / 8)
    )
    taper = np.kaiser(len(times), _MATCHED_BETA)
    return Kernel(times_s=times, values=BIT_RATE_HZ * np.asarray(pair) * taper)


@cache
def filter_matrix(kernel: Kernel, span: Span) -> Matrix:
    """Return what takes a window to ``span.outputs`` samples; the first lies at its start."""
    return (_gains(kernel, span)).astype(np.float32)


@cache
def mixing_matrix(kernel: Kernel, span: Span, *, carrier_hz: float) -> Matrix:
    """Return what takes a window to complex samples around a carrier, as pairs of columns.

    A carrier a cos(2 pi f t + p) becomes a exp(jp) times the gain of the kernel at 0 Hz.
    """
    turns = carrier_hz * _inputs(kernel, span) / span.rate_hz
    mixed = 2 * _gains(kernel, span) * np.exp(-2j * np.pi * turns)[:, np.newaxis]
    pairs = np.stack([mixed.real, mixed.imag], axis=-1)
    return pairs.reshape(len(mixed), 2 * span.outputs).astype(np.float32)


def _inputs(kernel: Kernel, span: Span) -> Times:
    """Return the positions of a window's samples, 0 at the start of its stretch."""
    return np.arange(-span.before(kernel), span.samples + span.after(kernel), dtype=np.float64)


def _gains(kernel: Kernel, span: Span) -> Times:
    outputs_s = np.arange(span.outputs) * (span.milliseconds / 1000 / span.outputs)
    inputs_s = _inputs(kernel, span) / span.rate_hz
    return kernel.at(outputs_s - inputs_s[:, np.newaxis]) / span.rate_hz
