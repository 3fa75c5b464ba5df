"""Point commands ready to be sent: addressed, counted, signed, cut in fragments."""

from __future__ import annotations

from collections.abc import Sequence

from loudspeaker.devices.points.counter import CommandCounter
from loudspeaker.model import PointPlan
from loudspeaker.radio.addressing import EVERYONE, Address, cover
from loudspeaker.radio.commands import Command, KeyRing, Operation, sign
from loudspeaker.radio.fragments import Fragment, fragments_of


class CommandSigner:
    """Makes the commands of one station; calls come from one thread at a time."""

    def __init__(self, *, pi: int, plan: PointPlan, keys: KeyRing, counter: CommandCounter) -> None:
        self.pi = pi
        self._plan = plan
        self._keys = keys
        self._counter = counter
        self._toggle = False
        self._sent_before = b""

    @property
    def everyone(self) -> tuple[Address, ...]:
        """All points."""
        return (EVERYONE,)

    def reach(self, points: Sequence[int]) -> tuple[Address, ...]:
        """Return the fewest addresses that reach exactly these points."""
        return cover(points, self._plan)

    def sign(self, operation: Operation, address: Address, argument: int) -> bytes:
        """Return a command with the next counter; LoudspeakerError if that cannot be had."""
        command = Command(
            operation=operation,
            address=address,
            argument=argument,
            counter=self._counter.take(),
        )
        return sign(command, self._keys, self.pi)

    def fragments(self, signed: bytes) -> tuple[Fragment, ...]:
        """Return the fragments of a command, in the order in which commands are sent.

        The toggle flips between commands that follow each other, so that no receiver mixes their
        parts.
        """
        if signed != self._sent_before:
            self._toggle = not self._toggle
        self._sent_before = signed
        return fragments_of(signed, toggle=self._toggle)
