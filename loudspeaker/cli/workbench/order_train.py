"""Point commands one behind the other: each is signed when its first group is due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from loudspeaker.cli.workbench.station_data import StationData, StationKeys
from loudspeaker.radio.command_words import Order
from loudspeaker.radio.commands import Command, Operation, sign
from loudspeaker.radio.counters import counter_at
from loudspeaker.radio.fragments import to_groups
from loudspeaker.radio.key_book import Reach
from loudspeaker.radio.rds import BIT_RATE_HZ, GROUP_BITS, Group
from loudspeaker.radio.rds_programme import Programme
from loudspeaker.radio.rds_schedule import GroupScheduler


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A command that waits to be signed."""

    operation: Operation
    argument: int
    reached: Reach


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A command whose first copy begins at ``starts_at``."""

    command: Command
    signed: bytes
    starts_at: datetime


def commands_due(
    orders: Sequence[Order], keys: StationKeys, station: StationData
) -> tuple[Due, ...]:
    """Return the commands that carry the orders out; NotFound for points that there are not."""
    return tuple(
        Due(operation=order.operation, argument=order.argument, reached=reached)
        for order in orders
        for reached in keys.reach(order.points, station.plan)
    )


class OrderTrain:
    """Hands one command after the other to a scheduler, each in ``copies``."""

    def __init__(self, due: Sequence[Due], programme: Programme, *, copies: int) -> None:
        self._waiting = list(due)
        self._programme = programme
        self._copies = copies
        self._on_the_way = 0
        self._counter = 0
        self._toggle = False
        self.whole: list[Sent] = []
        self._now: Sent | None = None

    @property
    def unsent(self) -> int:
        """How many commands have not gone out in all their copies."""
        return len(self._waiting) + (self._now is not None)

    def load(self, scheduler: GroupScheduler, moment: datetime) -> None:
        """Hand the next command over when the one before is out."""
        if self._now is None and self._waiting:
            self._now = self._sign(self._waiting.pop(0), moment)
            groups = self._groups(self._now)
            for _ in range(self._copies):
                scheduler.enqueue(groups, token=self._now)
            self._on_the_way = self._copies

    def completed(self, token: object) -> None:
        """Tell what is complete with a group that goes out; None: nothing."""
        if self._now is None or token is not self._now:
            return
        self._on_the_way -= 1
        if not self._on_the_way:
            self.whole.append(self._now)
            self._now = None

    def _sign(self, due: Due, moment: datetime) -> Sent:
        self._counter = max(self._counter + 1, counter_at(moment))
        command = Command(
            operation=due.operation,
            address=due.reached.address,
            argument=due.argument,
            counter=self._counter,
        )
        signed = sign(command, due.reached.keys, self._programme.pi)
        return Sent(command=command, signed=signed, starts_at=moment)

    def _groups(self, sent: Sent) -> tuple[Group, ...]:
        self._toggle = not self._toggle
        programme = self._programme
        return to_groups(sent.signed, pi=programme.pi, toggle=self._toggle, form=programme.commands)


class GroupSource:
    """What a multiplexer asks for groups: a scheduler at the time at which each begins.

    ``samples`` is where the signal ends: a command whose last group does not fit has not gone out.
    """

    def __init__(
        self,
        scheduler: GroupScheduler,
        train: OrderTrain,
        *,
        begins: datetime,
        rate_hz: int,
        samples: int,
    ) -> None:
        self._scheduler, self._train = scheduler, train
        self._begins, self._rate_hz = begins, rate_hz
        self._last_start = samples - GROUP_BITS / BIT_RATE_HZ * rate_hz
        self.groups = 0

    def __call__(self, sample: int) -> Group:
        """Return the group whose first bit begins at that sample."""
        moment = self._begins + timedelta(seconds=sample / self._rate_hz)
        self._train.load(self._scheduler, moment)
        slot = self._scheduler.next(moment)
        if sample <= self._last_start:
            self.groups += 1
            self._train.completed(slot.completed)
        return slot.group
