"""Days of mourning: on them nothing sounds but emergencies."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Final

from loudspeaker.model.time import STATION_ZONE
from loudspeaker.timetable.days import DayRange


@dataclass(frozen=True, slots=True)
class Mourning:
    """Whole days in the station's zone.

    Emergencies are exempt: whoever asks here has already decided that the rule applies.
    """

    ranges: tuple[DayRange, ...] = ()

    def holds(self, moment: datetime) -> bool:
        """Tell whether this moment is on a day of mourning."""
        day = moment.astimezone(STATION_ZONE).date()
        return any(each.has(day) for each in self.ranges)

    def touches(self, start: datetime, length: timedelta) -> bool:
        """Tell whether a sound of this length would be heard on a day of mourning."""
        first = start.astimezone(STATION_ZONE).date()
        end = max(start, start + length - timedelta(microseconds=1))
        last = end.astimezone(STATION_ZONE).date()
        return any(each.first <= last and first <= each.last for each in self.ranges)

    def until(self, moment: datetime) -> datetime | None:
        """Return when sound is possible again; None if it is at this moment."""
        if not self.holds(moment):
            return None
        day = moment.astimezone(STATION_ZONE).date()
        while inside := [each.last for each in self.ranges if each.has(day)]:
            day = max(inside) + timedelta(days=1)
        return datetime.combine(day, time(), STATION_ZONE)


NO_MOURNING: Final = Mourning()
