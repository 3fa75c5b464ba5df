"""Commands that wait for their turn; an all-stop goes ahead of them all."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from loudspeaker.devices.points.base import Dispatch
from loudspeaker.radio.commands import Operation
from loudspeaker.radio.key_book import Reach


@dataclass(slots=True, kw_only=True)
class Order:
    """One command to some addresses, each under its keys, still to be sent."""

    operation: Operation
    addresses: tuple[Reach, ...]
    argument: int
    copies: int
    dispatch: Dispatch = field(default_factory=Dispatch)


_FEW = 4  # commands; the copies of more, each one's together, would leave a point without for 6 s


def in_turn(commands: Sequence[bytes], copies: int) -> Iterator[bytes]:
    """Yield the copies of an order's commands as they go out.

    First each of them once, so that all are out soon.  Then the other copies of each together:
    receivers put together what two copies have left of a command only if none of another toggle
    comes between.
    """
    yield from commands
    rest = [copy for copy in commands for _ in range(copies - 1)]
    yield from rest if len(commands) <= _FEW else list(commands) * (copies - 1)


GAVE_WAY = "gave way to what is urgent"


class GivenUp(Exception):
    """The rest of an order is not to go out."""


class Orders:
    """A queue that any thread fills and one empties; nobody waits but the one that empties it."""

    def __init__(self) -> None:
        self._waiting: deque[Order] = deque()
        self._current: Order | None = None
        self._changed = threading.Condition()
        self.closing = False

    def add(self, order: Order) -> Dispatch:
        """Put an order behind the others."""
        with self._changed:
            self._waiting.append(order)
            self._changed.notify_all()
        return order.dispatch

    def overtake(self, order: Order) -> Dispatch:
        """Put an all-stop in place of everything that waits."""
        with self._changed:
            while self._waiting:
                self._waiting.popleft().dispatch.failed("all-stop")
            return self.add(order)

    def give_way(self) -> None:
        """Give up what waits and what is being sent, but for an all-stop and what came after it."""
        with self._changed:
            ahead = [self._current] if self._current and self._current.dispatch.is_waiting else []
            on_their_way = [*ahead, *self._waiting]
            if any(order.operation is Operation.ALL_STOP for order in on_their_way):
                return
            for order in on_their_way:
                order.dispatch.failed(GAVE_WAY)
            self._waiting.clear()
            self._changed.notify_all()

    def take(self, rest_s: Callable[[], float]) -> Order | None:
        """Return the next order, or None when none came within ``rest_s()``."""
        with self._changed:
            if not self._waiting and not self.closing:
                self._changed.wait(rest_s())
            self._current = self._waiting.popleft() if self._waiting else None
            return self._current

    def go_on(self, order: Order) -> None:
        """Give up what must not go any more: what is urgent never stands behind other copies."""
        if self.closing:
            raise GivenUp("closed")
        with self._changed:
            stops = any(other.operation is Operation.ALL_STOP for other in self._waiting)
            problem = order.dispatch.problem
        if stops and order.operation is not Operation.ALL_STOP:
            raise GivenUp("all-stop")
        if problem is not None:
            raise GivenUp(problem)

    def wait(self, order: Order, seconds: float) -> None:
        """Wait on behalf of an order that is being sent; GivenUp as soon as it must not go on."""
        with self._changed:
            self.go_on(order)
            if seconds > 0:
                self._changed.wait(seconds)
        self.go_on(order)

    def pause(self, seconds: float) -> None:
        """Wait until something changes, or so long."""
        with self._changed:
            if not self.closing:
                self._changed.wait(seconds)

    def wake(self) -> None:
        """Have whoever waits look around."""
        with self._changed:
            self._changed.notify_all()

    def close(self) -> None:
        """Let nothing begin any more."""
        with self._changed:
            self.closing = True
            self._changed.notify_all()
