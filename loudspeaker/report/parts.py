"""The values a report is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from loudspeaker.model import PointPlan

SINGLE = ""
"""The programme of what belongs to none."""
UNKNOWN_ZONE = ""
"""The zone of points that are no longer in the plan."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """What is known of an announcement besides its records: its title, and what it recurs as."""

    title: str
    programme: str = SINGLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What the records do not say: titles by the announcement's id, points and zones."""

    plan: PointPlan
    items: Mapping[str, Programme] = field(default_factory=dict)

    def title_of(self, item: str) -> str:
        """Return an announcement's title, or its id where nothing is known of it."""
        known = self.items.get(item)
        return known.title if known else item

    def programme_of(self, item: str) -> str:
        """Return the programme that an announcement belongs to."""
        known = self.items.get(item)
        return known.programme if known else SINGLE


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One row: how many airings were heard, and for how long sound went out."""

    name: str
    airings: int
    ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RelayFigure:
    """Another station: how often it was relayed, for how long, and what was heard of that.

    What is neither source nor fallback was cut by a crash, before which nothing could say.
    """

    name: str
    airings: int
    ms: int
    source_ms: int
    fallback_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """One day of a month or month of a year: sound by level, and how many airings did not come."""

    name: str
    ms_by_level: Mapping[str, int]
    unheard: int

    @property
    def ms(self) -> int:
        """Return the sound of all levels."""
        return sum(self.ms_by_level.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Unheard:
    """An airing that did not come, or not to its end; ``state`` as people see it in the queue."""

    occurrence: str
    item: str
    title: str
    state: str
    reason: str | None
    when: str
    priority: str
    approver: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Approvals:
    """What one person answered for: airings that were heard, and of how many announcements."""

    person: str
    airings: int
    announcements: int
