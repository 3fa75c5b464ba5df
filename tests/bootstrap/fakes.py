"""Processes that run only in a test's mind."""

from __future__ import annotations

import itertools
import signal
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, cast

_PIDS = itertools.count(1_000_001)  # beyond what a kernel gives


@dataclass
class FakeProcess:
    """Runs until it is told or made to end; ``stubborn`` ones only obey SIGKILL."""

    role: str
    arguments: Sequence[str] = ()
    stubborn: bool = False
    pid: int = field(default_factory=lambda: next(_PIDS))
    returncode: int | None = None
    signals: list[int] = field(default_factory=list)

    def poll(self) -> int | None:
        return self.returncode

    def send_signal(self, number: int) -> None:
        self.signals.append(number)
        if number == signal.SIGTERM and not self.stubborn:
            self.returncode = 0

    def kill(self) -> None:
        self.signals.append(signal.SIGKILL)
        self.returncode = -9

    def wait(self, timeout: float | None = None) -> int:
        if self.returncode is None:
            raise subprocess.TimeoutExpired(self.role, timeout or 0.0)
        return self.returncode


class FakeSpawn:
    """Starts fake processes, unless ``fails``."""

    def __init__(self) -> None:
        self.started: list[FakeProcess] = []
        self.environments: list[dict[str, str]] = []
        self.fails: OSError | None = None

    def __call__(
        self,
        role: str,
        _home: object,
        arguments: Sequence[str] = (),
        *,
        env: dict[str, str] | None = None,
        log: object = None,  # noqa: ARG002 - as spawn_detached has it
    ) -> subprocess.Popen[bytes]:
        if self.fails is not None:
            raise self.fails
        self.started.append(FakeProcess(role, arguments))
        self.environments.append(dict(env or {}))
        return cast("subprocess.Popen[bytes]", self.started[-1])

    def of(self, role: str) -> list[FakeProcess]:
        return [process for process in self.started if process.role == role]

    def last(self, role: str) -> FakeProcess:
        return self.of(role)[-1]


def message(role: str, process: FakeProcess, **more: Any) -> dict[str, str]:
    """Return what a role says of itself."""
    return {"READY": "1", "X_ROLE": role, "X_PID": str(process.pid), **more}
