"""Feeding groups to a UECP encoder at the pace of the air: its queue holds only four."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from loudspeaker.model import TimeSource
from loudspeaker.radio.fragments import IN_HOUSE, Fragment, GroupForm
from loudspeaker.radio.pacing import Handover, serial_ns
from loudspeaker.radio.uecp_elements import (
    Element,
    FreeFormatGroup,
    InHouseGroup,
    OpenDataConfiguration,
    Payload,
    ProgrammeIdentification,
    element_frame,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoder:
    """How one encoder is addressed, and in which groups commands travel."""

    pi: int
    form: GroupForm
    address: int
    baud: int


class Writes(Protocol):
    """Where bytes go: a serial port."""

    def write(self, data: bytes) -> None:
        """Send bytes, or DeviceFailure."""
        ...


class EncoderFeed:
    """Hands commands of four groups over, each when the queue is surely empty; one thread."""

    def __init__(self, port: Writes, encoder: Encoder, time: TimeSource) -> None:
        self._port = port
        self._encoder = encoder
        self._time = time
        self._sequence = 0
        self._free_ns = 0
        self._line_free_ns = 0

    def introduce(self) -> None:
        """Tell a fresh encoder what it must know; one element a frame."""
        pi, form = self._encoder.pi, self._encoder.form
        self._send(self._frame(ProgrammeIdentification(pi=pi)))
        if form.aid is not None:
            self._send(self._frame(OpenDataConfiguration(group=form.code, aid=form.aid)))

    def hand_over(self, parts: Sequence[Fragment], wait: Callable[[float], None]) -> Handover:
        """Send one copy once the queue is empty; ``wait(seconds)`` raises in order to give up."""
        while (left_ns := self._free_ns - self._time.mono_ns()) > 0:
            wait(left_ns / 1e9)
        handover = self._send(b"".join(self._frame(self._element(part)) for part in parts))
        self._free_ns = handover.next_ns
        return handover

    def _send(self, frames: bytes) -> Handover:
        """Write; the line carries it at the latest from now, or from the end of what it has."""
        self._port.write(frames)
        start_ns = max(self._time.mono_ns(), self._line_free_ns)
        line_ns = serial_ns(len(frames), baud=self._encoder.baud)
        self._line_free_ns = start_ns + line_ns
        return Handover(start_ns=start_ns, line_ns=line_ns)

    def _element(self, part: Fragment) -> Element:
        payload = Payload(tail=part.tail, block_3=part.block_3, block_4=part.block_4)
        if self._encoder.form == IN_HOUSE:
            return InHouseGroup(payload=payload)
        return FreeFormatGroup(group=self._encoder.form.code, payload=payload)

    def _frame(self, element: Element) -> bytes:
        self._sequence = self._sequence % 255 + 1
        return element_frame(element, address=self._encoder.address, sequence=self._sequence)
