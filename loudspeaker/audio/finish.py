"""From raw speech to clips that can go on air.

Whole items are levelled by measuring them.  Items that start before the whole is known are
finished phrase by phrase with a gain that was measured on the voice beforehand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from loudspeaker.audio.level import FinishedClip, bring_to_level, with_known_gain
from loudspeaker.audio.pcm import (
    PROGRAMME_RATE_HZ,
    Clip,
    Samples,
    concatenate,
    require_plausible,
    silence,
)
from loudspeaker.audio.resample import resample
from loudspeaker.audio.trim import trim
from loudspeaker.errors import SoundRefused

__all__ = ["FinishedClip", "Piece", "calibrate", "finish", "finish_phrase"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One stretch of raw speech and the pause that follows it."""

    clip: Clip
    pause_after_ms: float = 0.0


def finish(pieces: Sequence[Piece]) -> FinishedClip:
    """Return one clip at 48 kHz, −16 LUFS ± 0.5 and at most −1 dBTP, of pieces at any rate.

    Every piece is trimmed and faded, so that no join clicks.  A clip shorter than the meter's
    400 ms is levelled by its own mean; one too spiky to reach −16 LUFS stays quieter (``level``).
    Raises SoundRefused: ``empty``, ``silent`` (of any piece), ``not_finite``, ``beyond_scale``.
    """
    parts: list[Samples] = []
    for piece in pieces:
        parts += [_prepare(piece.clip), silence(piece.pause_after_ms)]
    if not parts:
        raise SoundRefused(path="", problem="empty")
    return bring_to_level(_programme(concatenate(parts)))


def finish_phrase(phrase: Clip, calibrated_gain_db: float) -> FinishedClip:
    """Return one phrase at 48 kHz with the voice's gain, at most −1 dBTP.

    Phrases start and end at zero: they can follow each other with or without a pause.
    Raises SoundRefused as ``finish`` does.
    """
    return with_known_gain(_programme(_prepare(phrase)), calibrated_gain_db)


def calibrate(clips: Iterable[Clip]) -> float:
    """Return the gain in dB that brings this voice's speech to −16 LUFS after the limiter.

    Raises SoundRefused as ``finish`` does.
    """
    return finish([Piece(clip=clip) for clip in clips]).gain_db


def _prepare(clip: Clip) -> Samples:
    """Return the speech at the programme rate, trimmed and faded."""
    if not clip.frames:
        raise SoundRefused(path="", problem="empty")
    require_plausible(clip.samples)
    speech = trim(resample(clip.samples, from_hz=clip.rate_hz), PROGRAMME_RATE_HZ)
    if not len(speech):
        raise SoundRefused(path="", problem="silent")
    return speech


def _programme(samples: Samples) -> Clip:
    return Clip(samples=samples, rate_hz=PROGRAMME_RATE_HZ)
