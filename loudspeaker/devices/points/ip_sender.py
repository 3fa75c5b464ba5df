"""Messages to IP points on their way: queued, numbered, handed to the bridge, acknowledged or lost.

A thread of its own does it, so that nobody waits for the bridge, the broker or the disk.
"""

from __future__ import annotations

import itertools
import logging
import threading
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from loudspeaker.devices.points.base import Dispatch
from loudspeaker.devices.points.bridge_link import NO_ANSWER, NOT_RUNNING, Link
from loudspeaker.devices.points.counter import CommandCounter
from loudspeaker.devices.points.ip_reports import Reports
from loudspeaker.devices.points.served import Served
from loudspeaker.model import TimeSource

log = logging.getLogger(__name__)
ACKNOWLEDGE_NS = 2_000_000_000
LOOK_S = 0.25
_LONGEST_TEXT = 200


@dataclass(slots=True, kw_only=True)
class Outgoing:
    """Something to be signed and sent: ``make`` takes the counter."""

    topic: str
    make: Callable[[int], bytes]
    dispatch: Dispatch = field(default_factory=Dispatch)


class IpSender:
    """Sends what is queued, in order; what cannot go at once is failed, never kept."""

    def __init__(
        self,
        link: Link,
        *,
        counter: CommandCounter,
        time: TimeSource,
        reports: Reports,
        served: Served,
        idle: Callable[[int], Outgoing | None],
    ) -> None:
        self._link = link
        self._counter = counter
        self._time = time
        self._reports = reports
        self._served = served
        self._idle = idle
        self._queue: deque[Outgoing] = deque()
        self._changed = threading.Condition()
        self._numbers = itertools.count(1)
        self._under_way: dict[int, tuple[Outgoing, int]] = {}
        self._problems: dict[str, str | None] = {"link": NOT_RUNNING}
        self._closing = False
        self._thread = threading.Thread(target=self._run, name="ip-points", daemon=True)

    def start(self) -> None:
        """Begin to connect and to send."""
        self._link.start(self._heard)
        self._thread.start()

    def queue(self, message: Outgoing) -> Dispatch:
        """Put a message behind what is queued."""
        with self._changed:
            self._queue.append(message)
            self._changed.notify_all()
        return message.dispatch

    def instead(self, message: Outgoing) -> Dispatch:
        """Drop what is queued, and send this."""
        with self._changed:
            while self._queue:
                self._queue.popleft().dispatch.failed("all-stop")
            return self.queue(message)

    def problem(self) -> str | None:
        """Return why no command can go out, or no clip be fetched, or None."""
        with self._changed:
            return next(filter(None, self._problems.values()), None)

    def _blocked(self) -> str | None:
        """Return why nothing can go out; a stop goes though no clip can be fetched."""
        with self._changed:
            return self._problems.get("link") or self._problems.get("broker")

    def close(self) -> None:
        """End the thread and the connection; what is queued for it still goes out."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        if self._thread.is_alive():
            self._thread.join(timeout=2.0)
        self._link.close()

    # --- the sending thread ---------------------------------------------------------------------

    def _run(self) -> None:
        while (message := self._next()) is not None or not self._closing:
            if message is not None:
                self._send_or_fail(message)
            self._look_around()

    def _next(self) -> Outgoing | None:
        with self._changed:
            if not self._queue and not self._closing:
                self._changed.wait(LOOK_S)
            return self._queue.popleft() if self._queue else None

    def _send_or_fail(self, message: Outgoing) -> None:
        try:
            self._send(message)
        except Exception as error:  # this thread must outlive every fault of one message
            log.exception("a message to IP points could not be made")
            message.dispatch.failed(f"{type(error).__name__}: {error}")

    def _send(self, message: Outgoing) -> None:
        if (problem := self._blocked()) is not None:
            message.dispatch.failed(problem)
            return
        if (hashes := self._served.news()) is not None:
            self._link.send({"serve": hashes})
        counter, number = self._counter.take(), next(self._numbers)
        payload, sent_ns = message.make(counter), self._time.mono_ns()
        with self._changed:
            self._under_way[number] = (message, sent_ns)
        self._reports.sent(counter)
        parcel = {"id": number, "topic": message.topic, "at_ns": sent_ns, "hex": payload.hex()}
        if not self._link.send(parcel):
            self._settle(number, NO_ANSWER)

    def _look_around(self) -> None:
        now_ns = self._time.mono_ns()
        with self._changed:
            under_way = list(self._under_way.items())
        for number, (_, sent_ns) in under_way:
            if now_ns - sent_ns > ACKNOWLEDGE_NS:
                self._settle(number, "not acknowledged")
        if self._blocked() is None and (message := self._idle(now_ns)) is not None:
            self.queue(message)

    def _settle(self, number: int, problem: str | None) -> None:
        """Close a message that is under way: out, or lost."""
        with self._changed:
            message, _ = self._under_way.pop(number, (None, 0))
        if message is None:
            return
        if problem is not None:
            message.dispatch.failed(problem)
        else:
            message.dispatch.first_out_ns = message.dispatch.all_out_ns = self._time.mono_ns()

    # --- the link's thread ----------------------------------------------------------------------

    def _heard(self, message: Mapping[str, Any]) -> None:
        """Take what the bridge says; it talks to the network, so nothing of it is trusted."""
        try:
            self._take(message)
        except (KeyError, TypeError, ValueError) as error:
            log.warning("the bridge says nonsense: %s", error)

    def _take(self, message: Mapping[str, Any]) -> None:
        if "connected" in message:
            self._connected(there=message["connected"])
        elif "out" in message:
            self._settle(int(message["out"]), None)
        elif "failed" in message:
            self._settle(int(message["failed"]), _text(message["problem"]))
        elif "status" in message:
            self._reports.take(int(message["status"]), bytes.fromhex(message["hex"]))
        elif "link" in message:
            self._reports.link(int(message["link"]), bytes.fromhex(message["hex"]))
        else:
            self._note_states(message)

    def _note_states(self, message: Mapping[str, Any]) -> None:
        found = {
            key: None if message[key] is None else f"{key}: {_text(message[key])}"
            for key in ("broker", "clips")
            if key in message
        }
        with self._changed:
            self._problems |= {"link": None, **found}

    def _connected(self, *, there: bool) -> None:
        self._served.forget_told()
        with self._changed:
            self._problems = {"link": NO_ANSWER if there else NOT_RUNNING}
            lost = [] if there else list(self._under_way)
        for number in lost:
            self._settle(number, NOT_RUNNING)


def _text(value: Any) -> str:
    return str(value)[:_LONGEST_TEXT]
