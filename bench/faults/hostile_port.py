"""The far side of a serial port whose encoder says anything: mutated answers and noise."""

from __future__ import annotations

import os
import random
import select
import threading
import time
import tty
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

Frame = Callable[[random.Random, bytes], bytes]
"""Makes one frame; it may use what was heard last."""
_HEARD_LAST = 64


def mutated(chance: random.Random, data: bytes) -> bytes:
    """Return the bytes with one to five things wrong in them."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, 5)):
        at = chance.randrange(len(changed) + 1)
        match chance.randrange(5):
            case 0:
                changed[at : at + 1] = chance.randbytes(1)
            case 1:
                del changed[at : at + chance.randint(1, 4)]
            case 2:
                changed[at:at] = chance.choice([b"\xfe", b"\xff", b"\xfd\x03", b"\r", b"\n", b"+"])
            case 3:
                changed[at:at] = changed[: chance.randrange(20)]
            case _:
                changed[at:at] = chance.randbytes(chance.randrange(200))
    return bytes(changed)


class HostilePort:
    """A pseudo-terminal under a name that stays; one thread says frames, keeps what it hears."""

    def __init__(self, link: Path, frame: Frame, *, seed: int, frames_a_second: float) -> None:
        self.link = link
        self.said = 0
        self._frame = frame
        self._random = random.Random(seed)
        self._gap_s = 1 / frames_a_second
        self._sessions: list[bytearray] = []
        self._master = self._slave = -1
        self._lock = threading.Lock()
        self._closing = False
        self.plug()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def plug(self) -> None:
        """Plug the cable in: another device under the same name."""
        with self._lock:
            self._master, self._slave = os.openpty()
            tty.setraw(self._slave)
            os.set_blocking(self._master, False)
            self.link.symlink_to(os.ttyname(self._slave))
            self._sessions.append(bytearray())

    def pull(self) -> None:
        """Pull the cable, after what is in it."""
        with self._lock:
            self._listen()
            self.link.unlink()
            os.close(self._slave)
            os.close(self._master)
            self._master = -1

    def heard(self) -> Iterator[bytes]:
        """Yield what came in, one piece for each time the cable was plugged in."""
        with self._lock:
            yield from [bytes(session) for session in self._sessions]

    def _run(self) -> None:
        while not self._closing:
            with self._lock:
                if self._master >= 0:
                    self._listen()
                    self._say()
            time.sleep(self._gap_s)

    def _listen(self) -> None:
        while select.select([self._master], [], [], 0)[0]:
            try:
                self._sessions[-1] += os.read(self._master, 4096)
            except OSError:
                return

    def _say(self) -> None:
        data = self._frame(self._random, bytes(self._sessions[-1][-_HEARD_LAST:]))
        with suppress(BlockingIOError):  # nobody reads so fast: lost, as on a wire
            os.write(self._master, data)
        self.said += 1

    def close(self) -> None:
        """End."""
        self._closing = True
        self._thread.join()
        if self._master >= 0:
            self.pull()
