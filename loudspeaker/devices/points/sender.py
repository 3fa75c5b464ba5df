"""Point commands through an RDS encoder on a serial port, whatever its language.

A thread of its own feeds the encoder at the pace of the air, and in between tells it what the
station shows; another reads what it says.
"""

from __future__ import annotations

import logging
import threading
from functools import partial

from loudspeaker.devices.points.base import Dispatch
from loudspeaker.devices.points.commanding import SignedCommands
from loudspeaker.devices.points.line import IDLE_S, EncoderLine
from loudspeaker.devices.points.orders import GivenUp, Order, Orders, in_turn
from loudspeaker.devices.points.signing import CommandSigner
from loudspeaker.devices.serial_port import SerialPort
from loudspeaker.errors import DeviceFailure, LoudspeakerError
from loudspeaker.model import TimeSource
from loudspeaker.radio.commands import Operation
from loudspeaker.radio.key_book import Reach
from loudspeaker.radio.on_air import NOTHING_ON_AIR, OnAir

log = logging.getLogger(__name__)
RETRY_S = 0.25


class EncoderPoints(SignedCommands):
    """PointCommands over any ``EncoderLine``."""

    def __init__(
        self,
        port: SerialPort,
        line: EncoderLine,
        *,
        signer: CommandSigner,
        time: TimeSource,
    ) -> None:
        super().__init__(signer)
        self._port = port
        self._line = line
        self._time = time
        self._orders = Orders()
        self._on_air = NOTHING_ON_AIR
        self._threads = [
            threading.Thread(target=self._send_all, name="points", daemon=True),
            threading.Thread(target=self._listen, name="points-reader", daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    # --- orders ---------------------------------------------------------------------------------

    def _order(
        self, operation: Operation, reach: tuple[Reach, ...], copies: int, argument: int = 0
    ) -> Dispatch:
        order = Order(operation=operation, addresses=reach, argument=argument, copies=copies)
        stops = operation is Operation.ALL_STOP
        return self._orders.overtake(order) if stops else self._orders.add(order)

    def give_way(self) -> None:
        """Give up what waits, and the rest of what is being given over."""
        self._orders.give_way()

    def announce(self, on_air: OnAir) -> None:
        """Have the encoder show what is on air, once the commands ordered so far are given over."""
        self._on_air = on_air
        self._orders.wake()

    def problem(self) -> str | None:
        """Return what is wrong with the port; what the encoder refuses is a ``complaint``."""
        return self._port.problem

    def complaint(self) -> str | None:
        """Return what the encoder refused last; many encoders never say anything."""
        return self._line.complaint

    def close(self) -> None:
        """End both threads and close the port."""
        self._orders.close()
        for thread in self._threads:
            thread.join(timeout=2.0)
        self._port.close()

    # --- the sending thread ---------------------------------------------------------------------

    def _send_all(self) -> None:
        while not self._orders.closing:
            self._connect()
            order = self._orders.take(self._rest_s)
            if order is not None:
                self._carry_out(order)
            elif not self._orders.closing:
                self._inform()

    def _rest_s(self) -> float:
        """Return how long to wait for an order: what receivers show is never worth the thread."""
        if self._port.problem:
            return RETRY_S
        try:
            return self._line.rest_s(self._on_air)
        except Exception:
            log.exception("nobody knows what the encoder is to be told")
            return IDLE_S

    def _connect(self) -> None:
        """Open the port when it can be; tell a fresh encoder what it must know."""
        try:
            if self._port.open():
                self._line.greet()
        except DeviceFailure as failure:
            log.debug("encoder: %s", failure)

    def _inform(self) -> None:
        """Tell the encoder one thing about the station, when it is time."""
        if self._rest_s() > 0:
            return
        try:
            self._line.tell(self._on_air)
        except LoudspeakerError as failure:
            log.debug("encoder: %s", failure)
        except Exception:
            log.exception("the encoder could not be told what is on air")
        else:
            return
        self._orders.pause(RETRY_S)

    def _carry_out(self, order: Order) -> None:
        self._line.complaint = None  # what counts is what is said to this one
        try:
            self._send_copies(order)
        except (LoudspeakerError, GivenUp) as failure:
            order.dispatch.failed(str(failure))
        except Exception as error:  # this thread must outlive every fault of one order
            log.exception("a point command could not be made")
            order.dispatch.failed(f"{type(error).__name__}: {error}")

    def _send_copies(self, order: Order) -> None:
        signed = [
            self._signer.sign(order.operation, address, order.argument)
            for address in order.addresses
        ]
        dispatch, out_ns = order.dispatch, self._time.mono_ns()
        for number, command in enumerate(in_turn(signed, order.copies), start=1):
            self._orders.go_on(order)
            parts = self._signer.fragments(command)
            out_ns = self._line.hand_over(parts, partial(self._orders.wait, order))
            if number == len(signed):
                dispatch.first_out_ns = out_ns
        if not signed:  # nobody to command
            dispatch.first_out_ns = out_ns
        dispatch.all_out_ns = out_ns

    # --- the reading thread ---------------------------------------------------------------------

    def _listen(self) -> None:
        while not self._orders.closing:
            try:
                data = self._port.read()
            except DeviceFailure:
                self._orders.wake()
                self._orders.pause(RETRY_S)
                continue
            self._line.hear(data)
