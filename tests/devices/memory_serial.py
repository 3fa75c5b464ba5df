"""A serial port in memory that answers each request with prepared bytes, without waiting."""

from __future__ import annotations

import random
from collections.abc import Callable


class ScriptedSerial:
    """Stands in for ``serial.Serial``; ``answer`` says what comes back, in ``pieces`` pieces."""

    is_open = True

    def __init__(self) -> None:
        self.answer: Callable[[bytes], bytes] = lambda _: b""
        self.pieces = 1
        self._waiting = bytearray()
        self.timeout: float | None = None

    @property
    def in_waiting(self) -> int:
        """Return how much could be read."""
        return len(self._waiting)

    def write(self, data: bytes) -> int:
        """Take a request."""
        self._waiting += self.answer(data)
        return len(data)

    def read(self, size: int = 1) -> bytes:
        """Return some of what waits."""
        data = bytes(self._waiting[: min(size, max(1, len(self._waiting) // self.pieces))])
        del self._waiting[: len(data)]
        return data

    def reset_input_buffer(self) -> None:
        """Forget what waits."""
        self._waiting.clear()

    def cancel_read(self) -> None:
        """Nobody waits."""

    def close(self) -> None:
        """Forget what waits."""
        self._waiting.clear()


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Damage an answer in the ways in which lines damage them."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(changed) + 1)
        match chance.randrange(5):
            case 0:
                changed[at : at + 1] = chance.randbytes(1)
            case 1:
                changed[at : at + 1] = bytes(byte ^ 1 << (at & 7) for byte in changed[at : at + 1])
            case 2:
                del changed[at : at + chance.randint(1, 4)]
            case 3:
                changed[at:at] = chance.randbytes(chance.randint(1, 10))
            case _:
                changed += chance.randbytes(chance.randint(1, 40))
    return bytes(changed)
