"""Any rate to any rate with soxr's HQ filter (images and aliases below −100 dB)."""

from __future__ import annotations

import numpy as np
import soxr

from loudspeaker.audio.pcm import PROGRAMME_RATE_HZ, Samples

_QUALITY = "HQ"


def resample(samples: Samples, *, from_hz: int, to_hz: int = PROGRAMME_RATE_HZ) -> Samples:
    """Return the samples at another rate, aligned: frame 0 stays frame 0."""
    if from_hz == to_hz or not len(samples):
        return samples
    converted: Samples = soxr.resample(samples, from_hz, to_hz, quality=_QUALITY)
    return converted


class Resampler:
    """``resample`` for sound that comes in chunks; the same samples for any chunking."""

    def __init__(self, *, from_hz: int, to_hz: int = PROGRAMME_RATE_HZ) -> None:
        self._stream = (
            None
            if from_hz == to_hz
            else soxr.ResampleStream(from_hz, to_hz, 1, dtype="float32", quality=_QUALITY)
        )

    def feed(self, samples: Samples) -> Samples:
        """Take a chunk and return what is ready, possibly nothing yet."""
        return self._convert(samples, last=False)

    def finish(self) -> Samples:
        """Return the rest; the resampler takes nothing afterwards."""
        return self._convert(np.zeros(0, dtype=np.float32), last=True)

    def _convert(self, samples: Samples, *, last: bool) -> Samples:
        if self._stream is None:
            return samples
        converted: Samples = self._stream.resample_chunk(samples, last=last)
        return converted
