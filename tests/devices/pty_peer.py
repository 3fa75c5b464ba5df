"""The other end of a serial line: a pseudo-terminal whose far side says what a script tells it."""

from __future__ import annotations

import os
import queue
import select
import threading
import time
import tty
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

Found = TypeVar("Found")
Part = bytes | float
"""Something said, or a pause in seconds before what follows."""
Script = Callable[[bytes], Iterable[Part]]
"""What is answered to the bytes of one request."""


def wait_until(condition: Callable[[], Found], seconds: float = 5.0) -> Found:
    """Wait for another thread or process; return what the condition has found."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, "waited too long"
        time.sleep(0.002)
    return found


def silent(_request: bytes) -> Iterable[Part]:
    """Answer nothing."""
    return ()


class PtyPeer:
    """A port under a name that stays; ``vanish`` and ``appear`` pull and plug its cable.

    ``request_bytes`` is how many bytes make a request for the script, 0 for whatever came.
    One thread does everything, so that no descriptor is closed under its user.
    """

    def __init__(self, link: Path, script: Script = silent, *, request_bytes: int = 0) -> None:
        self.link = link
        self.script = script
        self.received = bytearray()
        self.arrivals: list[tuple[int, bytes]] = []
        self._request_bytes = request_bytes
        self._master = self._slave = -1
        self._closing = False
        self._pending = b""
        self._orders: queue.SimpleQueue[tuple[Callable[[], None], threading.Event]] = (
            queue.SimpleQueue()
        )
        self._wake_reader, self._wake_writer = os.pipe()
        self._plug()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _order(self, action: Callable[[], None]) -> None:
        done = threading.Event()
        self._orders.put((action, done))
        os.write(self._wake_writer, b"!")
        assert done.wait(5)

    def appear(self) -> None:
        """Plug the cable in: another device under the same name."""
        self._order(self._plug)

    def vanish(self) -> None:
        """Pull the cable."""
        self._order(self._pull)

    def say(self, data: bytes) -> None:
        """Say something unasked."""
        self._order(lambda: self._send(data))

    def _plug(self) -> None:
        if self._master < 0:
            self._master, self._slave = os.openpty()
            tty.setraw(self._slave)
            os.set_blocking(self._master, False)
            self.link.symlink_to(os.ttyname(self._slave))

    def _pull(self) -> None:
        if self._master >= 0:
            self.link.unlink()
            os.close(self._slave)
            os.close(self._master)
            self._master = self._slave = -1

    def _send(self, data: bytes) -> None:
        if self._master >= 0:
            with suppress(BlockingIOError):  # nobody reads: lost, as on a wire
                os.write(self._master, data)

    def _run(self) -> None:
        while not self._closing:
            open_ends = [end for end in (self._wake_reader, self._master) if end >= 0]
            ready = select.select(open_ends, [], [])[0]
            if self._master in ready:
                self._listen()
            if self._wake_reader in ready:
                os.read(self._wake_reader, 1)
                action, done = self._orders.get()
                action()
                done.set()

    def _listen(self) -> None:
        data = os.read(self._master, 4096)
        self.received += data
        self.arrivals.append((time.monotonic_ns(), data))
        size = self._request_bytes or len(data)
        self._pending += data
        while len(self._pending) >= size:
            request, self._pending = self._pending[:size], self._pending[size:]
            self._answer(request)

    def _answer(self, request: bytes) -> None:
        for part in self.script(request):
            if isinstance(part, bytes):
                self._send(part)
            else:
                time.sleep(part)

    def close(self) -> None:
        """End."""

        def end() -> None:
            self._closing = True
            self._pull()

        self._order(end)
        self._thread.join()
        os.close(self._wake_reader)
        os.close(self._wake_writer)


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
