"""The fixed linear maps of the multiplex: low-pass with pre-emphasis, interpolation with stereo.

All filters are samples of one continuous kernel, a sinc under a Kaiser window, so that they can be
taken at the instants of any output rate.  Times are in frames of 48 kHz.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

FRAME_RATE_HZ = 48_000
PILOT_HZ, SUBCARRIER_HZ = 19_000, 38_000
PERIOD_FRAMES = 48
"""A millisecond: whole samples, and whole periods of pilot and subcarriers, at every rate."""

LOW_PASS_HALF_FRAMES = 112
_PASS_HZ, _STOP_HZ = 15_000, 16_600  # so that L-R ends where RDS begins: 38 + 16.6 = 54.6 kHz
_LOW_PASS_BETA = 11.5  # images and leakage below -110 dB before the pre-emphasis raises them
INTERPOLATION_HALF_FRAMES = 10
_INTERPOLATION_BETA = 9.0
_DERIVATIVE_STEP = 1e-4

Matrix = npt.NDArray[np.float32]
_Times = npt.NDArray[np.floating]


def period_frames(rate_hz: int) -> int:
    """Return the shortest period, in frames, after which 38 kHz and the samples repeat."""
    half = PERIOD_FRAMES // 2
    return PERIOD_FRAMES if rate_hz * half % FRAME_RATE_HZ else half


def _kernel(times: _Times, *, cutoff_hz: float, half_frames: int, beta: float) -> _Times:
    """Return a low-pass kernel of gain 1 at these times; zero beyond ``half_frames``."""
    share = 2.0 * cutoff_hz / FRAME_RATE_HZ
    inside = np.clip(1.0 - (times / half_frames) ** 2, 0.0, None)
    window = np.i0(beta * np.sqrt(inside)) / np.i0(beta)
    kernel: _Times = share * np.sinc(share * times) * window * (np.abs(times) < half_frames)
    return kernel


def _low_pass(times: _Times) -> _Times:
    return _kernel(
        times,
        cutoff_hz=(_PASS_HZ + _STOP_HZ) / 2,
        half_frames=LOW_PASS_HALF_FRAMES,
        beta=_LOW_PASS_BETA,
    )


def emphasis_taps(pre_emphasis_us: float) -> _Times:
    """Return the 15 kHz low-pass with first-order pre-emphasis, 1 + j 2 pi f T (ITU-R BS.450-4).

    The derivative is that of the continuous kernel, so the response is exact up to 15 kHz.
    """
    times = np.arange(1 - LOW_PASS_HALF_FRAMES, LOW_PASS_HALF_FRAMES, dtype=np.float64)
    ahead, behind = _low_pass(times + _DERIVATIVE_STEP), _low_pass(times - _DERIVATIVE_STEP)
    slope = (ahead - behind) / (2 * _DERIVATIVE_STEP)
    return _low_pass(times) + pre_emphasis_us * 1e-6 * FRAME_RATE_HZ * slope


def band_matrix(taps: _Times, outputs: int) -> Matrix:
    """Return the map from ``outputs + len(taps) - 1`` inputs to ``outputs`` filtered ones."""
    matrix = np.zeros((outputs + len(taps) - 1, outputs), dtype=np.float32)
    for column in range(outputs):
        matrix[column : column + len(taps), column] = taps[::-1]
    return matrix


def interpolation_matrix(rate_hz: int, *, later: float = 0.0) -> Matrix:
    """Return the map from one period of 48 kHz and its neighbours to the samples of that period.

    Rows are the period's frames with ``INTERPOLATION_HALF_FRAMES`` on either side.  ``later``
    samples are between those that are sent, by that share.
    """
    frames = period_frames(rate_hz)
    samples = np.arange(rate_hz * frames // FRAME_RATE_HZ, dtype=np.float64) + later
    at = samples * (FRAME_RATE_HZ / rate_hz) + INTERPOLATION_HALF_FRAMES
    rows = np.arange(frames + 2 * INTERPOLATION_HALF_FRAMES)
    return _kernel(
        at[np.newaxis, :] - rows[:, np.newaxis],
        cutoff_hz=FRAME_RATE_HZ / 2,
        half_frames=INTERPOLATION_HALF_FRAMES,
        beta=_INTERPOLATION_BETA,
    ).astype(np.float32)


def stereo_matrix(rate_hz: int, *, later: float = 0.0) -> Matrix:
    """Return the map from a period of left, then right, to sum plus modulated difference.

    ``(L+R)/2 + (L-R)/2 sin(2 pi 38 kHz t)``: interpolation, matrix and modulation are one map
    because 38 kHz repeats with the period.
    """
    mono = interpolation_matrix(rate_hz, later=later)
    subcarrier = sine(SUBCARRIER_HZ, rate_hz, mono.shape[1], later=later)
    left, right = mono * (1 + subcarrier) / 2, mono * (1 - subcarrier) / 2
    return np.concatenate([left, right]).astype(np.float32)


def sine(frequency_hz: int, rate_hz: int, samples: int, *, later: float = 0.0) -> Matrix:
    """Return ``sin(2 pi f t)`` from t = 0, or ``later`` samples; exact in phase however long."""
    turns = (np.arange(samples, dtype=np.int64) * frequency_hz) % rate_hz
    wave: Matrix = np.sin((turns + later * frequency_hz) * (2 * np.pi / rate_hz)).astype(np.float32)
    return wave
