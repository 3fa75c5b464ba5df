"""The inside of ``station``: what is made, planned and handed over, whatever is around it."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cached_property, partial
from typing import Any

from loudspeaker.bootstrap.chimes import own_chimes
from loudspeaker.bootstrap.manners import LiveManners
from loudspeaker.bootstrap.plugins import OURS, sources
from loudspeaker.bootstrap.secrets import key_of
from loudspeaker.bootstrap.station_kept import Kept, Surroundings
from loudspeaker.bootstrap.voices import has_model, is_barred, voice_names
from loudspeaker.errors import LoudspeakerError, NotFound
from loudspeaker.hookspecs import BadPlugin, Services
from loudspeaker.model import Priority
from loudspeaker.model.announcement import Item, Occurrence
from loudspeaker.model.siren import Siren
from loudspeaker.rundown import Cue
from loudspeaker.speech.phrases import of_script
from loudspeaker.station.approved_before import ApprovedBefore
from loudspeaker.station.canary import Canary
from loudspeaker.station.deposits import Deposits
from loudspeaker.station.drafting import Drafting, Facts
from loudspeaker.station.endings import Endings
from loudspeaker.station.giving_out import GivingOut
from loudspeaker.station.handover import Handover
from loudspeaker.station.making import Making
from loudspeaker.station.owing import Owing
from loudspeaker.station.own_chime import OwnChime
from loudspeaker.station.pauses import Pauses
from loudspeaker.station.planner import Planner
from loudspeaker.station.plugin_actions import PluginActions
from loudspeaker.station.plugin_events import PluginEvents
from loudspeaker.station.plugin_health import PluginHealth
from loudspeaker.station.plugin_later import PluginLater
from loudspeaker.station.plugin_periodic import PluginPeriodic
from loudspeaker.station.plugin_rows import PluginRows
from loudspeaker.station.plugin_thread import OwnData
from loudspeaker.station.plugins import Plugins
from loudspeaker.station.preflight import Preflight
from loudspeaker.station.programme_sound import ProgrammeSound
from loudspeaker.station.programmes import Programmes
from loudspeaker.station.public_files import PublicFiles
from loudspeaker.station.public_rows import PublicRows
from loudspeaker.station.publishing import Publishing
from loudspeaker.station.recordings import Recordings
from loudspeaker.station.relay_desk import RelayDesk
from loudspeaker.station.repeats import Repeats
from loudspeaker.station.schedules import Schedules
from loudspeaker.station.sounds import Sounds, speech_cue
from loudspeaker.station.templates import Templates
from loudspeaker.station.workshop import Workshop
from loudspeaker.store.choices import Choices
from loudspeaker.store.debts import Debts
from loudspeaker.store.events import Events
from loudspeaker.store.plugin_file import open_plugin_database
from loudspeaker.store.plugin_folder import PluginFolder
from loudspeaker.store.versions import Versions
from loudspeaker.system.faults import Severity
from loudspeaker.timetable.filling import room_s

LARGEST_OURS_MB, LARGEST_MB = 20_480, 4096
"""How large the database of a plug-in may become at most, by its own word."""


class Core(Kept):
    """The parts that work without people, each made when it is first asked for."""

    def __init__(self, around: Surroundings) -> None:
        super().__init__(around)
        self._offering = threading.RLock()
        self._plugins = Plugins(
            lambda: sources(around.home, self._station),
            around.faults,
            base=Services(settings=dict, now=around.time.wall),
            open_data=self._open_data,
            equip=self._equipped,
        )
        # Not ``self.plugins``: a plug-in that asks while it starts would have all loaded once more.
        self.plugin_later = PluginLater(lambda: self._plugins, around.run_job)

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
            plan=self._plan,
            offering=self._offering,
        )

    # --- plug-ins -------------------------------------------------------------------------------

    @cached_property
    def plugins(self) -> Plugins:
        """What plug-ins have to say; loaded with the first look at it, and at each reload."""
        self._plugins.load()
        self._tell_guard()
        return self._plugins

    def _open_data(self, name: str, scripts: Sequence[str], limit_mb: int | None) -> OwnData:
        """Open the database of one plug-in; BadPlugin for a limit that it may not have."""
        most = LARGEST_OURS_MB if name in OURS else LARGEST_MB
        if limit_mb is not None and limit_mb > most:
            raise BadPlugin(f"wants a database of more than {most} MB")
        enter = partial(self._enter_if_started, name)
        return open_plugin_database(self.around.home, name, scripts, limit_mb, enter=enter)

    def _enter_if_started(self, name: str) -> None:
        """Keep the last of the disk from what a plug-in writes by itself; one is to start on it."""
        thread = self._plugins.threads().get(name)
        if thread is not None and thread.wait_ready(0.0):
            self.room.enter(Priority.NORMAL)

    def _equipped(self, name: str, services: Services) -> Services:
        """Return what one plug-in may use; called in its thread."""
        return replace(
            services,
            folder=self._folder_of(name),
            intake=partial(self._waited_for, name),
            later=partial(self.plugin_later.add, name),
        )

    def _waited_for(
        self, name: str, job: str, arguments: Mapping[str, Any], timeout_s: float = 10.0
    ) -> dict[str, Any]:
        return self.around.run_job(name, job, arguments, timeout_s, long=False)

    def _folder_of(self, name: str) -> PluginFolder:
        return PluginFolder(
            self.around.home.plugins / name,
            limit_bytes=lambda: self._station().plugin_files_mb << 20,
            enter=lambda: self.room.enter(Priority.NORMAL),
        )

    @cached_property
    def plugin_actions(self) -> PluginActions:
        """What plug-ins do when they are asked."""
        return PluginActions(
            self.plugins,
            new_work=lambda: self.room.writing(Priority.NORMAL),
            deposits=Deposits(self.around.home, enter=lambda: self.room.enter(Priority.NORMAL)),
        )

    @cached_property
    def plugin_events(self) -> PluginEvents:
        """What plug-ins are told of announcements."""
        return PluginEvents(self.plugins, Events(self.database))

    @cached_property
    def plugin_periodic(self) -> PluginPeriodic:
        """What plug-ins do by themselves, again and again."""
        return PluginPeriodic(self.plugins, self.around.time)

    @cached_property
    def plugin_health(self) -> PluginHealth:
        """How plug-ins say they are."""
        return PluginHealth(self.plugins, jobs=self.plugin_periodic.listed)

    def _tell_guard(self) -> None:
        """Say that the check for personal data is switched off, as long as it is."""
        off = None if self._station().guard.enabled else "guard.enabled: false"
        self.around.faults.set("guard_off", off, Severity.WARNING)

    # --- making sound ---------------------------------------------------------------------------

    @cached_property
    def sounds(self) -> Sounds:
        """Chime and attention tone."""
        home = self.around.home
        own = OwnChime(
            lambda name: own_chimes(home).get(name), self.around.intake, clips=home.clips
        )
        return Sounds(
            self.around.speech,
            own,
            station=self._station,
            faults=self.around.faults,
            sirens=self._sirens,
        )

    def _sirens(self) -> set[Siren]:
        default = self._station().siren
        return {*self.templates.sirens(), *([default] if default else [])}

    @cached_property
    def recordings(self) -> Recordings:
        """What people bring to be heard."""
        home = self.around.home
        return Recordings(
            self.around.intake, incoming=home.incoming, kept=home.recordings, clips=home.clips
        )

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
                recordings=self.recordings,
                programme_sound=self.programme_sound,
                handover=self.handover,
                faults=around.faults,
                voices=around.voices,
                embedded=around.embedded,
                clips=around.home.clips,
                gap_ms=lambda: self._station().playout.gap_ms,
                early_start=lambda: self._station().playout.early_start,
                ready=self._ready,
                room=self.room,
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
            hours=self._hours(),
            voices=voice_names(home),
            has_model=lambda voice: has_model(home, voice),
            is_barred=lambda voice: is_barred(home, voice, station),
            chime_s=self.sounds.chime_s,
            manner=self.manners.manner,
            sounds=lambda: own_chimes(home),
            room_s=self._room_s,
        )

    def _room_s(self, name: str, priority: Priority) -> float:
        """Return how long a bulletin may be for a programme; NotFound."""
        known = {n: s for n, s in self.schedules.all().items() if s.schedule.programme}
        if name not in known:
            raise NotFound(kind="programme", name=name, known=sorted(known))
        item, programme = known[name].item, known[name].schedule.programme
        if programme is None or item.content.programme is None:
            return 0.0
        blocks = item.content.programme.fixed_blocks()
        own_s = {number: self.programme_sound.estimate_s(item, number) for number in blocks}
        return room_s(programme, own_s, priority)

    @cached_property
    def manners(self) -> LiveManners:
        """How texts are read here."""
        return LiveManners(
            self.around.home, lambda problem: self.around.faults.set("lexicon", problem)
        )

    @cached_property
    def drafting(self) -> Drafting:
        """From text to content."""
        return Drafting(self._facts, self.around.time, is_time_known=self._is_time_known)

    def _is_time_known(self) -> bool:
        return self.around.clock.is_known

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
            approved=ApprovedBefore(Choices(self.database)),
            facts=self._facts,
            time=around.time,
            faults=around.faults,
        )

    @cached_property
    def programme_sound(self) -> ProgrammeSound:
        """What programmes themselves sound like."""
        around = self.around
        return ProgrammeSound(
            maker=around.speech,
            reader=around.intake,
            files=lambda: own_chimes(around.home),
            clips=around.home.clips,
            read=self.drafting.read,
            faults=around.faults,
        )

    @cached_property
    def programmes(self) -> Programmes:
        """What fills the slots of programmes."""
        around = self.around
        return Programmes(
            items=self.items,
            made=self.made,
            alarms=around.alarms,
            time=around.time,
            offering=self._offering,
            estimate_s=self.programme_sound.estimate_s,
            music_s=self.programme_sound.music_s,
            can_sound=self._can_sound,
            held_back=self.schedules.held_back,
            grace_s=lambda: self._station().playout.grace_s,
            planned=lambda item, occurrence: self.planner.plan(item, occurrence),  # noqa: PLW0108 - made below
            make=self.workshop.add,
        )

    def _can_sound(self, item: Item, due: datetime, length: timedelta) -> bool:
        """Tell whether ordinary sound may be heard at all points of an item then."""
        mourned = self._station().mourning.touches(due, length)
        return not mourned and self._hours().at(item.content.points).covers(due, length)

    @cached_property
    def preflight(self) -> Preflight:
        """What is looked at ten minutes ahead."""
        around = self.around
        return Preflight(
            items=self.items,
            made=self.made,
            clips=around.home.clips,
            air=around.air,
            alarms=around.alarms,
            faults=around.faults,
            time=around.time,
            is_time_known=self._is_time_known,
            free_bytes=lambda: shutil.disk_usage(around.home.root).free,
            make=self.workshop.add,
            held_back=self.schedules.held_back,
            source_problem=self.relay_desk.problem,
        )

    @cached_property
    def relay_desk(self) -> RelayDesk:
        """Other stations that may be relayed."""
        return RelayDesk(
            config=lambda: self._station().relay,
            listen=self.around.listen,
            schedules=lambda: self.schedules,
            time=self.around.time,
        )

    @cached_property
    def canary(self) -> Canary:
        """What is tried every day."""
        around = self.around
        return Canary(
            air=around.air,
            alarms=around.alarms,
            faults=around.faults,
            time=around.time,
            is_time_known=self._is_time_known,
            speak=self._spoken,
            minute_of_day=lambda: self._station().canary_minute,
            points=lambda: self._plan().numbers,
        )

    def _spoken(self, text: str) -> Cue:
        """Return a text in the station's voice, in the embedded one if that fails."""
        around, name = self.around, self._station().voice
        phrases = of_script(self.drafting.read(text, name).script)
        try:
            return speech_cue(around.speech.clip(phrases, around.voices(name)).file)
        except LoudspeakerError as error:
            around.faults.report("speech", f"{name}: {error}")
            return speech_cue(around.speech.clip(phrases, around.embedded).file)

    @cached_property
    def templates(self) -> Templates:
        """The template files."""
        around = self.around
        return Templates(
            around.home.root,
            items=self.items,
            drafting=self.drafting,
            endings=self.endings,
            facts=self._facts,
            time=around.time,
            faults=around.faults,
        )

    @cached_property
    def repeats(self) -> Repeats:
        """What is aired again every few minutes."""
        return Repeats(self.items)

    @cached_property
    def publishing(self) -> Publishing:
        """What everybody may know."""
        around = self.around
        rows = PublicRows(
            items=self.items,
            versions=Versions(self.database),
            made=self.made,
            schedules=self.schedules,
            drafting=self.drafting,
            plan=self._plan,
        )
        return Publishing(
            around.home.public,
            around.home.asrun_log,
            rows,
            giving_out=GivingOut(
                around.home.for_kiosks,
                secret=lambda: key_of(around.home.kiosk_key),
                time=around.time,
            ),
            marks=lambda: (self.records.taken, self.database.changes, self.plugin_actions.changes),
            station=lambda: self._station().name,
            address=lambda: self._station().web.public_address,
            more=PluginRows(
                self.plugins,
                around.time,
                enter=lambda: self.room.enter(Priority.NORMAL),
                files=PublicFiles(around.home),
            ).update,
            faults=around.faults,
            time=around.time,
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
            clock=self.around.clock,
            preflight=self.preflight,
            programmes=lambda: self.programmes,
            make=self.workshop.add,
            schedules=self.schedules.active,
            approved=self.schedules.approved,
            held_back=self.schedules.held_back,
            grace_s=lambda: self._station().playout.grace_s,
            mourning=lambda: self._station().mourning,
            choices=Choices(self.database),
        )
