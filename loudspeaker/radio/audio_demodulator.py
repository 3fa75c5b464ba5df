"""Sound out of the composite signal: 48 kHz, 15 kHz wide, de-emphasised by 50 us.

Scale: a composite programme of 0.9 (67.5 kHz of deviation), left and right alike, is 1.0.
Delay: none.  Frame ``n`` belongs to composite sample ``n * rate / 48000``; the low-pass looks as
far ahead as behind, and only the de-emphasis has the phase that it undoes.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from loudspeaker.radio.composite import FRAME_MS, Bank, Composite
from loudspeaker.radio.kernels import (
    MONO_STOP_HZ,
    STEREO_STOP_HZ,
    Kernel,
    Matrix,
    Span,
    audio_kernel,
    filter_matrix,
    mixing_matrix,
)
from loudspeaker.radio.pilot import PILOT_HZ, Pilot, PilotRecovery

AUDIO_RATE_HZ = 48_000
FULL_PROGRAMME = 0.9
AUDIO_FRAME = AUDIO_RATE_HZ * FRAME_MS // 1000
_SPAN_MS = 1
_OUTPUTS = AUDIO_RATE_HZ * _SPAN_MS // 1000

Audio = npt.NDArray[np.float32]


class MonoDemodulator:
    """Left and right together, whatever the pilot says; gives rows of 1536 samples."""

    shape: tuple[int, ...] = ()

    def __init__(self, rate_hz: int) -> None:
        kernel, span = audio_kernel(MONO_STOP_HZ), _span(rate_hz)
        self._bank = Bank(kernel, span, _mono_matrix(kernel, span))
        self.before, self.after = self._bank.before, self._bank.after

    def push(self, window: Composite, before: int) -> Audio:
        """Take a window that begins ``before`` samples ahead of its frame."""
        return self._bank.run(window, before).reshape(AUDIO_FRAME).copy()


class StereoDemodulator:
    """Left and right, equal while there is no pilot; gives 1536 rows of two."""

    shape: tuple[int, ...] = (2,)

    def __init__(self, rate_hz: int) -> None:
        kernel, span = audio_kernel(STEREO_STOP_HZ), _span(rate_hz)
        difference = mixing_matrix(kernel, span, carrier_hz=2 * PILOT_HZ) / FULL_PROGRAMME
        matrix = np.concatenate([_mono_matrix(kernel, span), difference], axis=1)
        self._bank = Bank(kernel, span, matrix)
        self._pilot = PilotRecovery(rate_hz)
        self.before = max(self._bank.before, self._pilot.before)
        self.after = max(self._bank.after, self._pilot.after)
        steps = np.arange(1, AUDIO_FRAME + 1) / AUDIO_FRAME
        self._steps: Audio = steps.astype(np.float32)
        self._width = np.float32(0)

    def push(self, window: Composite, before: int) -> Audio:
        """Take a window that begins ``before`` samples ahead of its frame."""
        pilot = self._pilot.push(window, before)
        out = self._bank.run(window, before)
        middle = out[:, :_OUTPUTS].reshape(AUDIO_FRAME)
        side = self._side(out[:, _OUTPUTS:].reshape(AUDIO_FRAME, 2), pilot)
        return np.stack([middle + side, middle - side], axis=1)

    def _side(self, around_38_khz: Audio, pilot: Pilot) -> Audio:
        """Return (L - R) / 2, faded in and out within a frame when the pilot comes and goes."""
        was, self._width = self._width, np.float32(pilot.present)
        if not was and not self._width:
            return np.zeros(AUDIO_FRAME, dtype=np.float32)
        phase = np.float32(2 * pilot.phase) + np.float32(2 * pilot.turn) * self._steps
        side = around_38_khz[:, 0] * np.sin(phase) - around_38_khz[:, 1] * np.cos(phase)
        faded: Audio = side * (was + (self._width - was) * self._steps)
        return faded


def _span(rate_hz: int) -> Span:
    return Span(rate_hz=rate_hz, milliseconds=_SPAN_MS, outputs=_OUTPUTS)


def _mono_matrix(kernel: Kernel, span: Span) -> Matrix:
    return filter_matrix(kernel, span) / np.float32(FULL_PROGRAMME)
