"""The tones that come before an emergency, and before a drill.

An emergency is a bright two-tone horn without a pause; a drill is soft groups of three pulses of
one pure tone.  They differ in pitch, timbre and rhythm, so that nobody takes one for the other.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from loudspeaker.audio.level import bring_to_level
from loudspeaker.audio.pcm import PROGRAMME_RATE_HZ, Clip, Samples, frames_in, with_fades
from loudspeaker.errors import UsageRefused

SHORTEST_S = 3.0
LONGEST_S = 10.0

_HIGH_HZ, _LOW_HZ = 988.0, 740.0
_TONE_S = 0.4
_GLIDE_S = 0.03
_HORN = (1.0, 0.55, 0.35, 0.2, 0.1)  # strength of each harmonic

_PULSE_HZ = 523.25
_PULSE_S, _PULSE_EVERY_S = 0.2, 0.3
_PULSES, _GROUP_S = 3, 1.5

_EDGE_MS = 15.0

_Wave = npt.NDArray[np.float64]


@lru_cache(maxsize=8)
def attention(seconds: float, *, drill: bool = False) -> Clip:
    """Return the tone of an emergency, or of a drill, at −16 LUFS, starting and ending at zero.

    Raises UsageRefused outside 3–10 s.
    """
    if not SHORTEST_S <= seconds <= LONGEST_S:
        problem = f"{seconds} is not within {SHORTEST_S:.0f} to {LONGEST_S:.0f} s"
        raise UsageRefused(option="attention_s", problem=problem)
    at = np.arange(round(seconds * PROGRAMME_RATE_HZ)) / PROGRAMME_RATE_HZ
    edge = frames_in(_EDGE_MS, PROGRAMME_RATE_HZ)
    tone = with_fades(_pulses(at) if drill else horn(at), in_frames=edge, out_frames=edge)
    return bring_to_level(Clip(samples=tone, rate_hz=PROGRAMME_RATE_HZ)).clip


def horn(at: _Wave) -> Samples:
    """Return two tones in turn, gliding so fast that it is heard as a step but does not click."""
    within = at % (2 * _TONE_S)
    up = np.clip(within / _GLIDE_S, 0.0, 1.0)
    down = np.clip((within - _TONE_S) / _GLIDE_S, 0.0, 1.0)
    hz = _LOW_HZ + (_HIGH_HZ - _LOW_HZ) * (up - down)
    phase = 2 * np.pi * np.cumsum(hz) / PROGRAMME_RATE_HZ
    harmonics = (strength * np.sin(n * phase) for n, strength in enumerate(_HORN, start=1))
    horn: Samples = np.sum(list(harmonics), axis=0).astype(np.float32)
    return horn


def _pulses(at: _Wave) -> Samples:
    """Return groups of three soft pulses with a pause after each group."""
    in_group = at % _GROUP_S
    in_pulse = in_group % _PULSE_EVERY_S
    sounding = (in_group < _PULSES * _PULSE_EVERY_S) & (in_pulse < _PULSE_S)
    swell = np.where(sounding, np.sin(np.pi * in_pulse / _PULSE_S) ** 2, 0.0)
    pulses: Samples = (swell * np.sin(2 * np.pi * _PULSE_HZ * at)).astype(np.float32)
    return pulses
