"""How a dossier stands in time: computed from what is kept, never kept itself."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from loudspeaker.model import STATION_ZONE
from loudspeaker.plugins.dossiers.cases.states import Clock, State


class Pace(StrEnum):
    """How something that was due was done."""

    EARLY = "early"
    ON_TIME = "on time"
    LATE = "late"

    @property
    def label(self) -> str:
        """Return the word of the forms."""
        return {Pace.EARLY: "trước hạn", Pace.ON_TIME: "đúng hạn", Pace.LATE: "quá hạn"}[self]


class Standing(StrEnum):
    """How a dossier stands at a moment."""

    NOT_STARTED = "not started"
    IN_TIME = "in time"
    DUE_TODAY = "due today"
    OVERDUE = "overdue"
    WAITING = "waiting"
    ENDED = "ended"


def local_day(moment: datetime) -> date:
    """Return the day in the station's zone."""
    return moment.astimezone(STATION_ZONE).date()


def pace(done: datetime, due: datetime) -> Pace:
    """Tell early (on a day before the one on which it was due), on time, or late."""
    if done > due:
        return Pace.LATE
    return Pace.EARLY if local_day(done) < local_day(due) else Pace.ON_TIME


def standing(state: State, due: datetime | None, now: datetime) -> Standing:
    """Tell how it stands; ``due`` is None before the receipt, and while the clock stands still.

    Who was late when something was asked for is late all the same while it is waited for.
    """
    if state.clock is Clock.ENDED:
        return Standing.ENDED
    if state.clock is Clock.NOT_STARTED:
        return Standing.NOT_STARTED
    if due is None:
        return Standing.WAITING
    if now > due:
        return Standing.OVERDUE
    return Standing.DUE_TODAY if local_day(now) == local_day(due) else Standing.IN_TIME
