"""The process ``station``: its real surroundings, and its life from lock to end."""

from __future__ import annotations

import os
import subprocess
import time as clock_module
from collections.abc import Callable, Mapping
from functools import partial

from loudspeaker.bootstrap.init import make_recording_folders
from loudspeaker.bootstrap.intake import Intake
from loudspeaker.bootstrap.nightly import make_aside
from loudspeaker.bootstrap.plugin_jobs import PluginJobs
from loudspeaker.bootstrap.settings import LiveSettings, clock_trust
from loudspeaker.bootstrap.station_parts import Parts, Surroundings
from loudspeaker.bootstrap.voices import EMBEDDED, voice_for_air, voice_named
from loudspeaker.clock import AlarmClock
from loudspeaker.devices.source_link import listen
from loudspeaker.speech.cache import ClipCache
from loudspeaker.speech.client import SpeechClient
from loudspeaker.station.air_link import AirClient
from loudspeaker.station.process import StationProcess
from loudspeaker.station.records import RecordFollower
from loudspeaker.system.channel import Client
from loudspeaker.system.faults import Faults
from loudspeaker.system.home import Home
from loudspeaker.system.locks import hold_lock
from loudspeaker.system.notify import notify
from loudspeaker.system.processes import spawn
from loudspeaker.system.reserve import Reserve
from loudspeaker.system.server import Server
from loudspeaker.system.sockets import bind_unix
from loudspeaker.system.stopping import Signals
from loudspeaker.system.time import SystemTime, boot_id
from loudspeaker.system.watched_clock import WatchedClock

LOCK_WAIT_S = 4.0
AIR_TIMEOUT_S = 5.0
TRIAL_PATIENCE_S = 15.0
"""So long nothing may come from another station before its trial is given up."""
BEAT_S = 0.25  # what a clock that was set makes due begins within 2 s


def run_station(home: Home) -> int:
    """Be ``station`` until told to end."""
    Reserve(home.reserve).let_start()
    wiring = _Wiring(home, LiveSettings(home))
    signals = Signals(reload=wiring.parts.reload)
    lock = hold_lock(home.lock("station"), role="station", home=home.root, wait_s=LOCK_WAIT_S)
    make_recording_folders(home)
    process = wiring.process()
    server = process.start()

    def each_beat() -> None:
        process.beat()
        wiring.tell()

    wiring.tell.ready(wiring.children)
    signals.wait(each_beat, every_s=BEAT_S)
    if signals.orphaned:  # whoever started us was killed: end as if we had been, and in time
        os._exit(0)
    process.end(server)
    lock.release()
    return 0


class Teller:
    """Tells whoever started us that we are ready, and our own children's pids."""

    def __init__(self) -> None:
        self._children: Callable[[], Mapping[str, int]] | None = None
        self._told: str | None = None

    def ready(self, children: Callable[[], Mapping[str, int]]) -> None:
        """Say that the process is ready; from now on a call tells what has changed."""
        self._children = children
        self()

    def __call__(self) -> None:
        """Tell what has changed, if anything."""
        if self._children is None:
            return
        others = ",".join(f"{role}:{pid}" for role, pid in self._children().items())
        if others != self._told:
            self._told = others
            notify(READY=1, X_ROLE="station", X_PID=os.getpid(), X_OTHERS=others)


class _Wiring:
    """The processes and sockets around the parts."""

    def __init__(self, home: Home, live: LiveSettings) -> None:
        self._home = home
        self._live = live
        self.tell = Teller()
        time = SystemTime()
        faults = Faults(time)
        clock = WatchedClock(clock_trust(home, live, time, boot_id()), faults)
        self._cache = ClipCache(home.clips, limit_bytes=live.now.station.clip_cache_mb << 20)
        embedded = voice_named(home, EMBEDDED)
        self._speech = SpeechClient(
            home.root, partial(self._spawn, "speech"), embedded=embedded, cache=self._cache
        )
        self._intake = Intake(partial(self._spawn, "intake"), clips=home.clips, changed=self.tell)
        self._plugin_jobs = PluginJobs(partial(self._spawn, "intake"))
        self._air_client = Client(home.air_socket, "air", timeout_s=AIR_TIMEOUT_S)
        self.parts = Parts(
            Surroundings(
                home=home,
                settings=lambda: live.now,
                reload=live.reload,
                time=time,
                clock=clock,
                alarms=AlarmClock(time),
                faults=faults,
                air=AirClient(self._air_client),
                speech=self._speech,
                voices=lambda name: voice_for_air(home, name, live.now.station),
                embedded=embedded,
                intake=self._intake,
                run_job=self._plugin_jobs.run,
                back_up=partial(make_aside, home),
                children=self.children,
                spare=Reserve(home.reserve),
                listen=partial(listen, home.relay_socket, patience_s=TRIAL_PATIENCE_S),
            )
        )

    def _spawn(self, role: str) -> subprocess.Popen[bytes]:
        return spawn(role, self._home.root, stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def children(self) -> dict[str, int]:
        """Return the pids of the processes that are ours."""
        reading = self._intake.pid
        return self._speech.pids() | ({"intake": reading} if reading is not None else {})

    def process(self) -> StationProcess:
        """Return the whole, not started."""
        follower = RecordFollower(
            self._air_client,
            self.parts.records,
            connected=self._air_is_back,
            faults=self.parts.around.faults,
        )
        self._process = self.parts.process(
            follower=follower,
            warm_up=self._warm_up,
            clear_out=self._clear_out,
            close_speech=self._close_children,
            open_server=self._open_server,
        )
        return self._process

    def _air_is_back(self) -> None:
        self._process.air_is_back()

    def _warm_up(self) -> None:
        self._speech.warm_up(voice_named(self._home, self._live.now.station.voice))

    def _clear_out(self) -> None:
        in_use, now_s = self.parts.made.in_use() | self.parts.sounds.in_use(), clock_module.time()
        self._cache.clear_out(in_use, now_s=now_s)
        self.parts.recordings.clear_out(self.parts.items.recordings(), now_s=now_s)
        self.parts.plugin_actions.clear_out()

    def _close_children(self) -> None:
        self._intake.close()
        self._plugin_jobs.close()
        self._speech.close()

    def _open_server(self) -> Server:
        listener = bind_unix(self._home.control_socket)
        return Server(listener, self.parts.control.handle, name="station")
