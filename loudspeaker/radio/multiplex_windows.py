"""Block filters as one matrix product: every output period sees its inputs and their neighbours."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from loudspeaker.radio.multiplex_tables import (
    INTERPOLATION_HALF_FRAMES,
    PERIOD_FRAMES,
    Matrix,
    band_matrix,
    emphasis_taps,
    interpolation_matrix,
    period_frames,
    stereo_matrix,
)

Samples = npt.NDArray[np.float32]


class PeriodicFilter:
    """Linear maps applied to each period of a stream, with what they need of the period before.

    A matrix maps ``channels`` windows, one behind the other, each of ``period`` inputs and the
    ``overlap`` before them, to the outputs of one period.
    """

    def __init__(self, *matrices: Matrix, period: int, overlap: int, channels: int = 1) -> None:
        if any(matrix.shape[0] != channels * (period + overlap) for matrix in matrices):
            raise ValueError(f"matrices must have {channels * (period + overlap)} rows")
        self._matrices = matrices
        self._period, self._overlap, self._channels = period, overlap, channels
        self._past = np.zeros((channels, overlap), dtype=np.float32)
        self._prepare(0)

    def _prepare(self, frames: int) -> None:
        """Make room for blocks of that length, and the view through which they are cut."""
        self._input = np.zeros((self._channels, self._overlap + frames), dtype=np.float32)
        periods, window = frames // self._period, self._period + self._overlap
        row, item = self._input.strides
        self._view = np.lib.stride_tricks.as_strided(
            self._input,
            shape=(periods, self._channels, window),
            strides=(self._period * item, row, item),
            writeable=False,
        )
        self._windows = np.empty((periods, self._channels * window), dtype=np.float32)
        self._outputs = [np.empty((periods, m.shape[1]), dtype=np.float32) for m in self._matrices]
        self._frames = frames

    def feed(self, block: Samples) -> list[Samples]:
        """Take ``(channels, n)`` frames, n whole periods; return the outputs of each matrix.

        They are good until the next block: new memory costs as much as the product.
        """
        frames = block.shape[1]
        if frames != self._frames:
            self._prepare(frames)
        self._input[:, : self._overlap] = self._past
        self._input[:, self._overlap :] = block
        self._past[...] = self._input[:, frames:]
        np.copyto(self._windows.reshape(self._view.shape), self._view)
        for matrix, output in zip(self._matrices, self._outputs, strict=True):
            np.matmul(self._windows, matrix, out=output)
        return [output.reshape(-1) for output in self._outputs]


def emphasis_filter(pre_emphasis_us: float, gain: float) -> PeriodicFilter:
    """Return the filter of one channel at 48 kHz, with a gain at low frequencies."""
    taps = emphasis_taps(pre_emphasis_us) * gain
    matrix = band_matrix(taps, PERIOD_FRAMES)
    return PeriodicFilter(matrix, period=PERIOD_FRAMES, overlap=len(taps) - 1)


def modulation_filter(rate_hz: int, *, stereo: bool) -> PeriodicFilter:
    """Return the maps from one or two channels at 48 kHz to the audio part of the composite.

    The first gives the samples.  In stereo, whose difference is modulated up to 53 kHz, a second
    gives what the signal is half-way to the next sample: there it can be much higher.
    """
    maps = (
        [stereo_matrix(rate_hz), stereo_matrix(rate_hz, later=0.5)]
        if stereo
        else [interpolation_matrix(rate_hz)]
    )
    return PeriodicFilter(
        *maps,
        period=period_frames(rate_hz),
        overlap=2 * INTERPOLATION_HALF_FRAMES,
        channels=2 if stereo else 1,
    )
