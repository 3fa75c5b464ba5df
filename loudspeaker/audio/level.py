"""Bring a clip to the station's loudness without passing the true-peak ceiling."""

from __future__ import annotations

from dataclasses import dataclass

from loudspeaker.audio.limiter import CEILING_DBTP, limit
from loudspeaker.audio.loudness import measure
from loudspeaker.audio.pcm import Clip, with_gain
from loudspeaker.audio.true_peak import true_peak_dbtp
from loudspeaker.errors import SoundRefused

TARGET_LUFS = -16.0
QUIETEST_LUFS = -60.0  # quieter than this is not a recording of anything

_TOLERANCE_LU = 0.1
_ROUNDS = 8
# LU that one more dB of gain gives while the limiter works; the usual one saves a round.
_USUAL_SLOPE = 0.6
_LEAST_SLOPE = 0.1
_MOST_LIMITING_LU = 12.0


@dataclass(frozen=True, slots=True, kw_only=True)
class FinishedClip:
    """A clip ready to air, with what was measured on it and the gain that was applied."""

    clip: Clip
    loudness_lufs: float
    true_peak_dbtp: float
    gain_db: float


def bring_to_level(clip: Clip, *, target_lufs: float = TARGET_LUFS) -> FinishedClip:
    """Return the clip at the target loudness, its true peak at or below −1 dBTP.

    What the limiter takes away is made up by gain until the meter is within 0.1 LU.  A sound so
    spiky that this would cost more than 12 LU of limiting stays quieter than the target.
    Raises SoundRefused: ``silent`` (with the measured loudness), ``not_finite``.
    """
    loudness_lufs = measure(clip).integrated_lufs
    if not loudness_lufs > QUIETEST_LUFS:
        raise SoundRefused(path="", problem="silent", measured=f"{loudness_lufs:.1f} LUFS")
    peak_dbtp = true_peak_dbtp(clip)
    attempt = _Attempt.make(clip, peak_dbtp, target_lufs - loudness_lufs)
    most_db = attempt.gain_db + _MOST_LIMITING_LU
    slope = _USUAL_SLOPE
    for _ in range(_ROUNDS):
        missing_lu = target_lufs - attempt.loudness_lufs
        if abs(missing_lu) <= _TOLERANCE_LU or attempt.gain_db >= most_db:
            break
        gain_db = min(most_db, attempt.gain_db + missing_lu / slope)
        before, attempt = attempt, _Attempt.make(clip, peak_dbtp, gain_db)
        slope = attempt.slope_from(before)
    return attempt.finished()


def with_known_gain(clip: Clip, gain_db: float) -> FinishedClip:
    """Return the clip louder by a gain, limited to −1 dBTP where that is needed."""
    return _Attempt.make(clip, true_peak_dbtp(clip), gain_db).finished()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Attempt:
    clip: Clip
    loudness_lufs: float
    gain_db: float

    @classmethod
    def make(cls, clip: Clip, peak_dbtp: float, gain_db: float) -> _Attempt:
        """Apply a gain, and the limiter if the clip's own true peak then passes the ceiling."""
        samples = with_gain(clip.samples, gain_db)
        if peak_dbtp + gain_db > CEILING_DBTP:
            samples = limit(samples, rate_hz=clip.rate_hz)
        louder = Clip(samples=samples, rate_hz=clip.rate_hz)
        loudness_lufs = measure(louder).integrated_lufs
        return cls(clip=louder, loudness_lufs=loudness_lufs, gain_db=gain_db)

    def slope_from(self, before: _Attempt) -> float:
        """Return how much of the added gain got through the limiter."""
        risen_lu = self.loudness_lufs - before.loudness_lufs
        return min(1.0, max(_LEAST_SLOPE, risen_lu / (self.gain_db - before.gain_db)))

    def finished(self) -> FinishedClip:
        return FinishedClip(
            clip=self.clip,
            loudness_lufs=self.loudness_lufs,
            true_peak_dbtp=true_peak_dbtp(self.clip),
            gain_db=self.gain_db,
        )
