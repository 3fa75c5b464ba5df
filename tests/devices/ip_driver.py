"""The IP driver on a bridge in memory, which acknowledges at once and keeps what it was given."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from loudspeaker.devices.points.counter import CommandCounter
from loudspeaker.devices.points.ip import SETTING, IpPoints
from loudspeaker.model import Point, PointPlan, TimeSource, Zone
from loudspeaker.radio.command_batch import commands_in
from loudspeaker.radio.commands import Command, command_from_bytes
from loudspeaker.radio.key_book import KeyBook
from loudspeaker.radio.play_orders import SignedOrder, order_in
from tests.devices.disk import Disk

BOOK = KeyBook(master=bytes(range(32)))
KEYS = BOOK.current
BASE = "http://192.168.1.10:8089/clips/"
PLAN = PointPlan(
    points=tuple(
        Point(number=number, name=f"Loa {number}", zone=1, over_ip=number > 10)
        for number in (1, 2, 3, 4, 11, 12, 13)
    ),
    zones=(Zone(number=1, name="Thôn 1"),),
)


@dataclass
class FakeBridge:
    """A Link; ``deaf`` takes messages and says nothing."""

    time: TimeSource
    there: bool = True
    deaf: bool = False
    sent: list[tuple[int, Mapping[str, Any]]] = field(default_factory=list)
    _take: Callable[[Mapping[str, Any]], None] | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def start(self, take: Callable[[Mapping[str, Any]], None]) -> None:
        self._take = take
        if self.there:
            self.come()

    def say(self, message: Mapping[str, Any]) -> None:
        """Tell playout something."""
        assert self._take is not None
        self._take(message)

    def come(self) -> None:
        """Be there, with a broker."""
        self.there = True
        self.say({"connected": True})
        self.say({"broker": None, "clips": None})

    def go(self) -> None:
        """Be gone."""
        self.there = False
        self.say({"connected": False})

    def send(self, message: Mapping[str, Any]) -> bool:
        if not self.there:
            return False
        with self._lock:
            self.sent.append((self.time.mono_ns(), dict(message)))
        if "id" in message and not self.deaf:
            self.say({"out": message["id"]})
        return True

    def close(self) -> None:
        """Nothing to give back."""

    # --- what it was given ------------------------------------------------------------------------

    def payloads(self, topic: str) -> list[tuple[int, bytes]]:
        with self._lock:
            found = [(at_ns, message) for at_ns, message in self.sent]
        return [(at, bytes.fromhex(m["hex"])) for at, m in found if m.get("topic") == topic]

    @property
    def commands(self) -> list[tuple[int, Command]]:
        """Return the commands with the times at which they were given."""
        read = [
            (at_ns, command_from_bytes(signed))
            for at_ns, payload in self.payloads("cmd")
            for signed in commands_in(payload)
        ]
        return [(at_ns, command) for at_ns, command in read if command is not None]

    @property
    def orders(self) -> list[SignedOrder]:
        """Return the play orders."""
        read = [order_in(payload) for _, payload in self.payloads("play")]
        return [order for order in read if order is not None]

    @property
    def served(self) -> list[str]:
        """Return the hashes told last."""
        told = [message["serve"] for _, message in self.sent if "serve" in message]
        return list(told[-1]) if told else []


def make_ip_points(
    bridge: FakeBridge, time: TimeSource, *, disk: Disk | None = None, book: KeyBook = BOOK
) -> IpPoints:
    """Return a driver of points 11-13."""
    counter = CommandCounter(disk or Disk(), time, time.wall, setting=SETTING)
    return IpPoints(
        bridge,
        plan=PLAN.part(over_ip=True),
        keys=lambda: book,
        counter=counter,
        time=time,
        base=BASE,
    )
