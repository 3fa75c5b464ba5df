"""``loudspeaker run``: every process of a station, in the foreground."""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Callable

from loudspeaker.bootstrap.children import Children
from loudspeaker.bootstrap.devices import RATE_VARIABLE
from loudspeaker.bootstrap.init import (
    composite_hz,
    equip_village,
    require_home,
    write_alsa_config,
)
from loudspeaker.bootstrap.ready_note import ReadyNote
from loudspeaker.bootstrap.settings import Settings, load_settings
from loudspeaker.bootstrap.village_keeper import VillageKeeper
from loudspeaker.config.station import StationConfig
from loudspeaker.errors import UsageRefused
from loudspeaker.model import TimeSource
from loudspeaker.system.home import Home
from loudspeaker.system.locks import hold_lock
from loudspeaker.system.notify import notify
from loudspeaker.system.roll_call import RollCall
from loudspeaker.system.stopping import Signals
from loudspeaker.system.time import SystemTime

log = logging.getLogger(__name__)
LOOK_S = 0.25
AIR_PATIENCE_S = 7.0
STATION_PATIENCE_S = 3.0
BRIDGE_PATIENCE_S = 3.0
OFFAIR_PATIENCE_S = 1.5
WEB_PATIENCE_S = 1.5


class Supervisor:
    """Starts the roles in order, keeps them running, ends them in reverse."""

    def __init__(
        self,
        *,
        children: Children,
        village: VillageKeeper | None,
        roll_call: RollCall,
        note: ReadyNote,
        ready: Callable[[], None],
        bridge: bool = False,
        offair: bool = False,
        web: bool = False,
    ) -> None:
        self._web = web
        self._bridge = bridge
        self._offair = offair
        self._children = children
        self._village = village
        self._roll_call = roll_call
        self._note = note
        self._ready = ready

    def run(self) -> int:
        """Run until told to end."""
        signals = Signals(reload=lambda: self._children.signal(signal.SIGHUP))
        self._note.remove()
        self._start()
        signals.wait(self.look, every_s=LOOK_S)
        self._end(orphaned=signals.orphaned)
        return 0

    def _start(self) -> None:
        if self._village is not None:
            self._village.start()
        self._children.start("air")
        if self._bridge:
            self._children.start("bridge")
        self._children.start("station")
        if self._offair:
            self._children.start("offair")
        if self._web:
            self._children.start("web", awaited=False)  # nobody is without sound for the pages

    def look(self) -> None:
        """Hear what the roles say, start what has ended, tell what has changed."""
        for message in self._roll_call.messages(wait_s=0.0):
            self._children.heard(message)
        self._children.look_after()
        if self._village is not None:
            self._village.look_after()
        if self._children.all_ready and self._note.tell(self._pids()):
            notify(READY=1, MAINPID=os.getpid())
            self._ready()

    def _pids(self) -> dict[str, int]:
        pids = {"run": os.getpid(), **self._children.pids()}
        if self._village is not None and (pid := self._village.pid):
            pids["village"] = pid
        return pids

    def _end(self, *, orphaned: bool) -> None:
        self._note.remove()
        if self._web:
            self._children.end("web", patience_s=WEB_PATIENCE_S)
        if self._offair:
            self._children.end("offair", patience_s=OFFAIR_PATIENCE_S)
        self._children.end("station", patience_s=STATION_PATIENCE_S)
        self._children.end("air", patience_s=AIR_PATIENCE_S)
        if self._bridge:  # after playout, whose last words go through it
            self._children.end("bridge", patience_s=BRIDGE_PATIENCE_S)
        if self._village is not None and not orphaned:
            self._village.end()
        self._roll_call.close()


def run_all(
    home: Home,
    *,
    rate: float,
    web: bool = True,
    configured: Callable[[StationConfig], None] = lambda _station: None,
    ready: Callable[[], None] = lambda: None,
) -> int:
    """Be ``loudspeaker run``; raise HomeBusy when another one holds the home.

    ``web`` serves the pages too.  ``configured`` is told what ``station.yaml`` says before
    anything starts.
    """
    require_home(home)
    lock = hold_lock(home.lock("run"), role="run", home=home.root)
    try:
        settings = load_settings(home)
        configured(settings.station)
        return _supervisor(home, settings, SystemTime(), rate=rate, web=web, ready=ready).run()
    finally:
        lock.release()


def _supervisor(
    home: Home,
    settings: Settings,
    time: TimeSource,
    *,
    rate: float,
    web: bool,
    ready: Callable[[], None],
) -> Supervisor:
    note = ReadyNote(home.ready_file, started_mono_ns=time.mono_ns())
    village = _village(home, settings, time, rate=rate)
    roll_call = RollCall()
    env = {"NOTIFY_SOCKET": roll_call.address, RATE_VARIABLE: f"{rate:g}"}
    return Supervisor(
        children=Children(home, time, env),
        village=village,
        roll_call=roll_call,
        note=note,
        ready=ready,
        bridge=settings.needs_bridge,
        web=web,
        offair=settings.hardware.monitor is not None and rate == 1.0,  # it hears in real time
    )


def _village(
    home: Home, settings: Settings, time: TimeSource, *, rate: float
) -> VillageKeeper | None:
    """Equip the simulated profile with its village; a real station has none."""
    if not settings.station.simulated:
        if rate != 1.0:
            raise UsageRefused(option="--rate", problem="simulated profile only")
        return None
    equip_village(home, settings)
    write_alsa_config(home, rate=rate, rate_hz=composite_hz(settings))
    return VillageKeeper(home, time, rate=rate)
