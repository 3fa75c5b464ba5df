"""Programme sound as raw bytes to a command, a FIFO or a file: where no sound library is.

A command or the reader of a FIFO sets the pace by reading; a file is paced by our own clock.
"""

from __future__ import annotations

import array
import fcntl
import logging
import os
import select
import subprocess
import termios
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from loudspeaker.devices.backoff import Backoff
from loudspeaker.devices.sound.base import BYTES_PER_FRAME, RATE_HZ, STALL_NS, Label, nap_s
from loudspeaker.devices.sound.sidecar import Index
from loudspeaker.errors import DeviceFailure
from loudspeaker.model import TimeSource

log = logging.getLogger(__name__)
_NS = 1_000_000_000
_LOOK_S = 0.25
_END_PATIENCE_S = 0.5


class StreamSound:
    """Sound into a descriptor that somebody reads in real time."""

    def __init__(
        self,
        name: str,
        opener: Callable[[], int],
        *,
        index: Index,
        clock: TimeSource,
        rate_hz: int = RATE_HZ,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._name = name
        self._rate_hz = rate_hz
        self._opener = opener
        self._index = index
        self._clock = clock
        self._sleep = sleep
        self._backoff = Backoff(clock)
        self._descriptor = -1
        self.latency_frames = 0

    def start(self) -> None:
        """Run: a stream that is open does."""
        self.open()

    def open(self) -> None:
        """Open if need be."""
        if self._descriptor >= 0:
            return
        if not self._backoff.due:
            raise DeviceFailure(device=self._name, problem="waiting to try again")
        try:
            self._index.begin()
            self._descriptor = self._opener()
        except OSError as error:
            self._backoff.failed()
            raise DeviceFailure(device=self._name, problem=str(error)) from error
        os.set_blocking(self._descriptor, False)
        self._backoff.worked()

    def write(self, pcm: bytes, label: Label, *, ahead_frames: int) -> None:
        """Queue one block when the fill allows it; DeviceFailure if nobody reads for a second."""
        if self._descriptor < 0:
            raise DeviceFailure(device=self._name, problem="not open")
        deadline_ns = self._clock.mono_ns() + STALL_NS
        while (surplus := self.queued_frames() - ahead_frames) > 0:
            self._check(deadline_ns)
            self._sleep(nap_s(surplus, self._rate_hz))
        self._index.note(label, len(pcm) // BYTES_PER_FRAME, self._clock.mono_ns())
        rest = memoryview(pcm)
        while rest:
            rest = rest[self._write_some(rest, deadline_ns) :]

    def _check(self, deadline_ns: int) -> None:
        if self._clock.mono_ns() > deadline_ns:
            raise self._lost("nobody reads")

    def _write_some(self, data: memoryview, deadline_ns: int) -> int:
        try:
            return os.write(self._descriptor, data)
        except BlockingIOError:
            self._check(deadline_ns)
            select.select([], [self._descriptor], [], _LOOK_S)
            return 0
        except OSError as error:
            raise self._lost(str(error)) from error

    def _lost(self, problem: str) -> DeviceFailure:
        self.close()
        self._backoff.failed()
        return DeviceFailure(device=self._name, problem=problem)

    def queued_frames(self) -> int:
        """Return what stands in the pipe."""
        if self._descriptor < 0:
            return 0
        waiting = array.array("i", [0])
        try:
            fcntl.ioctl(self._descriptor, termios.FIONREAD, waiting)
        except OSError:
            return 0
        return waiting[0] // BYTES_PER_FRAME

    def discard(self) -> None:
        """Nothing to drop: a pipe's content is the reader's."""

    def idle(self) -> None:
        """Stay open: the reader just gets nothing."""

    def close(self) -> None:
        """Close the descriptor; a command behind it sees the end."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def open_fifo(path: Path) -> int:
    """Open an existing FIFO for writing; OSError if it is none or nobody reads it."""
    if not path.is_fifo():
        raise OSError(f"{path} is not a FIFO")
    return os.open(path, os.O_WRONLY | os.O_NONBLOCK | os.O_CLOEXEC)


class CommandOpener:
    """Starts a command that reads sound from its standard input, and gives the pipe to it."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = command
        self._process: subprocess.Popen[bytes] | None = None

    def __call__(self) -> int:
        """Return the writing end; the command before it has seen its end, or is killed."""
        self.end()
        reading, writing = os.pipe2(os.O_CLOEXEC)
        try:
            self._process = subprocess.Popen(self._command, stdin=reading, start_new_session=True)
        except BaseException:
            os.close(writing)
            raise
        finally:
            os.close(reading)
        return writing

    @property
    def pid(self) -> int | None:
        """The command that was started last, until ``end``."""
        return self._process.pid if self._process is not None else None

    def end(self) -> None:
        """Wait for the command, whose pipe is closed, to end; kill it if it does not."""
        process, self._process = self._process, None
        if process is None:
            return
        try:
            process.wait(timeout=_END_PATIENCE_S)
        except subprocess.TimeoutExpired:
            log.warning("%s does not end, killing it", self._command[0])
            process.kill()
            process.wait()


class FileSound:
    """Sound appended to a raw file, in real time by our own clock."""

    latency_frames = 0

    def __init__(
        self,
        path: Path,
        *,
        index: Index,
        clock: TimeSource,
        rate_hz: int = RATE_HZ,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._path = path
        self._rate_hz = rate_hz
        self._index = index
        self._clock = clock
        self._sleep = sleep
        self._until_ns = 0

    def open(self) -> None:
        """Do nothing: the file is opened for each block."""

    def start(self) -> None:
        """Begin now."""
        self._index.begin()
        self._until_ns = self._clock.mono_ns()

    def write(self, pcm: bytes, label: Label, *, ahead_frames: int) -> None:
        """Append one block when the fill allows it."""
        while (surplus := self.queued_frames() - ahead_frames) > 0:
            self._sleep(nap_s(surplus, self._rate_hz))
        self._index.note(label, len(pcm) // BYTES_PER_FRAME, self._clock.mono_ns())
        try:
            with self._path.open("ab") as stream:
                stream.write(pcm)
        except OSError as error:
            raise DeviceFailure(device=str(self._path), problem=str(error)) from error
        begin_ns = max(self._until_ns, self._clock.mono_ns())
        self._until_ns = begin_ns + len(pcm) // BYTES_PER_FRAME * _NS // self._rate_hz

    def queued_frames(self) -> int:
        """Return how far the file is ahead of the clock."""
        ahead_ns = self._until_ns - self._clock.mono_ns()
        return max(0, ahead_ns * self._rate_hz // _NS)

    def discard(self) -> None:
        """Count on from now: what is in the file stays."""
        self._until_ns = self._clock.mono_ns()

    def idle(self) -> None:
        """Nothing runs between writes."""

    def close(self) -> None:
        """Nothing is kept open."""
