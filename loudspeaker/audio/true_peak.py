"""True peak by ITU-R BS.1770-5, Annex 2: what a converter makes of the samples between them."""

from __future__ import annotations

import math

import numpy as np

from loudspeaker.audio.pcm import Clip, largest, to_db
from loudspeaker.audio.resample import Resampler

EDGE_FRAMES = 128  # the interpolator rings no longer before the first and after the last frame

_TRUE_PEAK_RATE_HZ = 192_000


def true_peak_dbtp(clip: Clip) -> float:
    """Return the largest value of the clip interpolated to 192 kHz or more.

    Silence is taken to lie before and after the clip; the sample peak is a lower bound.
    """
    interpolator = Resampler(from_hz=clip.rate_hz, to_hz=clip.rate_hz * oversampling(clip.rate_hz))
    edge = np.zeros(EDGE_FRAMES, dtype=np.float32)
    seconds = range(0, clip.frames, clip.rate_hz)  # piecewise: a long clip needs no long buffer
    highest = largest(clip.samples)
    for piece in (edge, *(clip.samples[at : at + clip.rate_hz] for at in seconds), edge):
        highest = max(highest, largest(interpolator.feed(piece)))
    return to_db(max(highest, largest(interpolator.finish())))


def oversampling(rate_hz: int) -> int:
    """Return how many times a rate is interpolated to see its true peaks."""
    return math.ceil(_TRUE_PEAK_RATE_HZ / rate_hz)
