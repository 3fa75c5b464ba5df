"""Tones of known deviation, to set the level between sound card and exciter.

The deviation of a transmitter can be seen without a meter: while it is modulated by a tone whose
frequency is the deviation divided by a zero of the Bessel function J0, its carrier vanishes.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from loudspeaker.radio.multiplex_power import FULL_DEVIATION_KHZ
from loudspeaker.radio.multiplex_tables import Matrix

CARRIER_NULLS = (2.404_826, 5.520_078, 8.653_728)


def carrier_nulls_hz(deviation_khz: float) -> tuple[float, ...]:
    """Return the tones at which a carrier with that deviation vanishes, the highest first."""
    return tuple(deviation_khz * 1000 / zero for zero in CARRIER_NULLS)


def tone_blocks(
    *, hz: int, deviation_khz: float, rate_hz: int, samples: int, block: int
) -> Iterator[Matrix]:
    """Yield a sine of that deviation (full scale: 75 kHz), exact in phase however long."""
    level = deviation_khz / FULL_DEVIATION_KHZ
    for start in range(0, samples, block):
        numbers = np.arange(start, min(start + block, samples), dtype=np.int64)
        turns = numbers * hz % rate_hz
        yield (level * np.sin(turns * (2 * np.pi / rate_hz))).astype(np.float32)
