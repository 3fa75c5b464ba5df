"""What ``station`` is made of."""

from __future__ import annotations

import os
import subprocess
import time as clock_module
from contextlib import suppress
from functools import partial
from typing import Any

from loudspeaker.bootstrap.settings import LiveSettings
from loudspeaker.bootstrap.voices import EMBEDDED, voice_named, voice_names
from loudspeaker.clock import AlarmClock
from loudspeaker.errors import LoudspeakerError
from loudspeaker.model import TimeSource
from loudspeaker.model.announcement import Item, Occurrence
from loudspeaker.speech.cache import ClipCache
from loudspeaker.speech.client import SpeechClient
from loudspeaker.station.air_link import AirClient, RecordFollower
from loudspeaker.station.control import Control, Room
from loudspeaker.station.desk import Desk
from loudspeaker.station.drafting import Drafting, Facts
from loudspeaker.station.handover import Handover
from loudspeaker.station.owing import Owing
from loudspeaker.station.planner import Planner
from loudspeaker.station.process import StationProcess
from loudspeaker.station.schedules import Schedules
from loudspeaker.station.sounds import Sounds
from loudspeaker.station.views import Views
from loudspeaker.station.workshop import Workshop
from loudspeaker.store.asrun_file import AsRunFile
from loudspeaker.store.items import Items
from loudspeaker.system.channel import Client
from loudspeaker.system.faults import Faults
from loudspeaker.system.home import Home
from loudspeaker.system.locks import hold_lock
from loudspeaker.system.notify import notify
from loudspeaker.system.processes import spawn
from loudspeaker.system.server import Server
from loudspeaker.system.sockets import bind_unix
from loudspeaker.system.stopping import Signals
from loudspeaker.system.time import SystemTime

LOCK_WAIT_S = 4.0


def run_station(home: Home) -> int:
    """Be ``station`` until told to end."""
    live = LiveSettings(home)
    wiring = _Wiring(home, live)
    signals = Signals(reload=wiring.reload)
    lock = hold_lock(home.lock("station"), role="station", home=home.root, wait_s=LOCK_WAIT_S)
    process = wiring.build()
    server = process.start()
    tell = _Teller(wiring)

    def each_second() -> None:
        process.beat()
        tell()

    tell()
    signals.wait(each_second)
    process.end(server)
    lock.release()
    return 0


class _Teller:
    """Tells whoever started us that we are ready, and our own children's pids."""

    def __init__(self, wiring: _Wiring) -> None:
        self._wiring = wiring
        self._told = ""

    def __call__(self) -> None:
        others = ",".join(f"{role}:{pid}" for role, pid in self._wiring.children().items())
        if others != self._told or not self._told:
            self._told = others
            notify(READY=1, X_ROLE="station", X_PID=os.getpid(), X_OTHERS=others)


