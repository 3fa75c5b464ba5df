"""Take the silence off both ends of speech, and the constant offset out of it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from loudspeaker.audio.pcm import Samples, frames_in, from_db, with_fades

THRESHOLD_DB = -45.0  # below the loudest window: weak final consonants stay, room noise goes
SILENT_DBFS = -80.0
KEEP_MS = 30.0
FADE_MS = 8.0

_WINDOW_MS = 10.0


def trim(samples: Samples, rate_hz: int, *, threshold_db: float = THRESHOLD_DB) -> Samples:
    """Return the sounding part with 30 ms around it, starting and ending at exactly zero.

    Windows of 10 ms count as sounding when their RMS is within ``threshold_db`` of the loudest
    one.  Nothing sounding (the loudest window is below −80 dBFS) returns no samples.
    """
    if not len(samples):
        return samples
    centred = samples - np.float32(samples.mean(dtype=np.float64))
    window = max(1, frames_in(_WINDOW_MS, rate_hz))
    levels = _window_rms(centred, window)
    loudest = float(levels.max())
    if loudest < from_db(SILENT_DBFS):
        return samples[:0]
    sounding = np.flatnonzero(levels >= loudest * from_db(threshold_db))
    keep = frames_in(KEEP_MS, rate_hz)
    start = max(0, int(sounding[0]) * window - keep)
    end = min(len(samples), (int(sounding[-1]) + 1) * window + keep)
    fade = frames_in(FADE_MS, rate_hz)
    return with_fades(centred[start:end], in_frames=fade, out_frames=fade)


def _window_rms(samples: Samples, window: int) -> npt.NDArray[np.float64]:
    """Return the RMS of consecutive windows; a partial last one counts its own frames only."""
    whole = len(samples) // window
    rows = samples[: whole * window].reshape(whole, window)
    powers = np.einsum("ij,ij->i", rows, rows).astype(np.float64) / window
    rest = samples[whole * window :]
    if len(rest):
        powers = np.append(powers, float(rest @ rest) / len(rest))
    rms: npt.NDArray[np.float64] = np.sqrt(powers)
    return rms
