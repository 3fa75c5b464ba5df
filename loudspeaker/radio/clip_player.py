"""An IP point as a value of time: commands, orders and time go in, decisions come out.

The commands, their tags, counters and the gate are those of a radio receiver; what a carrier is
to that one does not exist here.
"""

from __future__ import annotations

from dataclasses import dataclass

from loudspeaker.radio.addressing import AddressKind
from loudspeaker.radio.command_batch import IP_NETWORK, commands_in
from loudspeaker.radio.command_receiver import (
    Accepted,
    CommandReceiver,
    Identity,
    Memory,
    Outcome,
    Rejected,
)
from loudspeaker.radio.commands import Operation, ReceiverKeys, command_from_bytes
from loudspeaker.radio.counter_rule import Reason
from loudspeaker.radio.gate import GateChange
from loudspeaker.radio.play_orders import OrderKind, PlayOrder, SignedOrder, order_in
from loudspeaker.radio.programme import Programme
from loudspeaker.radio.sender_clock import SenderClock

STEADY_NS = 100_000_000
"""An order that moves what plays by less than this moves nothing: it would be heard as a click."""
_ENDING = frozenset({Operation.CLOSE, Operation.ALL_STOP})


@dataclass(frozen=True, slots=True, kw_only=True)
class Ordered:
    """An order that was taken: to fetch its clips, or (``programme``) also to play them."""

    mono_ns: int
    order: PlayOrder
    programme: Programme | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """A programme that was taken away: closed, or another airing's came."""

    mono_ns: int
    programme: Programme


PlayerOutcome = Outcome | Ordered | Ended


class ClipPlayer:
    """One IP point from power-up on: shut, with nothing to play.

    ``memory`` must be stored after every ``Accepted`` and ``Ordered``, before anything is done.
    """

    def __init__(
        self, *, point: int, zone: int, keys: ReceiverKeys, memory: Memory, rate: float = 1.0
    ) -> None:
        self.point = point
        self.programme: Programme | None = None
        self._zone = zone
        self._key = keys.point
        self._rate = rate
        identity = Identity(point=point, zone=zone, pi=IP_NETWORK, keys=keys)
        self._receiver = CommandReceiver(identity, memory)
        self._receiver.carrier(0, present=True)
        self._clock = SenderClock()
        self._taken: set[bytes] = set()

    @property
    def memory(self) -> Memory:
        """What to keep over a power cut."""
        return self._receiver.memory

    @property
    def is_open(self) -> bool:
        """Whether the point can be heard."""
        return self._receiver.is_open

    @property
    def deadline_ns(self) -> int | None:
        """When ``advance`` will have something to do, None for never."""
        return self._receiver.deadline_ns

    def advance(self, mono_ns: int) -> list[GateChange]:
        """Settle time-to-live and hold up to and including ``mono_ns``."""
        return self._receiver.advance(mono_ns)

    # --- commands -------------------------------------------------------------------------------

    def hear_commands(self, message: bytes, mono_ns: int) -> list[PlayerOutcome]:
        """Take a message of point commands."""
        outcomes: list[PlayerOutcome] = list(self.advance(mono_ns))
        commands = commands_in(message)
        if not commands:
            return [*outcomes, Rejected(mono_ns=mono_ns, reason=Reason.FORMAT)]
        for signed in commands:
            outcomes += self._hear_command(signed, mono_ns)
        return outcomes

    def _hear_command(self, signed: bytes, mono_ns: int) -> list[PlayerOutcome]:
        if signed in self._taken:
            return []  # delivered again (MQTT quality of service 1)
        if self._opens_many(signed):
            return [Rejected(mono_ns=mono_ns, reason=Reason.OPERATION)]
        outcomes: list[PlayerOutcome] = []
        for outcome in self._receiver.judge(signed, mono_ns):
            outcomes.append(outcome)
            if isinstance(outcome, Accepted):
                self._taken = {signed}
                ends = outcome.ours and outcome.command.operation in _ENDING
                outcomes += self._end(mono_ns) if ends else []
        return outcomes

    def _opens_many(self, signed: bytes) -> bool:
        """Tell of an ``open`` for us and others: its key is in every stolen point."""
        command = command_from_bytes(signed)
        if command is None or command.operation is not Operation.OPEN:
            return False
        reaches = command.address.reaches(point=self.point, zone=self._zone)
        return reaches and command.address.kind is not AddressKind.POINT

    # --- orders ---------------------------------------------------------------------------------

    def hear_order(self, message: bytes, mono_ns: int) -> list[PlayerOutcome]:
        """Take a message with a play order."""
        outcomes: list[PlayerOutcome] = list(self.advance(mono_ns))
        signed = order_in(message)
        if signed is None:
            return [*outcomes, Rejected(mono_ns=mono_ns, reason=Reason.FORMAT)]
        if self.point not in signed.tags or signed.body in self._taken:
            return outcomes
        if not signed.is_for(self.point, key=self._key):
            return [*outcomes, Rejected(mono_ns=mono_ns, reason=Reason.BAD_TAG)]
        reason = self._receiver.judge_counter(signed.order.counter, mono_ns)
        if reason is not None:
            return [*outcomes, Rejected(mono_ns=mono_ns, reason=reason)]
        return outcomes + self._take_order(signed, mono_ns)

    def _take_order(self, signed: SignedOrder, mono_ns: int) -> list[PlayerOutcome]:
        order, self._taken = signed.order, {signed.body}
        self._clock.hear(order.sent_ms, mono_ns)
        if order.kind is OrderKind.FETCH:
            return [Ordered(mono_ns=mono_ns, order=order)]
        before, start_ns = self.programme, self._clock.mono_of(order.play_at_ms)
        ended: list[PlayerOutcome] = []
        if before is None or before.order.run != order.run:
            ended = self._end(mono_ns)
        elif abs(before.time_of(order.position) - start_ns) < STEADY_NS:
            start_ns = before.time_of(order.position)
        self.programme = Programme(order=order, start_ns=start_ns, rate=self._rate)
        return [*ended, Ordered(mono_ns=mono_ns, order=order, programme=self.programme)]

    def _end(self, mono_ns: int) -> list[PlayerOutcome]:
        ended, self.programme = self.programme, None
        return [] if ended is None else [Ended(mono_ns=mono_ns, programme=ended)]
