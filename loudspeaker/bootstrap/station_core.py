"""The inside of ``station``: what is kept, made, planned and handed over, whatever is around it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from loudspeaker.bootstrap.chimes import own_chimes
from loudspeaker.bootstrap.manners import LiveManners
from loudspeaker.bootstrap.settings import Settings
from loudspeaker.bootstrap.voices import has_model, is_barred, voice_names
from loudspeaker.config.backup import BackupConfig
from loudspeaker.config.station import StationConfig
from loudspeaker.errors import LoudspeakerError
from loudspeaker.model import PointPlan, TimeSource
from loudspeaker.model.announcement import Item, Occurrence
from loudspeaker.speech.manifest import Voice
from loudspeaker.station.air_link import Air
from loudspeaker.station.alarms import Alarms
from loudspeaker.station.drafting import Drafting, Facts
from loudspeaker.station.endings import Endings
from loudspeaker.station.handover import Handover
from loudspeaker.station.heads import Heads
from loudspeaker.station.making import Making, Speech
from loudspeaker.station.nightly import Nightly
from loudspeaker.station.owing import Owing
from loudspeaker.station.own_chime import OwnChime, SoundReader
from loudspeaker.station.pauses import Pauses
from loudspeaker.station.planner import Planner
from loudspeaker.station.records import Records
from loudspeaker.station.schedules import Schedules
from loudspeaker.station.sounds import SoundMaker, Sounds
from loudspeaker.station.trials import QuietSpeech
from loudspeaker.station.workshop import Workshop
from loudspeaker.store.asrun_file import AsRunFile
from loudspeaker.store.choices import Choices
from loudspeaker.store.debts import Debts
from loudspeaker.store.items import Items
from loudspeaker.store.made import MadeCues
from loudspeaker.store.point_health import PointHealth
from loudspeaker.store.schema import open_database
from loudspeaker.store.sqlite import Database
from loudspeaker.system.faults import Faults
from loudspeaker.system.home import Home


class Voicing(Speech, QuietSpeech, SoundMaker, Protocol):
    """Everything that is asked of the speech child."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What the station works with; tests put their own things here."""

    home: Home
    settings: Callable[[], Settings]
    reload: Callable[[], LoudspeakerError | None]
    time: TimeSource
    alarms: Alarms
    faults: Faults
    air: Air
    speech: Voicing
    voices: Callable[[str], Voice]
    embedded: Voice
    intake: SoundReader
    back_up: Callable[[BackupConfig], None]
    children: Callable[[], dict[str, int]]


class Core:
    """The parts that work without people, each made when it is first asked for."""

    def __init__(self, around: Surroundings) -> None:
        self.around = around
        self._offering = threading.RLock()

    def _station(self) -> StationConfig:
        return self.around.settings().station

    def _plan(self) -> PointPlan:
        return self.around.settings().hardware.points.plan

    # --- what is kept ---------------------------------------------------------------------------

    @cached_property
    def database(self) -> Database:
        """The station's database."""
        return open_database(self.around.home.database)

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

    # --- the way to air -------------------------------------------------------------------------

    @cached_property
    def owing(self) -> Owing:
        """What ``air`` still has to be told."""
        around = self.around
        return Owing(
            items=self.items,
            debts=Debts(self.database),
            air=around.air,
            alarms=around.alarms,
            faults=around.faults,
            time=around.time,
        )

    @cached_property
    def endings(self) -> Endings:
        """How occurrences end by our hand."""
        return Endings(items=self.items, owing=self.owing, offering=self._offering)

    @cached_property
    def handover(self) -> Handover:
        """The gate to ``air``."""
        around = self.around
        return Handover(
            items=self.items,
            made=self.made,
            air=around.air,
            owing=self.owing,
            endings=self.endings,
            alarms=around.alarms,
            faults=around.faults,
            time=around.time,
            grace_s=lambda: self._station().playout.grace_s,
            offering=self._offering,
        )

    # --- making sound ---------------------------------------------------------------------------

    @cached_property
    def sounds(self) -> Sounds:
        """Chime and attention tone."""
        home = self.around.home
        own = OwnChime(
            lambda name: own_chimes(home).get(name), self.around.intake, clips=home.clips
        )
        return Sounds(self.around.speech, own, station=self._station, faults=self.around.faults)

    @cached_property
    def workshop(self) -> Workshop:
        """Where announcements become sound."""
        around = self.around
        return Workshop(
            Making(
                items=self.items,
                made=self.made,
                speech=around.speech,
                sounds=self.sounds,
                handover=self.handover,
                faults=around.faults,
                voices=around.voices,
                embedded=around.embedded,
                clips=around.home.clips,
                gap_ms=lambda: self._station().playout.gap_ms,
                early_start=lambda: self._station().playout.early_start,
                ready=self._ready,
            )
        )

    def _ready(self, item: Item, occurrence: Occurrence) -> None:
        self.planner.made(item, occurrence)

    # --- drafts and the timetable ---------------------------------------------------------------

    def _facts(self) -> Facts:
        home, station = self.around.home, self._station()
        return Facts(
            station=station,
            plan=self._plan(),
            voices=voice_names(home),
            has_model=lambda voice: has_model(home, voice),
            is_barred=lambda voice: is_barred(home, voice, station),
            chime_s=self.sounds.chime_s,
            manner=self.manners.manner,
        )

    @cached_property
    def manners(self) -> LiveManners:
        """How texts are read here."""
        return LiveManners(
            self.around.home, lambda problem: self.around.faults.set("lexicon", problem)
        )

    @cached_property
    def drafting(self) -> Drafting:
        """From text to content."""
        return Drafting(self._facts, self.around.time)

    @cached_property
    def schedules(self) -> Schedules:
        """The schedule files."""
        around = self.around
        return Schedules(
            around.home.root,
            items=self.items,
            drafting=self.drafting,
            endings=self.endings,
            pauses=Pauses(Choices(self.database)),
            facts=self._facts,
            time=around.time,
            faults=around.faults,
        )

    @cached_property
    def planner(self) -> Planner:
        """What happens when."""
        return Planner(
            items=self.items,
            alarms=self.around.alarms,
            endings=self.endings,
            handover=self.handover,
            time=self.around.time,
            make=self.workshop.add,
            schedules=self.schedules.active,
            held_back=self.schedules.held_back,
            grace_s=lambda: self._station().playout.grace_s,
        )
