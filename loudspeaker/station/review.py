"""The gate for what plug-ins object to: what may be approved, and what somebody must answer for.

A hard concern refuses the loudspeaker.  In an emergency it does not: silence may cost a life, so
the approver is asked once more and may confirm.  What a plug-in did not check is asked in the same
way, but in an emergency only told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from loudspeaker.errors import ConcernsRaised, ConcernsUnconfirmed
from loudspeaker.model import Priority
from loudspeaker.model.announcement import Content, Item
from loudspeaker.model.review import NOT_CHECKED, Announcement, Concern, Part, Severity


class Reviewer(Protocol):
    """Whoever looks at announcements."""

    def review(self, announcement: Announcement, *, patience_s: float = ...) -> tuple[Concern, ...]:
        """Return the concerns by their place."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviewed:
    """The concerns about exactly one content."""

    content_sha256: str
    concerns: tuple[Concern, ...]


def announcement_of(content: Content) -> Announcement:
    """Return what plug-ins are shown of a content."""
    return Announcement(title=content.title, text=content.said, priority=content.priority)


def reviewed(content: Content, reviewer: Reviewer, *, patience_s: float) -> Reviewed:
    """Have a content looked at."""
    concerns = reviewer.review(announcement_of(content), patience_s=patience_s)
    return Reviewed(content_sha256=content.sha256(), concerns=concerns)


def admit(item: Item, concerns: Sequence[Concern], *, confirmed: bool) -> tuple[str, ...]:
    """Return what the approver answers for, as ``plugin:code``, if the item may be approved.

    Raises ConcernsRaised, and ConcernsUnconfirmed where a confirmation is missing.
    """
    emergency = item.content.priority is Priority.EMERGENCY
    hard = [concern for concern in concerns if concern.severity is Severity.HARD]
    if hard and not emergency:
        raise ConcernsRaised(item=item.id, concerns=values_of(hard, item.content))
    unchecked = [concern for concern in concerns if concern.code == NOT_CHECKED]
    open_ones = hard if emergency else unchecked
    if open_ones and not confirmed:
        raise ConcernsUnconfirmed(item=item.id, concerns=values_of(open_ones, item.content))
    return tuple(dict.fromkeys(f"{each.plugin}:{each.code}" for each in (*hard, *unchecked)))


def values_of(concerns: Sequence[Concern], content: Content) -> list[dict[str, Any]]:
    """Return concerns as JSON-ready values."""
    return concern_values(concerns, announcement_of(content))


def concern_values(concerns: Sequence[Concern], announcement: Announcement) -> list[dict[str, Any]]:
    """Return concerns as JSON-ready values, with the piece that each is about."""
    return [
        {
            "plugin": each.plugin,
            "code": each.code,
            "severity": each.severity.value,
            "part": each.part.value,
            "start": each.start,
            "end": each.end,
            "text": _part(each, announcement)[each.start : each.end],
            "what": each.what,
            "advice": each.advice,
        }
        for each in concerns
    ]


def _part(concern: Concern, announcement: Announcement) -> str:
    return announcement.title if concern.part is Part.TITLE else announcement.text
