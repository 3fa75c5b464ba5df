"""The composite signal as it comes in: any block, any numbers, cut into frames of 32 ms.

A frame is the step in which the receiver works: 38 bits of RDS, 608 cycles of the pilot and 1536
samples of sound at 48 kHz, so that tables fit without a remainder.  Because everything is done by
frames, results do not depend on how the signal was cut on its way here.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from loudspeaker.radio.kernels import Kernel, Matrix, Span

Composite = npt.NDArray[np.float32]

FRAME_MS = 32
LARGEST = 4.0  # 300 kHz of deviation: more is no frequency modulation of ours


def sane(samples: npt.ArrayLike) -> Composite:
    """Return float32 within ``LARGEST``; what is no number becomes 0.  ValueError if not a row."""
    with np.errstate(over="ignore", invalid="ignore"):
        row = np.asarray(samples, dtype=np.float32)
    if row.ndim != 1:
        raise ValueError(f"a composite signal of {row.ndim} dimensions")
    if not len(row) or (row.max() <= LARGEST and row.min() >= -LARGEST):
        return row
    held: Composite = np.nan_to_num(row.clip(-LARGEST, LARGEST), nan=0.0)
    return held


class Frames:
    """Cuts a stream into windows: a frame, ``before`` samples ahead of it and ``after`` behind.

    Before the first sample there is silence.
    """

    def __init__(self, rate_hz: int, *, before: int, after: int) -> None:
        self._step = rate_hz * FRAME_MS // 1000
        self._window = before + self._step + after
        self._kept = np.zeros(before, dtype=np.float32)

    def feed(self, samples: Composite) -> Iterator[Composite]:
        """Take ``sane`` samples and yield the windows now complete, not to be written to.

        All must be taken before more is fed.
        """
        held = np.concatenate([self._kept, samples])
        last = len(held) - self._window
        for start in range(0, last + 1, self._step):
            yield held[start : start + self._window]
        self._kept = held[max(last // self._step + 1, 0) * self._step :].copy()


class Bank:
    """A matrix of ``kernels.py`` over all stretches of a frame."""

    def __init__(self, kernel: Kernel, span: Span, matrix: Matrix) -> None:
        self.before, self.after = span.before(kernel), span.after(kernel)
        self._step_bytes = span.samples * matrix.itemsize
        self._matrix = np.ascontiguousarray(matrix)
        rows = FRAME_MS // span.milliseconds
        # kept: copying into the same place is what makes the product the same for any cutting
        self._rows = np.empty((rows, len(matrix)), dtype=np.float32)
        self.out = np.empty((rows, matrix.shape[1]), dtype=np.float32)

    def run(self, window: Composite, before: int) -> Matrix:
        """Return a row for each stretch; ``before`` is how early the window begins.

        The result is overwritten by the next.
        """
        assert window.dtype == np.float32
        stretches: Composite = np.ndarray(
            self._rows.shape,
            dtype=np.float32,
            buffer=window,
            offset=(before - self.before) * window.itemsize,
            strides=(self._step_bytes, window.itemsize),
        )
        np.copyto(self._rows, stretches)
        return np.dot(self._rows, self._matrix, out=self.out)
