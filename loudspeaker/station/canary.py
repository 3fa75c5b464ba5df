"""Whether the way from the alarm clock to playout still works: tried once a day without carrier.

A station that airs once a week would else notice on that day that its voice, disk or relay is gone.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Protocol

from loudspeaker.errors import LoudspeakerError
from loudspeaker.model import STATION_ZONE, Priority, TimeSource
from loudspeaker.rundown import Cue, Kind, Rundown
from loudspeaker.station.air_link import Air
from loudspeaker.station.alarms import Alarms
from loudspeaker.system.faults import Faults

log = logging.getLogger(__name__)
TEXT = "Máy tự kiểm tra hằng ngày."
MADE_AHEAD = timedelta(seconds=60)
WINDOW = timedelta(seconds=30)
LOOKED_AT_AFTER = timedelta(seconds=45)
_AUTHOR = "canary"


class SpokenText(Protocol):
    """Speaks a text in the station's voice, else in the embedded one."""

    def __call__(self, text: str) -> Cue:
        """Return the finished sound; LoudspeakerError if neither voice speaks."""
        ...


class Canary:
    """Sets its own alarm for every day; tells by one fault what did not work."""

    def __init__(
        self,
        *,
        air: Air,
        alarms: Alarms,
        faults: Faults,
        time: TimeSource,
        is_time_known: Callable[[], bool],
        speak: SpokenText,
        minute_of_day: Callable[[], int],
        points: Callable[[], tuple[int, ...]],
    ) -> None:
        self._air = air
        self._alarms = alarms
        self._faults = faults
        self._time = time
        self._is_time_known = is_time_known
        self._speak = speak
        self._minute_of_day = minute_of_day
        self._points = points
        self.passed_at: datetime | None = None

    def plan(self) -> None:
        """Set the alarm for the next one."""
        due = _next(self._time.wall() + MADE_AHEAD, self._minute_of_day())
        self._alarms.ring("canary", due - MADE_AHEAD, lambda: self.begin(due))

    def begin(self, due: datetime) -> None:
        """Have it made and hand it over; see to it afterwards what became of it."""
        self.plan_after(due)
        if not self._is_time_known():
            return  # that is a fault of its own
        try:
            self._air.offer(self._rundown(due))
        except LoudspeakerError as error:
            log.exception("the canary does not get to air")
            self._faults.report("canary", str(error))
            return
        self._alarms.ring("canary look", due + LOOKED_AT_AFTER, lambda: self.look(due))

    def plan_after(self, due: datetime) -> None:
        """Set the alarm for the one after that."""
        later = _next(due + timedelta(hours=1), self._minute_of_day())
        self._alarms.ring("canary", later - MADE_AHEAD, lambda: self.begin(later))

    def look(self, due: datetime) -> None:
        """Tell how it went."""
        problem = self._outcome(_occurrence(due))
        self._faults.set("canary", problem)
        if problem is None:
            self.passed_at = due

    def _outcome(self, occurrence: str) -> str | None:
        try:
            last = self._air.status().get("canary")
        except LoudspeakerError as error:
            return str(error)
        if last is None or last["occurrence"] != occurrence:
            return "not_rehearsed"
        return None if last["problem"] is None else str(last["problem"])

    def _rundown(self, due: datetime) -> Rundown:
        return Rundown(
            occurrence=_occurrence(due),
            item=_AUTHOR,
            title=TEXT,
            priority=Priority.NORMAL,
            due=due,
            not_after=due + WINDOW,
            points=self._points(),
            cues=(self._speak(TEXT),),
            text_sha256="",
            author=_AUTHOR,
            approver="",
            kind=Kind.CANARY,
        )


def _occurrence(due: datetime) -> str:
    return f"canary-{due.astimezone(STATION_ZONE):%Y%m%dT%H%M}"


def _next(after: datetime, minute_of_day: int) -> datetime:
    """Return the next moment later than ``after`` at that minute of a day."""
    local = after.astimezone(STATION_ZONE)
    at = time(minute_of_day // 60, minute_of_day % 60)
    today = datetime.combine(local.date(), at, STATION_ZONE)
    return today if today > local else today + timedelta(days=1)
