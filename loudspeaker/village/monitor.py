"""The twelfth receiver: tuned to our frequency, always open, its sound on a FIFO.

It stands beside the first point: a foreign carrier that captures that one captures it too.  Without
any carrier it hisses, as receivers without squelch do.
"""

from __future__ import annotations

import errno
import fcntl
import os
from contextlib import suppress
from pathlib import Path

import numpy as np
import numpy.typing as npt

from loudspeaker.village.line_in import FRAME_BYTES, RATE_HZ

FILE = "monitor"
_SECOND_NS = 1_000_000_000
_LATE_NS = 500_000_000  # a block of the line comes no later than that
_LONGEST_NS = 2 * _SECOND_NS
_PIPE_BYTES = 1 << 20
_HISS = 0.03
_FULL_SCALE = 32_767
_Sound = npt.NDArray[np.int16]


class MonitorFeed:
    """Puts what is played in its place in time, and hands it on half a second later."""

    def __init__(self, path: Path) -> None:
        self._path = path
        if not path.is_fifo():
            path.unlink(missing_ok=True)
            os.mkfifo(path, 0o600)
        self._descriptor = -1
        self._pieces: list[tuple[int, _Sound]] = []
        self._until_ns = 0
        self._random = np.random.default_rng(1)

    def play(self, start_ns: int, pcm: bytes) -> None:
        """Take sound that was on the air at 48 kHz from a time on."""
        self._pieces.append((start_ns, np.frombuffer(pcm, dtype="<i2")))

    def advance(self, now_ns: int) -> None:
        """Give whoever listens all that was to be heard up to half a second ago."""
        until_ns = now_ns - _LATE_NS
        if self._descriptor < 0:  # whoever comes now hears what comes now
            self._open()
            self._until_ns = until_ns
            self._pieces.clear()
            return
        start_ns = max(self._until_ns, until_ns - _LONGEST_NS)
        count = (until_ns - start_ns) * RATE_HZ // _SECOND_NS
        self._until_ns = start_ns + count * _SECOND_NS // RATE_HZ
        self._write(self._mixed(start_ns, count))
        self._pieces = [piece for piece in self._pieces if _end_ns(piece) > self._until_ns]

    def _mixed(self, start_ns: int, count: int) -> bytes:
        hiss = self._random.normal(0, _HISS * _FULL_SCALE, count)
        sound = np.clip(hiss, -_FULL_SCALE, _FULL_SCALE).astype("<i2")
        for piece_ns, samples in self._pieces:
            at = round((piece_ns - start_ns) * RATE_HZ / _SECOND_NS)
            part = samples[max(0, -at) : max(0, count - at)]
            sound[max(0, at) : max(0, at) + len(part)] = part
        return bytes(sound.tobytes())

    def _open(self) -> None:
        try:
            self._descriptor = os.open(self._path, os.O_WRONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError as error:
            if error.errno != errno.ENXIO:  # nobody reads
                raise
            return
        with suppress(OSError):  # a smaller pipe only makes sound miss sooner
            fcntl.fcntl(self._descriptor, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)

    def _write(self, data: bytes) -> None:
        """Write what there is room for; a listener that is too slow misses the rest."""
        try:
            while data:
                written = os.write(self._descriptor, data)
                data = data[written - written % FRAME_BYTES :]
        except BlockingIOError:
            return
        except OSError:
            self.close()

    def close(self) -> None:
        """Let go of the FIFO."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def _end_ns(piece: tuple[int, _Sound]) -> int:
    start_ns, samples = piece
    return start_ns + len(samples) * _SECOND_NS // RATE_HZ
