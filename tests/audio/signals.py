"""Test signals: tones, noise, and something with the rhythm and crest of speech."""

import numpy as np

from loudspeaker.audio.pcm import PROGRAMME_RATE_HZ, Samples


def sine(
    *, hz: float = 1000.0, peak_db: float = 0.0, seconds: float = 1.0,
    rate_hz: int = PROGRAMME_RATE_HZ, phase: float = 0.0,
) -> Samples:  # fmt: skip
    """Return a sine whose peak is ``peak_db`` dBFS."""
    at = np.arange(round(seconds * rate_hz)) / rate_hz
    wave = 10 ** (peak_db / 20) * np.sin(2 * np.pi * hz * at + phase)
    return wave.astype(np.float32)


def noise(
    *, seconds: float = 1.0, rms_db: float = -20.0, seed: int = 1,
    rate_hz: int = PROGRAMME_RATE_HZ,
) -> Samples:  # fmt: skip
    """Return Gaussian white noise of a level."""
    white = np.random.default_rng(seed).standard_normal(round(seconds * rate_hz))
    return (white * 10 ** (rms_db / 20)).astype(np.float32)


def speech_like(
    *, seconds: float = 3.0, peak: float = 0.3, seed: int = 7, rate_hz: int = PROGRAMME_RATE_HZ
) -> Samples:
    """Return a buzz of 120 Hz harmonics, four syllables a second with pauses between them.

    The first and last 100 ms are digital silence.
    """
    frames = round(seconds * rate_hz)
    at = np.arange(frames) / rate_hz
    harmonics = range(1, 30)
    phases = np.random.default_rng(seed).uniform(0, 2 * np.pi, len(harmonics))
    buzz = sum(
        np.sin(2 * np.pi * 120 * n * at + phase) / (1 + (n / 6) ** 2)
        for n, phase in zip(harmonics, phases, strict=True)
    )
    syllables = np.clip(np.sin(2 * np.pi * 2 * at) ** 2 - 0.1, 0, None) ** 1.5
    phrases = np.clip(np.sin(2 * np.pi * 0.3 * at + 0.4) * 3 + 2, 0, 1)
    voice = np.asarray(buzz * syllables * phrases, dtype=np.float32)
    edge = round(0.1 * rate_hz)
    voice[:edge] = voice[frames - edge :] = 0.0
    return voice * np.float32(peak / np.abs(voice).max())


def largest_step(samples: Samples) -> float:
    """Return the largest jump between neighbours, the ends against silence included."""
    return float(np.abs(np.diff(samples, prepend=0.0, append=0.0)).max())
