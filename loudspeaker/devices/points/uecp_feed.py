"""Feeding a UECP encoder at the pace of the air: its queue holds only four groups."""

from __future__ import annotations

from collections.abc import Sequence

from loudspeaker.devices.points.line import Encoder, Wait, Writes
from loudspeaker.model import TimeSource
from loudspeaker.radio.fragments import IN_HOUSE, Fragment
from loudspeaker.radio.pacing import Handover, serial_ns
from loudspeaker.radio.uecp_elements import (
    Element,
    FreeFormatGroup,
    InHouseGroup,
    Payload,
    element_frame,
)


class EncoderFeed:
    """Hands commands of four groups over, each when the queue is surely empty; one thread."""

    def __init__(self, port: Writes, encoder: Encoder, time: TimeSource) -> None:
        self._port = port
        self._encoder = encoder
        self._time = time
        self._sequence = 0
        self._free_ns = 0
        self._line_free_ns = 0

    def hand_over(self, parts: Sequence[Fragment], wait: Wait) -> Handover:
        """Send one copy once the queue is empty; ``wait(seconds)`` raises in order to give up."""
        while (left_ns := self._free_ns - self._time.mono_ns()) > 0:
            wait(left_ns / 1e9)
        handover = self._send(b"".join(self._frame(self._group(part)) for part in parts))
        self._free_ns = handover.next_ns
        return handover

    def tell(self, element: Element) -> None:
        """Send an element that takes no place in the queue, in a frame of its own."""
        self._send(self._frame(element))

    def line_ns(self, element: Element) -> int:
        """Return how long an element would take on the line."""
        frame = element_frame(element, address=self._encoder.address)
        return serial_ns(len(frame), baud=self._encoder.baud)

    def _send(self, frames: bytes) -> Handover:
        """Write; the line carries it at the latest from now, or from the end of what it has."""
        self._port.write(frames)
        start_ns = max(self._time.mono_ns(), self._line_free_ns)
        line_ns = serial_ns(len(frames), baud=self._encoder.baud)
        self._line_free_ns = start_ns + line_ns
        return Handover(start_ns=start_ns, line_ns=line_ns)

    def _group(self, part: Fragment) -> Element:
        payload = Payload(tail=part.tail, block_3=part.block_3, block_4=part.block_4)
        if self._encoder.form == IN_HOUSE:
            return InHouseGroup(payload=payload)
        return FreeFormatGroup(group=self._encoder.form.code, payload=payload)

    def _frame(self, element: Element) -> bytes:
        self._sequence = self._sequence % 255 + 1
        return element_frame(element, address=self._encoder.address, sequence=self._sequence)
