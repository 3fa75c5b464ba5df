"""``station`` as people meet it: use cases and control socket on top of its core."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import cached_property

from loudspeaker.bootstrap.station_core import Core, Surroundings
from loudspeaker.errors import LoudspeakerError
from loudspeaker.model.announcement import Item, Occurrence
from loudspeaker.station.control import Control
from loudspeaker.station.desk import Desk
from loudspeaker.station.finder import Finder
from loudspeaker.station.looking import Looking
from loudspeaker.station.own_words import OwnWords
from loudspeaker.station.points import Points
from loudspeaker.station.process import Follower, StationProcess
from loudspeaker.station.trials import Trials
from loudspeaker.station.upcoming import Upcoming
from loudspeaker.station.views import Views
from loudspeaker.station.writing import Writing
from loudspeaker.system.server import Server

__all__ = ["Parts", "Surroundings"]

log = logging.getLogger(__name__)


class Parts(Core):
    """The whole station, each part made when it is first asked for."""

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
        )

    def _approved(self, item: Item, occurrence: Occurrence) -> None:
        if item.content.cron is not None:
            self.planner.expand()
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
    def control(self) -> Control:
        """The actions of the control socket."""
        around = self.around
        views = Views(self.items, self.made, self.drafting, around.time)
        looking = Looking(
            items=self.items,
            finder=Finder(self.items),
            views=views,
            faults=around.faults,
            air=around.air,
            time=around.time,
            station=self._station,
            resting=self.schedules.resting,
            speech=lambda: {"pids": around.children()},
        )
        upcoming = Upcoming(
            items=self.items,
            schedules=self.schedules,
            views=views,
            time=around.time,
            replan=self.planner.plan_all,
        )
        return Control(
            writing=Writing(self.desk, views),
            looking=looking,
            upcoming=upcoming,
            own_words=OwnWords(
                around.home.lexicon_file,
                tables=lambda: self.manners.tables,
                changed=self._words_changed,
            ),
            points=Points(health=self.health, air=around.air, plan=self._plan, time=around.time),
            trials=self.trials,
            station=self._station,
            reload=self.reload,
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
    ) -> StationProcess:
        """Return the whole as a process, not started."""
        around = self.around
        return StationProcess(
            database=self.database,
            items=self.items,
            made=self.made,
            asrun=self.asrun,
            records=self.records,
            follower=follower,
            heads=self.heads,
            handover=self.handover,
            owing=self.owing,
            planner=self.planner,
            schedules=self.schedules,
            sounds=self.sounds,
            workshop=self.workshop,
            nightly=self.nightly,
            alarms=around.alarms,
            control=self.control,
            faults=around.faults,
            time=around.time,
            spool=around.home.spool,
            warm_up=warm_up,
            clear_out=clear_out,
            close_speech=close_speech,
            open_server=open_server,
        )

    def _words_changed(self) -> list[str]:
        """Take new words into use; return the schedules that must be approved again for it."""
        before = self._approved_schedules()
        self.manners.load()
        self.schedules.load()
        self.planner.plan_all()
        return sorted(before - self._approved_schedules())

    def _approved_schedules(self) -> frozenset[str]:
        return frozenset(item.schedule for item, _ in self.schedules.active() if item.schedule)

    def reload(self) -> None:
        """Read configuration and schedules again, and let ``air`` do so; a bad file is a fault."""
        faults = self.around.faults
        problem = self.around.reload()
        faults.set("configuration", str(problem) if problem else None)
        self.manners.load()
        try:
            self.schedules.load()
            self.planner.plan_all()
            self.around.air.reload()
        except LoudspeakerError as error:
            log.warning("reloading: %s", error)
