"""The village's end of its child with the points over IP: started, listened to, started again."""

from __future__ import annotations

import json
import logging
import os
import subprocess
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from loudspeaker.system.processes import spawn
from loudspeaker.village.event_log import Log

log = logging.getLogger(__name__)
ROLE = "village-ip"
RESTART_NS = 1_000_000_000
END_PATIENCE_S = 2.0
LONGEST_LINE = 1 << 20
_READ_BYTES = 1 << 16

Start = Callable[..., "subprocess.Popen[bytes]"]


class IpKeeper:
    """Keeps the child running and writes its events down; ``turn`` never waits."""

    def __init__(
        self, home: Path, log: Log, *, rate: float, keep_s: float, start: Start = spawn
    ) -> None:
        self._home, self._log = home, log
        self._arguments = ["--rate", f"{rate:g}", "--keep-s", f"{keep_s:g}"]
        self._start = start
        self.descriptor, self._writing = os.pipe2(os.O_CLOEXEC | os.O_NONBLOCK)
        os.set_blocking(self._writing, True)
        self._received = bytearray()
        self._process: subprocess.Popen[bytes] | None = None
        self._start_again_ns = 0

    @property
    def pid(self) -> int | None:
        """The child's process, while it runs."""
        return self._process.pid if self._process is not None else None

    def turn(self, now_ns: int) -> None:
        """Write down what the child told; start it when it does not run."""
        self._drain()
        if self._process is not None and self._process.poll() is not None:
            self._ended(now_ns)
        if self._process is None and now_ns >= self._start_again_ns:
            self._spawn(now_ns)

    def _spawn(self, now_ns: int) -> None:
        try:
            self._process = self._start(ROLE, self._home, self._arguments, stdout=self._writing)
        except OSError as error:
            log.warning("the points over IP cannot be started: %s", error)
            self._start_again_ns = now_ns + RESTART_NS

    def _ended(self, now_ns: int) -> None:
        assert self._process is not None
        status, self._process = self._process.returncode, None
        self._drain()
        self._received.clear()  # a torn line
        self._start_again_ns = now_ns + RESTART_NS
        self._log.write("fault", now_ns, fault="ip_points", status=status)

    def _drain(self) -> None:
        with suppress(BlockingIOError):
            while data := os.read(self.descriptor, _READ_BYTES):
                self._received += data
                self._write_lines()

    def _write_lines(self) -> None:
        *lines, rest = bytes(self._received).split(b"\n")
        self._received[:] = rest[-LONGEST_LINE:]
        for line in lines:
            event = _event(line)
            if event is not None:
                self._log.write(event.pop("ev"), event.pop("mono_ns"), **event)

    def close(self) -> None:
        """End the child; what it says to the last is written down."""
        process = self._process
        if process is not None:
            process.terminate()
            try:
                process.wait(END_PATIENCE_S)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self._drain()
        os.close(self.descriptor)
        os.close(self._writing)


def _event(line: bytes) -> dict[str, Any] | None:
    try:
        event = json.loads(line)
        whole = isinstance(event["ev"], str) and isinstance(event["mono_ns"], int)
    except (ValueError, TypeError, KeyError):
        return None
    return event if whole else None
