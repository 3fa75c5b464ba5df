"""What rendering gives: names of sound files, and what was measured on them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundFile:
    """A finished clip in its folder: ``<sha256>.wav``, 48 kHz mono, never changed."""

    sha256: str
    frames: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedClip:
    """A whole item in one file; the factor is seconds of speaking work per second of sound."""

    file: SoundFile
    loudness_lufs: float
    true_peak_dbtp: float
    real_time_factor: float


@dataclass(frozen=True, slots=True, kw_only=True)
class RenderedPhrase:
    """One phrase, its pause included; ``index`` is its place among the phrases asked for."""

    index: int
    file: SoundFile
