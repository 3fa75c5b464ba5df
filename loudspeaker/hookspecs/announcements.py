"""Announcements as a plug-in offers them, sees them, and is told of what became of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftOffered:
    """A draft of normal priority, as a person would write it.

    ``at`` is the wished time, None for as soon as it is approved; ``points`` are numbers, and
    neither they nor a ``zone`` (by its name) means all; ``voice`` None is the station's own.  The
    same ``key`` of the same plug-in is the same draft: it is kept once, however often it is sent.
    """

    title: str
    text: str
    at: datetime | None = None
    not_after: datetime | None = None
    points: tuple[int, ...] = ()
    zone: str | None = None
    voice: str | None = None
    repeat: int | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AiringSeen:
    """One airing: ``state`` as in ``loudspeaker show`` (``planned`` … ``aired``, ``missed``)."""

    id: str
    version: int
    state: str
    over: bool
    due: datetime | None
    aired_at: datetime | None
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncementSeen:
    """An announcement as it is now.

    ``state`` is ``draft``, ``approved``, ``rejected`` or ``cancelled``; ``why`` is the reason of
    who sent it back; ``script`` is what the voice reads, as JSON-ready values.
    """

    id: str
    version: int
    state: str
    title: str
    text: str
    script: Mapping[str, Any]
    author: str
    approver: str | None
    why: str | None
    points: tuple[int, ...]
    content_sha256: str
    accepted_at: datetime
    due: datetime | None
    airings: tuple[AiringSeen, ...]


class EventKind(StrEnum):
    """What happened to an announcement."""

    SUBMITTED = "submitted"
    EDITED = "edited"
    """There is a new version, to be approved anew."""
    APPROVED = "approved"
    REFUSED = "refused"
    """It was sent back to its author; ``reason`` is why."""
    CANCELLED = "cancelled"
    AIRED = "aired"
    """An airing was heard: ``result`` is ``aired`` or ``aired_partial``."""
    NOT_AIRED = "not_aired"
    """An airing is over unheard: ``missed``, ``cancelled``, ``refused`` or ``failed``."""
    CORRECTED = "corrected"
    """An airing of it is corrected by the announcement ``correction``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened; ``number`` grows by time, with gaps, and is never given twice.

    ``person`` is who did it, None for what nobody did.  ``airing`` is there for what is about one.
    """

    number: int
    at: datetime
    kind: EventKind
    announcement: str
    version: int
    person: str | None = None
    airing: str | None = None
    result: str | None = None
    reason: str | None = None
    correction: str | None = None
