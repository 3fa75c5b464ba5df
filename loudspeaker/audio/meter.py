"""How loud a short stretch of sound is, for people who watch what goes out.

Without numpy: the process that plays out is asked for it.
"""

from __future__ import annotations

from array import array
from math import sqrt
from operator import mul
from typing import Final

from loudspeaker.audio.voice_level import to_db

LOWEST_DB: Final = -60.0
"""What is quieter reads as this: below it nobody hears anything."""
_STEP: Final = 4
"""Every fourth sample has the same RMS, and whoever plays is not kept waiting for the others."""


def rms_db(pcm: bytes) -> float:
    """Return the RMS of 16-bit samples in dBFS, ``LOWEST_DB`` to 0; none at all are silence."""
    samples = array("h", pcm)[::_STEP]
    if not samples:
        return LOWEST_DB
    measured = to_db(sqrt(sum(map(mul, samples, samples)) / len(samples)))
    return round(min(0.0, max(LOWEST_DB, measured)), 1)
