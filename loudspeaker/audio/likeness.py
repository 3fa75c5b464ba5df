"""Whether what was heard is what was sent: a receiver's sound against the programme.

Both become levels in bands, and what is compared is how these rise and fall.  That does not depend
on the receiver's volume, its de-emphasis, a narrow loudspeaker or a clock that is a little off.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from loudspeaker.audio.band_levels import FRAME_S, HUM, SILENCE_DB, Levels

RANGE_DB = 25.0
"""What lies further below the loudest counts as pause: noise hides it anyway."""
_SMOOTH = 5
_SAME_PLACE_S = 0.3
_Wave = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """How much alike two pieces are at best: 1 the same, 0 nothing in common; and by which shift.

    ``lag`` is in frames, positive when what was heard comes after what was sent.  ``rival`` is how
    much alike they are at best with another shift: what repeats itself fits in many places.
    """

    likeness: float
    lag: int
    rival: float = 0.0


NO_MATCH = Match(likeness=0.0, lag=0)


def best_match(heard: Levels, sent: Levels, *, first_lag: int) -> Match:
    """Look for ``heard`` everywhere in ``sent``, which is longer or as long.

    ``first_lag`` belongs to the last place in ``sent``; each place before it is one frame more.
    """
    count = len(sent) - len(heard) + 1
    wanted = _rise_and_fall(heard[None])[0]
    norm = float(np.linalg.norm(wanted))
    if count < 1 or norm == 0:
        return NO_MATCH
    places = np.lib.stride_tricks.sliding_window_view(sent[:, HUM + 1 :], len(heard), axis=0)
    shapes = _clipped(np.moveaxis(places, 1, 2))
    shapes = shapes - shapes.mean(axis=1, keepdims=True)
    norms = np.linalg.norm(shapes, axis=(1, 2))
    dots = np.tensordot(shapes, wanted, axes=([1, 2], [0, 1]))
    likeness = np.divide(dots, norms * norm, out=np.zeros(count), where=norms > 0)
    best = int(np.argmax(likeness))
    apart = np.abs(np.arange(count) - best) > frames_in(_SAME_PLACE_S)
    rival = float(likeness[apart].max(initial=0.0))
    lag = first_lag + count - 1 - best
    return Match(likeness=float(likeness[best]), lag=lag, rival=rival)


def _rise_and_fall(levels: Levels) -> _Wave:
    """Return levels between 300 and 3400 Hz less their mean in each band."""
    shape = _clipped(levels[..., HUM + 1 :])
    centred: _Wave = shape - shape.mean(axis=-2, keepdims=True)
    return centred


def _clipped(levels: Levels) -> Levels:
    """Lift pauses to 25 dB below the loud parts of the same piece."""
    loud = np.percentile(levels, 95, axis=(-2, -1), keepdims=True)
    clipped: Levels = np.maximum(levels, loud - RANGE_DB).astype(np.float32)
    return clipped


@dataclass(frozen=True, slots=True, kw_only=True)
class Nature:
    """What a piece of sound is by itself.

    ``level_db`` is that between 300 and 3400 Hz, ``movement_db`` how much bands rise and fall,
    ``tone_db`` by how much one band stands out, ``hum_db`` by how much what lies below 300 Hz.
    """

    level_db: float
    movement_db: float
    tone_db: float
    hum_db: float


def nature_of(levels: Levels, *, floor_db: float) -> Nature:
    """Measure a piece of a second or more; nothing below ``floor_db`` counts."""
    lifted = np.maximum(levels, floor_db)
    speech = lifted[:, HUM + 1 :]
    kernel = np.ones(_SMOOTH) / _SMOOTH
    smooth = np.stack([np.convolve(band, kernel, mode="valid") for band in speech.T])
    bands_db = 10 * np.log10(np.mean(10 ** (speech / 10), axis=0))
    powers = 10 ** (levels / 10)
    level_db = _decibels(np.mean(np.sum(powers[:, HUM + 1 :], axis=1)))
    return Nature(
        level_db=max(SILENCE_DB, level_db),
        movement_db=float(np.mean(np.std(smooth, axis=1))),
        tone_db=float(bands_db.max() - np.median(bands_db)),
        hum_db=_decibels(np.mean(powers[:, HUM])) - level_db,
    )


def _decibels(power: np.floating) -> float:
    return 10 * math.log10(power)


def frames_in(seconds: float) -> int:
    """Return how many frames of band levels begin in so many seconds."""
    return round(seconds / FRAME_S)
