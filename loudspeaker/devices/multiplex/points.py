"""Point commands in the groups of our own multiplex.

A command is signed when it is ordered and its copies are handed to the scheduler at once, which
sends them as soon as their bursts fit between what must go out; there is no port and no thread.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from loudspeaker.devices.multiplex.encoder import Burst, CompositeEncoder
from loudspeaker.devices.points.base import Dispatch
from loudspeaker.devices.points.commanding import SignedCommands
from loudspeaker.devices.points.orders import GAVE_WAY, in_turn
from loudspeaker.devices.points.signing import CommandSigner
from loudspeaker.errors import LoudspeakerError
from loudspeaker.radio.commands import Operation
from loudspeaker.radio.fragments import GroupForm
from loudspeaker.radio.key_book import Reach
from loudspeaker.radio.on_air import OnAir
from loudspeaker.radio.rds import make_group
from loudspeaker.radio.rds_programme import Programme

log = logging.getLogger(__name__)
STOPPED = "all-stop"
Shown = Callable[[OnAir], Programme]
"""What receivers are to be told while that is on air."""


class MultiplexPoints(SignedCommands):
    """PointCommands over a ``CompositeEncoder``."""

    def __init__(
        self, encoder: CompositeEncoder, signer: CommandSigner, *, form: GroupForm, shown: Shown
    ) -> None:
        super().__init__(signer)
        self._encoder = encoder
        self._form = form
        self._shown = shown
        self._turn = threading.Lock()
        self._stopping: Dispatch | None = None

    def give_way(self) -> None:
        """Give up what has not begun; what has is four groups at the most."""
        if self._stopping is None or not self._stopping.is_waiting:
            self._encoder.drop_waiting(GAVE_WAY)

    def announce(self, on_air: OnAir) -> None:
        """Have receivers be shown what is on air, from the next group on."""
        self._encoder.show(self._shown(on_air))

    def _order(
        self,
        operation: Operation,
        reach: tuple[Reach, ...],
        copies: int,
        argument: int = 0,
    ) -> Dispatch:
        dispatch, urgent = Dispatch(), operation is Operation.ALL_STOP
        if not reach:  # nobody to command
            dispatch.first_out_ns = dispatch.all_out_ns = 0
        if urgent:  # what has begun is four groups at the most
            self._encoder.drop_waiting(STOPPED)
            self._stopping = dispatch
        try:
            with self._turn:  # the order of counters is the order on the air
                signed = [self._signer.sign(operation, address, argument) for address in reach]
                for burst in self._bursts(signed, copies, dispatch):
                    self._encoder.enqueue(burst, urgent=urgent)
        except LoudspeakerError as failure:
            dispatch.failed(str(failure))
        except Exception as error:  # what is on air must outlive every fault of one order
            log.exception("a point command could not be made")
            dispatch.failed(f"{type(error).__name__}: {error}")
        return dispatch

    def _bursts(self, signed: Sequence[bytes], copies: int, dispatch: Dispatch) -> Iterator[Burst]:
        """Yield all copies in their order; the first to be out for all, and the last, tell when."""
        total = len(signed) * copies
        for number, command in enumerate(in_turn(signed, copies), start=1):
            first, last = number == len(signed), number == total
            left = partial(_left, dispatch, first=first, last=last)
            yield self._burst(command, left, partial(_dropped, dispatch))

    def _burst(
        self, command: bytes, left: Callable[[int], None], dropped: Callable[[str], None]
    ) -> Burst:
        groups = tuple(
            make_group(
                pi=self._signer.pi,
                kind=self._form.kind,
                tail=part.tail,
                block_3=part.block_3,
                block_4=part.block_4,
            )
            for part in self._signer.fragments(command)
        )
        return Burst(groups=groups, left=left, dropped=dropped)

    def problem(self) -> str | None:
        """Return nothing: what can fail is the sound, which tells by itself."""
        return None

    def complaint(self) -> str | None:
        """Return nothing: there is no other side."""
        return None

    def close(self) -> None:
        """Let what waits fail."""
        self._encoder.stop()


def _left(dispatch: Dispatch, mono_ns: int, *, first: bool, last: bool) -> None:
    if first:
        dispatch.first_out_ns = mono_ns
    if last:
        dispatch.all_out_ns = mono_ns


def _dropped(dispatch: Dispatch, problem: str) -> None:
    """Take back what was promised: what was rendered is not always played."""
    dispatch.first_out_ns = dispatch.all_out_ns = None
    dispatch.failed(problem)
