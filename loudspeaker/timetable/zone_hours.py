"""Allowed hours where hamlets have their own: a sound must be allowed at every point it is for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from loudspeaker.timetable.hours import AllowedHours

_MOST_TURNS = 200
"""Each turn goes on to the next begin of some stretch: a week has far fewer."""


@dataclass(frozen=True, slots=True)
class CommonHours:
    """The hours that several timetables of hours have in common; of none: always allowed."""

    every: tuple[AllowedHours, ...]

    def is_allowed(self, moment: datetime) -> bool:
        """Tell whether ordinary sound may be heard at this moment."""
        return all(hours.is_allowed(moment) for hours in self.every)

    def covers(self, start: datetime, duration: timedelta) -> bool:
        """Tell whether a sound of this length, begun at ``start``, stays inside them."""
        return all(hours.covers(start, duration) for hours in self.every)

    def next_allowed(self, moment: datetime) -> datetime | None:
        """Return the first moment from ``moment`` on that all allow, None if there is none."""
        for _ in range(_MOST_TURNS):
            nexts = [hours.next_allowed(moment) for hours in self.every]
            later = max((each for each in nexts if each is not None), default=moment)
            if None in nexts:
                return None
            if later == moment:
                return moment
            moment = later
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursAtPoints:
    """The commune's hours, and those of zones that have their own instead."""

    general: AllowedHours
    by_zone: Mapping[int, AllowedHours] = field(default_factory=dict)
    zone_of: Mapping[int, int] = field(default_factory=dict)

    @property
    def every(self) -> tuple[AllowedHours, ...]:
        """The different hours that hold at some point; without points the commune's."""
        zones: set[int | None] = set(self.zone_of.values())
        return tuple(dict.fromkeys(self._of(zone) for zone in sorted(zones or {None}, key=str)))

    def at(self, points: Iterable[int]) -> CommonHours:
        """Return the hours that hold for a sound to these points; of none, the commune's."""
        zones = {self.zone_of.get(point) for point in points}
        found = dict.fromkeys(self._of(zone) for zone in sorted(zones, key=str))
        return CommonHours(tuple(found) or (self.general,))

    def _of(self, zone: int | None) -> AllowedHours:
        return self.general if zone is None else self.by_zone.get(zone, self.general)
