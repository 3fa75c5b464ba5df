"""Transmitter, encoder and points together, as values of time: what happens to whom, when.

Bytes come in from the ports, everything that happens goes into the log; no clock, no files.
"""

from __future__ import annotations

from collections.abc import Sequence

from loudspeaker.radio.rds import Group
from loudspeaker.village.backlog import Act, Backlog
from loudspeaker.village.config import VillageConfig
from loudspeaker.village.encoder import Received
from loudspeaker.village.encoders import make_encoder
from loudspeaker.village.event_log import Log
from loudspeaker.village.exciter import Exciter
from loudspeaker.village.modbus_frames import BadBytes, Request, RequestReader
from loudspeaker.village.receivers import AnyPoint
from loudspeaker.village.slots import Slots
from loudspeaker.village.timeline import Timeline, earliest
from loudspeaker.village.transmitter import CarrierChange, Transmitter

TRANSMITTER, ENCODER, EXCITER = "transmitter", "encoder", "exciter"
SECOND_NS = 1_000_000_000


class World:
    """Everything that has a state in the village; all times are CLOCK_MONOTONIC nanoseconds.

    What was due before a given moment is settled, in its order, before anything that comes then.
    """

    def __init__(
        self,
        config: VillageConfig,
        points: Sequence[AnyPoint],
        log: Log,
        *,
        start_ns: int,
        deadman_s: float = 2.0,
        latch: bool = False,
    ) -> None:
        self.points = tuple(points)
        self.transmitter = Transmitter(
            unit=config.unit,
            meter_unit=config.meter_unit,
            deadman_ns=round(deadman_s * SECOND_NS),
            latch=latch,
        )
        self.exciter = config.exciter and Exciter(
            self.transmitter, config.exciter, echo=config.echo
        )
        self.encoder = make_encoder(config)
        self._encoder_said = b""
        self.carrier = Timeline(value=False)
        self._backlog = Backlog() if config.composite_hz else None
        self._log = log
        self._requests = RequestReader()
        self._slots = Slots(start_ns)

    @property
    def deadline_ns(self) -> int | None:
        """When something will happen by itself."""
        own = (
            self.transmitter.deadline_ns,
            self._slots.boundary_ns,
            self.encoder.deadline_ns,
        )
        if self._backlog is not None:
            return earliest(own)
        return earliest((*own, *(point.deadline_ns for point in self.points)))

    def advance(self, mono_ns: int) -> None:
        """Let everything happen that is due by then."""
        while (due := self.deadline_ns) is not None and due <= mono_ns:
            self._settle(due)
        for bad in self._requests.expire(mono_ns):
            self._received(TRANSMITTER, mono_ns, bad.raw, bad.problem)

    def _settle(self, due_ns: int) -> None:
        self.transmitter.advance(due_ns)
        self._follow_transmitter()
        self._encoder_said += self._from_encoder(self.encoder.advance(due_ns), due_ns)
        if self._slots.boundary_ns == due_ns:
            self._next_slot(due_ns)
        if self._backlog is None:
            for point in self.points:
                point.advance(due_ns)

    # --- carrier --------------------------------------------------------------------------------

    def set_power(self, mono_ns: int, *, on: bool) -> None:
        """Cut or restore the transmitter's mains."""
        self.transmitter.set_power(mono_ns, on=on)
        self._follow_transmitter()

    def _follow_transmitter(self) -> None:
        for change in self.transmitter.take_changes():
            self._carrier_changed(change)

    def _carrier_changed(self, change: CarrierChange) -> None:
        event = "carrier_on" if change.on else "carrier_off"
        self._log.write(event, change.mono_ns, by=str(change.by))
        self.carrier.set(change.mono_ns, change.on)
        self._slots.on_air.damaged = True
        if change.on:
            self._slots.wake(change.mono_ns)
        self.at_points(change.mono_ns, lambda point, ns: point.carrier(ns, own=change.on))

    # --- points ---------------------------------------------------------------------------------

    def at_points(self, mono_ns: int, act: Act, *, only: Sequence[AnyPoint] | None = None) -> None:
        """Let something reach points: at once, or once the signal of that time is known."""
        if self._backlog is not None:
            self._backlog.add(mono_ns, act, only)
            return
        for point in self.points if only is None else only:
            act(point, mono_ns)

    def heard(self, group: Group, mono_ns: int) -> None:
        """Take a group out of the composite signal, which ended then."""
        self._sent(group, mono_ns, ok=all(group.ok))

    def settle_points(self, until_ns: int) -> int:
        """Let the points live up to a time at which the composite signal is known; return it.

        Without a composite signal they already live now.
        """
        if self._backlog is None:
            return until_ns
        for mono_ns, act, only in self._backlog.settle(until_ns):
            for point in self.points if only is None else only:
                point.advance(mono_ns)
                act(point, mono_ns)
        for point in self.points:
            point.advance(self._backlog.settled_ns)
        return self._backlog.settled_ns

    # --- groups ---------------------------------------------------------------------------------

    def _next_slot(self, mono_ns: int) -> None:
        ended = self._slots.on_air
        if self.carrier.now and ended.group is not None:
            self._sent(ended.group, mono_ns, ok=not ended.damaged)
        if self.carrier.now or self.encoder.waiting:
            self._slots.begin(self.encoder.next_group())
        else:
            self._slots.sleep()

    def _sent(self, group: Group, mono_ns: int, *, ok: bool) -> None:
        self._log.write("rds", mono_ns, group=group.hex(), ok=ok)
        if ok:
            self.at_points(mono_ns, lambda point, ns: point.group(group, ns))

    # --- ports ----------------------------------------------------------------------------------

    def transmitter_bytes(self, data: bytes, mono_ns: int) -> bytes:
        """Take what arrived at the transmitter's port; return what it answers."""
        self.advance(mono_ns)
        answers = b""
        for item in self._requests.feed(data, mono_ns):
            if isinstance(item, BadBytes):
                self._received(TRANSMITTER, mono_ns, item.raw, item.problem)
            else:
                answers += self._request(item, mono_ns)
        return answers

    def _request(self, request: Request, mono_ns: int) -> bytes:
        self._received(TRANSMITTER, mono_ns, request.raw)
        answer = self.transmitter.request(request, mono_ns)
        self._follow_transmitter()
        return self._sends(TRANSMITTER, mono_ns, answer or b"")

    def exciter_bytes(self, data: bytes, mono_ns: int) -> bytes:
        """Take what arrived at the exciter's own port; return what it answers."""
        self.advance(mono_ns)
        answers = b""
        for line in self.exciter.receive(data, mono_ns) if self.exciter else ():
            self._received(EXCITER, mono_ns, line.raw, line.problem)
            self._follow_transmitter()
            answers += self._sends(EXCITER, mono_ns, line.answer)
        return answers

    def encoder_bytes(self, data: bytes, mono_ns: int) -> bytes:
        """Take what arrived at the encoder's port; return what it answers."""
        self.advance(mono_ns)
        self._encoder_said += self._from_encoder(self.encoder.receive(data, mono_ns), mono_ns)
        return self.encoder_says()

    def encoder_says(self) -> bytes:
        """Return what the encoder has said since it was asked last."""
        said, self._encoder_said = self._encoder_said, b""
        return said

    def _from_encoder(self, found: Sequence[Received], mono_ns: int) -> bytes:
        answers = b""
        for received in found:
            if received.raw:
                self._received(ENCODER, mono_ns, received.raw, received.problem)
            answers += self._sends(ENCODER, mono_ns, received.answer)
        if self.encoder.waiting:
            self._slots.wake(mono_ns)
        return answers

    def _received(self, port: str, mono_ns: int, raw: bytes, problem: str | None = None) -> None:
        self._log.write("rx", mono_ns, port=port, hex=raw.hex(), ok=problem is None, err=problem)

    def _sends(self, port: str, mono_ns: int, answer: bytes) -> bytes:
        if answer:
            self._log.write("tx", mono_ns, port=port, hex=answer.hex(), ok=True, err=None)
        return answer
