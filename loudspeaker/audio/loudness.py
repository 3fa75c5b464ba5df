"""Loudness by ITU-R BS.1770-5, with the gates of its Annex 1 and the windows of EBU Tech 3341.

One channel is measured as one channel: a tone that reads −23 LUFS as an equal stereo pair reads
−26 LUFS here, as it does in other meters.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from loudspeaker.audio.k_weighting import weighted_segments
from loudspeaker.audio.pcm import Clip

BOTTOM_LUFS = -70.0  # the absolute gate: quieter than this reads as this

_HOP_S = 0.1
_BLOCK_HOPS = 4  # 400 ms, 75 % overlap
_SHORT_TERM_HOPS = 30  # 3 s
_OFFSET_LU = -0.691
_RELATIVE_GATE_LU = -10.0

_Powers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Loudness:
    """What the meter reads; nothing is below ``BOTTOM_LUFS``."""

    integrated_lufs: float
    momentary_max_lufs: float
    short_term_max_lufs: float


def measure(clip: Clip) -> Loudness:
    """Return the loudness of a clip.

    Blocks that the clip does not fill are not measured.  A clip shorter than one block (400 ms)
    is measured as one block of its own length, and one shorter than 3 s likewise for short-term.
    """
    hop = round(clip.rate_hz * _HOP_S)
    if clip.frames < hop * _BLOCK_HOPS:
        only = _lufs(_power_of_whole(clip, hop))
        return Loudness(integrated_lufs=only, momentary_max_lufs=only, short_term_max_lufs=only)
    hops = _hop_powers(clip, hop)
    blocks = _sliding_mean(hops, _BLOCK_HOPS)
    return Loudness(
        integrated_lufs=_gated(blocks),
        momentary_max_lufs=_lufs(float(blocks.max())),
        short_term_max_lufs=_lufs(float(_sliding_mean(hops, _SHORT_TERM_HOPS).max())),
    )


def _hop_powers(clip: Clip, hop: int) -> _Powers:
    """Return the mean square of every hop that the clip fills."""
    energies = []
    for segment in weighted_segments(clip, hop):
        rows = segment.reshape(-1, hop)
        energies.append(np.einsum("ij,ij->i", rows, rows))
    powers: _Powers = np.concatenate(energies)[: clip.frames // hop].astype(np.float64) / hop
    return powers


def _power_of_whole(clip: Clip, hop: int) -> float:
    """Return the mean square of a clip that lies in one segment."""
    whole = [segment[: clip.frames] for segment in weighted_segments(clip, hop)]
    return sum(float(segment @ segment) for segment in whole) / max(clip.frames, 1)


def _sliding_mean(powers: _Powers, length: int) -> _Powers:
    length = min(length, len(powers))
    return np.convolve(powers, np.full(length, 1.0 / length), mode="valid")


def _gated(blocks: _Powers) -> float:
    """Return the loudness over the blocks that pass both gates."""
    audible = blocks[blocks > _power(BOTTOM_LUFS)]
    if not len(audible):
        return BOTTOM_LUFS
    relative = _power(_lufs(float(audible.mean())) + _RELATIVE_GATE_LU)
    return _lufs(float(audible[audible > relative].mean()))


def _lufs(power: float) -> float:
    return max(BOTTOM_LUFS, _OFFSET_LU + 10.0 * math.log10(power)) if power > 0.0 else BOTTOM_LUFS


def _power(lufs: float) -> float:
    return float(10.0 ** ((lufs - _OFFSET_LU) / 10.0))
