"""A voice for tests that needs no library: one short note per character, always the same."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from loudspeaker.audio.pcm import Clip, Samples, with_fades
from loudspeaker.speech.engine import SpeechSettings
from loudspeaker.speech.manifest import Voice
from loudspeaker.speech.spoken import clean, has_words

RATE_HZ = 22_050
NOTE_FRAMES = RATE_HZ // 10  # ten characters a second
_AMPLITUDE = 0.25
_FADE_FRAMES = RATE_HZ // 200
_LOWEST_HZ = 220.0
_SEMITONES = 24


def make(_voice: Voice, _folder: Path) -> ToneEngine:
    """Return the engine; it has no settings."""
    return ToneEngine()


class ToneEngine:
    """Plays a melody made from the text's hash.

    Every text has its own, and no two stretches of one are alike, so that a copy can be found in
    a recording to the millisecond.
    """

    rate_hz = RATE_HZ
    deterministic = True

    def load(self) -> None:
        """Do nothing: it is always ready."""

    def speak(self, text: str, settings: SpeechSettings) -> Iterator[Clip]:
        """Yield one note for each character."""
        words = clean(text)
        if not has_words(words):
            return
        frames = round(NOTE_FRAMES / settings.pace)
        for frequency_hz in _melody(words):
            yield Clip(samples=_note(frequency_hz, frames), rate_hz=RATE_HZ)


def _melody(text: str) -> Iterator[float]:
    drawn = hashlib.shake_256(text.encode()).digest(len(text))
    for number in drawn:
        yield _LOWEST_HZ * 2.0 ** (number * _SEMITONES / 256 / 12)


def _note(frequency_hz: float, frames: int) -> Samples:
    phase = np.arange(frames, dtype=np.float64) * (2.0 * np.pi * frequency_hz / RATE_HZ)
    wave = (_AMPLITUDE * np.sin(phase)).astype(np.float32)
    return with_fades(wave, in_frames=_FADE_FRAMES, out_frames=_FADE_FRAMES)
