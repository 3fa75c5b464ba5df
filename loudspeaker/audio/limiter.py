"""Look-ahead true-peak limiter: turns the gain down before a peak arrives, and slowly up again.

Where the interpolated sound would pass the ceiling, the gain is lowered to what the peak needs.
That need is held over the look-ahead, released by a constant slope and smoothed by a window
shorter than the look-ahead, so that the gain is a smooth curve that has arrived when the peak
does.  Where nothing passes the ceiling the samples come out as they went in.  The curve is
worked out for cells of eight frames and is a straight line in between.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

from loudspeaker.audio.pcm import Samples, concatenate, require_finite
from loudspeaker.audio.resample import Resampler
from loudspeaker.audio.true_peak import EDGE_FRAMES, oversampling

CEILING_DBTP = -1.0

_CELL_FRAMES = 8
_BLOCK_FRAMES = 4096
_LOOK_AHEAD_S = 0.005
_GUARD_CELLS = 4  # the gain is flat this far before a peak: its neighbours make it, too
_RELEASE_DB_PER_S = 40.0
_INTERPOLATOR_LAG_FRAMES = 1024  # measured 920 at 48 kHz

_Cells = npt.NDArray[np.float64]


def limit(samples: Samples, *, rate_hz: int, ceiling_dbtp: float = CEILING_DBTP) -> Samples:
    """Return as many samples whose true peak does not pass the ceiling by more than 0.1 dB.

    Raises SoundRefused (``not_finite``).
    """
    limiter = Limiter(rate_hz=rate_hz, ceiling_dbtp=ceiling_dbtp)
    chunks = [limiter.feed(samples[at : at + rate_hz]) for at in range(0, len(samples), rate_hz)]
    return concatenate([*chunks, limiter.finish()])


def latency_frames(rate_hz: int) -> int:
    """Return the most frames that ``Limiter.feed`` holds back."""
    return _BLOCK_FRAMES + _reach_cells(rate_hz) * _CELL_FRAMES + _INTERPOLATOR_LAG_FRAMES


class Limiter:
    """``limit`` for sound that comes in chunks: bit for bit the same for any chunking.

    What comes out is aligned with what went in; ``feed`` holds back at most
    ``latency_frames(rate_hz)``, ``finish`` returns the rest.
    """

    def __init__(self, *, rate_hz: int, ceiling_dbtp: float = CEILING_DBTP) -> None:
        self._envelope = _Envelope(rate_hz)
        self._gain = _GainCurve(rate_hz=rate_hz, ceiling_dbtp=ceiling_dbtp)
        # Silence before the first frame: an abrupt start rings there already, and the gain
        # needs its look-ahead to arrive.
        self._lead_in = EDGE_FRAMES + _reach_cells(rate_hz) * _CELL_FRAMES
        self._waiting = np.zeros(self._lead_in, dtype=np.float32)
        self._dry = np.zeros(0, dtype=np.float32)
        self._owed = 0

    def feed(self, samples: Samples) -> Samples:
        """Take a chunk and return what is ready, possibly nothing yet."""
        require_finite(samples)
        self._owed += len(samples)
        self._waiting = concatenate([self._waiting, samples])
        ready = []
        # Blocks count from the start of the sound, so that chunking cannot change the result.
        while len(self._waiting) >= _BLOCK_FRAMES:
            block, self._waiting = _cut(self._waiting, _BLOCK_FRAMES)
            self._dry = concatenate([self._dry, block])
            ready.append(self._apply(self._gain.feed(self._envelope.feed(block))))
        return concatenate(ready)

    def finish(self) -> Samples:
        """Return the rest; the limiter takes nothing afterwards."""
        edge = EDGE_FRAMES + -len(self._waiting) % _CELL_FRAMES
        tail = concatenate([self._waiting, np.zeros(edge, dtype=np.float32)])
        self._dry = concatenate([self._dry, tail])
        peaks = concatenate([self._envelope.feed(tail), self._envelope.finish()])
        gains = np.concatenate([self._gain.feed(peaks), self._gain.finish()])
        return self._apply(gains)[: self._owed]

    def _apply(self, gains: Samples) -> Samples:
        dry, self._dry = _cut(self._dry, len(gains))
        skipped = min(self._lead_in, len(gains))
        self._lead_in -= skipped
        self._owed -= len(gains) - skipped
        return (dry * gains)[skipped:]


class _Envelope:
    """The largest magnitude in and between the frames of each cell."""

    def __init__(self, rate_hz: int) -> None:
        self._factor = oversampling(rate_hz)
        self._interpolator = Resampler(from_hz=rate_hz, to_hz=rate_hz * self._factor)
        self._fine = np.zeros(0, dtype=np.float32)
        self._frames = np.zeros(0, dtype=np.float32)

    def feed(self, block: Samples) -> Samples:
        self._frames = concatenate([self._frames, block])
        return self._take(self._interpolator.feed(block))

    def finish(self) -> Samples:
        """Return the last cells; the interpolator may be a sample short or over at the end."""
        missing = len(self._frames) * self._factor - len(self._fine)
        rest = self._interpolator.finish()[:missing]
        return self._take(np.pad(rest, (0, missing - len(rest))))

    def _take(self, fine: Samples) -> Samples:
        self._fine = concatenate([self._fine, fine])
        frames = len(self._fine) // self._factor
        frames -= frames % _CELL_FRAMES
        between, self._fine = _cut(self._fine, frames * self._factor)
        at, self._frames = _cut(self._frames, frames)
        return np.maximum(_peaks(between, _CELL_FRAMES * self._factor), _peaks(at, _CELL_FRAMES))


class _GainCurve:
    """From the peak of each cell to the gain of each frame, behind by the look-ahead."""

    def __init__(self, *, rate_hz: int, ceiling_dbtp: float) -> None:
        self._reach = _reach_cells(rate_hz)
        self._ceiling = 10.0 ** (ceiling_dbtp / 20.0)
        self._slope_db = _RELEASE_DB_PER_S / rate_hz * _CELL_FRAMES
        self._smoother = _smoother(self._reach - _GUARD_CELLS)
        self._needed_db = np.zeros(0)
        self._last_db = 0.0
        self._past_db = np.zeros(len(self._smoother) - 1)
        self._last_gain = np.ones(1)

    def feed(self, peaks: Samples) -> Samples:
        over = np.maximum(peaks.astype(np.float64), self._ceiling) / self._ceiling
        return self._advance(-20.0 * np.log10(over))

    def finish(self) -> Samples:
        return self._advance(np.zeros(self._reach - 1))

    def _advance(self, needed_db: _Cells) -> Samples:
        needed = np.concatenate([self._needed_db, needed_db])
        self._needed_db = needed[max(0, len(needed) - self._reach + 1) :]
        if len(needed) < self._reach:
            return np.zeros(0, dtype=np.float32)
        held = _lowest_ahead(needed, self._reach)
        curve = np.concatenate([self._past_db, self._release(held)])
        self._past_db = curve[len(curve) - len(self._past_db) :]
        return self._per_frame(np.convolve(curve, self._smoother, mode="valid"))

    def _release(self, held_db: _Cells) -> _Cells:
        """Follow down at once and up by the slope (a running minimum of sloped values)."""
        rise = self._slope_db * np.arange(1, len(held_db) + 1)
        sloped = np.concatenate([[self._last_db], held_db - rise])
        released: _Cells = np.minimum.accumulate(sloped)[1:] + rise
        self._last_db = float(released[-1])
        return released

    def _per_frame(self, curve_db: _Cells) -> Samples:
        ends = 10.0 ** (curve_db / 20.0)
        starts = np.concatenate([self._last_gain, ends[:-1]])
        self._last_gain = ends[-1:]
        share = np.arange(1, _CELL_FRAMES + 1) / _CELL_FRAMES
        lines = starts[:, np.newaxis] + (ends - starts)[:, np.newaxis] * share
        frames: Samples = lines.astype(np.float32).reshape(-1)
        return frames


def _cut(samples: Samples, at: int) -> tuple[Samples, Samples]:
    return samples[:at], samples[at:]


def _peaks(samples: Samples, width: int) -> Samples:
    """Return the largest magnitude of every ``width`` samples."""
    rows = samples.reshape(-1, width)
    highest: Samples = np.maximum(rows.max(axis=1), -rows.min(axis=1))
    return highest


def _lowest_ahead(values: _Cells, reach: int) -> _Cells:
    """Return the minimum over each value and the ``reach − 1`` after it (a power of two)."""
    lowest, width = values, 1
    while width < reach:
        lowest = np.minimum(lowest[:-width], lowest[width:])
        width *= 2
    return lowest


def _reach_cells(rate_hz: int) -> int:
    """Return the look-ahead: the power of two next above, at least twice the guard."""
    cells = rate_hz * _LOOK_AHEAD_S / _CELL_FRAMES
    return max(2 * _GUARD_CELLS, 1 << math.ceil(math.log2(cells)))


def _smoother(cells: int) -> _Cells:
    """Return a Hann window that adds up to one."""
    window = np.hanning(cells + 2)[1:-1]
    normalised: _Cells = window / window.sum()
    return normalised
