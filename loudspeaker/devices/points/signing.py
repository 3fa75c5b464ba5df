"""Point commands ready to be sent: addressed, counted, signed, cut in fragments."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from loudspeaker.devices.points.counter import CommandCounter
from loudspeaker.model import PointPlan
from loudspeaker.radio.commands import Command, Operation, sign
from loudspeaker.radio.fragments import Fragment, fragments_of
from loudspeaker.radio.key_book import KeyBook, Reach


class CommandSigner:
    """Makes the commands of one station; ``keys`` is asked anew for every order.

    Whom to reach is asked by one thread, ``sign`` and ``fragments`` belong to one, perhaps another.
    """

    def __init__(
        self,
        *,
        pi: int,
        plan: PointPlan,
        keys: Callable[[], KeyBook],
        counter: CommandCounter,
    ) -> None:
        self.pi = pi
        self._plan = plan
        self._keys = keys
        self._counter = counter
        self._toggle = False
        self._sent_before = b""
        self._held = 0

    @property
    def everyone(self) -> tuple[Reach, ...]:
        """All points."""
        return self._keys().everyone

    def reach(self, points: Sequence[int]) -> tuple[Reach, ...]:
        """Return the fewest addresses that reach exactly these points."""
        return self._keys().reach(points, self._plan)

    def held(self) -> tuple[tuple[Reach, ...], int]:
        """Return whom the next hold is for, and how many copies more than usual it needs.

        While keys change, those of either key are held in turn, with a copy more: all of them
        every time would fill the channel.
        """
        everyone = self._keys().everyone
        if len(everyone) == 1:
            return everyone, 0
        self._held = (self._held + 1) % len(everyone)
        return (everyone[self._held],), 1

    def sign(self, operation: Operation, reach: Reach, argument: int) -> bytes:
        """Return a command with the next counter; LoudspeakerError if that cannot be had."""
        command = Command(
            operation=operation,
            address=reach.address,
            argument=argument,
            counter=self._counter.take(),
        )
        return sign(command, reach.keys, self.pi)

    def fragments(self, signed: bytes) -> tuple[Fragment, ...]:
        """Return the fragments of a command, in the order in which commands are sent.

        The toggle flips between commands that follow each other, so that no receiver mixes their
        parts.
        """
        if signed != self._sent_before:
            self._toggle = not self._toggle
        self._sent_before = signed
        return fragments_of(signed, toggle=self._toggle)
