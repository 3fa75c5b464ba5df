"""When ordinary sound is allowed in a week: everywhere, in some hamlets, nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Final

from loudspeaker.model import Priority
from loudspeaker.timetable.mourning import Mourning
from loudspeaker.timetable.plan import Planned
from loudspeaker.timetable.zone_hours import HoursAtPoints

STEP: Final = timedelta(minutes=5)
STEPS_AN_HOUR: Final = timedelta(hours=1) // STEP


class Quiet(Enum):
    """Where ordinary sound is not allowed."""

    EVERYWHERE = "everywhere"
    SOMEWHERE = "somewhere"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The hours of the commune and its hamlets, and days of mourning."""

    hours: HoursAtPoints
    mourning: Mourning

    def silence(self, planned: Planned) -> bool:
        """Tell whether this will not be heard, though it is planned."""
        if planned.priority is Priority.EMERGENCY:
            return False
        hours = self.hours.at(planned.points)
        return planned.mourned or not hours.covers(planned.due, planned.length)

    @property
    def differ(self) -> bool:
        """Tell whether some hamlet has hours of its own."""
        return len(self.hours.every) > 1

    def quiet(self, moment: datetime) -> Quiet | None:
        """Return where ordinary sound is not allowed at a moment, None: nowhere is it refused."""
        allowed = [hours.is_allowed(moment) for hours in self.hours.every]
        if all(allowed):
            return None
        return Quiet.SOMEWHERE if any(allowed) else Quiet.EVERYWHERE

    def stretches(self, start: datetime, hours: int) -> Iterator[tuple[Quiet, int, int]]:
        """Yield what is quiet from ``start`` on, begin and end in steps of five minutes."""
        begin, kind = 0, None
        for number in range(hours * STEPS_AN_HOUR + 1):
            ends = number == hours * STEPS_AN_HOUR
            now = None if ends else self.quiet(start + number * STEP)
            if now is not kind:
                if kind is not None:
                    yield kind, begin, number
                begin, kind = number, now
