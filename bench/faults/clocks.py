"""A clock that can be set from outside while the processes that live by it run."""

from __future__ import annotations

import mmap
import os
import struct
import time
from collections.abc import Mapping
from enum import IntEnum
from pathlib import Path

from bench.faults.preload import built

_SHIFTS = struct.Struct("=qqq")
_BOOT_BYTES = 256
_SIZE = _SHIFTS.size + _BOOT_BYTES


class Outside(IntEnum):
    """What speaks for the clock: whatever does here, a network with the time, or nothing."""

    AS_IT_IS = 0
    STEERED = 1
    BARE = 2


class ShiftedClock:
    """One computer's clocks: how far they are from ours, which boot it is, what is outside."""

    def __init__(self, file: Path) -> None:
        self.file = file
        file.write_bytes(bytes(_SIZE))
        with file.open("r+b") as stream:
            self._shared = mmap.mmap(stream.fileno(), _SIZE)
        self.realtime_ns = 0
        self.monotonic_ns = 0
        self.outside = Outside.AS_IT_IS

    def set(
        self,
        *,
        realtime_ns: int | None = None,
        monotonic_ns: int | None = None,
        outside: Outside | None = None,
    ) -> int:
        """Change what is given; return our own monotonic time at which it was done."""
        self.realtime_ns = self.realtime_ns if realtime_ns is None else realtime_ns
        self.monotonic_ns = self.monotonic_ns if monotonic_ns is None else monotonic_ns
        self.outside = self.outside if outside is None else outside
        _SHIFTS.pack_into(self._shared, 0, self.realtime_ns, self.monotonic_ns, self.outside)
        return time.monotonic_ns()

    def boot(self, boot_id: str) -> None:
        """Let it be another boot from now on, for processes that ask later."""
        file = self.file.with_suffix(".boot")
        file.write_text(f"{boot_id}\n", encoding="ascii")
        path = os.fsencode(file)
        if len(path) >= _BOOT_BYTES:
            raise ValueError(f"{file}: longer than {_BOOT_BYTES - 1} bytes")
        self._shared[_SHIFTS.size :] = path.ljust(_BOOT_BYTES, b"\0")


def environment(
    folder: Path, clock: ShiftedClock, *, line: ShiftedClock | None = None
) -> Mapping[str, str]:
    """Return what lets a process live by ``clock``; NoCompiler.

    The simulated sound card, a child of the process ``air``, lives by ``line`` if it is given.
    """
    found = {"LD_PRELOAD": str(built("clock", folder)), "SHIFTED_CLOCK": str(clock.file)}
    return found if line is None else {**found, "SHIFTED_CLOCK_OF_LINE": str(line.file)}
