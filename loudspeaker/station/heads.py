"""The published ends of the as-run log: sealed by ``air``, copied to where people find them."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from loudspeaker.errors import LoudspeakerError, ProcessUnavailable
from loudspeaker.model import STATION_ZONE, TimeSource
from loudspeaker.station.air_link import Air
from loudspeaker.station.alarms import Alarms
from loudspeaker.store.heads_file import append_heads
from loudspeaker.system.faults import Faults

log = logging.getLogger(__name__)
LOOK_AGAIN = timedelta(hours=1)
AGAIN = timedelta(minutes=1)
SEALED_BY = timedelta(minutes=1)
"""After this much of a day ``air`` has sealed the end of the day before."""


class Heads:
    """Copies what the file lacks, after every start of ``air`` and every midnight."""

    def __init__(
        self,
        path: Path,
        *,
        air: Air,
        taken: Callable[[], int],
        alarms: Alarms,
        faults: Faults,
        time: TimeSource,
    ) -> None:
        self._path = path
        self._taken = taken
        self._air = air
        self._alarms = alarms
        self._faults = faults
        self._time = time
        self._turn = threading.Lock()

    def air_is_back(self) -> None:
        """Copy now what can be, and soon the rest: records still come, ``air`` still seals."""
        self.copy()
        self._look_at(self._time.wall() + SEALED_BY)

    def copy(self) -> None:
        """Add the heads that are missing; what fails is a fault and tried again."""
        with self._turn:
            copied = self._copied()
        now = self._time.wall()
        self._look_at(_next_look(now) if copied else now + AGAIN)

    def _copied(self) -> bool:
        try:
            append_heads(self._path, self._in_the_log())
        except ProcessUnavailable as error:  # a fault of its own, reported by who follows air
            log.info("the published heads are not copied: %s", error)
            return False
        except LoudspeakerError as error:
            self._faults.report("heads", str(error))
            return False
        self._faults.clear("heads")
        return True

    def _in_the_log(self) -> list[dict[str, Any]]:
        """Return the heads whose records are in the log: the others would look like a cut."""
        heads = self._air.heads()
        taken = self._taken()
        return [head for head in heads if head["seq"] <= taken]

    def _look_at(self, moment: datetime) -> None:
        self._alarms.ring("heads", moment, self.copy)


def _next_look(now: datetime) -> datetime:
    """Return the time soon after midnight, or in an hour: a clock may have been set."""
    tomorrow = now.astimezone(STATION_ZONE).date() + timedelta(days=1)
    midnight = datetime.combine(tomorrow, time(), tzinfo=STATION_ZONE)
    return min(now + LOOK_AGAIN, midnight + SEALED_BY)
