"""JSON lines to and from one child process, each with a deadline; no thread, no blocking call."""

from __future__ import annotations

import json
import os
import select
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from loudspeaker.errors import UsageRefused
from loudspeaker.system.worker_child import LINE_LIMIT_BYTES

_READ_BYTES = 1 << 16
_KILL_WAIT_S = 5.0


class ChildTrouble(Exception):
    """The child cannot be used any more; the text says why."""


class ChildLate(ChildTrouble):
    """It may be alive and well, but did not answer in time."""

    def __init__(self) -> None:
        super().__init__("no answer in time")


class Pipe:
    """The pipes of a running child, used by one thread at a time.

    Deadlines are instants of ``clock``.  ``send`` and ``receive`` raise ChildTrouble when the
    child ends, is late, or sends a line that is too long or not a JSON object.
    """

    def __init__(
        self, process: subprocess.Popen[bytes], *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        if process.stdin is None or process.stdout is None:
            raise ValueError("a worker's child needs pipes for standard input and output")
        self._process = process
        self._clock = clock
        self._stdin = process.stdin
        self._stdout = process.stdout
        self._pending = bytearray()
        os.set_blocking(self._stdin.fileno(), False)
        os.set_blocking(self._stdout.fileno(), False)

    @property
    def is_open(self) -> bool:
        """Whether the child is still running."""
        return self._process.poll() is None

    def send(self, line: bytes, *, deadline_s: float) -> None:
        """Write one line."""
        rest = memoryview(line)
        while rest:
            self._await(self._stdin.fileno(), select.POLLOUT, deadline_s)
            try:
                rest = rest[os.write(self._stdin.fileno(), rest) :]
            except BlockingIOError:
                continue
            except OSError as error:
                raise ChildTrouble(self._end_text()) from error

    def receive(self, *, deadline_s: float) -> dict[str, Any]:
        """Read one line."""
        if self._clock() >= deadline_s:
            raise ChildLate
        searched = 0
        while (end := self._pending.find(b"\n", searched)) < 0:
            searched = len(self._pending)
            if searched > LINE_LIMIT_BYTES:
                raise ChildTrouble("reply too long")
            self._await(self._stdout.fileno(), select.POLLIN, deadline_s)
            self._read_some()
        line = bytes(self._pending[:end])
        del self._pending[: end + 1]
        return _decode(line)

    def end(self, *, farewell_s: float = 0.0) -> None:
        """Close the pipes and let the child go by itself for ``farewell_s``, then kill it."""
        with suppress(OSError):
            self._stdin.close()
        if not farewell_s or not self._ends_within(farewell_s):
            self._process.kill()
            self._ends_within(_KILL_WAIT_S)
        self._stdout.close()

    def _ends_within(self, timeout_s: float) -> bool:
        try:
            self._process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            return False
        return True

    def _read_some(self) -> None:
        try:
            received = os.read(self._stdout.fileno(), _READ_BYTES)
        except BlockingIOError:
            return
        if not received:
            raise ChildTrouble(self._end_text())
        self._pending += received

    def _await(self, descriptor: int, what: int, deadline_s: float) -> None:
        waiter = select.poll()
        waiter.register(descriptor, what)
        left_s = deadline_s - self._clock()
        if left_s <= 0 or not waiter.poll(left_s * 1000.0):
            raise ChildLate

    def _end_text(self) -> str:
        self._ends_within(0.1)
        return f"ended with status {self._process.poll()}"


def encode_line(message: dict[str, Any]) -> bytes:
    """Return the line of a message; raise UsageRefused if no child would take it."""
    line = json.dumps(message, allow_nan=False, separators=(",", ":")).encode("ascii") + b"\n"
    if len(line) > LINE_LIMIT_BYTES:
        raise UsageRefused(option="args", problem=f"{len(line)} bytes")
    return line


def _decode(line: bytes) -> dict[str, Any]:
    try:
        message = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ChildTrouble(f"reply is not JSON: {error}") from error
    if not isinstance(message, dict):
        raise ChildTrouble("reply is not an object")
    return message