class _Wiring:
    """Makes the parts and joins those that know each other both ways."""

    def __init__(self, home: Home, live: LiveSettings) -> None:
        self._home = home
        self._live = live
        self._time: TimeSource = SystemTime()
        self._faults = Faults(self._time)
        self._stopped: tuple[float, str | None] = (0.0, None)
        self.process: StationProcess

    def build(self) -> StationProcess:
        """Return the whole, not started."""
        home = self._home
        self._items = Items(home.database)
        self._air_client = Client(home.air_socket, "air", timeout_s=5.0)
        self._air = AirClient(self._air_client)
        self._owing = Owing(self._items, self._air)
        self._drafting = Drafting(self.facts, self._time)
        self._clock = AlarmClock(self._time, stepped=lambda _step_s: self._replan())
        self._handover = Handover(
            items=self._items, air=self._air, faults=self._faults, grace_s=self._grace_s
        )
        self._build_speech()
        self._build_schedules()
        self._build_desk()
        return self._assemble()

    def facts(self) -> Facts:
        """Return what there is at this station right now."""
        now = self._live.now
        return Facts(
            station=now.station,
            plan=now.hardware.points.plan,
            voices=voice_names(self._home),
        )

    def _grace_s(self) -> float:
        return self._live.now.station.playout.grace_s

    def _start_speech(self) -> subprocess.Popen[bytes]:
        return spawn("speech", self._home.root, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def _build_speech(self) -> None:
        station = self._live.now.station
        cache = ClipCache(self._home.clips, limit_bytes=station.clip_cache_mb << 20)
        self._cache = cache
        embedded = voice_named(self._home, EMBEDDED)
        self._speech = SpeechClient(
            self._home.root, self._start_speech, embedded=embedded, cache=cache
        )
        self._sounds = Sounds(self._speech, lambda: self._live.now.station)
        self._workshop = Workshop(
            items=self._items,
            speech=self._speech,
            sounds=self._sounds,
            handover=self._handover,
            faults=self._faults,
            voices=partial(voice_named, self._home),
            embedded=embedded,
            clips=self._home.clips,
            gap_ms=lambda: self._live.now.station.playout.gap_ms,
            early_start=lambda: self._live.now.station.playout.early_start,
            ready=lambda occurrence: self._planner.ready(occurrence),  # noqa: PLW0108 - made later
        )

    def _build_schedules(self) -> None:
        self._schedules = Schedules(
            self._home.root,
            items=self._items,
            drafting=self._drafting,
            facts=self.facts,
            time=self._time,
            faults=self._faults,
        )
        self._planner = Planner(
            items=self._items,
            clock=self._clock,
            owing=self._owing,
            time=self._time,
            give=self._handover.give,
            make=self._workshop.add,
            schedules=self._schedules.active,
            grace_s=self._grace_s,
        )

    def _build_desk(self) -> None:
        self._desk = Desk(
            items=self._items,
            drafting=self._drafting,
            owing=self._owing,
            time=self._time,
            filed=self._planner.plan,
            approved=self._approved,
            forgotten=self._planner.forget,
            stopped_since=self._stopped_since,
        )

    def _approved(self, item: Item, occurrence: Occurrence) -> None:
        if item.content.cron is not None:
            self._planner.expand()
            return
        self._planner.plan(item, occurrence)
        self._workshop.add(item, occurrence)

    def _stopped_since(self) -> str | None:
        """Ask ``air``; one that does not answer is not known to be stopped."""
        try:
            since = self._air.status()["stopped_since"]
        except Exception:  # noqa: BLE001 - approval must not hang on this
            return None
        return str(since) if since else None

    def _replan(self) -> None:
        self._planner.plan_all()

    def reload(self) -> None:
        """Read configuration and schedules again, and let ``air`` do so."""
        problem = self._live.reload()
        self._faults.set("configuration", str(problem) if problem else None)
        self._schedules.load()
        self._planner.plan_all()
        with suppress(LoudspeakerError):  # it reads them at its own start, too
            self._air_client.call("reload")

    def children(self) -> dict[str, int]:
        """Return the pids of the processes that are ours."""
        return self._speech.pids()

    def _speech_status(self) -> dict[str, Any]:
        return {"pids": self.children()}

    def _assemble(self) -> StationProcess:
        home = self._home
        asrun = AsRunFile(home.asrun_log)
        control = Control(self._room())
        follower = RecordFollower(
            self._air_client,
            asrun,
            connected=lambda: self.process.air_is_back(),  # noqa: PLW0108 - made below
            recorded=lambda record: self.process.recorded(record),  # noqa: PLW0108
            failed=lambda problem: self._faults.set("air", problem),
        )
        self.process = StationProcess(
            items=self._items,
            asrun=asrun,
            asrun_path=home.asrun_log,
            follower=follower,
            handover=self._handover,
            owing=self._owing,
            planner=self._planner,
            schedules=self._schedules,
            sounds=self._sounds,
            workshop=self._workshop,
            clock=self._clock,
            control=control,
            faults=self._faults,
            time=self._time,
            spool=home.spool,
            warm_up=self._warm_up,
            close_speech=self._speech.close,
            open_server=lambda: Server(
                bind_unix(home.control_socket), control.handle, name="station"
            ),
        )
        return self.process

    def _room(self) -> Room:
        return Room(
            desk=self._desk,
            items=self._items,
            views=Views(self._items, self._drafting, self._time),
            schedules=self._schedules,
            faults=self._faults,
            air=self._air,
            time=self._time,
            station=lambda: self._live.now.station,
            plan=lambda: self._live.now.hardware.points.plan,
            replan=self._replan,
            reload=self.reload,
            speech=self._speech_status,
        )

    def _warm_up(self) -> None:
        self._speech.warm_up(voice_named(self._home, self._live.now.station.voice))
        self._cache.clear_out(
            self._items.sounds_in_use() | self._sounds.in_use(), now_s=clock_module.time()
        )
