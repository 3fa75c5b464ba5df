"""The process ``station``: in which order it comes to life and goes."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Protocol

from loudspeaker.config.station import StationConfig
from loudspeaker.errors import LoudspeakerError
from loudspeaker.model import TimeSource
from loudspeaker.model.announcement import ItemState, OccurrenceState
from loudspeaker.station.account_book import AccountBook
from loudspeaker.station.alarms import Alarms
from loudspeaker.station.canary import Canary
from loudspeaker.station.control import Control
from loudspeaker.station.fault_list import FaultList
from loudspeaker.station.handover import Handover
from loudspeaker.station.heads import Heads
from loudspeaker.station.nightly import Nightly
from loudspeaker.station.owing import Owing
from loudspeaker.station.planner import Planner
from loudspeaker.station.plugin_periodic import PluginPeriodic
from loudspeaker.station.publishing import Publishing
from loudspeaker.station.records import Records
from loudspeaker.station.register import Register
from loudspeaker.station.reviews import Reviews
from loudspeaker.station.room import Room
from loudspeaker.station.schedules import Schedules
from loudspeaker.station.sounds import Sounds
from loudspeaker.station.spool import refused, take_in
from loudspeaker.station.templates import Templates
from loudspeaker.station.workshop import Workshop
from loudspeaker.store.accounts_file import broken_of
from loudspeaker.store.asrun_file import AsRunFile
from loudspeaker.store.items import Items
from loudspeaker.store.made import MadeCues
from loudspeaker.store.people_seen import PeopleSeen
from loudspeaker.store.sqlite import Database
from loudspeaker.system.faults import Faults, Severity
from loudspeaker.system.server import Server
from loudspeaker.system.watched_clock import WatchedClock

log = logging.getLogger(__name__)
TIDY_AGAIN = timedelta(hours=1)
_MADE_ELSEWHERE = frozenset({OccurrenceState.READY, OccurrenceState.HANDED, OccurrenceState.ON_AIR})
_TO_BE_MADE = frozenset({OccurrenceState.RENDERING, OccurrenceState.FLAGGED})


class Follower(Protocol):
    """Follows the records of ``air``."""

    def start(self) -> None:
        """Begin to follow."""
        ...

    def close(self) -> None:
        """Follow no more."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class StationProcess:
    """The parts of the station, wired."""

    database: Database
    accounts: AccountBook
    accounts_file: Path
    station: Callable[[], StationConfig]
    items: Items
    made: MadeCues
    asrun: AsRunFile
    records: Records
    follower: Follower
    watch: Follower
    fault_list: FaultList
    register: Register
    seen: PeopleSeen
    heads: Heads
    handover: Handover
    owing: Owing
    planner: Planner
    schedules: Schedules
    templates: Templates
    reviews: Reviews
    sounds: Sounds
    workshop: Workshop
    nightly: Nightly
    publishing: Publishing
    plugin_events: Follower
    plugin_periodic: PluginPeriodic
    plugin_health: Follower
    alarms: Alarms
    control: Control
    faults: Faults
    time: TimeSource
    clock: WatchedClock
    canary: Canary
    room: Room
    reload_air: Callable[[], None]
    spool: Path
    warm_up: Callable[[], None]
    clear_out: Callable[[], None]
    close_speech: Callable[[], None]
    close_plugins: Callable[[], None]
    open_server: Callable[[], Server]

    def start(self) -> Server:
        """Catch up with the past, then answer, then get warm."""
        self.catch_up()
        self.workshop.start()
        self.nightly.start()
        self.alarms.start()
        self.follower.start()
        self.watch.start()
        self.publishing.start()
        self.plugin_events.start()
        self.plugin_health.start()
        server = self.open_server()
        server.start()
        threading.Thread(target=self._get_warm, name="warm-up", daemon=True).start()
        return server

    def catch_up(self) -> None:
        """Bring everything to where it would be if the process had never been away."""
        self.room.look()
        self.records.retake()
        for step in (
            self.schedules.load,
            self.templates.load,
            self._take_up_work,
            self.planner.plan_all,
            self.canary.plan,
            self.reviews.look,
            self._look_at_accounts,
        ):
            self._try(step)
        self.take_spool()
        self.register.tell()

    def _look_at_accounts(self) -> None:
        """End what changed people may no more, and what is over by its time."""
        aside = broken_of(self.accounts_file)
        self.faults.set("accounts", aside.name if aside.exists() else None, Severity.WARNING)
        self.accounts.people_changed(self.station().people)
        self.accounts.tidy()
        self.accounts.pay()

    def _try(self, step: Callable[[], object]) -> None:
        """Do what may fail on a full disk: the station is to answer all the same."""
        try:
            step()
        except LoudspeakerError as error:
            log.exception("the station goes on without")
            self.faults.report("storage", str(error))

    def _take_up_work(self) -> None:
        """Give the workshop what was approved and is not finished."""
        for occurrence in self.items.open_occurrences():
            item = self.items.get(occurrence.item)
            if item is None or item.state is not ItemState.APPROVED:
                continue
            if occurrence.due is None and item.content.waits_for is None:
                continue
            lost = occurrence.state in _MADE_ELSEWHERE and not self.made.of(item, occurrence)
            if lost or occurrence.state in _TO_BE_MADE:
                self.workshop.add(item, occurrence)

    def _get_warm(self) -> None:
        """Make what must not be waited for, the emergency's tone before the slow voices."""
        for step in (self.sounds.prepare, self.warm_up, self.tidy):
            self._try(step)

    def tidy(self) -> None:
        """Once an hour: clear out old sound and old faults."""
        self.alarms.ring("tidy", self.time.wall() + TIDY_AGAIN, self.tidy)
        self.faults.clear("storage")
        self._try(self.clear_out)
        self._try(self.fault_list.tidy)
        self._try(self._look_at_accounts)
        self.register.tell()  # delegations whose time has come

    def take_spool(self) -> None:
        """Take in what came while the station was down."""
        take_in(self.spool, self.control.take_spooled)
        names = ", ".join(refused(self.spool))
        self.faults.set("spool", names or None)

    def beat(self) -> None:
        """Several times a second: the clocks, the spool."""
        self._try(self._look_at_clock)
        self._try(self.alarms.beat)
        self.take_spool()
        self.room.look()
        self.seen.keep(self.time.wall())
        self.publishing.beat()
        self.plugin_periodic.beat()

    def _look_at_clock(self) -> None:
        """Keep proof while there is some; plan anew when the clock is set or comes to be known."""
        self.clock.trust.keep_proof()
        step_s = self.clock.look()
        if step_s:
            self.planner.clock_was_set(step_s)
        if self.clock.has_come_to_be_known() or step_s:
            self.planner.plan_all()
            self.canary.plan()
            self.reviews.look()

    def air_is_back(self) -> None:
        """Tell an ``air`` that was away, or to which we were, what it has to know.

        Also the hours and limits that hold: we may have died after we had read them, and before
        we had told of them.
        """
        self.owing.pay()
        self.handover.again()
        self.heads.air_is_back()
        self.register.tell()
        self.accounts.pay()
        self.reload_air()

    def end(self, server: Server) -> None:
        """Answer no more, ring no more, make no more; close."""
        server.close()
        self.follower.close()
        self.watch.close()
        self.alarms.close()
        self.publishing.close()
        self.plugin_events.close()
        self.plugin_health.close()
        self.plugin_periodic.close()
        self.workshop.end()
        self.close_plugins()
        self.close_speech()
        self.workshop.join()
        self.seen.keep()
        self.database.close()
        self.accounts.database.close()
        self.asrun.close()
