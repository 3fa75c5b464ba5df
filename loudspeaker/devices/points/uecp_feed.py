"""Feeding a UECP encoder at the pace of the air: its queue is short, and it does not answer."""

from __future__ import annotations

from collections.abc import Sequence

from loudspeaker.devices.points.line import Encoder, Wait, Writes
from loudspeaker.model import TimeSource
from loudspeaker.radio.fragments import IN_HOUSE, Fragment
from loudspeaker.radio.pacing import GUARD_NS, FreeGroups, serial_ns
from loudspeaker.radio.uecp_elements import (
    Element,
    FreeFormatGroup,
    InHouseGroup,
    Payload,
    element_frame,
)


class EncoderFeed:
    """Gives groups over, each when only one of ours can still be waiting; one thread.

    So an all-stop never stands behind more than two groups, and no slot stays empty.
    """

    def __init__(self, port: Writes, encoder: Encoder, time: TimeSource) -> None:
        self._port = port
        self._encoder = encoder
        self._time = time
        self._sequence = 0
        self._queue = FreeGroups()
        self._line_free_ns = 0

    def hand_over(self, parts: Sequence[Fragment], wait: Wait) -> int:
        """Send one copy; return from when on it has wholly left the antenna.

        ``wait(seconds)`` raises in order to give up what has not been given over.
        """
        for part in parts:
            while (left_ns := self.room_ns - self._time.mono_ns()) > 0:
                wait(left_ns / 1e9)
            self.give(part)
        return self.left_ns

    @property
    def room_ns(self) -> int:
        """From when on one more group may be given over."""
        return self._queue.room_ns

    @property
    def left_ns(self) -> int:
        """From when on everything that was given over has left the antenna."""
        return self._queue.left_ns

    def give(self, part: Fragment) -> None:
        """Give one group over, without waiting."""
        self._queue.arrived(self._send(self._frame(self._group(part))) + GUARD_NS)

    def tell(self, element: Element) -> None:
        """Send an element that takes no place in the queue, in a frame of its own."""
        self._send(self._frame(element))

    def line_ns(self, element: Element) -> int:
        """Return how long an element would take on the line."""
        frame = element_frame(element, address=self._encoder.address)
        return serial_ns(len(frame), baud=self._encoder.baud)

    def _send(self, frame: bytes) -> int:
        """Write; return when the line has carried it: from now on, or behind what it has."""
        self._port.write(frame)
        start_ns = max(self._time.mono_ns(), self._line_free_ns)
        self._line_free_ns = start_ns + serial_ns(len(frame), baud=self._encoder.baud)
        return self._line_free_ns

    def _group(self, part: Fragment) -> Element:
        payload = Payload(tail=part.tail, block_3=part.block_3, block_4=part.block_4)
        if self._encoder.form == IN_HOUSE:
            return InHouseGroup(payload=payload)
        return FreeFormatGroup(group=self._encoder.form.code, payload=payload)

    def _frame(self, element: Element) -> bytes:
        self._sequence = self._sequence % 255 + 1
        return element_frame(element, address=self._encoder.address, sequence=self._sequence)
