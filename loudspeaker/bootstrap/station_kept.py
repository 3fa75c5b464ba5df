"""What ``station`` keeps, of things and of people, whatever is made and planned of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from loudspeaker.bootstrap.settings import Settings
from loudspeaker.config.backup import BackupConfig
from loudspeaker.config.station import StationConfig
from loudspeaker.errors import LoudspeakerError
from loudspeaker.model import PointPlan, TimeSource
from loudspeaker.model.delegation import Roster
from loudspeaker.speech.manifest import Voice
from loudspeaker.station.account_book import AccountBook
from loudspeaker.station.air_link import Air
from loudspeaker.station.alarms import Alarms
from loudspeaker.station.delegations import Delegations
from loudspeaker.station.fault_list import FaultList
from loudspeaker.station.heads import Heads
from loudspeaker.station.making import Speech
from loudspeaker.station.nightly import Nightly
from loudspeaker.station.own_chime import SoundReader
from loudspeaker.station.plugin_later import RunJob, no_jobs
from loudspeaker.station.recordings import RecordingReader
from loudspeaker.station.records import Records
from loudspeaker.station.register import Register
from loudspeaker.station.relay_desk import Listen, no_sources
from loudspeaker.station.room import NoSpare, Room, Spare
from loudspeaker.station.sign_in import SignIn
from loudspeaker.station.sounds import SoundMaker
from loudspeaker.station.trials import QuietSpeech
from loudspeaker.store.accounts_file import open_accounts
from loudspeaker.store.asrun_file import AsRunFile
from loudspeaker.store.choices import Choices
from loudspeaker.store.delegations import DelegationTable
from loudspeaker.store.fault_rows import FaultRows
from loudspeaker.store.items import Items
from loudspeaker.store.made import MadeCues
from loudspeaker.store.people_seen import PeopleSeen
from loudspeaker.store.point_health import PointHealth
from loudspeaker.store.schema import open_database
from loudspeaker.store.sqlite import Database
from loudspeaker.system.faults import Faults
from loudspeaker.system.home import Home
from loudspeaker.system.watched_clock import WatchedClock
from loudspeaker.timetable.zone_hours import HoursAtPoints


class Reading(SoundReader, RecordingReader, Protocol):
    """Everything that is asked of the intake child."""


class Voicing(Speech, QuietSpeech, SoundMaker, Protocol):
    """Everything that is asked of the speech child."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What the station works with; tests put their own things here."""

    home: Home
    settings: Callable[[], Settings]
    reload: Callable[[], LoudspeakerError | None]
    time: TimeSource
    clock: WatchedClock
    alarms: Alarms
    faults: Faults
    air: Air
    speech: Voicing
    voices: Callable[[str], Voice]
    embedded: Voice
    intake: Reading
    back_up: Callable[[BackupConfig], None]
    children: Callable[[], dict[str, int]]
    listen: Listen = no_sources
    """Gives the sound of another station, for trials."""
    run_job: RunJob = no_jobs
    """Runs a job of a plug-in in a process apart."""
    spare: Spare = field(default_factory=NoSpare)
    """Room on the disk that is kept for emergencies."""


class Kept:
    """The databases and logs, and who may write them; each made when it is first asked for."""

    def __init__(self, around: Surroundings) -> None:
        self.around = around

    def _station(self) -> StationConfig:
        return self.around.settings().station

    def _hours(self) -> HoursAtPoints:
        return self.around.settings().hours

    def _plan(self) -> PointPlan:
        return self.around.settings().hardware.points.plan

    # --- what is kept ---------------------------------------------------------------------------

    @cached_property
    def database(self) -> Database:
        """The station's database."""
        return open_database(self.around.home.database)

    @cached_property
    def room(self) -> Room:
        """Who may write when the disk is full."""
        around = self.around
        return Room(around.spare, around.faults, around.time, where=around.home.root)

    @cached_property
    def items(self) -> Items:
        """Announcements and occurrences."""
        return Items(self.database)

    @cached_property
    def made(self) -> MadeCues:
        """What announcements sound like."""
        return MadeCues(self.database)

    @cached_property
    def health(self) -> PointHealth:
        """The life of each point."""
        return PointHealth(self.database)

    @cached_property
    def asrun(self) -> AsRunFile:
        """The as-run log."""
        return AsRunFile(self.around.home.asrun_log)

    @cached_property
    def records(self) -> Records:
        """What ``air`` reports."""
        return Records(self.asrun, self.items, self.health)

    @cached_property
    def heads(self) -> Heads:
        """The published ends of the log."""
        around = self.around
        return Heads(
            around.home.heads_file,
            air=around.air,
            taken=lambda: self.records.taken,
            alarms=around.alarms,
            faults=around.faults,
            time=around.time,
        )

    # --- signing in -----------------------------------------------------------------------------

    @cached_property
    def account_book(self) -> AccountBook:
        """What people sign in with."""
        around = self.around
        return AccountBook(open_accounts(around.home.accounts_file), around.air, around.time)

    @cached_property
    def sign_in(self) -> SignIn:
        """How sessions begin."""
        return SignIn(self.account_book, station=self._station)

    # --- people and faults ----------------------------------------------------------------------

    @cached_property
    def seen(self) -> PeopleSeen:
        """Who was last there when."""
        return PeopleSeen(self.database)

    @cached_property
    def delegations(self) -> Delegations:
        """Who decides for whom."""
        return Delegations(
            DelegationTable(self.database),
            station=self._station,
            trusted=self.around.clock.trust.wall,
            changed=self.register.tell,
        )

    @cached_property
    def register(self) -> Register:
        """What ``air`` seals of people."""
        around = self.around
        return Register(Choices(self.database), around.air, around.time, roster=self._roster)

    def _roster(self) -> Roster:
        return Roster(people=self._station().people, delegations=self.delegations.open())

    @cached_property
    def fault_list(self) -> FaultList:
        """What is wrong, and since when."""
        return FaultList(FaultRows(self.database), self.around.faults, self.around.time)

    @cached_property
    def nightly(self) -> Nightly:
        """The nightly backup."""
        around = self.around
        return Nightly(
            config=lambda: self._station().backup,
            make=around.back_up,
            choices=Choices(self.database),
            air=around.air,
            alarms=around.alarms,
            faults=around.faults,
            time=around.time,
        )
