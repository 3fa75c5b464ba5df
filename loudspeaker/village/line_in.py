"""The transmitter's line input, standing in for a sound card: ``line_in.py SOCKET RATE [HZ]``.

Raw signed 16-bit little-endian mono at 48 kHz (or HZ, a composite signal) comes in on standard
input and is taken at exactly the pace of the samples (times RATE), whether or not anybody listens;
each block goes to the village with the time at which it is played.  Runs alone (``python -I -S``),
started by ALSA's file plug-in or at the end of a FIFO, so it imports nothing of ours.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import select
import signal
import socket
import struct
import sys
import time

RATE_HZ = 48_000
FRAME_BYTES = 2
BLOCK_MS = 40  # taken into hand at a time
HEADER = struct.Struct("<QQI")  # first frame, CLOCK_MONOTONIC ns at which it plays, bytes
SESSION_VARIABLE = "LOUDSPEAKER_SOUND_SESSION"
_PIPE_BYTES = 4096
_SECOND_NS = 1_000_000_000
_LATE_NS = 40_000_000
_RETRY_NS = 500_000_000
_SEND_TIMEOUT_S = 0.5


def block_bytes(rate_hz: int) -> int:
    """Return how many bytes are taken into hand at a time."""
    return BLOCK_MS * rate_hz // 1000 * FRAME_BYTES


class Pace:
    """When blocks are played: one right behind the other, and from now on after a gap."""

    def __init__(self, frame_ns: float) -> None:
        self._frame_ns = frame_ns
        self._next_ns: float | None = None

    def play(self, frames: int, now_ns: int, *, gap: bool) -> tuple[int, int]:
        """Return when so many frames begin and end; ``gap`` tells that they had to be awaited."""
        late = self._next_ns is None or now_ns - self._next_ns > _LATE_NS
        if self._next_ns is None or late or (gap and now_ns > self._next_ns):
            self._next_ns = float(now_ns)
        start = self._next_ns
        self._next_ns = start + frames * self._frame_ns
        return int(start), int(self._next_ns)


class Village:
    """The other end: found again every half second when it is gone."""

    def __init__(self, path: str, hello: bytes) -> None:
        self._path, self._hello = path, hello
        self._connection: socket.socket | None = None
        self._retry_ns = 0

    def send(self, data: bytes) -> None:
        """Send, or drop what nobody hears."""
        now_ns = time.monotonic_ns()
        if self._connection is None and now_ns >= self._retry_ns:
            self._retry_ns = now_ns + _RETRY_NS
            self._connect()
        if self._connection is None:
            return
        try:
            self._connection.sendall(data)
        except OSError:
            self.close()

    def close(self) -> None:
        """Hang up."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _connect(self) -> None:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(_SEND_TIMEOUT_S)
        try:
            self._connect_far(connection)
            connection.sendall(self._hello)
        except OSError:
            connection.close()
            return
        self._connection = connection

    def _connect_far(self, connection: socket.socket) -> None:
        """Connect through our own descriptor table: a socket's address has 108 bytes only."""
        directory, name = os.path.split(self._path)
        descriptor = os.open(directory or ".", os.O_PATH | os.O_DIRECTORY)
        try:
            connection.connect(f"/proc/self/fd/{descriptor}/{name}")
        finally:
            os.close(descriptor)


def shrink_pipe(descriptor: int) -> bool:
    """Make a pipe hold one page; False when more than that is queued just now."""
    try:
        fcntl.fcntl(descriptor, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
    except OSError as error:
        return error.errno != errno.EBUSY  # what is no pipe needs no shrinking
    return True


class Source:
    """Standard input, in blocks of whole frames; its pipe is made small as soon as that goes."""

    def __init__(self, descriptor: int, rate_hz: int = RATE_HZ) -> None:
        self._descriptor = descriptor
        self._block_bytes = block_bytes(rate_hz)
        self._rest = b""
        self._shrunk = False

    def block(self) -> tuple[bytes, bool]:
        """Return the next block, empty at the end, and whether it had to be awaited."""
        self._shrunk = self._shrunk or shrink_pipe(self._descriptor)
        awaited = not select.select([self._descriptor], [], [], 0)[0]
        while True:
            data = os.read(self._descriptor, self._block_bytes)
            whole = (len(self._rest) + len(data)) // FRAME_BYTES * FRAME_BYTES
            if whole or not data:
                break
            self._rest += data
        data = self._rest + data
        self._rest = data[whole:]
        return data[:whole], awaited


def run(source: Source, village: Village, rate: float, rate_hz: int = RATE_HZ) -> None:
    """Take everything from ``source`` at pace, until its end."""
    pace = Pace(_SECOND_NS / (rate_hz * rate))
    first_frame = 0
    while True:
        pcm, awaited = source.block()
        if not pcm:
            return
        frames = len(pcm) // FRAME_BYTES
        start_ns, end_ns = pace.play(frames, time.monotonic_ns(), gap=awaited)
        village.send(HEADER.pack(first_frame, start_ns, len(pcm)) + pcm)
        first_frame += frames
        time.sleep(max(0, end_ns - time.monotonic_ns()) / _SECOND_NS)


def main(arguments: list[str]) -> int:
    """Run as a program."""
    path, rate = arguments[0], float(arguments[1])
    rate_hz = int(arguments[2]) if arguments[2:] else RATE_HZ
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the station ends its sentence first
    hello = {"session": os.environ.get(SESSION_VARIABLE, ""), "rate": rate, "rate_hz": rate_hz}
    village = Village(path, json.dumps(hello).encode() + b"\n")
    run(Source(sys.stdin.fileno(), rate_hz), village, rate, rate_hz)
    village.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
