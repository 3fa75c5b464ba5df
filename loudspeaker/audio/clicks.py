"""Short clicks in a recording: found where they stick out of all around them, and bridged.

A click is at most a millisecond long.  The second difference of sound changes slowly from one
hundredth of a second to the next; of a click it is many times larger.  What is bridged is a cubic
between the two sides.  Longer pops, crackle without end and noise are left as they are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from loudspeaker.audio.pcm import Samples, frames_in

LONGEST_MS = 1.0
_WINDOW_MS = 10.0
_TIMES = 18.0  # above what is usual there; voices were measured up to 15
_LEAST = 0.02  # of full scale: below that nobody hears a click
_PIECE_WINDOWS = 1000  # long recordings need no long buffers
_MARGIN = 3  # frames on both sides that a click has bent already
_Bounds = list[tuple[int, int]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Repaired:
    """The samples without the clicks that were found, and how many those were."""

    samples: Samples
    clicks: int


def without_clicks(samples: Samples, rate_hz: int) -> Repaired:
    """Return the samples with every short click bridged; the rest is as it was."""
    found = _clicks(samples, rate_hz)
    if not found:
        return Repaired(samples=samples, clicks=0)
    mended = samples.copy()
    for start, end in found:
        mended[start:end] = _bridge(samples, start, end)
    return Repaired(samples=mended, clicks=len(found))


def _clicks(samples: Samples, rate_hz: int) -> _Bounds:
    """Look at one piece after the other, each with a bit of its neighbours."""
    window = max(8, frames_in(_WINDOW_MS, rate_hz))
    piece, edge = window * _PIECE_WINDOWS, 4 * window
    found: _Bounds = []
    for begin in range(0, len(samples), piece):
        first = max(0, begin - edge)
        inside = _in_piece(samples[first : begin + piece + edge], rate_hz, window)
        bounds = [(first + start, first + end) for start, end in inside]
        found += [(start, end) for start, end in bounds if begin <= start < begin + piece]
    return found


def _in_piece(samples: Samples, rate_hz: int, window: int) -> _Bounds:
    if len(samples) < 4 * window:
        return []
    bend = np.abs(np.diff(samples, 2, prepend=samples[:1], append=samples[-1:]))
    bend = bend[: len(samples)]
    usual = _usual(bend, window)
    rough = np.flatnonzero(bend > np.maximum(_TIMES * usual, _LEAST))
    longest = frames_in(LONGEST_MS, rate_hz) + 2 * _MARGIN
    inside = (window, len(samples) - window)
    return [
        (start - _MARGIN, end + _MARGIN)
        for start, end in _grouped(rough, gap=frames_in(LONGEST_MS / 2, rate_hz))
        if end - start <= longest and inside[0] <= start and end <= inside[1]
    ]


def _usual(bend: Samples, window: int) -> npt.NDArray[np.float32]:
    """Return for each frame what is usual around it: the largest of three windows' upper tenths."""
    count = len(bend) // window
    tops = np.partition(bend[: count * window].reshape(count, window), -window // 10, axis=1)
    tenth = tops[:, -window // 10]
    sides = np.pad(tenth, 1, mode="edge")
    around = np.maximum(np.maximum(sides[:-2], sides[2:]), tenth)
    usual = np.repeat(around, window).astype(np.float32)
    return np.pad(usual, (0, len(bend) - len(usual)), mode="edge")


def _grouped(places: npt.NDArray[np.intp], *, gap: int) -> _Bounds:
    """Return runs of places that lie no further apart than ``gap`` as start and end."""
    if not len(places):
        return []
    cuts = np.flatnonzero(np.diff(places) > max(gap, 1)) + 1
    return [(int(run[0]), int(run[-1]) + 1) for run in np.split(places, cuts)]


def _bridge(samples: Samples, start: int, end: int) -> Samples:
    """Return a cubic that leaves and arrives with the slopes of both sides."""
    before, after = float(samples[start - 1]), float(samples[end])
    length = end - start + 1
    leaving = float(samples[start - 1] - samples[start - 3]) / 2 * length
    arriving = float(samples[end + 2] - samples[end]) / 2 * length
    at = np.arange(1, length) / length
    cubic = (
        (2 * at**3 - 3 * at**2 + 1) * before
        + (at**3 - 2 * at**2 + at) * leaving
        + (-2 * at**3 + 3 * at**2) * after
        + (at**3 - at**2) * arriving
    )
    bridge: Samples = cubic.astype(np.float32)
    return bridge
