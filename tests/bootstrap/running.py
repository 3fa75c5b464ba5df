"""A whole station of real processes in a folder of its own, driven from outside."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from loudspeaker.bootstrap.init import init_home
from loudspeaker.config.station import Profile
from loudspeaker.system.channel import Client
from loudspeaker.system.home import Home

PATIENCE_S = 30.0
ALL_HOURS = '\nallowed_hours:\n  - {days: all, from: "00:00", to: "24:00"}\n'
PROGRAM = """\
import json, sys
from pathlib import Path
from loudspeaker.bootstrap.logs import log_to_stderr
from loudspeaker.bootstrap.supervisor import run_all
from loudspeaker.errors import LoudspeakerError
from loudspeaker.system.home import Home
log_to_stderr()
try:
    sys.exit(run_all(Home(Path(sys.argv[1])), rate=20.0, web=len(sys.argv) > 2))
except LoudspeakerError as error:
    print(json.dumps(error.to_message()), file=sys.stderr)
    sys.exit(error.exit_code)
"""


def wait_for(condition: Callable[[], Any], what: str, *, limit_s: float = PATIENCE_S) -> Any:
    """Return what a condition gives as soon as it is true; processes need real time."""
    deadline = time.monotonic() + limit_s
    while time.monotonic() < deadline:
        found = condition()
        if found:
            return found
        time.sleep(0.02)
    raise AssertionError(f"waited {limit_s} s for {what}")


def is_alive(pid: int) -> bool:
    """Tell whether a process runs; one that only waits to be buried does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state not in ("Z", "X")


class Running:
    """``loudspeaker run`` on a home that is made for it."""

    more: Sequence[str] = ()
    """What else is started; also where a home is taken over as it is."""

    def __init__(self, folder: Path, *, web: bool = False) -> None:
        self.more = ("web",) if web else ()
        self.home = Home(folder)
        init_home(self.home, Profile.SIMULATED)
        text = self.home.station_file.read_text("utf-8")
        head, _, tail = text.partition("allowed_hours:")
        rest = tail.partition("people:")[2]
        self.home.station_file.write_text(f"{head}{ALL_HOURS}\npeople:{rest}", "utf-8")
        self.processes: list[subprocess.Popen[bytes]] = []
        self.station = Client(self.home.control_socket, "station", timeout_s=10.0)

    def start(self) -> subprocess.Popen[bytes]:
        """Start ``run`` and wait until it says that it is ready."""
        process = self.launch()
        wait_for(lambda: self.ready().get("pid") == process.pid, "ready.json")
        return process

    def launch(self) -> subprocess.Popen[bytes]:
        log = (self.home.logs / "run.log").open("ab")
        with log:
            process = subprocess.Popen(
                [sys.executable, "-c", PROGRAM, str(self.home.root), *self.more],
                stderr=log,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            )
        self.processes.append(process)
        return process

    def ready(self) -> dict[str, Any]:
        try:
            found: dict[str, Any] = json.loads(self.home.ready_file.read_bytes())
        except FileNotFoundError:
            return {}
        return found

    def pids(self) -> dict[str, int]:
        return dict(self.ready().get("pids", {}))

    def ask(self, op: str, person: str = "soan", **arguments: Any) -> Any:
        return self.station.call(op, **{**arguments, "as": person})

    def air(self, text: str, **arguments: Any) -> str:
        """Have a text aired; return its id."""
        item = str(self.ask("announce", text=text, **arguments)["id"])
        self.ask("approve", "duyet", id=item)
        return item

    def state(self, item: str) -> str:
        return str(self.ask("show", id=item)["state"])

    def wait_aired(self, item: str) -> None:
        wait_for(lambda: self.state(item) not in ("rendering", "ready", "handed", "on_air"), "end")
        assert self.state(item) == "aired", self.ask("show", id=item)["occurrences"]

    def log(self) -> str:
        return (self.home.logs / "run.log").read_text("utf-8", "replace")

    def end(self) -> None:
        """Leave nothing behind."""
        for process in self.processes:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in self.processes:
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        note = self.home.run / "village.json"
        if note.exists():
            pid = int(json.loads(note.read_bytes())["pid"])
            if (
                is_alive(pid)
                and b"loudspeaker-village" in Path(f"/proc/{pid}/cmdline").read_bytes()
            ):
                os.kill(pid, signal.SIGKILL)
