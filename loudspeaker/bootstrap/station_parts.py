"""``station`` as people meet it: use cases and control socket on top of its core."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from functools import cached_property, partial

from loudspeaker.bootstrap.station_core import Core
from loudspeaker.bootstrap.station_kept import Surroundings
from loudspeaker.emergency.template import Template
from loudspeaker.errors import LoudspeakerError
from loudspeaker.hookspecs import Services
from loudspeaker.model.announcement import Content, Item, Occurrence
from loudspeaker.station.awaiting import Awaiting
from loudspeaker.station.clock_desk import ClockDesk
from loudspeaker.station.control import Control
from loudspeaker.station.desk import Desk
from loudspeaker.station.door_list import DoorList
from loudspeaker.station.doors import Doors
from loudspeaker.station.emergencies import Emergencies
from loudspeaker.station.fault_list import FaultWatch
from loudspeaker.station.finder import Finder
from loudspeaker.station.for_approval import ForApproval
from loudspeaker.station.looking import Looking
from loudspeaker.station.mourning import MourningDays
from loudspeaker.station.own_account import OwnAccount
from loudspeaker.station.own_words import OwnWords
from loudspeaker.station.people_known import PeopleKnown
from loudspeaker.station.plugin_desk import PluginDesk
from loudspeaker.station.plugin_lookups import PluginLookups
from loudspeaker.station.plugins import APPROVING_S
from loudspeaker.station.points import Points
from loudspeaker.station.process import Follower, StationProcess
from loudspeaker.station.programmes import is_later_block
from loudspeaker.station.record_desk import RecordDesk
from loudspeaker.station.releasing import Releasing
from loudspeaker.station.report_desk import ReportDesk
from loudspeaker.station.review import Reviewed, reviewed
from loudspeaker.station.reviews import Reviews
from loudspeaker.station.timetable_changes import TimetableChanges
from loudspeaker.station.trials import Trials
from loudspeaker.station.trying import Trying
from loudspeaker.station.upcoming import Upcoming
from loudspeaker.station.users import Users
from loudspeaker.station.views import Views
from loudspeaker.station.writing import Writing
from loudspeaker.store.reviews import Reviews as KeptReviews
from loudspeaker.store.versions import Versions
from loudspeaker.system.server import Server
from loudspeaker.text import read_text
from loudspeaker.text.tables import Tables

__all__ = ["Parts", "Surroundings"]

log = logging.getLogger(__name__)
RELEASING_S = 0.3  # an emergency waits for no plug-in that hangs


class Parts(Core):
    """The whole station, each part made when it is first asked for."""

    def __init__(self, around: Surroundings) -> None:
        super().__init__(around)
        self._plugin_desk = PluginDesk(lambda: self.desk, lambda: self.items)

    @cached_property
    def desk(self) -> Desk:
        """The use cases."""
        return Desk(
            items=self.items,
            finder=Finder(self.items),
            drafting=self.drafting,
            endings=self.endings,
            time=self.around.time,
            filed=self.planner.plan,
            approved=self._approved,
            stopped_since=self._stopped_since,
            review=self._reviewed,
            room=self.room,
        )

    def _equipped(self, name: str, services: Services) -> Services:
        desk = self._plugin_desk
        return replace(
            super()._equipped(name, services),
            submit=partial(desk.submit, name),
            announcement=desk.announcement,
        )

    def _reviewed(self, content: Content) -> Reviewed:
        return reviewed(content, self.plugins, patience_s=APPROVING_S)

    def _approved(self, item: Item, occurrence: Occurrence) -> None:
        if item.content.cron is not None:
            self.planner.expand()
            self.templates.note_unapproved()
            return
        self.planner.plan(item, occurrence)
        self.workshop.add(item, occurrence)

    def _stopped_since(self) -> str | None:
        """Ask ``air``; one that does not answer is not known to be stopped."""
        try:
            since = self.around.air.status()["stopped_since"]
        except LoudspeakerError:
            return None
        return str(since) if since else None

    # --- who asks -------------------------------------------------------------------------------

    @cached_property
    def views(self) -> Views:
        """What can be seen of announcements."""
        return Views(self.items, self.made, self.drafting, self.around.time, self.plugins)

    def _resting(self) -> list[Occurrence]:
        """Return what people need not see among what waits."""
        stand_ins = self.templates.stand_ins()
        later = [each for each in self.items.open_in_slots() if is_later_block(each)]
        return [*self.schedules.resting(), *stand_ins, *self.repeats.later(), *later]

    @cached_property
    def looking(self) -> Looking:
        """The actions that only look."""
        around = self.around
        return Looking(
            items=self.items,
            finder=Finder(self.items),
            views=self.views,
            faults=self.fault_list,
            air=around.air,
            time=around.time,
            station=self._station,
            resting=self._resting,
            reviews=self.reviews.open_ones,
            speech=lambda: {"pids": around.children()},
            timetable_change=self.timetable_changes.of,
            awaited=self.awaiting.of,
            plugins=self.plugin_health.listed,
        )

    @cached_property
    def awaiting(self) -> Awaiting:
        """What waits for programmes."""
        return Awaiting(self.schedules, self.programmes, self.items, self.around.time)

    @cached_property
    def timetable_changes(self) -> TimetableChanges:
        """What a schedule changes in the next day."""
        return TimetableChanges(
            schedules=self.schedules,
            time=self.around.time,
            mourning=lambda: self._station().mourning,
        )

    @cached_property
    def for_approval(self) -> ForApproval:
        """What an approver is shown."""
        around = self.around
        return ForApproval(
            items=self.items,
            versions=Versions(self.database),
            finder=Finder(self.items),
            views=self.views,
            drafting=self.drafting,
            air=around.air,
            time=around.time,
            station=self._station,
            timetable_change=self.timetable_changes.of,
        )

    @cached_property
    def users(self) -> Users:
        """The people of the station."""
        around = self.around
        return Users(
            around.home.station_file,
            station=self._station,
            background=PeopleKnown(seen=self.seen, delegations=self.delegations, air=around.air),
            reload=self.reload,
        )

    @cached_property
    def control(self) -> Control:
        """The actions of the control socket."""
        around = self.around
        views = self.views
        looking = self.looking
        upcoming = Upcoming(
            items=self.items,
            schedules=self.schedules,
            views=views,
            drafting=self.drafting,
            time=around.time,
            replan=self.planner.plan_all,
            content=self.awaiting.content,
        )
        return Control(
            writing=Writing(self.desk, views, self.recordings, self.room),
            looking=looking,
            upcoming=upcoming,
            own_words=OwnWords(
                around.home.lexicon_file,
                tables=lambda: self.manners.tables,
                reads_otherwise=self._templates_read_otherwise,
                changed=self._words_changed,
            ),
            mourning=MourningDays(around.home.mourning_file, time=around.time, changed=self.reload),
            points=Points(health=self.health, air=around.air, plan=self._plan, time=around.time),
            trials=self.trials,
            clock=ClockDesk(around.clock.trust),
            emergencies=Emergencies(self.templates, self.releasing, views),
            reviews=self.reviews,
            station=self._station,
            reload=self.reload,
            users=self.users,
            delegations=self.delegations,
            for_approval=self.for_approval,
            relays=self.relay_desk,
            record_desk=self.record_desk,
            report_desk=ReportDesk(around.home, time=around.time, check=self.record_desk.checked),
            trying=self.trying,
            seen=lambda name: self.seen.note(name, around.time.wall()),
            doors=Doors(self.account_book, station=self._station),
            sign_in=self.sign_in,
            own_account=OwnAccount(self.account_book, self.sign_in, station=self._station),
            door_list=DoorList(self.account_book, station=self._station),
            plugin_actions=self.plugin_actions,
            plugin_lookups=PluginLookups(self.plugins, lambda: self.account_book),
        )

    @cached_property
    def record_desk(self) -> RecordDesk:
        """The record, read and checked."""
        around = self.around
        return RecordDesk(
            around.home.asrun_log,
            around.home.heads_file,
            air=around.air,
            title=self._title_of,
        )

    def _title_of(self, item_id: str) -> str | None:
        item = self.items.get(item_id)
        return item.content.title if item is not None else None

    @cached_property
    def trying(self) -> Trying:
        """What is shown to who writes."""
        around = self.around
        return Trying(
            drafting=self.drafting,
            facts=self._facts,
            views=self.views,
            finder=Finder(self.items),
            speech=around.speech,
            voices=around.voices,
            programmes=self._bulletin_takers,
            room=self.room,
            recorded=self.recordings.cue,
        )

    def _bulletin_takers(self) -> list[tuple[str, str]]:
        active = (schedule for _item, schedule in self.schedules.active())
        return [(each.name, each.title) for each in active if each.programme is not None]

    @cached_property
    def releasing(self) -> Releasing:
        """What one person alone may put on air."""
        return Releasing(
            items=self.items,
            finder=Finder(self.items),
            drafting=self.drafting,
            templates=self.templates,
            endings=self.endings,
            time=self.around.time,
            released=self._released,
            review=lambda content: reviewed(content, self.plugins, patience_s=RELEASING_S),
            version_of=Versions(self.database).of,
            stopped_since=self._stopped_since,
            room=self.room,
        )

    def _released(self, item: Item, planned: tuple[Occurrence, ...]) -> None:
        self.workshop.add(item, planned[0])
        for occurrence in planned:
            self.planner.plan(item, occurrence)
        self.reviews.look()

    @cached_property
    def reviews(self) -> Reviews:
        """What another person has to look at."""
        around = self.around
        return Reviews(
            KeptReviews(self.database),
            items=self.items,
            finder=Finder(self.items),
            alarms=around.alarms,
            faults=around.faults,
            time=around.time,
            told=lambda filed: self.views.row(filed.item, filed.occurrence),
        )

    @cached_property
    def trials(self) -> Trials:
        """Tests of points."""
        around = self.around
        return Trials(
            air=around.air,
            speech=around.speech,
            drafting=self.drafting,
            voices=around.voices,
            embedded=around.embedded,
            plan=self._plan,
            hours=self._hours,
            station=self._station,
            time=around.time,
            items=self.items,
            resting=self.schedules.resting,
        )

    def process(
        self,
        *,
        follower: Follower,
        warm_up: Callable[[], None],
        clear_out: Callable[[], None],
        close_speech: Callable[[], None],
        open_server: Callable[[], Server],
        watch: Follower | None = None,
    ) -> StationProcess:
        """Return the whole as a process, not started."""
        around = self.around
        process = StationProcess(
            database=self.database,
            accounts=self.account_book,
            accounts_file=around.home.accounts_file,
            station=self._station,
            items=self.items,
            made=self.made,
            asrun=self.asrun,
            records=self.records,
            follower=follower,
            watch=watch or FaultWatch(self.looking.look_at_faults),
            fault_list=self.fault_list,
            register=self.register,
            seen=self.seen,
            heads=self.heads,
            handover=self.handover,
            owing=self.owing,
            planner=self.planner,
            schedules=self.schedules,
            templates=self.templates,
            reviews=self.reviews,
            sounds=self.sounds,
            workshop=self.workshop,
            nightly=self.nightly,
            publishing=self.publishing,
            plugin_events=self.plugin_events,
            plugin_periodic=self.plugin_periodic,
            plugin_health=self.plugin_health,
            alarms=around.alarms,
            control=self.control,
            faults=around.faults,
            time=around.time,
            clock=around.clock,
            canary=self.canary,
            room=self.room,
            reload_air=self.tell_air_to_reload,
            spool=around.home.spool,
            warm_up=warm_up,
            clear_out=clear_out,
            close_speech=close_speech,
            close_plugins=self._close_plugins,
            open_server=open_server,
        )
        self._plugin_desk.open()
        return process

    def _close_plugins(self) -> None:
        self.plugin_later.close()
        self.plugins.close()

    def _words_changed(self) -> list[str]:
        """Take new words into use; return the schedules that must be approved again for it."""
        before = self._approved_schedules() | self._approved_templates()
        self._take_words()
        self.schedules.load()
        self.planner.plan_all()
        return sorted(before - self._approved_schedules() - self._approved_templates())

    def _take_words(self) -> None:
        """Take the commune's words into use; a template that they change is approved no more."""
        scripts = {
            name: self.templates.on_trial(each.template).script
            for name, each in self.templates.all().items()
            if each.is_approved
        }
        self.manners.load()
        self.templates.read_otherwise(
            name
            for name, script in scripts.items()
            if self.templates.on_trial(self.templates.named(name).template).script != script
        )

    def _approved_templates(self) -> frozenset[str]:
        return frozenset(n for n, each in self.templates.all().items() if each.is_approved)

    def _templates_read_otherwise(self, tables: Tables) -> list[str]:
        """Return the approved templates that would be read otherwise by such tables."""
        return [
            name
            for name, standing in self.templates.all().items()
            if standing.is_approved and self._reads_otherwise(standing.template, tables)
        ]

    def _reads_otherwise(self, template: Template, tables: Tables) -> bool:
        content = self.templates.on_trial(template)
        manner = replace(self.manners.manner(content.voice), tables=tables)
        limit = self._station().text_limit_chars
        read = read_text(content.text, limit_chars=limit, manner=manner)
        return read.script.to_values() != content.script

    def _approved_schedules(self) -> frozenset[str]:
        return frozenset(item.schedule for item, _ in self.schedules.active() if item.schedule)

    def reload(self, by: str | None = None) -> None:
        """Read every file of people again, and let ``air`` do so; a bad one is a fault.

        ``by`` is who asked for it: so what it changes of people is known by whom.
        """
        faults = self.around.faults
        problem = self.around.reload()
        faults.set("configuration", str(problem) if problem else None)
        self.register.tell(by)
        self._end_what_people_may_no_more()
        self.plugins.load()
        self._tell_guard()
        try:
            self._take_words()
            self.schedules.load()
            self.templates.load()
            self.planner.plan_all()
        except LoudspeakerError as error:
            log.warning("reloading: %s", error)
        self.tell_air_to_reload()
        self.sounds.prepare_sirens()

    def _end_what_people_may_no_more(self) -> None:
        """End sessions of changed roles; each is asked again anyway whether it still counts."""
        try:
            self.account_book.people_changed(self._station().people)
        except LoudspeakerError:
            log.exception("sessions of changed people are not ended yet")

    def tell_air_to_reload(self) -> None:
        """Have ``air`` read hours and limits again; one that is away reads them when it starts."""
        try:
            self.around.air.reload()
        except LoudspeakerError as error:
            log.warning("air reloads nothing: %s", error)
