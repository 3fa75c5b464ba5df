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
HARDWARE = "simulated"
"""The hardware file that a simulated home begins with."""
OUR_ROLES = ("run", "station", "air", "speech", "intake")


class Station:
    """Runs ``loudspeaker`` from ``source`` on ``home``; kills and stops its processes."""

    def __init__(
        self, home: Path, *, source: Path, rate: float, env: Mapping[str, str] | None = None
    ) -> None:
        self.home = home
        self._rate = rate
        self._source = source
        self._env = {**os.environ, "PYTHONPATH": str(source), "LANG": "en_US.UTF-8"}
        self._env["PYTHONSAFEPATH"] = "1"  # or the source of the working directory would run
        self._plain_env = dict(self._env)
        self._env |= env or {}
        self._process: subprocess.Popen[bytes] | None = None
        self._village: subprocess.Popen[bytes] | None = None
        self.launcher: list[str] = []
        """What ``run`` is started by, if it is to be watched; it must leave ``run`` its pid."""
        self._log = home.parent / f"{home.name}.log"

    @property
    def env(self) -> Mapping[str, str]:
        """What commands and processes of this station are started with."""
        return self._env

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

    def insist(self, *words: str) -> dict[str, str]:
        """Ask until it is answered: processes die meanwhile.  An approval twice is one."""
        for _ in range(60):
            try:
                answer: dict[str, str] = self.ask(*words)
            except RuntimeError as error:
                if words[0] == "approve" and "wrong_state" in str(error):
                    return dict(self.ask("why", words[1]))
                time.sleep(0.2)
                continue
            if answer.get("state") != "spooled":
                return answer
            time.sleep(0.3)
        raise RuntimeError(f"never answered: {words}")

    def init(self, *, hardware: str = HARDWARE) -> None:
        """Make the home, with all hours allowed and the test voice."""
        self.check_source()
        self.ask("init", "--profile", "simulated")
        file = self.home / "station.yaml"
        text = file.read_text(encoding="utf-8")
        text = text.replace('from: "05:00", to: "21:00"', 'from: "00:00", to: "24:00"')
        text = text.replace(f"hardware: {HARDWARE}\n", f"hardware: {hardware}\n")
        file.write_text(text + "\nvoice: tone\nchime: none\nrepeat: 1\n", encoding="utf-8")
        if hardware != HARDWARE:
            self.ask("init", "--profile", "simulated")  # a village of that kind

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
        words = [*self.launcher, sys.executable, "-m", "loudspeaker", "run", "--no-web"]
        words += ["--home", str(self.home)]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [*words, "--rate", f"{self._rate:g}"], env=self._env, stdout=log, stderr=log
            )
        while time.monotonic() - begun < READY_S:
            if self.pids().get("run") == self._process.pid:
                return time.monotonic() - begun
            time.sleep(0.02)
        raise RuntimeError(f"not ready after {READY_S} s: see {self._log}")

    def start_village(self, env: Mapping[str, str] | None = None) -> None:
        """Start the village by itself, without what the station's own environment adds."""
        words = [sys.executable, "-m", "loudspeaker", "village", "--home", str(self.home)]
        with self._log.open("ab") as log:
            self._village = subprocess.Popen(
                [*words, "--rate", f"{self._rate:g}"],
                env=self._plain_env | dict(env or {}),
                stdout=log,
                stderr=log,
            )
        begun = time.monotonic()
        while not (self.home / "village" / "village.pid").exists():
            if time.monotonic() - begun > READY_S or self._village.poll() is not None:
                raise RuntimeError(f"the village does not start: see {self._log}")
            time.sleep(0.02)

    def end_village(self) -> None:
        """End a village that was started by itself."""
        if self._village is not None:
            self._village.terminate()
            self._village.wait(10)
            self._village = None

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

    def cut_power(self) -> None:
        """Kill everything of ours at once, and leave it dead; the village lives on."""
        roles = self.pids()
        for pid in [*(roles[role] for role in OUR_ROLES if role in roles), *self.sound_readers()]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        assert self._process is not None
        self._process.kill()
        self._process.wait()
        (self.home / "run" / "ready.json").unlink(missing_ok=True)

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
