"""From the composite signal to the bits of RDS (EN 50067, clause 1).

Mixed down, put through the matched filter and reduced to eight samples a bit in one product of
matrices; then carrier and bit clock are recovered from the signal, one frame of which is awaited
so that both are known around it and not only before it.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from loudspeaker.radio.composite import FRAME_MS, Bank, Composite
from loudspeaker.radio.kernels import Span, Times, matched_kernel, mixing_matrix
from loudspeaker.radio.rds import BIT_RATE_HZ
from loudspeaker.radio.rds_blocks import Words
from loudspeaker.radio.rds_carrier import Baseband, Carrier, CarrierRecovery
from loudspeaker.radio.rds_timing import BitTiming

SUBCARRIER_HZ = 57_000
_SAMPLES_PER_BIT = 8
_BASEBAND_HZ = _SAMPLES_PER_BIT * BIT_RATE_HZ
_FRAME = round(_BASEBAND_HZ * FRAME_MS / 1000)
_SPAN_MS = 2  # the shortest with whole cycles and a whole number of samples
_MIDDLE_TO_END_BITS = 0.75  # a bit begins with the first impulse, a quarter before the middle
_FADING = 0.25  # 6 dB a frame
FRAMES_AWAITED = 1


class RdsDemodulator:
    """Takes windows of the composite signal, in order; gives bits and the samples they end at."""

    def __init__(self, rate_hz: int) -> None:
        outputs = _FRAME * _SPAN_MS // FRAME_MS
        span = Span(rate_hz=rate_hz, milliseconds=_SPAN_MS, outputs=outputs)
        kernel = matched_kernel()
        self._bank = Bank(kernel, span, mixing_matrix(kernel, span, carrier_hz=SUBCARRIER_HZ))
        self.before, self.after = self._bank.before, self._bank.after
        self._carrier = CarrierRecovery(rate_hz=_BASEBAND_HZ, frame=_FRAME)
        self._timing = BitTiming(samples_per_bit=_SAMPLES_PER_BIT, frame=_FRAME)
        self._energy = 0.0
        self._held = np.zeros(3 * _FRAME, dtype=np.complex64)
        self._next = 0.0  # middle of the next bit, from the start of the frame in the middle
        self._last_sign = 0
        self._frame_start = -FRAMES_AWAITED * _FRAME
        self._scale = rate_hz / _BASEBAND_HZ

    def push(self, window: Composite, before: int) -> tuple[Words, Words]:
        """Take a window that begins ``before`` samples ahead of its frame."""
        baseband = self._bank.run(window, before).view(np.complex64).reshape(_FRAME)
        squares = np.square(baseband.view(np.float32))
        power = squares[::2] + squares[1::2]
        # every signal counts as much as any other, but not what rings on when one has ended
        self._energy = max(float(power.sum()), self._energy * _FADING)
        carrier = self._carrier.push(baseband, self._energy)
        middle = self._timing.push(power, self._energy, fast_by=carrier.offset_hz / SUBCARRIER_HZ)
        self._held[: 2 * _FRAME] = self._held[_FRAME:]
        self._held[2 * _FRAME :] = baseband
        return self._decide(carrier, middle)

    def _decide(self, carrier: Carrier, middle: float) -> tuple[Words, Words]:
        """Read the frame in the middle of the three that are held."""
        half = _SAMPLES_PER_BIT / 2
        self._next += (middle - self._next + half) % _SAMPLES_PER_BIT - half
        count = math.ceil((_FRAME - self._next) / _SAMPLES_PER_BIT)
        positions = self._next + _SAMPLES_PER_BIT * np.arange(count)
        turned = self._at(self._next, count) * _turn(carrier, positions)
        ends = self._frame_start + positions + _MIDDLE_TO_END_BITS * _SAMPLES_PER_BIT
        self._next += _SAMPLES_PER_BIT * count - _FRAME
        self._frame_start += _FRAME
        return self._differences(turned.real > 0), np.rint(ends * self._scale).astype(np.int64)

    def _at(self, first: float, count: int) -> Baseband:
        """Return the baseband at ``first`` and every bit from there, by a cubic through four."""
        start = math.floor(first)
        samples = _FRAME + start - 1 + _SAMPLES_PER_BIT * np.arange(count)[:, np.newaxis]
        between: Baseband = self._held[samples + np.arange(4)] @ _cubic(first - start)
        return between

    def _differences(self, signs: npt.NDArray[np.bool_]) -> Words:
        """Undo the differential coding, which makes the polarity of the whole not matter."""
        levels = signs.astype(np.int64)
        bits: Words = np.bitwise_xor(levels, np.concatenate([[self._last_sign], levels[:-1]]))
        self._last_sign = int(levels[-1])
        return bits


def _turn(carrier: Carrier, positions: Times) -> npt.NDArray[np.complex128]:
    """Return what turns the carrier's phase to zero at these positions of its frame."""
    away_s = (positions - (_FRAME - 1) / 2) / _BASEBAND_HZ
    phases = carrier.phase + 2 * math.pi * carrier.offset_hz * away_s
    turn: npt.NDArray[np.complex128] = np.exp(-1j * phases)
    return turn


def _cubic(part: float) -> npt.NDArray[np.float32]:
    """Return Lagrange's weights of the samples at -1, 0, 1 and 2 for a place between 0 and 1."""
    up, down, far = part + 1, part - 1, part - 2
    weights = (
        -part * down * far / 6,
        up * down * far / 2,
        -up * part * far / 2,
        up * part * down / 6,
    )
    return np.array(weights, dtype=np.float32)
