"""Where the bits lie in the baseband signal, from its power alone.

At the middle of a bit the power is full; half a bit away it is full or nothing, as the data will
have it.  So the power has a line at the bit rate whose phase tells the middles.
"""

from __future__ import annotations

import cmath
import math

import numpy as np
import numpy.typing as npt

Power = npt.NDArray[np.float32]

_MEMORY = 0.8  # of a frame's share after each further frame: about a sixth of a second
_FLOOR = 1e-30


class BitTiming:
    """Takes frames of power; tells where the middle of a bit is in the frame before the last."""

    def __init__(self, *, samples_per_bit: int, frame: int) -> None:
        self._samples_per_bit = samples_per_bit
        turns = np.arange(frame) / samples_per_bit
        table = np.exp(-2j * np.pi * turns)
        self._table = np.stack([table.real, table.imag], axis=1).astype(np.float32)
        self._bits_per_frame = frame / samples_per_bit
        self._line = 0j

    def push(self, power: Power, energy: float, *, fast_by: float) -> float:
        """Take the newest frame; return a position modulo the samples of a bit.

        ``energy`` is that of a frame that counts in full.  ``fast_by`` is the relative error of
        the sender's clock, which the carrier shows: bit clock and carrier are one.
        """
        real, imaginary = np.dot(power, self._table).tolist()
        drift = cmath.exp(2j * math.pi * self._bits_per_frame * fast_by)
        self._line = self._line * _MEMORY * drift + complex(real, imaginary) / (energy + _FLOOR)
        turns = -cmath.phase(self._line / drift) / (2 * math.pi)
        return turns * self._samples_per_bit % self._samples_per_bit
