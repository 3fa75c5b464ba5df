"""A station under test: the real command line and processes in a scratch home."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

READY_S = 15.0
OUR_ROLES = ("run", "station", "air", "speech", "intake")


class Station:
    """Runs ``loudspeaker`` from ``source`` on ``home``; kills and stops its processes."""

    def __init__(
        self,
        home: Path,
        *,
        source: Path,
        rate: float,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.home = home
        self._rate = rate
        self._source = source
        self._env = {**os.environ, "PYTHONPATH": str(source), "LANG": "en_US.UTF-8"}
        self._env |= environment or {}
        self._env["PYTHONSAFEPATH"] = "1"  # or the source of the working directory would run
        self._process: subprocess.Popen[bytes] | None = None
        self._log = home.parent / f"{home.name}.log"

    # --- commands -------------------------------------------------------------------------------

    def begin(self, *arguments: str) -> subprocess.Popen[bytes]:
        """Start one command."""
        return subprocess.Popen(
            self._words(*arguments),
            env=self._env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def _words(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "loudspeaker", *arguments, "--home", str(self.home)]

    def command(self, *arguments: str) -> subprocess.CompletedProcess[bytes]:
        """Run one command and wait for it."""
        words = self._words(*arguments)
        return subprocess.run(words, env=self._env, capture_output=True, check=False, timeout=60)

    def ask(self, *arguments: str) -> Any:
        """Return the JSON answer of a command; RuntimeError if it refuses."""
        done = self.command(*arguments, "--json")
        if done.returncode:
            raise RuntimeError(
                f"{arguments}: exit {done.returncode}: {done.stdout.decode()[-500:]}"
            )
        return json.loads(done.stdout)

    def init(self) -> None:
        """Make the home, with all hours allowed and the test voice."""
        self.check_source()
        self.ask("init", "--profile", "simulated")
        file = self.home / "station.yaml"
        text = file.read_text(encoding="utf-8")
        text = text.replace('from: "05:00", to: "21:00"', 'from: "00:00", to: "24:00"')
        file.write_text(text + "\nvoice: tone\nchime: none\nrepeat: 1\n", encoding="utf-8")

    def check_source(self) -> None:
        """Make sure that it is the named source that is put to the test."""
        words = [sys.executable, "-c", "import loudspeaker; print(loudspeaker.__file__)"]
        found = subprocess.run(words, env=self._env, capture_output=True, check=False).stdout
        if not Path(found.decode().strip()).is_relative_to(self._source.resolve()):
            raise RuntimeError(f"{found.decode().strip()} would run, not {self._source}")

    # --- processes ------------------------------------------------------------------------------

    def start(self) -> float:
        """Start ``run`` and wait until it is ready; return how long that took in seconds."""
        begun = time.monotonic()
        words = [sys.executable, "-m", "loudspeaker", "run", "--home", str(self.home)]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [*words, "--rate", f"{self._rate:g}"], env=self._env, stdout=log, stderr=log
            )
        while time.monotonic() - begun < READY_S:
            if self.pids().get("run") == self._process.pid:
                return time.monotonic() - begun
            time.sleep(0.02)
        raise RuntimeError(f"not ready after {READY_S} s: see {self._log}")

    def pids(self) -> dict[str, int]:
        """Return role → pid as the station tells."""
        try:
            content = json.loads((self.home / "run" / "ready.json").read_bytes())
        except (OSError, ValueError):
            return {}
        pids: dict[str, int] = content["pids"]
        return pids

    def signal(self, role: str, number: int) -> bool:
        """Send a signal to a role; False if it is not there now."""
        pid = self.pids().get(role)
        if pid is None:
            return False
        with suppress(ProcessLookupError):
            os.kill(pid, number)
            return True
        return False

    def kill(self, role: str) -> bool:
        """Kill at once; a killed ``run`` is started again, as a service manager would."""
        if not self.signal(role, signal.SIGKILL):
            return False
        if role == "run":
            assert self._process is not None
            self._process.wait()
            self.start()
        return True

    def sound_readers(self) -> list[int]:
        """Return the pids of the simulated sound card's processes of this home."""
        return self._mentioning("line_in.py", str(self.home))

    @contextmanager
    def stopped(self, pids: list[int]) -> Iterator[None]:
        """SIGSTOP some processes for a while."""
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in pids:
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGCONT)

    def end(self) -> int:
        """SIGTERM; return the exit status."""
        assert self._process is not None
        self._process.terminate()
        return self._process.wait(20)

    def abandon(self) -> None:
        """Leave nothing running, whatever state it is in: not the village either."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait()
        for pid in self._mentioning(str(self.home)):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)
                os.kill(pid, signal.SIGKILL)

    @staticmethod
    def _mentioning(*words: str) -> list[int]:
        """Return the pids whose command line has all of these words."""
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and int(entry.name) != os.getpid():
                with suppress(OSError):
                    line = (entry / "cmdline").read_bytes()
                    if all(word.encode() in line for word in words):
                        found.append(int(entry.name))
        return found
