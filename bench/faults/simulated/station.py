"""The side of ``station``: the real use cases, database and log, no threads."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from bench.faults.simulated.air import trust
from bench.faults.simulated.alarms import HandAlarms
from bench.faults.simulated.dying import Doom
from bench.faults.simulated.voice import LevelVoice, manifest
from loudspeaker.bootstrap.settings import LiveSettings
from loudspeaker.bootstrap.station_parts import Parts, Surroundings
from loudspeaker.devices.simulated import StandingClock
from loudspeaker.station.air_link import Air
from loudspeaker.system.faults import Faults
from loudspeaker.system.home import Home
from loudspeaker.system.server import Request, Server
from loudspeaker.system.sockets import Peer
from loudspeaker.system.watched_clock import WatchedClock

EMBEDDED = "vi-bac"
ANYBODY = Peer(pid=1, uid=12345, gid=12345)


class NoThreads:
    """Stands for what runs beside the process; the world does it by hand."""

    def start(self) -> None:
        """Nothing to start."""

    def close(self) -> None:
        """Nothing to close."""


class StationSide:
    """One life of the process ``station``."""

    def __init__(self, home: Home, clock: StandingClock, air: Air, doom: Doom) -> None:
        self._clock = clock
        self.live = live = LiveSettings(home)
        self.alarms = HandAlarms()
        self.faults = Faults(clock)
        self.voice = LevelVoice(home.clips)
        self.parts = Parts(
            Surroundings(
                home=home,
                settings=lambda: live.now,
                reload=live.reload,
                time=clock,
                clock=WatchedClock(trust(home, live, clock), self.faults),
                alarms=self.alarms,
                faults=self.faults,
                air=air,
                speech=self.voice,
                voices=manifest,
                embedded=manifest(EMBEDDED),
                intake=self.voice,
                back_up=lambda _: None,
                children=dict,
            )
        )
        doom.watch(self.parts.database)
        self.process = self.parts.process(
            follower=NoThreads(),
            warm_up=lambda: None,
            clear_out=lambda: None,
            close_speech=lambda: None,
            open_server=_no_server,
        )

    def start(self) -> None:
        """Catch up with the past, get warm."""
        self.process.catch_up()
        self.process.sounds.prepare()
        self.process.tidy()

    def settle(self) -> None:
        """Let everything happen that happens at this moment."""
        workshop = self.parts.workshop
        workshop.work_off()
        while self.alarms.ring_due(self._clock.wall()):
            workshop.work_off()

    def take(self, records: Iterable[dict[str, Any]]) -> None:
        """Take records as the follower does."""
        for record in records:
            self.parts.records.take(record)

    def ask(self, op: str, person: str, **arguments: Any) -> Any:
        """Send a request through the control socket's handler."""
        values = json.loads(json.dumps({**arguments, "as": person}))
        return self.parts.control.handle(Request(op=op, arguments=values, peer=ANYBODY))

    def lose(self) -> None:
        """Lose everything that is in memory, as by a kill."""
        self.parts.plugins.close()
        self.parts.database.close()
        self.parts.asrun.close()


def _no_server() -> Server:
    raise NotImplementedError
