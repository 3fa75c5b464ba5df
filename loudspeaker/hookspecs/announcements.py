"""Announcements as a plug-in offers them and sees them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
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
