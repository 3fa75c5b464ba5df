"""Codes as sound: the tones of DTMF and of five-tone selective calling.

Frequencies follow on each other without a jump in phase, and what begins or ends does so softly,
so that nothing but the tones themselves is in the signal.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from loudspeaker.radio.tone_systems import ALPHABETS, ToneSystem, symbols_of

TONE_RATE_HZ = 48_000
EDGE_S = 0.003

Samples = npt.NDArray[np.float32]
_Wave = npt.NDArray[np.float64]


def tone_sequence(
    system: ToneSystem, code: str, *, level_dbfs: float, rate_hz: int = TONE_RATE_HZ
) -> Samples:
    """Return the tones of a code, ±1 full scale, peak at ``level_dbfs``.

    Its length is exactly that of its tones and of the pauses between them, to the frame.  Raises
    ValueError for what is no code of the system.
    """
    alphabet, symbols = ALPHABETS[system], symbols_of(system, code)
    tones = [alphabet.tones_hz[symbol] for symbol in symbols]
    if alphabet.pause_s:
        unit = _bursts(tones, alphabet.tone_s, alphabet.pause_s, rate_hz)
    else:
        unit = _run([hz for (hz,) in tones], alphabet.tone_s, rate_hz)
    return (unit * 10 ** (level_dbfs / 20)).astype(np.float32)


def keyed(lengths_s: Sequence[float], hz: Sequence[float], rate_hz: int) -> _Wave:
    """Return tones one behind the other, without a jump in phase or level, soft at both ends.

    Their edges lie at the frame that is nearest to the exact time.
    """
    edges = np.rint(np.cumsum([0.0, *lengths_s]) * rate_hz).astype(np.int64)
    frequency = np.repeat(np.asarray(hz, dtype=np.float64), np.diff(edges))
    turns = np.concatenate(([0.0], np.cumsum(frequency[:-1]))) / rate_hz
    return softened(np.sin(2 * np.pi * turns), rate_hz)


def softened(wave: _Wave, rate_hz: int) -> _Wave:
    """Return the wave with raised-cosine edges of 3 ms inside its length."""
    count = min(round(EDGE_S * rate_hz), len(wave) // 2)
    ramp = 0.5 - 0.5 * np.cos(np.pi * (np.arange(count) + 0.5) / count)
    shaped = wave.copy()
    shaped[:count] *= ramp
    shaped[len(wave) - count :] *= ramp[::-1]
    return shaped


def _run(hz: Sequence[float], tone_s: float, rate_hz: int) -> _Wave:
    return keyed([tone_s] * len(hz), hz, rate_hz)


def _bursts(
    tones: Sequence[tuple[float, ...]], tone_s: float, pause_s: float, rate_hz: int
) -> _Wave:
    """Return chords with a pause between each two; each of a chord's tones has the same level."""
    count, every = round(tone_s * rate_hz), round((tone_s + pause_s) * rate_hz)
    at = np.arange(count) / rate_hz
    wave = np.zeros((len(tones) - 1) * every + count)
    for number, chord in enumerate(tones):
        sines = [np.sin(2 * np.pi * hz * at) / len(chord) for hz in chord]
        wave[number * every : number * every + count] = softened(np.sum(sines, axis=0), rate_hz)
    return wave
