"""The nightly backup: when it is made, what happens when it cannot be.

It is made by a process of its own, never while something is on air.  A night that the station
slept through is made up for.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from loudspeaker.config.backup import BackupConfig
from loudspeaker.errors import LoudspeakerError, ProcessUnavailable
from loudspeaker.model import STATION_ZONE, TimeSource, from_iso, iso
from loudspeaker.station.air_link import Air
from loudspeaker.station.alarms import Alarms
from loudspeaker.store.choices import Choices
from loudspeaker.system.faults import Faults

log = logging.getLogger(__name__)
ALARM = "backup"
LOOK_AGAIN = timedelta(minutes=10)
"""So soon a change of the configuration, or of the clock, is noticed."""
BUSY_AGAIN, FAILED_AGAIN = timedelta(minutes=1), timedelta(minutes=30)
_MADE, _SINCE = "backup_made", "backup_since"


class Nightly:
    """Has one backup made after the time of each day; ``make`` returns when it is on its disk."""

    def __init__(
        self,
        *,
        config: Callable[[], BackupConfig | None],
        make: Callable[[BackupConfig], None],
        choices: Choices,
        air: Air,
        alarms: Alarms,
        faults: Faults,
        time: TimeSource,
    ) -> None:
        self._config = config
        self._make = make
        self._choices = choices
        self._air = air
        self._alarms = alarms
        self._faults = faults
        self._time = time
        self._turn = threading.Lock()

    def start(self) -> None:
        """Look for the first time."""
        self._ring_in(BUSY_AGAIN)

    def look(self) -> None:
        """Make a backup if one is due and nothing is on air; come back in time."""
        if not self._turn.acquire(blocking=False):
            return  # one is being made
        try:
            self._ring_in(self._looked())
        except LoudspeakerError as error:
            self._faults.report("backup", _told(error))
            self._ring_in(FAILED_AGAIN)
        finally:
            self._turn.release()

    def _looked(self) -> timedelta:
        config = self._config()
        if config is None:
            self._faults.clear("backup")
            return LOOK_AGAIN
        due, now = self._due(config), self._time.wall()
        if now < due:
            return min(LOOK_AGAIN, due - now)
        if self._on_air():
            return BUSY_AGAIN
        self._make(config)
        self._choices.keep(_MADE, iso(now))
        self._faults.clear("backup")
        return LOOK_AGAIN

    def _due(self, config: BackupConfig) -> datetime:
        """Return when the next one is due: at its time of day, the first after the last one.

        Where none has been made it is the first such time since this was asked for.  A last one
        that lies ahead was made while the clock was wrong and does not count.
        """
        now = self._time.wall()
        kept = (self._choices.get(name) for name in (_MADE, _SINCE))
        past = [moment for text in kept if text and (moment := from_iso(text)) <= now]
        if not past:
            self._choices.keep(_SINCE, iso(now))
        return _first_after(max(past, default=now), config)

    def _on_air(self) -> bool:
        try:
            return self._air.status()["on_air"] is not None
        except ProcessUnavailable:
            return False

    def _ring_in(self, pause: timedelta) -> None:
        self._alarms.ring(ALARM, self._time.wall() + pause, self.look)


def _first_after(moment: datetime, config: BackupConfig) -> datetime:
    day = moment.astimezone(STATION_ZONE).date()
    today = datetime.combine(day, config.at, tzinfo=STATION_ZONE)
    return today if today > moment else today + timedelta(days=1)


def _told(error: LoudspeakerError) -> str:
    """Return the fault's detail: the folder or file, and what is wrong with it."""
    place = getattr(error, "path", None) or getattr(error, "where", None)
    problem = getattr(error, "problem", None)
    return f"{place}: {problem}" if place and problem else str(error)
