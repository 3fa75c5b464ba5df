"""Two ways to kill a process at its Nth call: strace's injection, and a preloaded library.

strace counts each thread and each system call by itself, and kills as soon as one of them has got
so far; the library counts over all threads.
"""

from __future__ import annotations

import mmap
import os
import re
import shutil
import struct
import subprocess
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

from bench.faults.preload import built

ATTACH_S = 10.0
KINDS = {
    "write": ("write", "pwrite64", "writev"),
    "flush": ("fsync", "fdatasync"),
    "send": ("sendto", "sendmsg"),
}
_ORDER = struct.Struct("=qqqq")
_BITS = {"write": 1, "flush": 2, "send": 4}
_TRACED = re.compile(r"(\d+) +(\w+)\(")


class Killer(Protocol):
    """Kills a process at a call of a kind."""

    name: str

    @property
    def env(self) -> Mapping[str, str]:
        """What the processes have to be started with."""
        ...

    @contextmanager
    def killing(self, pid: int, kind: str, number: int) -> Iterator[None]:
        """Kill the process at its call of that number, from now on until the block ends."""
        ...

    @contextmanager
    def counting(self, pid: int, kind: str, found: list[int]) -> Iterator[None]:
        """Put into ``found`` up to which number calls can be counted during the block."""
        ...


def may_trace() -> bool:
    """Tell whether strace is here and processes may be traced."""
    if shutil.which("strace") is None:
        return False
    done = subprocess.run(["strace", "-o", os.devnull, "true"], capture_output=True, check=False)
    return done.returncode == 0


class Strace:
    """By strace, where ptrace is allowed."""

    name = "strace"

    def __init__(self, folder: Path) -> None:
        self._trace = folder / "calls.trace"
        self.env: Mapping[str, str] = {}

    @contextmanager
    def killing(self, pid: int, kind: str, number: int) -> Iterator[None]:
        """Attach with an injected SIGKILL."""
        calls = ",".join(KINDS[kind])
        words = ["-e", f"trace={calls}", "-e", f"inject={calls}:signal=KILL:when={number}"]
        with self._attached(pid, *words, "-o", os.devnull):
            yield

    @contextmanager
    def counting(self, pid: int, kind: str, found: list[int]) -> Iterator[None]:
        """Attach, and count the lines of each thread and call."""
        calls = ",".join(KINDS[kind])
        with self._attached(pid, "-e", f"trace={calls}", "-s", "0", "-o", str(self._trace)):
            yield
        lines = self._trace.read_text(encoding="utf-8", errors="replace").splitlines()
        counted = Counter(m.groups() for line in lines if (m := _TRACED.match(line)))
        found.append(max(counted.values(), default=0))

    @contextmanager
    def _attached(self, pid: int, *options: str) -> Iterator[None]:
        words = ["strace", "-f", "-p", str(pid), "-e", "signal=none", *options]
        with subprocess.Popen(words, stderr=subprocess.PIPE) as tracer:
            try:
                _await_attached(tracer, pid)
                yield
            finally:
                tracer.terminate()
                tracer.communicate()


def _await_attached(tracer: subprocess.Popen[bytes], pid: int) -> None:
    """Wait until every thread of the process has the tracer."""
    deadline = time.monotonic() + ATTACH_S
    while time.monotonic() < deadline and tracer.poll() is None:
        tasks = list(Path(f"/proc/{pid}/task").glob("*/status"))
        if tasks and all(_tracer_of(task) == tracer.pid for task in tasks):
            return
        time.sleep(0.01)
    raise RuntimeError(f"strace is not attached to {pid}")


def _tracer_of(status: Path) -> int:
    try:
        found = re.search(r"^TracerPid:\s*(\d+)", status.read_text(), re.MULTILINE)
    except OSError:
        return -1
    return int(found[1]) if found else -1


class Preload:
    """By a library that is preloaded into every process of the station."""

    name = "preload"

    def __init__(self, folder: Path) -> None:
        file = folder / "calls.order"
        file.write_bytes(bytes(_ORDER.size))
        with file.open("r+b") as stream:
            self._order = mmap.mmap(stream.fileno(), _ORDER.size)
        self.env: Mapping[str, str] = {
            "LD_PRELOAD": str(built("nth_call", folder)),
            "NTH_CALL": str(file),
        }

    @contextmanager
    def killing(self, pid: int, kind: str, number: int) -> Iterator[None]:
        """Write the order down; take it back at the end."""
        _ORDER.pack_into(self._order, 0, pid, _BITS[kind], number, 0)
        try:
            yield
        finally:
            _ORDER.pack_into(self._order, 0, 0, 0, 0, 0)

    @contextmanager
    def counting(self, pid: int, kind: str, found: list[int]) -> Iterator[None]:
        """Count, and kill at no number."""
        with self.killing(pid, kind, -1):
            yield
            found.append(_ORDER.unpack_from(self._order)[3])
