"""The other end of a serial line: a pseudo-terminal whose far side says what a script tells it."""

from __future__ import annotations

import os
import select
import threading
import time
import tty
from collections.abc import Callable, Iterable
from pathlib import Path

Part = bytes | float
"""Something said, or a pause in seconds before what follows."""
Script = Callable[[bytes], Iterable[Part]]
"""What is answered to the bytes of one request."""


def silent(_request: bytes) -> Iterable[Part]:
    """Answer nothing."""
    return ()


class PtyPeer:
    """A port under a name that stays; ``vanish`` and ``appear`` pull and plug its cable.

    ``request_bytes`` is how many bytes make a request for the script, 0 for whatever came.
    """

    def __init__(self, link: Path, script: Script = silent, *, request_bytes: int = 0) -> None:
        self.link = link
        self.script = script
        self.received = bytearray()
        self.arrivals: list[tuple[int, bytes]] = []
        self._request_bytes = request_bytes
        self._master = self._slave = -1
        self._closing = False
        self._lock = threading.Lock()
        self.appear()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def appear(self) -> None:
        """Plug the cable in: another device under the same name."""
        with self._lock:
            self._master, self._slave = os.openpty()
            tty.setraw(self._slave)
            os.set_blocking(self._master, False)
            self.link.symlink_to(os.ttyname(self._slave))

    def vanish(self) -> None:
        """Pull the cable."""
        with self._lock:
            if self._master >= 0:
                self.link.unlink()
                os.close(self._slave)
                os.close(self._master)
                self._master = self._slave = -1

    def say(self, data: bytes) -> None:
        """Say something unasked."""
        with self._lock:
            if self._master >= 0:
                os.write(self._master, data)

    def _run(self) -> None:
        pending = b""
        while not self._closing:
            data = self._read()
            if not data:
                continue
            self.received += data
            self.arrivals.append((time.monotonic_ns(), data))
            pending += data
            size = self._request_bytes or len(pending)
            while len(pending) >= size > 0:
                request, pending = pending[:size], pending[size:]
                self._answer(request)

    def _read(self) -> bytes:
        with self._lock:
            master = self._master
        if master < 0:
            time.sleep(0.001)
            return b""
        try:
            if not select.select([master], [], [], 0.02)[0]:
                return b""
            return os.read(master, 4096)
        except (OSError, ValueError):  # pulled meanwhile
            return b""

    def _answer(self, request: bytes) -> None:
        for part in self.script(request):
            if isinstance(part, bytes):
                self.say(part)
            else:
                time.sleep(part)

    def close(self) -> None:
        """End."""
        self._closing = True
        self._thread.join()
        self.vanish()


class Cable:
    """Two serial ports, ``near`` and ``far``, joined by a wire."""

    def __init__(self) -> None:
        self._ends = [self._end(), self._end()]
        self.near, self.far = (os.ttyname(slave) for _, slave in self._ends)
        self._closing = False
        self._thread = threading.Thread(target=self._carry, daemon=True)
        self._thread.start()

    @staticmethod
    def _end() -> tuple[int, int]:
        master, slave = os.openpty()
        tty.setraw(slave)
        return master, slave

    def _carry(self) -> None:
        near, far = (master for master, _ in self._ends)
        while not self._closing:
            for end in select.select([near, far], [], [], 0.02)[0]:
                os.write(far if end == near else near, os.read(end, 4096))

    def close(self) -> None:
        """Cut it."""
        self._closing = True
        self._thread.join()
        for descriptor in (descriptor for end in self._ends for descriptor in end):
            os.close(descriptor)
