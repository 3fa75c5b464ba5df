"""The frequency weighting of ITU-R BS.1770-5, Annex 1, for any rate, without a recursion.

The two sections are designed from their analogue prototype and applied together by overlap-save
FFT: numpy has no recursive filter, and a loop over samples would be a hundred times slower.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from loudspeaker.audio.pcm import Clip, Samples

_SEGMENT_HOPS = 15  # measured fastest: the transform still fits the cache


class Biquad(NamedTuple):
    """One second-order section, normalised to a0 = 1."""

    b0: float
    b1: float
    b2: float
    a1: float
    a2: float


def k_weighting(rate_hz: int) -> tuple[Biquad, Biquad]:
    """Return the head's high shelf and the revised low-frequency high-pass for a rate.

    The prototype's figures are those whose bilinear transform at 48 kHz is the standard's table.
    """
    return (
        _shelf(rate_hz, hz=1681.974450955533, gain_db=3.999843853973347, q=0.7071752369554196),
        _high_pass(rate_hz, hz=38.13547087602444, q=0.5003270373238773),
    )


def weighted_segments(clip: Clip, hop: int) -> Iterator[Samples]:
    """Yield the K-weighted clip in segments of whole hops, the last one filled with silence.

    ``hop`` is at least 100 ms: the hop before each segment is transformed with it, and after
    that time the high-pass has died away to 4e-11, so what wraps round stays in it and is left
    out.  A segment is good until the next is asked for.
    """
    hops = min(_SEGMENT_HOPS, max(1, math.ceil(clip.frames / hop)))
    step = hops * hop
    size = hop + step + (hop + step) % 2
    response = _response(clip.rate_hz, size)
    window = np.empty(size, dtype=np.float32)
    spectrum = np.empty(size // 2 + 1, dtype=np.complex64)
    weighted = np.empty(size, dtype=np.float32)
    for start in range(-hop, clip.frames - hop, step):
        _fill(window, clip.samples, start)
        # numpy's stubs know the transforms' double-precision forms only
        np.fft.rfft(window, out=spectrum)  # type: ignore[arg-type]
        np.multiply(spectrum, response, out=spectrum)
        np.fft.irfft(spectrum, size, out=weighted)  # type: ignore[arg-type]
        yield weighted[hop : hop + step]


def _shelf(rate_hz: int, *, hz: float, gain_db: float, q: float) -> Biquad:
    k = math.tan(math.pi * hz / rate_hz)
    high = 10.0 ** (gain_db / 20.0)
    band = high**0.4996667741545416
    a0 = 1.0 + k / q + k * k
    return Biquad(
        b0=(high + band * k / q + k * k) / a0,
        b1=2.0 * (k * k - high) / a0,
        b2=(high - band * k / q + k * k) / a0,
        a1=2.0 * (k * k - 1.0) / a0,
        a2=(1.0 - k / q + k * k) / a0,
    )


def _high_pass(rate_hz: int, *, hz: float, q: float) -> Biquad:
    k = math.tan(math.pi * hz / rate_hz)
    a0 = 1.0 + k / q + k * k
    return Biquad(
        b0=1.0, b1=-2.0, b2=1.0, a1=2.0 * (k * k - 1.0) / a0, a2=(1.0 - k / q + k * k) / a0
    )


@lru_cache(maxsize=8)
def _response(rate_hz: int, frames: int) -> npt.NDArray[np.complex64]:
    """Return the K-weighting's transfer function on the grid of a real FFT."""
    z = np.exp(-1j * np.linspace(0.0, np.pi, frames // 2 + 1))
    shelf, high_pass = k_weighting(rate_hz)
    return (_transfer(shelf, z) * _transfer(high_pass, z)).astype(np.complex64)


def _transfer(section: Biquad, z: npt.NDArray[np.complex128]) -> npt.NDArray[np.complex128]:
    b0, b1, b2, a1, a2 = section
    return (b0 + z * (b1 + z * b2)) / (1.0 + z * (a1 + z * a2))


def _fill(window: Samples, samples: Samples, start: int) -> None:
    """Copy the samples from ``start`` on into the window, silence where there are none."""
    known = samples[max(start, 0) : start + len(window)]
    before = max(-start, 0)
    window[:before] = 0.0
    window[before : before + len(known)] = known
    window[before + len(known) :] = 0.0
