"""What carries a code to a tone receiver: silence around it, noise, another level."""

from __future__ import annotations

import numpy as np

from loudspeaker.radio.tones import Samples

RATE_HZ = 48_000


def around(sound: Samples, *, before_s: float = 0.2, after_s: float = 0.5) -> Samples:
    """Return the sound with silence before and after it."""
    before, after = (np.zeros(round(s * RATE_HZ), np.float32) for s in (before_s, after_s))
    return np.concatenate((before, sound, after))


def with_noise(sound: Samples, *, snr_db: float, tone_dbfs: float, seed: int = 1) -> Samples:
    """Add white noise so far below a tone with its peak at ``tone_dbfs``."""
    rms = 10 ** ((tone_dbfs - 3.01 - snr_db) / 20)
    return sound + np.random.default_rng(seed).normal(0, rms, len(sound)).astype(np.float32)
