"""One channel of two: what a loudspeaker on a pole is given of a stereo recording."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from loudspeaker.audio.pcm import Samples, largest, rms_dbfs

DEAD_DB = 20.0
"""So far below the other a channel is a microphone that was not plugged in."""
CANCELLED_DB = 6.0
"""What the sum may lose against the louder channel: more, and the two are of opposite phase."""
FULL_SCALE = 0.99995  # the largest 16-bit values of either sign, nothing below
STUCK_FRAMES = 3


class Channels(StrEnum):
    """What became of the channels."""

    MONO = "mono"
    MIXED = "mixed"
    LOUDER = "louder"
    """The other one was dead."""
    OPPOSED = "opposed"
    """The two would have cancelled each other: one was taken."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OneChannel:
    """The samples, how they came about, and the most clipped share of a channel that is in them."""

    samples: Samples
    channels: Channels
    clipped_share: float


def one_channel(frames: Samples) -> OneChannel:
    """Return one channel of frames with a column for each channel."""
    if frames.shape[1] == 1:
        return _only(frames[:, 0], Channels.MONO)
    left, right = frames[:, 0], frames[:, 1]
    levels = rms_dbfs(left), rms_dbfs(right)
    louder = left if levels[0] >= levels[1] else right
    if abs(levels[0] - levels[1]) > DEAD_DB:
        return _only(louder, Channels.LOUDER)
    mixed: Samples = frames.mean(axis=1, dtype=np.float32)
    if rms_dbfs(mixed) < max(levels) - CANCELLED_DB:
        return _only(louder, Channels.OPPOSED)
    share = max(clipped_share(left), clipped_share(right))
    return OneChannel(samples=mixed, channels=Channels.MIXED, clipped_share=share)


def _only(samples: Samples, channels: Channels) -> OneChannel:
    whole = np.ascontiguousarray(samples)
    return OneChannel(samples=whole, channels=channels, clipped_share=clipped_share(whole))


def clipped_share(samples: Samples, *, full_scale: float = FULL_SCALE) -> float:
    """Return the share of samples that are stuck at full scale, three or more in a row."""
    edges = np.diff((np.abs(samples) >= full_scale).astype(np.int8), prepend=0, append=0)
    lengths = np.flatnonzero(edges == -1) - np.flatnonzero(edges == 1)
    return float(lengths[lengths >= STUCK_FRAMES].sum()) / max(len(samples), 1)


def flat_share(samples: Samples) -> float:
    """Return the share of samples stuck at the recording's own peak, wherever that is.

    What was overdriven before it was turned down has flat tops too.
    """
    peak = largest(samples)
    return clipped_share(samples, full_scale=peak * FULL_SCALE) if peak > 0.0 else 0.0
