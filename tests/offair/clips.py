"""Clips in a folder, and what playout would tell of them."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from loudspeaker.audio.pcm import PROGRAMME_RATE_HZ, Clip, Samples
from loudspeaker.audio.wav import to_wav

SECOND = 1_000_000_000


def keep(folder: Path, sound: Samples) -> dict[str, Any]:
    """Write a clip; return its cue."""
    data = to_wav(Clip(samples=sound, rate_hz=PROGRAMME_RATE_HZ))
    sha256 = hashlib.sha256(data).hexdigest()
    (folder / f"{sha256}.wav").write_bytes(data)
    return {"sha256": sha256, "frames": len(sound)}


def gap(seconds: float) -> dict[str, Any]:
    """Return the cue of a pause."""
    return {"sha256": None, "frames": round(seconds * PROGRAMME_RATE_HZ)}


class FakePlayout:
    """Sounds one airing, ``start_s`` on the clock that the test moves; keeps what it is told."""

    def __init__(self, cues: list[dict[str, Any]], start_s: float, occurrence: str = "a-1") -> None:
        self.cues, self.start_s, self.occurrence = cues, start_s, occurrence
        self.now_s = 0.0
        self.end_s = start_s + sum(cue["frames"] for cue in cues) / PROGRAMME_RATE_HZ
        self.told: list[dict[str, Any]] = []
        self.heard: list[dict[str, Any]] = []

    def sounding(self) -> dict[str, Any]:
        """Tell what goes out; there is a second of silence around it, and 60 ms are queued."""
        mono_ns = round(self.now_s * SECOND)
        if not self.start_s - 1 <= self.now_s <= self.end_s + 0.5:
            return {"mono_ns": mono_ns, "airing": None}
        length = sum(cue["frames"] for cue in self.cues)
        out = round((self.now_s - self.start_s) * PROGRAMME_RATE_HZ)
        queued = 2880
        position = max(0, min(length, out + queued))
        return {
            "mono_ns": mono_ns,
            "airing": {
                "occurrence": self.occurrence,
                "attempt": 1,
                "cues": self.cues,
                "position": position,
                "queued_frames": min(queued, position - out) if position else queued,
            },
        }

    def offair(self, *, faults: Any, heard: Any) -> None:
        """Keep it."""
        self.told.append(dict(faults))
        self.heard += heard
