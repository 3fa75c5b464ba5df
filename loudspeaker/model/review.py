"""What plug-ins are shown of an announcement, and what they have to say about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from loudspeaker.model.priority import Priority


class Severity(StrEnum):
    """What a concern does to an approval."""

    HARD = "hard"
    """It is refused; in an emergency the approver may confirm it all the same."""
    WARN = "warn"
    """The approver is shown it."""


class Part(StrEnum):
    """Where in an announcement a piece stands; radios show the title."""

    TEXT = "text"
    TITLE = "title"


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """What is to be reviewed; the text is the prepared one, as spans of a script refer to it."""

    title: str
    text: str
    priority: Priority


@dataclass(frozen=True, slots=True, kw_only=True)
class Concern:
    """Something the approver should know about the piece from ``start`` to ``end`` of a part.

    Faces have sentences for codes they know; for others they show ``what`` it is and the
    ``advice``, one line each in the plug-in's own words.  ``plugin`` is filled in by the station.
    """

    code: str
    severity: Severity
    start: int = 0
    end: int = 0
    part: Part = Part.TEXT
    what: str = ""
    advice: str = ""
    plugin: str = ""


NOT_CHECKED = "not_checked"
"""The code of the concern that a plug-in which was to look has not done so."""
