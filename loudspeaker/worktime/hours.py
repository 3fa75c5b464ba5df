"""The office's week: a morning and an afternoon, eight hours together, and which are worked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import Flag
from typing import Final

from loudspeaker.model.time import STATION_ZONE

WORKING_DAY: Final = timedelta(hours=8)
"""What one working day is counted as (Labour Code 45/2019/QH14, article 105)."""
_DAYS_A_WEEK: Final = 7


class Part(Flag):
    """Which half-days of a day are worked."""

    NONE = 0
    MORNING = 1
    AFTERNOON = 2
    WHOLE = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A half-day, from one time of day to a later one; ValueError for anything else."""

    start: time
    end: time

    def __post_init__(self) -> None:
        """Refuse what is no stretch of a day, or has a zone of its own."""
        if self.start.tzinfo or self.end.tzinfo or self.start >= self.end:
            raise ValueError("a block ends after it begins, on the same day")

    @property
    def length(self) -> timedelta:
        """Return how long it is."""
        return datetime.combine(date.min, self.end) - datetime.combine(date.min, self.start)

    def on(self, day: date) -> tuple[datetime, datetime]:
        """Return its begin and end on a day, in the station's zone."""
        return (
            datetime.combine(day, self.start, STATION_ZONE),
            datetime.combine(day, self.end, STATION_ZONE),
        )


_USUAL_WEEK: Final = (Part.WHOLE,) * 5 + (Part.NONE,) * 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """Both blocks, and what is worked from Monday to Sunday.

    ValueError unless the blocks follow each other and are eight hours together (a working day and
    eight working hours must be the same), and something is worked every week.
    """

    morning: Block
    afternoon: Block
    week: tuple[Part, ...] = _USUAL_WEEK

    def __post_init__(self) -> None:
        """Refuse what is no office's week."""
        if self.morning.end > self.afternoon.start:
            raise ValueError("the afternoon begins when the morning has ended")
        if self.morning.length + self.afternoon.length != WORKING_DAY:
            raise ValueError("morning and afternoon are eight hours together")
        if len(self.week) != _DAYS_A_WEEK or not any(self.week):
            raise ValueError("seven days, of which one at least is worked")

    def blocks(self, part: Part) -> tuple[Block, ...]:
        """Return the blocks that are worked, in order."""
        both = ((Part.MORNING, self.morning), (Part.AFTERNOON, self.afternoon))
        return tuple(block for half, block in both if half in part)


USUAL_HOURS: Final = Hours(
    morning=Block(start=time(7, 30), end=time(11, 30)),
    afternoon=Block(start=time(13, 0), end=time(17, 0)),
)
