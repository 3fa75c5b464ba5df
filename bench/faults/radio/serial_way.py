"""Point commands over UECP in simulated time: the station's own pacing, a poor encoder's queue.

Orders wait as in the driver's thread, each group is handed over by the driver's own feed, every
byte takes its time on the line, and the village's encoder sends what it has queued at moments of
its own.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bench.faults.radio.station import Sent
from bench.faults.sent import PI
from loudspeaker.devices.points.base import Dispatch
from loudspeaker.devices.points.line import Encoder
from loudspeaker.devices.points.orders import in_turn
from loudspeaker.devices.points.signing import CommandSigner
from loudspeaker.devices.points.uecp_feed import EncoderFeed
from loudspeaker.devices.simulated import StandingClock
from loudspeaker.radio.commands import Operation, time_to_live_steps
from loudspeaker.radio.fragments import IN_HOUSE, Fragment
from loudspeaker.radio.key_book import Reach
from loudspeaker.radio.on_air import OnAir
from loudspeaker.radio.pacing import serial_ns
from loudspeaker.radio.rds import groups_ns
from loudspeaker.village.encoder import Encoder as PoorEncoder


@dataclass(slots=True)
class _Moment:
    """The exact time of something that happened since the standing clock was looked at last."""

    clock: StandingClock
    now_ns: int = 0

    def wall(self) -> datetime:
        return self.clock.wall()

    def mono_ns(self) -> int:
        return self.now_ns


@dataclass(slots=True, kw_only=True)
class _Order:
    operation: Operation
    reach: Sequence[Reach]
    argument: int
    copies: int
    ready_ns: int
    dispatch: Dispatch = field(default_factory=Dispatch)
    copies_left: deque[bytes] | None = None
    parts_left: deque[Fragment] = field(default_factory=deque)
    sent: int = 0


@dataclass(slots=True)
class _Line:
    """A serial line: bytes arrive one after the other."""

    moment: _Moment
    baud: int
    carried: deque[tuple[int, int]] = field(default_factory=deque)
    free_ns: int = 0

    def write(self, data: bytes) -> None:
        start_ns = max(self.moment.now_ns, self.free_ns)
        self.carried += (
            (start_ns + serial_ns(number, baud=self.baud), byte)
            for number, byte in enumerate(data, start=1)
        )
        self.free_ns = start_ns + serial_ns(len(data), baud=self.baud)

    def arrived(self, by_ns: int) -> bytes:
        taken = bytearray()
        while self.carried and self.carried[0][0] <= by_ns:
            taken.append(self.carried.popleft()[1])
        return bytes(taken)


class SerialWay:
    """PointCommands; ``on_air`` are the groups of commands that the encoder has begun to send."""

    def __init__(
        self, clock: StandingClock, signer: CommandSigner, *, baud: int = 9600, phase_ns: int = 0
    ) -> None:
        self.on_air: list[Sent] = []
        self.signer = signer
        self._clock = clock
        self._moment = _Moment(clock)
        self._line = _Line(self._moment, baud)
        form = Encoder(pi=PI, form=IN_HOUSE, baud=baud)
        self._feed = EncoderFeed(self._line, form, self._moment)
        self._encoder = PoorEncoder(pi=PI)
        self._phase_ns = phase_ns
        self._slot = 0
        self._waiting: deque[_Order] = deque()
        clock.watchers.append(self._pass)

    # --- PointCommands --------------------------------------------------------------------------

    def open(self, points: Sequence[int], *, ttl_s: float, copies: int) -> Dispatch:
        """Open exactly these points."""
        reach = self.signer.reach(points)
        return self._order(Operation.OPEN, reach, copies, time_to_live_steps(ttl_s))

    def close_points(self, points: Sequence[int], *, copies: int) -> Dispatch:
        """Close these points."""
        return self._order(Operation.CLOSE, self.signer.reach(points), copies)

    def close_all(self, *, copies: int) -> Dispatch:
        """Close every point."""
        return self._order(Operation.CLOSE, self.signer.everyone, copies)

    def hold(self, *, copies: int) -> Dispatch:
        """Keep open what is open."""
        reach, more = self.signer.held()
        return self._order(Operation.HOLD, reach, copies + more)

    def set_volume(self, points: Sequence[int], volume: int, *, copies: int) -> Dispatch:
        """Set the volume of exactly these points."""
        return self._order(Operation.VOLUME, self.signer.reach(points), copies, volume)

    def tell_time(self) -> Dispatch:
        """Give the receivers the authenticated time."""
        return self._order(Operation.TIME, self.signer.everyone, 1)

    def all_stop(self, *, copies: int) -> Dispatch:
        """Mute everything; what waits is given up, and the rest of what is being sent."""
        while self._waiting:
            self._waiting.popleft().dispatch.failed("all-stop")
        return self._order(Operation.ALL_STOP, self.signer.everyone, copies)

    def give_way(self) -> None:
        """Give up what waits, and the rest of what is being sent."""
        while self._waiting:
            self._waiting.popleft().dispatch.failed("gave way")

    def announce(self, on_air: OnAir) -> None:
        """Leave it: what an encoder shows takes no place among commands."""

    def problem(self) -> str | None:
        """Return nothing: this line never breaks."""
        return None

    def complaint(self) -> str | None:
        """Return nothing: this encoder refuses nothing."""
        return None

    def close(self) -> None:
        """Nothing to give back."""

    # --- time -----------------------------------------------------------------------------------

    def _order(
        self, operation: Operation, reach: Sequence[Reach], copies: int, argument: int = 0
    ) -> Dispatch:
        now_ns = self._clock.mono_ns()
        order = _Order(
            operation=operation, reach=reach, argument=argument, copies=copies, ready_ns=now_ns
        )
        self._waiting.append(order)
        self._hand_over(now_ns)
        return order.dispatch

    def _pass(self) -> None:
        now_ns = self._clock.mono_ns()
        self._hand_over(now_ns)
        self._send(now_ns)

    def _hand_over(self, until_ns: int) -> None:
        """Hand groups over at the very moments at which the driver's thread would."""
        while self._waiting:
            order = self._waiting[0]
            at_ns = max(self._feed.room_ns, order.ready_ns)
            if at_ns > until_ns:
                return
            self._moment.now_ns = at_ns
            self._part(order)

    def _part(self, order: _Order) -> None:
        if order.copies_left is None:
            order.copies_left = deque(in_turn(self._signed(order), order.copies))
        if not order.parts_left:
            order.parts_left += self.signer.fragments(order.copies_left.popleft())
        self._feed.give(order.parts_left.popleft())
        if order.parts_left:
            return
        order.sent += 1
        if order.sent == len(order.reach):
            order.dispatch.first_out_ns = self._feed.left_ns
        if not order.copies_left:
            order.dispatch.all_out_ns = self._feed.left_ns
            self._waiting.popleft()

    def _signed(self, order: _Order) -> list[bytes]:
        return [self.signer.sign(order.operation, one, order.argument) for one in order.reach]

    def _send(self, until_ns: int) -> None:
        """Let the encoder send a group in every slot that has begun."""
        if not (self._line.carried or self._encoder.waiting):
            self._slot = max(self._slot, (until_ns - self._phase_ns) // groups_ns(1) - 1)
        while (begin_ns := self._phase_ns + groups_ns(self._slot)) <= until_ns:
            refused = [one.problem for one in self._encoder.receive(self._line.arrived(begin_ns))]
            if any(refused):
                raise RuntimeError(f"the encoder dropped a group: {refused}")
            commanded = self._encoder.waiting > 0
            group = self._encoder.next_group()
            self._slot += 1
            if commanded and group is not None:
                end_ns = self._phase_ns + groups_ns(self._slot)
                self.on_air.append(Sent(end_ns=end_ns, group=group))
