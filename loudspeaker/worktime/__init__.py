"""Working time of public offices: which half-days are worked, and when a time limit ends."""

from __future__ import annotations

from loudspeaker.worktime.calendar import Beyond, Calendar
from loudspeaker.worktime.deadlines import Due, Limit, Stop, Unit, due
from loudspeaker.worktime.hours import USUAL_HOURS, Block, Hours, Part
from loudspeaker.worktime.spending import add, between, counts_from
from loudspeaker.worktime.years import Marked, Year, years_of

__all__ = [
    "USUAL_HOURS", "Beyond", "Block", "Calendar", "Due", "Hours", "Limit", "Marked", "Part", "Stop",
    "Unit", "Year", "add", "between", "counts_from", "due", "years_of",
]  # fmt: skip
