"""The children of ``run``: started, watched, started again ever more slowly."""

from __future__ import annotations

import logging
import re
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from loudspeaker.model import TimeSource
from loudspeaker.system.home import Home
from loudspeaker.system.processes import spawn

log = logging.getLogger(__name__)
_NS = 1_000_000_000
FIRST_DELAY_NS = 100_000_000
LONGEST_DELAY_NS = 4 * _NS  # a dead process is back within 5 s
HEALTHY_NS = 30 * _NS
_OTHERS = re.compile(r"(?:^|(?<=,))([a-z-]{1,30}):([1-9][0-9]{0,9})(?=,|$)")


@dataclass(slots=True)
class Child:
    """One role: its process, or when it is to be started again."""

    role: str
    arguments: Sequence[str] = ()
    awaited: bool = True
    process: subprocess.Popen[bytes] | None = None
    ready: bool = False
    others: dict[str, int] = field(default_factory=dict)
    """Further processes that the role has told of: role → pid."""
    started_ns: int = 0
    start_again_ns: int = 0
    delay_ns: int = 0


class Children:
    """Starts roles and keeps them running."""

    def __init__(
        self,
        home: Home,
        time: TimeSource,
        env: Mapping[str, str],
        *,
        start: Callable[..., subprocess.Popen[bytes]] = spawn,
    ) -> None:
        self._home = home
        self._time = time
        self._env = env
        self._start_process = start
        self._children: dict[str, Child] = {}

    def start(self, role: str, arguments: Sequence[str] = (), *, awaited: bool = True) -> None:
        """Start a role and watch over it from now on; the whole waits for those ``awaited``."""
        self._children[role] = Child(role, arguments, awaited)
        self._spawn(self._children[role])

    def _spawn(self, child: Child) -> None:
        """Start a role; a machine that has no room for a process now is asked again later."""
        child.started_ns = self._time.mono_ns()
        child.ready = False
        try:
            child.process = self._start_process(
                child.role, self._home.root, child.arguments, env=self._env
            )
        except OSError as error:
            log.warning("%s cannot be started: %s", child.role, error)
            self._rest(child)
            return
        log.info("started %s (pid %d)", child.role, child.process.pid)

    def look_after(self) -> None:
        """Reap, and start again when it is time."""
        for child in self._children.values():
            if child.process is not None and child.process.poll() is not None:
                log.warning("%s ended with status %s", child.role, child.process.returncode)
                self._rest(child)
            if child.process is None and self._time.mono_ns() >= child.start_again_ns:
                self._spawn(child)

    def _rest(self, child: Child) -> None:
        """Note that a role does not run, and when it is to be started again."""
        now_ns = self._time.mono_ns()
        healthy = now_ns - child.started_ns > HEALTHY_NS
        doubled_ns = min(max(FIRST_DELAY_NS, 2 * child.delay_ns), LONGEST_DELAY_NS)
        child.delay_ns = FIRST_DELAY_NS if healthy else doubled_ns
        child.start_again_ns = now_ns + child.delay_ns
        child.process, child.ready = None, False
        child.others.clear()

    def heard(self, message: Mapping[str, str]) -> None:
        """Take what a child says of itself."""
        child = self._children.get(message.get("X_ROLE", ""))
        if child is None or child.process is None:
            return
        if message.get("X_PID") != str(child.process.pid):
            return
        child.ready = child.ready or message.get("READY") == "1"
        if "X_OTHERS" in message:
            # Anybody on this machine can send here: what is no pid is passed over.
            child.others = {role: int(pid) for role, pid in _OTHERS.findall(message["X_OTHERS"])}

    @property
    def all_ready(self) -> bool:
        """Tell whether every role that is waited for has said that it is ready."""
        return all(child.ready for child in self._children.values() if child.awaited)

    def pids(self) -> dict[str, int]:
        """Return role → pid of everything that runs."""
        found: dict[str, int] = {}
        for child in self._children.values():
            if child.process is not None:
                found[child.role] = child.process.pid
            found |= child.others
        return found

    def signal(self, number: int) -> None:
        """Send a signal to every role."""
        for child in self._children.values():
            if child.process is not None and child.process.poll() is None:
                child.process.send_signal(number)

    def end(self, role: str, *, patience_s: float) -> None:
        """Ask a role to end, wait, and kill it if it does not."""
        child = self._children.pop(role)
        if child.process is None:
            return
        child.process.send_signal(signal.SIGTERM)
        try:
            child.process.wait(patience_s)
        except subprocess.TimeoutExpired:
            log.warning("%s does not end, killing it", role)
            child.process.kill()
            child.process.wait()
