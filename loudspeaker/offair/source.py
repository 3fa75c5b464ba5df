"""Where a receiver's sound comes from: a FIFO, or a command such as ``rtl_fm``, never a shell."""

from __future__ import annotations

import logging
import os
import select
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from loudspeaker.devices.backoff import Backoff
from loudspeaker.model import TimeSource

log = logging.getLogger(__name__)
_READ_BYTES = 1 << 16
_END_PATIENCE_S = 0.5


class Opener(Protocol):
    """Makes a descriptor to read from, and lets go of what is behind it."""

    def open(self) -> int:
        """Return the descriptor, or OSError."""
        ...

    def end(self) -> None:
        """End what was begun by ``open``; the descriptor is closed already."""
        ...


class Source:
    """Reads; when nothing more comes, it begins again, ever more slowly."""

    def __init__(self, opener: Opener, time: TimeSource) -> None:
        self._opener = opener
        self._backoff = Backoff(time)
        self._descriptor = -1
        self.problem: str | None = None
        """Why nothing can be read, if so."""

    def read(self, wait_s: float) -> bytes:
        """Return what has come, nothing after ``wait_s``."""
        if self._descriptor < 0 and not self._open():
            select.select([], [], [], wait_s)
            return b""
        if not select.select([self._descriptor], [], [], wait_s)[0]:
            return b""
        try:
            data = os.read(self._descriptor, _READ_BYTES)
        except OSError as error:
            self._lost(str(error))
            return b""
        if not data:
            self._lost("nothing more comes")
            return b""
        self.problem = None
        self._backoff.worked()
        return data

    def _open(self) -> bool:
        if not self._backoff.due:
            return False
        try:
            self._descriptor = self._opener.open()
        except OSError as error:
            self._lost(str(error))
            return False
        return True

    def _lost(self, problem: str) -> None:
        self.close()
        self._backoff.failed()
        self.problem = problem

    def close(self) -> None:
        """Let go of everything."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1
        self._opener.end()


class FifoOpener:
    """A FIFO that somebody else made and writes."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def open(self) -> int:
        """Open it without waiting for a writer."""
        if not self._path.is_fifo():
            raise OSError(f"{self._path} is not a FIFO")
        return os.open(self._path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)

    def end(self) -> None:
        """Nothing is left."""


class ReceiverCommand:
    """A command that writes what it receives to its standard output."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = list(command)
        self._process: subprocess.Popen[bytes] | None = None

    def open(self) -> int:
        """Start it."""
        reading, writing = os.pipe2(os.O_CLOEXEC)
        try:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=writing,
                stderr=subprocess.DEVNULL,
            )
        except BaseException:
            os.close(reading)
            raise
        finally:
            os.close(writing)
        return reading

    def end(self) -> None:
        """End it, if need be by force."""
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            process.wait(_END_PATIENCE_S)
        except subprocess.TimeoutExpired:
            log.warning("%s does not end, killing it", self._command[0])
            process.kill()
            process.wait()
