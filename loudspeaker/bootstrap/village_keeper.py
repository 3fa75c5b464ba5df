"""The simulated village beside a run: started if nobody has, never taken down by a crash."""

from __future__ import annotations

import json
import logging
import os
import signal
import subprocess
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from loudspeaker.errors import HomeBusy, StorageFailure
from loudspeaker.model import TimeSource
from loudspeaker.system.files import make_directory, write_durable
from loudspeaker.system.home import Home
from loudspeaker.system.locks import hold_lock
from loudspeaker.system.processes import spawn_detached

log = logging.getLogger(__name__)
_NS = 1_000_000_000
LOOK_NS = _NS
POWER_RETURNS_NS = 3 * _NS
END_PATIENCE_S = 3.0
_NOTE = "village.json"


class VillageKeeper:
    """Finds a village by its lock; a village that dies is a power cut of three seconds."""

    def __init__(
        self,
        home: Home,
        time: TimeSource,
        *,
        rate: float,
        start: Callable[..., subprocess.Popen[bytes]] = spawn_detached,
    ) -> None:
        self._home = home
        self._time = time
        self._rate = rate
        self._start_process = start
        self._note = home.run / _NOTE
        self._process: subprocess.Popen[bytes] | None = None
        self._next_look_ns = 0
        self._gone_since_ns: int | None = None
        self.pid: int | None = None

    def start(self) -> None:
        """Start a village, or go on with the one that an earlier run left behind."""
        self.pid = self._living()
        noted = self._noted()
        ours = self.pid is not None and noted.get("pid") == self.pid
        if self.pid is not None and ours and noted.get("rate") != self._rate:
            self._terminate(self.pid)
            self.pid = None
        if self.pid is None:
            self._spawn()

    def _noted(self) -> dict[str, Any]:
        try:
            noted = json.loads(self._note.read_bytes())
        except (OSError, ValueError):
            return {}
        return noted if isinstance(noted, dict) else {}

    def _living(self) -> int | None:
        """Return the pid of the village that holds the home's village lock."""
        try:
            hold_lock(self._home.village / "lock", role="village", home=self._home.root).release()
        except HomeBusy as busy:
            return busy.pid
        return None

    def _spawn(self) -> None:
        make_directory(self._home.village)
        make_directory(self._home.logs)
        self._process = self._start_process(
            "village",
            self._home.root,
            ["--rate", f"{self._rate:g}"],
            log=self._home.logs / "village.log",
        )
        self.pid = self._process.pid
        self._gone_since_ns = None
        note = {"pid": self.pid, "rate": self._rate}
        write_durable(self._note, json.dumps(note).encode())
        log.info("started village (pid %d)", self.pid)

    def look_after(self) -> None:
        """Once a second: note a village that is gone, and start one when three have passed."""
        now_ns = self._time.mono_ns()
        if now_ns < self._next_look_ns:
            return
        self._next_look_ns = now_ns + LOOK_NS
        if self._process is not None and self._process.poll() is None:
            return
        self.pid = self._living()
        if self.pid is not None:
            self._gone_since_ns = None
            return
        if self._gone_since_ns is None:
            self._gone_since_ns = now_ns
            self._unplug()
        if now_ns - self._gone_since_ns >= POWER_RETURNS_NS:
            self._try_to_spawn()

    def _try_to_spawn(self) -> None:
        """Start a village; without room for it the station goes on, and tries again."""
        try:
            self._spawn()
        except (OSError, StorageFailure) as error:
            log.warning("the village cannot be started: %s", error)

    def _unplug(self) -> None:
        """Take away links to terminals that may soon be somebody else's."""
        for port in (self._home.village / "ports").glob("*"):
            port.unlink(missing_ok=True)

    def end(self) -> None:
        """End the village that a run started; one started by hand goes on."""
        if self.pid is not None and self._noted().get("pid") == self.pid:
            self._terminate(self.pid)

    def _terminate(self, pid: int) -> None:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGTERM)
        if self._process is not None and self._process.pid == pid:
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(END_PATIENCE_S)
        try:
            hold_lock(
                self._home.village / "lock",
                role="village",
                home=self._home.root,
                wait_s=END_PATIENCE_S,
            ).release()
        except HomeBusy:
            log.warning("village does not end")
