"""A recording of a person speaking, made fit for the air, with what was measured on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from loudspeaker.audio.clicks import without_clicks
from loudspeaker.audio.level import FinishedClip, bring_to_level
from loudspeaker.audio.loudness import measure
from loudspeaker.audio.mono import flat_share
from loudspeaker.audio.noise import measure_noise
from loudspeaker.audio.pcm import PROGRAMME_RATE_HZ, Clip, Samples, peak_dbfs, rms_dbfs, to_db
from loudspeaker.audio.resample import resample
from loudspeaker.audio.trim import THRESHOLD_DB, trim
from loudspeaker.audio.true_peak import true_peak_dbtp
from loudspeaker.errors import SoundRefused
from loudspeaker.intake.sound_file import (
    LONGEST_S,
    MOST_CLIPPED,
    Opened,
    opened,
    refusing_sound,
    require_length,
    require_unclipped,
)

SHORTEST_S: Final = 0.5
LOWEST_HZ: Final = 8_000
HIGHEST_HZ: Final = 96_000
QUIETEST_DBFS: Final = -50.0
"""A voice whose peak is lower was not spoken into the microphone: it would bring up only noise."""
NOISY_DB: Final = 20.0
_ABOVE_NOISE_DB, _HIGHEST_THRESHOLD_DB = 8.0, -25.0
_FLAT_FROM_DBFS = -12.0  # of quieter ones 16 bits alone make flat tops


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """What was measured on the file as it was brought, before anything was changed."""

    kind: str
    length_s: float
    rate_hz: int
    channels: str
    level_dbfs: float
    peak_dbfs: float
    loudness_lufs: float
    true_peak_dbtp: float
    clipped_percent: float
    noise_dbfs: float
    above_noise_db: float
    offset_dbfs: float
    clicks: int

    @property
    def noisy(self) -> bool:
        """Tell whether speech hardly stands above the noise."""
        return self.above_noise_db < NOISY_DB

    def to_values(self) -> dict[str, Any]:
        """Return JSON-ready values, figures as people read them."""
        values = {name: _rounded(value) for name, value in asdict(self).items()}
        return {**values, "noisy": self.noisy}


def _rounded(value: object) -> object:
    return round(value, 2) if isinstance(value, float) else value


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """A finished recording and what it was made of."""

    finished: FinishedClip
    measures: Measures

    def to_values(self) -> Mapping[str, Any]:
        """Return what was measured before and after."""
        return {
            "before": self.measures.to_values(),
            "after": {
                "length_s": round(self.finished.clip.duration_ms / 1000, 2),
                "loudness_lufs": round(self.finished.loudness_lufs, 2),
                "true_peak_dbtp": round(self.finished.true_peak_dbtp, 2),
                "gain_db": round(self.finished.gain_db, 2),
            },
        }


def read_recording(path: Path, *, longest_s: float = LONGEST_S) -> Recording:
    """Return it mono at 48 kHz, trimmed, without clicks and offset, as loud as the voice.

    Raises FileRefused, and SoundRefused with the measured figure: as ``read_sound_file``, and
    ``rate``, ``too_short``, ``silent`` below −50 dBFS, ``clipped`` also when it was turned down
    afterwards.
    """
    with refusing_sound(path):
        found = opened(path, longest_s)
        require_length(found.clip.duration_ms / 1000, longest_s)
        _require_rate(found.clip.rate_hz)
        _require_sound(found.clip.samples)
        require_unclipped(_clipped_share(found))
        return _finished(found)


def _require_rate(rate_hz: int) -> None:
    if not LOWEST_HZ <= rate_hz <= HIGHEST_HZ:
        raise SoundRefused(path="", problem="rate", measured=f"{rate_hz} Hz")


def _require_sound(samples: Samples) -> None:
    peak = peak_dbfs(_centred(samples))
    if peak < QUIETEST_DBFS:
        raise SoundRefused(path="", problem="silent", measured=f"peak {peak:.0f} dBFS")


def _centred(samples: Samples) -> Samples:
    return samples - np.float32(samples.mean(dtype=np.float64))


def _clipped_share(found: Opened) -> float:
    flat = flat_share(found.clip.samples) if _is_loud(found.clip.samples) else 0.0
    return max(found.clipped_share, flat)


def _is_loud(samples: Samples) -> bool:
    return peak_dbfs(samples) > _FLAT_FROM_DBFS


def _finished(found: Opened) -> Recording:
    raw = found.clip
    repaired = without_clicks(raw.samples, raw.rate_hz)
    whole = resample(repaired.samples, from_hz=raw.rate_hz)
    speech = trim(whole, PROGRAMME_RATE_HZ, threshold_db=_threshold_db(_centred(whole)))
    _require_not_short(len(speech) / PROGRAMME_RATE_HZ)
    clip = Clip(samples=speech, rate_hz=PROGRAMME_RATE_HZ)
    measures = _measures(found, repaired.clicks, clip)
    return Recording(finished=bring_to_level(clip), measures=measures)


def _threshold_db(samples: Samples) -> float:
    """Return what counts as speech, below the loudest: above the noise of the room it was in."""
    noise = measure_noise(samples, PROGRAMME_RATE_HZ)
    return max(THRESHOLD_DB, min(_HIGHEST_THRESHOLD_DB, _ABOVE_NOISE_DB - noise.peak_above_db))


def _require_not_short(seconds: float) -> None:
    if seconds < SHORTEST_S:
        measured = f"{seconds:.1f} of {SHORTEST_S} s"
        raise SoundRefused(path="", problem="too_short", measured=measured)


def _measures(found: Opened, clicks: int, speech: Clip) -> Measures:
    samples = found.clip.samples
    noise = measure_noise(speech.samples, speech.rate_hz)
    return Measures(
        kind=found.kind,
        length_s=found.clip.duration_ms / 1000,
        rate_hz=found.clip.rate_hz,
        channels=found.channels.value,
        level_dbfs=rms_dbfs(speech.samples),
        peak_dbfs=peak_dbfs(samples),
        loudness_lufs=measure(speech).integrated_lufs,
        true_peak_dbtp=true_peak_dbtp(found.clip),
        clipped_percent=100 * _clipped_share(found),
        noise_dbfs=noise.floor_dbfs,
        above_noise_db=noise.above_db,
        offset_dbfs=to_db(abs(float(samples.mean(dtype=np.float64)))),
        clicks=clicks,
    )


__all__ = ["MOST_CLIPPED", "Measures", "Recording", "read_recording"]
