"""Samples and clips: the arithmetic everything else in this room is made of.

Samples are float32, mono, full scale ±1.0.  Levels in dBFS count from a *square* wave at full
scale, so a full-scale sine reads −3.01 dBFS RMS and 0 dBFS peak.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from loudspeaker.errors import SoundRefused

Samples = npt.NDArray[np.float32]

PROGRAMME_RATE_HZ = 48_000
FLOOR_DB = -200.0  # what digital silence reads; minus infinity is not JSON
LARGEST_SAMPLE = 64.0  # 36 dB above full scale: no sound, but integers written as float

_INT16_SCALE = 32_768.0


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Clip:
    """Finished or raw sound with its rate; the samples cannot be written through it."""

    samples: Samples
    rate_hz: int

    def __post_init__(self) -> None:
        if self.samples.dtype != np.float32 or self.samples.ndim != 1:
            raise TypeError(
                f"a clip is float32 and mono, not {self.samples.dtype} "
                f"with {self.samples.ndim} dimensions"
            )
        if self.rate_hz <= 0:
            raise ValueError(f"rate_hz={self.rate_hz}")
        locked = self.samples.view()
        locked.flags.writeable = False
        object.__setattr__(self, "samples", locked)

    @property
    def frames(self) -> int:
        """Number of samples."""
        return len(self.samples)

    @property
    def duration_ms(self) -> float:
        """Length in milliseconds."""
        return 1000.0 * self.frames / self.rate_hz


def frames_in(duration_ms: float, rate_hz: int) -> int:
    """Return the frames of a duration, rounded to the nearest."""
    return round(duration_ms * rate_hz / 1000.0)


def silence(duration_ms: float, rate_hz: int = PROGRAMME_RATE_HZ) -> Samples:
    """Return digital silence of a duration."""
    return np.zeros(frames_in(duration_ms, rate_hz), dtype=np.float32)


def concatenate(pieces: Iterable[Samples]) -> Samples:
    """Return the pieces one after the other; no piece gives no samples."""
    parts = list(pieces)
    return np.concatenate(parts) if parts else np.zeros(0, dtype=np.float32)


def with_gain(samples: Samples, gain_db: float) -> Samples:
    """Return the samples louder by ``gain_db``; nothing is limited."""
    return samples * np.float32(from_db(gain_db))


def with_fades(samples: Samples, *, in_frames: int = 0, out_frames: int = 0) -> Samples:
    """Return the samples with raised-cosine fades whose outermost sample is exactly zero.

    Fades longer than half the samples are shortened to half, so that they never overlap.
    """
    longest = len(samples) // 2
    rise, fall = min(in_frames, longest), min(out_frames, longest)
    faded = samples.copy()
    faded[:rise] *= _raised_cosine(rise)
    faded[len(faded) - fall :] *= _raised_cosine(fall)[::-1]
    return faded


def _raised_cosine(frames: int) -> Samples:
    phase = np.arange(frames, dtype=np.float64) * (math.pi / max(frames, 1))
    return (0.5 - 0.5 * np.cos(phase)).astype(np.float32)


def to_int16_bytes(samples: Samples) -> bytes:
    """Return little-endian 16-bit PCM, rounded to the nearest and held at full scale.

    Raises SoundRefused (``not_finite``) rather than turn NaN or infinity into noise.
    """
    require_finite(samples)
    scaled = np.rint(samples * np.float32(_INT16_SCALE))
    held = np.clip(scaled, -_INT16_SCALE, _INT16_SCALE - 1)
    return bytes(held.astype("<i2").tobytes())


def from_int16_bytes(data: bytes) -> Samples:
    """Return the samples of little-endian 16-bit PCM; the inverse of ``to_int16_bytes``."""
    return np.frombuffer(data, dtype="<i2").astype(np.float32) / np.float32(_INT16_SCALE)


def require_finite(samples: Samples) -> None:
    """Raise SoundRefused (``not_finite``) if any sample is NaN or infinite."""
    finite = np.isfinite(samples)
    if not finite.all():
        bad = len(samples) - int(np.count_nonzero(finite))
        raise SoundRefused(path="", problem="not_finite", measured=f"{bad} samples")


def require_plausible(samples: Samples) -> None:
    """Raise SoundRefused (``not_finite``, ``beyond_scale``) for what no microphone delivers."""
    require_finite(samples)
    highest = largest(samples)
    if highest > LARGEST_SAMPLE:
        raise SoundRefused(path="", problem="beyond_scale", measured=f"{highest:.0f}")


def from_db(level_db: float) -> float:
    """Return the amplitude ratio of a level in dB."""
    return float(10.0 ** (level_db / 20.0))


def to_db(ratio: float) -> float:
    """Return the level in dB of an amplitude ratio, not below ``FLOOR_DB``."""
    return max(FLOOR_DB, 20.0 * math.log10(ratio)) if ratio > 0.0 else FLOOR_DB


def rms_dbfs(samples: Samples) -> float:
    """Return the RMS level; no samples and digital silence read ``FLOOR_DB``."""
    if not len(samples):
        return FLOOR_DB
    wide = samples.astype(np.float64)
    return to_db(math.sqrt(float(wide @ wide) / len(wide)))


def largest(samples: Samples) -> float:
    """Return the largest magnitude, 0 of no samples."""
    return max(float(np.max(samples, initial=0.0)), -float(np.min(samples, initial=0.0)))


def peak_dbfs(samples: Samples) -> float:
    """Return the level of the largest sample (not the true peak, see ``true_peak``)."""
    return to_db(largest(samples))
