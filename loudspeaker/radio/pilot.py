"""The 19 kHz pilot: whether there is one, and its phase, from which 38 kHz is made."""

from __future__ import annotations

import cmath
import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from loudspeaker.radio.composite import FRAME_MS, Bank, Composite
from loudspeaker.radio.kernels import Span, mixing_matrix, pilot_kernel

PILOT_HZ = 19_000
APPEARS, VANISHES = 0.035, 0.025  # usual: 0.08 to 0.10 of full deviation
_SPAN_MS = 4
_SPANS = FRAME_MS // _SPAN_MS
_TURN_MEMORY = 0.9  # the frequency is averaged over about 0.3 s,
_LINE_MEMORY = 0.7  # phase and level over 0.1 s


@dataclass(frozen=True, slots=True, kw_only=True)
class Pilot:
    """The pilot in one frame: level sin(2 pi 19000 t + phase), t counted from the first sample.

    The phase goes evenly from ``phase`` at the start of the frame by ``turn`` to its end, without a
    jump between frames.
    """

    present: bool
    level: float
    phase: float
    turn: float

    @property
    def off_hz(self) -> float:
        """How far from 19 kHz it is, by our sampling clock."""
        return self.turn / (2 * math.pi) / (FRAME_MS / 1000)


class PilotRecovery:
    """Takes windows of the composite signal, in order."""

    def __init__(self, rate_hz: int) -> None:
        kernel = pilot_kernel()
        span = Span(rate_hz=rate_hz, milliseconds=_SPAN_MS, outputs=1)
        self._bank = Bank(kernel, span, mixing_matrix(kernel, span, carrier_hz=PILOT_HZ))
        self.before, self.after = self._bank.before, self._bank.after
        self._turning = self._line = self._newest = 0j
        self._phase = 0.0
        self._present = False
        self._spans_left = np.arange(_SPANS, 0, -1)

    def push(self, window: Composite, before: int) -> Pilot:
        """Take a window that begins ``before`` samples ahead of its frame."""
        samples = 1j * self._bank.run(window, before).view(np.complex64).reshape(_SPANS)
        turn = self._turn(samples)
        to_end = np.exp(1j * turn * self._spans_left)
        aged = self._line * _LINE_MEMORY * cmath.exp(1j * turn * _SPANS)
        self._line = aged + complex(np.dot(samples, to_end))
        level = abs(self._line) * (1 - _LINE_MEMORY) / _SPANS
        started = self._phase if self._present else cmath.phase(self._line) - turn * _SPANS
        self._present = level >= (VANISHES if self._present else APPEARS)
        self._phase = cmath.phase(self._line)
        moved = self._phase - started
        moved += 2 * math.pi * round((turn * _SPANS - moved) / (2 * math.pi))
        return Pilot(present=self._present, level=level, phase=started, turn=moved)

    def _turn(self, samples: npt.NDArray[np.complexfloating[Any, Any]]) -> float:
        """Return by how much the phase moves in a span, averaged."""
        following = np.vdot(samples[:-1], samples[1:]) + self._newest.conjugate() * samples[0]
        self._turning = self._turning * _TURN_MEMORY + complex(following)
        self._newest = complex(samples[-1])
        return cmath.phase(self._turning)
