"""``loudspeaker run``: every process of a station, in the foreground."""

from __future__ import annotations

import json
import logging
import os
import signal
from collections.abc import Callable

from loudspeaker.bootstrap.children import Children
from loudspeaker.bootstrap.devices import RATE_VARIABLE
from loudspeaker.bootstrap.init import equip_village, require_home, write_alsa_config
from loudspeaker.bootstrap.settings import load_settings
from loudspeaker.bootstrap.village_keeper import VillageKeeper
from loudspeaker.errors import UsageRefused
from loudspeaker.system.files import write_durable
from loudspeaker.system.home import Home
from loudspeaker.system.locks import hold_lock
from loudspeaker.system.notify import notify
from loudspeaker.system.roll_call import RollCall
from loudspeaker.system.stopping import Signals
from loudspeaker.system.time import SystemTime, boot_id

log = logging.getLogger(__name__)
LOOK_S = 0.25
AIR_PATIENCE_S = 7.0
STATION_PATIENCE_S = 3.0


class Supervisor:
    """Starts the roles in order, keeps them running, ends them in reverse."""

    def __init__(self, home: Home, *, rate: float, ready: Callable[[], None]) -> None:
        self._home = home
        self._time = SystemTime()
        self._started_ns = self._time.mono_ns()
        self._told = ""
        self._ready = ready
        settings = load_settings(home)
        self._village = None
        if settings.station.simulated:
            equip_village(home, settings)
            write_alsa_config(home, rate=rate)
            self._village = VillageKeeper(home, self._time, rate=rate)
        elif rate != 1.0:
            raise UsageRefused(option="--rate", problem="simulated profile only")
        self._roll_call = RollCall()
        env = {"NOTIFY_SOCKET": self._roll_call.address, RATE_VARIABLE: f"{rate:g}"}
        self._children = Children(home, self._time, env)

    def run(self) -> int:
        """Run until told to end."""
        signals = Signals(reload=lambda: self._children.signal(signal.SIGHUP))
        self._home.ready_file.unlink(missing_ok=True)
        if self._village is not None:
            self._village.start()
        self._children.start("air")
        self._children.start("station")
        signals.wait(self._look, every_s=LOOK_S)
        self._end(orphaned=signals.orphaned)
        return 0

    def _look(self) -> None:
        for message in self._roll_call.messages(wait_s=0.0):
            self._children.heard(message)
        self._children.look_after()
        if self._village is not None:
            self._village.look_after()
        if self._children.all_ready:
            self._tell()

    def _tell(self) -> None:
        """Write ``run/ready.json`` whenever it would say something new."""
        pids = {"run": os.getpid(), **self._children.pids()}
        if self._village is not None and (pid := self._village.pid):
            pids["village"] = pid
        content = {
            "pid": os.getpid(),
            "boot_id": boot_id(),
            "start_mono_ns": self._started_ns,
            "pids": pids,
        }
        text = json.dumps(content)
        if text == self._told:
            return
        first = not self._told
        self._told = text
        write_durable(self._home.ready_file, text.encode())
        if first:
            notify(READY=1, MAINPID=os.getpid())
            self._ready()

    def _end(self, *, orphaned: bool) -> None:
        self._home.ready_file.unlink(missing_ok=True)
        self._children.end("station", patience_s=STATION_PATIENCE_S)
        self._children.end("air", patience_s=AIR_PATIENCE_S)
        if self._village is not None and not orphaned:
            self._village.end()
        self._roll_call.close()


def run_all(home: Home, *, rate: float, ready: Callable[[], None] = lambda: None) -> int:
    """Be ``loudspeaker run``; raise HomeBusy when another one holds the home."""
    require_home(home)
    lock = hold_lock(home.lock("run"), role="run", home=home.root)
    try:
        return Supervisor(home, rate=rate, ready=ready).run()
    finally:
        lock.release()
