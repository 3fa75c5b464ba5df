"""An announcement, the content two people answer for, and its airings."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from loudspeaker.model.kind import Kind
from loudspeaker.model.languages import is_spoken
from loudspeaker.model.live import Live
from loudspeaker.model.parts import Part, Recorded, Spoken
from loudspeaker.model.priority import Priority
from loudspeaker.model.programme import Place, Programme
from loudspeaker.model.relay import Relay
from loudspeaker.model.release import Release
from loudspeaker.model.time import iso


class ItemState(StrEnum):
    """Where an announcement stands with the people."""

    DRAFT = "draft"
    APPROVED = "approved"
    REJECTED = "rejected"
    CANCELLED = "cancelled"


class OccurrenceState(StrEnum):
    """Where one airing stands; the last six are terminal."""

    PLANNED = "planned"
    RENDERING = "rendering"
    READY = "ready"
    FLAGGED = "flagged"
    HANDED = "handed"
    ON_AIR = "on_air"
    AIRED = "aired"
    AIRED_PARTIAL = "aired_partial"
    MISSED = "missed"
    CANCELLED = "cancelled"
    REFUSED = "refused"
    FAILED = "failed"

    @property
    def terminal(self) -> bool:
        """Tell whether nothing more happens to it."""
        return self in _TERMINAL


_TERMINAL = frozenset(
    {
        OccurrenceState.AIRED,
        OccurrenceState.AIRED_PARTIAL,
        OccurrenceState.MISSED,
        OccurrenceState.CANCELLED,
        OccurrenceState.REFUSED,
        OccurrenceState.FAILED,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """Exactly what is approved: changing any of it voids an approval.

    ``due`` None means: as soon as it is approved.  ``script`` is the reading as JSON-ready values.
    ``parts`` are there where it is more than one text: ``text`` and ``script`` are then all that
    the voice reads, one part after the other.  ``release`` is there where one person alone puts it
    on air, ``live`` where a microphone is opened behind the text.  ``waits_for`` names the
    programme in which it is to be heard; ``programme`` is one, and ``text`` what it says itself.
    """

    title: str
    text: str
    script: dict[str, Any]
    priority: Priority
    points: tuple[int, ...]
    repeat: int
    voice: str
    due: datetime | None = None
    not_after: datetime | None = None
    cron: str | None = None
    parts: tuple[Part, ...] = ()
    release: Release | None = None
    live: Live | None = None
    waits_for: str | None = None
    programme: Programme | None = None

    @property
    def kind(self) -> Kind:
        """Return what an airing of it is for."""
        if self.release is not None:
            return self.release.kind
        return Kind.LIVE if self.live else Kind.ANNOUNCEMENT

    def relay_at(self, place: Place | None) -> Relay | None:
        """Return what is relayed at a place of a slot, if it is the programme's and a relay."""
        if self.programme is None or place is None:
            return None
        return self.programme.relay_at(place.block)

    def kind_at(self, place: Place | None) -> Kind:
        """Return what one airing of it is for."""
        return self.kind if self.relay_at(place) is None else Kind.RELAY

    def to_values(self) -> dict[str, Any]:
        """Return JSON-ready values; what has none of the newer fields keeps its old hash."""
        released = {"release": self.release.to_values()} if self.release else {}
        values: dict[str, Any] = {
            **released,
            "title": self.title,
            "text": self.text,
            "script": self.script,
            "priority": self.priority.value,
            "points": list(self.points),
            "repeat": self.repeat,
            "voice": self.voice,
            "due": iso(self.due) if self.due else None,
            "not_after": iso(self.not_after) if self.not_after else None,
            "cron": self.cron,
        }
        if self.parts:
            values["parts"] = [part.to_values() for part in self.parts]
        if self.live:
            values["live"] = self.live.to_values()
        if self.waits_for is not None:
            values["waits_for"] = self.waits_for
        if self.programme is not None:
            values["programme"] = self.programme.to_values()
        return values

    @property
    def all_parts(self) -> tuple[Part, ...]:
        """The parts, also where there is nothing but a text."""
        return self.parts or (Spoken(text=self.text, script=self.script),)

    @property
    def recordings(self) -> tuple[Recorded, ...]:
        """The recordings among the parts."""
        return tuple(part for part in self.parts if isinstance(part, Recorded))

    @property
    def recordings_of_others(self) -> tuple[Recorded, ...]:
        """The recordings in other languages than Vietnamese."""
        return tuple(part for part in self.recordings if not is_spoken(part.language))

    @property
    def said(self) -> str:
        """Everything that people will hear, in Vietnamese: texts, and what recordings say."""
        return "\n\n".join(part.said for part in self.all_parts)

    def sha256(self) -> str:
        """Return the hash that an approval is for."""
        text = json.dumps(self.to_values(), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()

    def text_sha256(self) -> str:
        """Return the hash of what is said, for the as-run log: also of each recording's sound."""
        if not self.parts:
            return hashlib.sha256(self.text.encode()).hexdigest()
        rows = [_said(part) for part in self.parts]
        return hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()


def _said(part: Part) -> list[str]:
    if isinstance(part, Spoken):
        return [part.language, part.text]
    return [part.language, part.title, part.transcript, part.sha256]


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An announcement with what people did to it.

    ``approver_for`` is whose delegation the approver held, None for their own right.
    """

    id: str
    version: int
    content: Content
    state: ItemState
    author: str
    accepted_at: datetime
    approver: str | None = None
    approver_for: str | None = None
    approved_sha256: str | None = None
    why: str | None = None
    schedule: str | None = None
    despite: tuple[str, ...] = ()
    """What plug-ins objected to or did not check, ``plugin:code``, when it was approved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """One airing of one version of an item, planned, happening or over.

    What waits for a programme has no time until one has a ``place`` for it.
    """

    id: str
    item: str
    version: int
    due: datetime | None
    state: OccurrenceState
    reason: str | None = None
    aired_at: datetime | None = None
    place: Place | None = None
