"""Point commands through a UECP encoder that queues only four groups and seldom answers.

A thread of its own feeds the encoder at the pace of the air; another reads what it says.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

from loudspeaker.devices.points.base import Dispatch
from loudspeaker.devices.points.counter import CommandCounter
from loudspeaker.devices.points.uecp_feed import Encoder, EncoderFeed
from loudspeaker.devices.serial_port import SerialPort
from loudspeaker.errors import DeviceFailure, LoudspeakerError
from loudspeaker.model import PointPlan, TimeSource
from loudspeaker.radio.commands import Command, Operation, sign, time_to_live_steps
from loudspeaker.radio.fragments import fragments_of
from loudspeaker.radio.key_book import KeyBook, Reach
from loudspeaker.radio.uecp_elements import Acknowledge, parse_elements
from loudspeaker.radio.uecp_frame import AckCode, Decoder, Frame

log = logging.getLogger(__name__)
RETRY_S = 0.25


@dataclass(slots=True, kw_only=True)
class _Order:
    """One command to some addresses, each under its keys, still to be sent."""

    operation: Operation
    addresses: tuple[Reach, ...]
    argument: int
    copies: int
    dispatch: Dispatch = field(default_factory=Dispatch)


class _GivenUp(Exception):
    """The rest of an order is not to go out."""


class UecpPoints:
    """PointCommands over UECP elements 24 and 25; ``keys`` is asked anew for every order."""

    def __init__(
        self,
        port: SerialPort,
        encoder: Encoder,
        *,
        plan: PointPlan,
        keys: Callable[[], KeyBook],
        counter: CommandCounter,
        time: TimeSource,
    ) -> None:
        self._port = port
        self._time = time
        self._pi = encoder.pi
        self._feed = EncoderFeed(port, encoder, time)
        self._plan = plan
        self._keys = keys
        self._counter = counter
        self._orders: deque[_Order] = deque()
        self._changed = threading.Condition()
        self._closing = False
        self._toggle = False
        self._turn = 0
        self._sent_before = b""
        self._complaint: str | None = None
        self._threads = [
            threading.Thread(target=self._send_all, name="points", daemon=True),
            threading.Thread(target=self._listen, name="points-reader", daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    # --- orders ---------------------------------------------------------------------------------

    def open(self, points: Sequence[int], *, ttl_s: float, copies: int) -> Dispatch:
        """Open exactly these points."""
        steps = time_to_live_steps(ttl_s)
        return self._order(Operation.OPEN, self._reach(points), steps, copies)

    def close_points(self, points: Sequence[int], *, copies: int) -> Dispatch:
        """Close these points."""
        return self._order(Operation.CLOSE, self._reach(points), 0, copies)

    def close_all(self, *, copies: int) -> Dispatch:
        """Close every point."""
        return self._order(Operation.CLOSE, self._keys().everyone, 0, copies)

    def hold(self, *, copies: int) -> Dispatch:
        """Keep open what is open.

        While keys change, those of either key are held in turn, with a copy more: all of them
        every time would fill the encoder.
        """
        everyone = self._keys().everyone
        if len(everyone) == 1:
            return self._order(Operation.HOLD, everyone, 0, copies)
        self._turn = (self._turn + 1) % len(everyone)
        return self._order(Operation.HOLD, (everyone[self._turn],), 0, copies + 1)

    def set_volume(self, points: Sequence[int], volume: int, *, copies: int) -> Dispatch:
        """Set the volume of exactly these points."""
        return self._order(Operation.VOLUME, self._reach(points), volume, copies)

    def tell_time(self) -> Dispatch:
        """Give the receivers the authenticated time: the command's own counter."""
        return self._order(Operation.TIME, self._keys().everyone, 0, 1)

    def all_stop(self, *, copies: int) -> Dispatch:
        """Mute everything, ahead of what is queued."""
        with self._changed:
            while self._orders:
                self._orders.popleft().dispatch.failed("all-stop")
            return self._order(Operation.ALL_STOP, self._keys().everyone, 0, copies)

    def _reach(self, points: Sequence[int]) -> tuple[Reach, ...]:
        return self._keys().reach(points, self._plan)

    def _order(
        self, operation: Operation, addresses: tuple[Reach, ...], argument: int, copies: int
    ) -> Dispatch:
        order = _Order(operation=operation, addresses=addresses, argument=argument, copies=copies)
        with self._changed:
            self._orders.append(order)
            self._changed.notify_all()
        return order.dispatch

    def problem(self) -> str | None:
        """Return what is wrong with the port; what the encoder refuses is a ``complaint``."""
        return self._port.problem

    def complaint(self) -> str | None:
        """Return what the encoder refused last; many encoders never say anything."""
        return self._complaint

    def close(self) -> None:
        """End both threads and close the port."""
        with self._changed:
            self._closing = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join(timeout=2.0)
        self._port.close()

    # --- the sending thread ---------------------------------------------------------------------

    def _send_all(self) -> None:
        while not self._closing:
            self._connect()
            with self._changed:
                if not self._orders:
                    self._changed.wait(RETRY_S if self._port.problem else 5.0)
                order = self._orders.popleft() if self._orders else None
            if order is not None:
                self._carry_out(order)

    def _connect(self) -> None:
        """Open the port when it can be; tell a fresh encoder what it must know."""
        try:
            if self._port.open():
                self._feed.introduce()
        except DeviceFailure as failure:
            log.debug("encoder: %s", failure)

    def _carry_out(self, order: _Order) -> None:
        self._complaint = None  # what counts is what is said to this one
        try:
            self._send_copies(order)
        except (LoudspeakerError, _GivenUp) as failure:
            order.dispatch.failed(str(failure))
        except Exception as error:  # this thread must outlive every fault of one order
            log.exception("a point command could not be made")
            order.dispatch.failed(f"{type(error).__name__}: {error}")

    def _send_copies(self, order: _Order) -> None:
        signed = [self._signed(order, reach) for reach in order.addresses]
        out_ns = self._time.mono_ns()
        for _ in range(order.copies):
            for command in signed:
                self._go_on(order)
                parts = fragments_of(command, toggle=self._toggle_for(command))
                out_ns = self._feed.hand_over(parts, partial(self._wait, order)).left_ns
            if order.dispatch.first_out_ns is None:
                order.dispatch.first_out_ns = out_ns
        order.dispatch.all_out_ns = out_ns

    def _go_on(self, order: _Order) -> None:
        """Give up what must not go any more: an all-stop never stands behind other copies."""
        if self._closing:
            raise _GivenUp("closed")
        with self._changed:
            stops = any(other.operation is Operation.ALL_STOP for other in self._orders)
        if stops and order.operation is not Operation.ALL_STOP:
            raise _GivenUp("all-stop")

    def _wait(self, order: _Order, seconds: float) -> None:
        with self._changed:
            self._go_on(order)
            self._changed.wait(seconds)
        self._go_on(order)

    def _signed(self, order: _Order, reach: Reach) -> bytes:
        command = Command(
            operation=order.operation,
            address=reach.address,
            argument=order.argument,
            counter=self._counter.take(),
        )
        return sign(command, reach.keys, self._pi)

    def _toggle_for(self, command: bytes) -> bool:
        """Flip between commands that follow each other, so that no receiver mixes their parts."""
        if command != self._sent_before:
            self._toggle = not self._toggle
        self._sent_before = command
        return self._toggle

    # --- the reading thread ---------------------------------------------------------------------

    def _listen(self) -> None:
        decoder = Decoder()
        while not self._closing:
            try:
                data = self._port.read()
            except DeviceFailure:
                with self._changed:
                    self._changed.notify_all()
                    self._changed.wait(RETRY_S)
                continue
            for frame in decoder.feed(data):
                if isinstance(frame, Frame):
                    self._heard(frame)

    def _heard(self, frame: Frame) -> None:
        for element in parse_elements(frame.message):
            if isinstance(element, Acknowledge) and element.code is not AckCode.OK:
                complaint = f"refused: {element.code.name}"
                if complaint != self._complaint:  # said once: a broken encoder can say much
                    log.warning("encoder refuses frame %d: %s", element.sequence, element.code)
                self._complaint = complaint
