"""Half a second for a call, and turns on a line that several threads use."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

CALL_LIMIT_S = 0.45
"""Of the half second that a call of a transmitter may take."""


class Deadline:
    """When a call must be over; an ``urgent`` one does not wait for a port's back-off.

    By the monotonic clock of the machine: a driver waits for bytes, not for simulated time.
    """

    def __init__(self, limit_s: float = CALL_LIMIT_S, *, urgent: bool = False) -> None:
        self._until_s = time.monotonic() + limit_s
        self.urgent = urgent

    @property
    def left_s(self) -> float:
        """Return the time that is left, 0 when it is over."""
        return max(0.0, self._until_s - time.monotonic())

    def part(self, limit_s: float) -> Deadline:
        """Return one for a part of the call: so much of what is left, at the most."""
        return Deadline(max(0.0, min(limit_s, self.left_s)), urgent=self.urgent)

    def without(self, reserved_s: float) -> Deadline:
        """Return one that leaves so much time for what comes after."""
        return self.part(self.left_s - reserved_s)


class Turns:
    """A lock in the order in which it was asked for.

    Who waits for it at ``_next`` is not overtaken by who had it: ``off`` waits for one exchange
    of somebody who measures, never for the next one.
    """

    def __init__(self) -> None:
        self._next = threading.Lock()
        self._held = threading.Lock()

    @contextmanager
    def take(self, deadline: Deadline) -> Iterator[None]:
        """Hold the line; TimeoutError when it does not become free in time."""
        if not self._next.acquire(timeout=deadline.left_s):
            raise TimeoutError
        try:
            mine = self._held.acquire(timeout=deadline.left_s)
        finally:
            self._next.release()
        if not mine:
            raise TimeoutError
        try:
            yield
        finally:
            self._held.release()

    @contextmanager
    def hold(self) -> Iterator[None]:
        """Hold the line however long that takes, to close it."""
        with self._held:
            yield
