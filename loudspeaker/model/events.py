"""What happens to announcements, as plug-ins are told of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


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
