"""One blast of a siren: a sweep or a pitch with the brightness of a horn, level-safe.

Everything lies above 300 Hz, where horn loudspeakers begin to work, and is a sum of sines that
begins and ends at zero: no step, no offset.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from loudspeaker.audio.attention import horn
from loudspeaker.audio.level import bring_to_level
from loudspeaker.audio.pcm import PROGRAMME_RATE_HZ, Clip, Samples, frames_in, with_fades
from loudspeaker.errors import UsageRefused
from loudspeaker.model.siren import LONGEST_BLAST_S, SHORTEST_BLAST_S, SirenSound

_LOW_HZ, _HIGH_HZ = 420.0, 980.0
_WAIL_S, _YELP_S = 4.0, 0.5
_STEADY_HZ = 620.0
_HARMONICS: Final = (1.0, 0.5, 0.3, 0.15, 0.08)
_RISE_MS, _FALL_MS = 250.0, 400.0

_Wave = npt.NDArray[np.float64]


@lru_cache(maxsize=4)
def blast(sound: SirenSound, seconds: int) -> Clip:
    """Return one blast at −16 LUFS that starts and ends at zero.

    Raises UsageRefused for a length outside 3–30 s.
    """
    if not SHORTEST_BLAST_S <= seconds <= LONGEST_BLAST_S:
        problem = f"{seconds} is not within {SHORTEST_BLAST_S} to {LONGEST_BLAST_S} s"
        raise UsageRefused(option="blast_s", problem=problem)
    at = np.arange(round(seconds * PROGRAMME_RATE_HZ)) / PROGRAMME_RATE_HZ
    shaped = with_fades(
        _SOUNDS[sound](at),
        in_frames=frames_in(_RISE_MS, PROGRAMME_RATE_HZ),
        out_frames=frames_in(_FALL_MS, PROGRAMME_RATE_HZ),
    )
    return bring_to_level(Clip(samples=shaped, rate_hz=PROGRAMME_RATE_HZ)).clip


def _wail(at: _Wave) -> Samples:
    return _tone(_swept(at, _WAIL_S))


def _yelp(at: _Wave) -> Samples:
    return _tone(_swept(at, _YELP_S))


def _steady(at: _Wave) -> Samples:
    return _tone(np.full(len(at), _STEADY_HZ))


def _swept(at: _Wave, period_s: float) -> _Wave:
    """Return pitches that rise and fall evenly to the ear, from the low one."""
    part = 0.5 - 0.5 * np.cos(2 * np.pi * at / period_s)
    swept: _Wave = _LOW_HZ * (_HIGH_HZ / _LOW_HZ) ** part
    return swept


def _tone(hz: _Wave) -> Samples:
    phase = 2 * np.pi * np.cumsum(hz) / PROGRAMME_RATE_HZ
    tone = np.zeros(len(hz), dtype=np.float32)
    for number, strength in enumerate(_HARMONICS, start=1):
        tone += (strength * np.sin(number * phase)).astype(np.float32)
    return tone


_SOUNDS: Final[Mapping[SirenSound, Callable[[_Wave], Samples]]] = {
    SirenSound.HORN: horn,
    SirenSound.WAIL: _wail,
    SirenSound.YELP: _yelp,
    SirenSound.STEADY: _steady,
}
