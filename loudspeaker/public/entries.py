"""What everybody may know: the announcements that were heard, what comes, what is in force.

Nothing here names who wrote or approved; nothing here was not heard, or is not about to be.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from loudspeaker.model import iso


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """A stretch of sound: ``frames`` at the programme rate in the clip named by its hash."""

    sha256: str
    frames: int
    language: str | None = None

    def to_values(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {"sha256": self.sha256, "frames": self.frames, "language": self.language}


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One version of an announcement, as it was heard.

    ``id`` is the same for as long as the station lives.  ``corrected`` is when it was taken back on
    air; one that is ``withdrawn`` has no title, text or sound any more.
    """

    id: str
    title: str
    text: str
    level: str
    kind: str
    languages: tuple[str, ...]
    sounds: tuple[Sound, ...]
    first_aired: datetime
    last_aired: datetime
    airings: int
    points: tuple[int, ...]
    hamlets: tuple[str, ...]
    partial: bool = False
    corrected: datetime | None = None
    withdrawn: bool = False

    def to_values(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {
            "id": self.id,
            "title": self.title,
            "text": self.text,
            "level": self.level,
            "kind": self.kind,
            "languages": list(self.languages),
            "sounds": [sound.to_values() for sound in self.sounds],
            "first_aired": iso(self.first_aired),
            "last_aired": iso(self.last_aired),
            "airings": self.airings,
            "points": list(self.points),
            "hamlets": list(self.hamlets),
            "partial": self.partial,
            "corrected": iso(self.corrected) if self.corrected else None,
            "withdrawn": self.withdrawn,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """What will be heard, by its title alone: its text may still be taken back."""

    id: str
    due: datetime
    title: str
    level: str
    is_programme: bool
    points: tuple[int, ...]
    hamlets: tuple[str, ...]
    length_s: float

    def to_values(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {
            "id": self.id,
            "due": iso(self.due),
            "title": self.title,
            "level": self.level,
            "is_programme": self.is_programme,
            "points": list(self.points),
            "hamlets": list(self.hamlets),
            "length_s": self.length_s,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """An emergency that people are to follow, from its first airing until ``until``."""

    id: str
    title: str
    text: str
    since: datetime
    until: datetime
    points: tuple[int, ...]
    hamlets: tuple[str, ...]

    def to_values(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {
            "id": self.id,
            "title": self.title,
            "text": self.text,
            "since": iso(self.since),
            "until": iso(self.until),
            "points": list(self.points),
            "hamlets": list(self.hamlets),
        }
