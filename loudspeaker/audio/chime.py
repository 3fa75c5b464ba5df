"""Chimes before an announcement, made from decaying partials as bells are.

The pitches lie above 300 Hz, where horn loudspeakers begin to work.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np

from loudspeaker.audio.level import bring_to_level
from loudspeaker.audio.pcm import PROGRAMME_RATE_HZ, Clip, Samples, frames_in, with_fades
from loudspeaker.errors import NotFound

_STRIKE_MS = 4.0
_MALLET_MS = 40.0  # a gong is struck with a soft one
_END_MS = 300.0

# Ratio to the note, strength, seconds until 1/e.
_Partials = tuple[tuple[float, float, float], ...]
_BELL: _Partials = ((1.0, 1.0, 0.55), (2.0, 0.35, 0.35), (3.0, 0.12, 0.22), (4.17, 0.06, 0.12))
_BAR: _Partials = ((1.0, 1.0, 0.42), (3.98, 0.18, 0.12), (2.0, 0.10, 0.30))
_GONG: _Partials = (
    (1.0, 1.0, 2.40), (1.004, 0.5, 2.20), (1.47, 0.40, 1.60), (2.09, 0.35, 1.20),
    (2.56, 0.20, 0.80), (3.12, 0.14, 0.55), (4.31, 0.06, 0.30),
)  # fmt: skip


@cache
def chime(name: str) -> Clip:
    """Return a chime of 1.5–3 s at −16 LUFS that starts and ends at zero.

    Raises NotFound for a name that is not in ``CHIMES``.
    """
    make = CHIMES.get(name)
    if make is None:
        raise NotFound(kind="chime", name=name, known=sorted(CHIMES))
    shaped = with_fades(
        make(),
        in_frames=frames_in(_STRIKE_MS, PROGRAMME_RATE_HZ),
        out_frames=frames_in(_END_MS, PROGRAMME_RATE_HZ),
    )
    return bring_to_level(Clip(samples=shaped, rate_hz=PROGRAMME_RATE_HZ)).clip


def _ding_dong() -> Samples:
    return _strike(seconds=2.4, partials=_BELL, notes=((0.0, 659.26), (0.65, 523.25)))


def _rising() -> Samples:
    notes = ((0.0, 523.25), (0.32, 659.26), (0.64, 783.99))
    return _strike(seconds=1.9, partials=_BAR, notes=notes)


def _gong() -> Samples:
    struck = _strike(seconds=3.0, partials=_GONG, notes=((0.0, 329.63),))
    return with_fades(struck, in_frames=frames_in(_MALLET_MS, PROGRAMME_RATE_HZ))


CHIMES: dict[str, Callable[[], Samples]] = {
    "ding_dong": _ding_dong,
    "gong": _gong,
    "rising": _rising,
}


def _strike(
    *, seconds: float, partials: _Partials, notes: tuple[tuple[float, float], ...]
) -> Samples:
    """Return notes, each given as its start in seconds and its pitch in Hz, ringing on."""
    mixed = np.zeros(round(seconds * PROGRAMME_RATE_HZ), dtype=np.float32)
    for start_s, hz in notes:
        rest = mixed[round(start_s * PROGRAMME_RATE_HZ) :]
        rest += _ring(len(rest), hz, partials)
    return mixed


def _ring(frames: int, hz: float, partials: _Partials) -> Samples:
    at = np.arange(frames) / PROGRAMME_RATE_HZ
    waves = (
        strength * np.exp(-at / decay_s) * np.sin(2 * np.pi * hz * ratio * at)
        for ratio, strength, decay_s in partials
    )
    sound = np.sum(list(waves), axis=0).astype(np.float32)
    return with_fades(sound, in_frames=frames_in(_STRIKE_MS, PROGRAMME_RATE_HZ))
