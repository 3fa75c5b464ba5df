"""The process ``station``: in which order it comes to life and goes."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from loudspeaker.clock import AlarmClock
from loudspeaker.model import TimeSource
from loudspeaker.model.announcement import ItemState, OccurrenceState
from loudspeaker.station import outcomes
from loudspeaker.station.air_link import RecordFollower
from loudspeaker.station.control import Control
from loudspeaker.station.handover import Handover
from loudspeaker.station.owing import Owing
from loudspeaker.station.planner import Planner
from loudspeaker.station.schedules import Schedules
from loudspeaker.station.sounds import Sounds
from loudspeaker.station.spool import take_in
from loudspeaker.station.workshop import Workshop
from loudspeaker.store.asrun_file import AsRunFile, read_records
from loudspeaker.store.items import Items
from loudspeaker.system.faults import Faults
from loudspeaker.system.server import Server

log = logging.getLogger(__name__)
RECORDS_TO_RETAKE = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class StationProcess:
    """The parts of the station, wired."""

    items: Items
    asrun: AsRunFile
    asrun_path: Path
    follower: RecordFollower
    handover: Handover
    owing: Owing
    planner: Planner
    schedules: Schedules
    sounds: Sounds
    workshop: Workshop
    clock: AlarmClock
    control: Control
    faults: Faults
    time: TimeSource
    spool: Path
    warm_up: Callable[[], None]
    close_speech: Callable[[], None]
    open_server: Callable[[], Server]

    def start(self) -> Server:
        """Catch up with the past, then answer, then get warm."""
        self._retake_records()
        self.schedules.load()
        self.workshop.start()
        self.clock.start()
        self.follower.start()
        self._take_up_work()
        self.planner.plan_all()
        self.take_spool()
        server = self.open_server()
        server.start()
        threading.Thread(target=self._get_warm, name="warm-up", daemon=True).start()
        return server

    def _retake_records(self) -> None:
        """Take the newest records again: the log may be ahead of the database."""
        since = max(0, self.asrun.last_seq - RECORDS_TO_RETAKE)
        for record in read_records(self.asrun_path, since=since):
            outcomes.take(self.items, record)

    def _take_up_work(self) -> None:
        """Give the workshop what was approved and is not finished."""
        for occurrence in self.items.open_occurrences():
            item = self.items.get(occurrence.item)
            if item is None or item.state is not ItemState.APPROVED or occurrence.due is None:
                continue
            # What is on air too: its speech may have been in the making when we died.
            if occurrence.state is OccurrenceState.RENDERING or not self.items.cues_of(item):
                self.workshop.add(item, occurrence)

    def _get_warm(self) -> None:
        self.warm_up()
        self.sounds.prepare()

    def take_spool(self) -> None:
        """Take in what came while the station was down."""
        take_in(self.spool, self.control.take_spooled)

    def beat(self) -> None:
        """Once a second: the clocks, the spool."""
        self.clock.beat()
        self.take_spool()

    def air_is_back(self) -> None:
        """Tell a restarted ``air`` what it has to know."""
        self.owing.pay()
        self.handover.again()

    def recorded(self, record: dict[str, Any]) -> None:
        """Take a record from ``air`` into the database."""
        outcomes.take(self.items, record)

    def end(self, server: Server) -> None:
        """Answer no more, ring no more, close."""
        server.close()
        self.follower.close()
        self.clock.close()
        self.close_speech()
        self.items.close()
        self.asrun.close()
