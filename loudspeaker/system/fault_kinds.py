"""How bad each fault is: four levels with one meaning each, and every code that is reported."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Severity(StrEnum):
    """How bad a fault is, by what it takes from the people outside."""

    NOTICE = "notice"
    """Everything works; somebody should look within days."""
    WARNING = "warning"
    """Announcements go out, with something less: a quality, a reserve, a proof."""
    ERROR = "error"
    """A part does not work: an announcement, a point or a record may be lost."""
    CRITICAL = "critical"
    """An emergency might be heard by nobody, or by few: act now."""

    @property
    def rank(self) -> int:
        """Higher is worse."""
        return tuple(Severity).index(self)


SEVERITIES: Final[Mapping[str, Severity]] = {
    "air": Severity.CRITICAL,
    "dead_air": Severity.CRITICAL,
    "points": Severity.CRITICAL,
    "sound": Severity.CRITICAL,
    "transmitter": Severity.CRITICAL,
    "asrun": Severity.ERROR,
    "canary": Severity.ERROR,
    "clip": Severity.ERROR,
    "clock": Severity.ERROR,
    "configuration": Severity.ERROR,
    "encoder": Severity.ERROR,
    "foreign_audio": Severity.ERROR,
    "foreign_rds": Severity.ERROR,
    "ip_points": Severity.ERROR,
    "journal": Severity.ERROR,
    "owing": Severity.ERROR,
    "position": Severity.ERROR,
    "recording": Severity.ERROR,
    "preflight": Severity.ERROR,
    "reserve": Severity.ERROR,
    "review_overdue": Severity.ERROR,
    "schedules": Severity.ERROR,
    "speech": Severity.ERROR,
    "spool": Severity.ERROR,
    "storage": Severity.ERROR,
    "templates": Severity.ERROR,
    "templates_unapproved": Severity.ERROR,
    "backup": Severity.WARNING,
    "chime": Severity.WARNING,
    "accounts": Severity.WARNING,
    "guard_off": Severity.WARNING,
    "heads": Severity.WARNING,
    "ip_silent": Severity.WARNING,
    "lexicon": Severity.WARNING,
    "monitor": Severity.WARNING,
    "plugins": Severity.WARNING,
    "public": Severity.WARNING,
    "relay": Severity.WARNING,
    "review": Severity.WARNING,
    "siren": Severity.WARNING,
    "transmitter_alarm": Severity.WARNING,
    "unauthenticated": Severity.WARNING,
    "voice_substituted": Severity.WARNING,
}


def severity_of(code: str) -> Severity:
    """Return how bad a fault is; one that nobody has judged yet is an error."""
    return SEVERITIES.get(code, Severity.ERROR)
