"""How far speech stands above the noise of the room it was recorded in."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from loudspeaker.audio.pcm import Samples, frames_in

WINDOW_MS = 50.0
_FLOOR_DB = -100.0  # nobody's room is quieter; digital silence reads as this
_QUIET, _LOUD = 5.0, 90.0  # percentiles: pauses, and syllables


@dataclass(frozen=True, slots=True, kw_only=True)
class Noise:
    """The level in the pauses, and by how much the syllables, and the loudest, are louder."""

    floor_dbfs: float
    above_db: float
    peak_above_db: float


def measure_noise(samples: Samples, rate_hz: int) -> Noise:
    """Return what windows of 50 ms tell; speech without any pause reads as noisy as it is."""
    window = frames_in(WINDOW_MS, rate_hz)
    count = len(samples) // window
    if not count:
        return Noise(floor_dbfs=_FLOOR_DB, above_db=0.0, peak_above_db=0.0)
    rows = samples[: count * window].reshape(count, window)
    powers = np.einsum("ij,ij->i", rows, rows).astype(np.float64) / window
    levels = 10.0 * np.log10(np.maximum(powers, 10.0 ** (_FLOOR_DB / 10.0)))
    quiet, loud = np.percentile(levels, [_QUIET, _LOUD])
    return Noise(
        floor_dbfs=float(quiet),
        above_db=float(loud - quiet),
        peak_above_db=float(levels.max() - quiet),
    )
