"""The published vectors of profile S, and shorthand for tests that send commands."""

from __future__ import annotations

from loudspeaker.radio.addressing import (
    EVERYONE,
    Address,
    bitmap_address,
    point_address,
    zone_address,
)
from loudspeaker.radio.command_receiver import (
    CommandReceiver,
    Identity,
    Memory,
    Outcome,
    Rejected,
)
from loudspeaker.radio.commands import Command, KeyRing, Operation, sign
from loudspeaker.radio.fragments import to_groups
from loudspeaker.radio.rds import Group, groups_ns

MASTER = bytes(range(32))
KEYS = KeyRing(MASTER)
PI = 0x7001
SECOND = 1_000_000_000
START = 0x33DE8400

VECTORS = [
    (Operation.VOLUME, EVERYONE, 20, 0x0A000001, "12C000140A000001", "e97b6579de8f102a"),
    (Operation.OPEN, point_address(4), 30, START, "1100041E33DE8400", "b08e01b5e964e63b"),
    (Operation.CLOSE, zone_address(2), 0, START + 1, "1340020033DE8401", "26cdbcfdb0e271f8"),
    (Operation.OPEN, bitmap_address([1, 4]), 30, START + 2, "1180091E33DE8402", "2ea964d9efd6b701"),
    (Operation.HOLD, EVERYONE, 0, START + 3, "14C0000033DE8403", "6cdebe45f56dbe43"),
    (Operation.ALL_STOP, EVERYONE, 0, START + 4, "1FC0000033DE8404", "ddc3f7902a0fcca4"),
]


def signed(
    operation: Operation,
    *,
    to: Address = EVERYONE,
    argument: int = 0,
    counter: int = START,
    keys: KeyRing = KEYS,
) -> bytes:
    """Return the 16 bytes of a command."""
    command = Command(operation=operation, address=to, argument=argument, counter=counter)
    return sign(command, keys, PI)


def receiver(
    point: int = 4, zone: int = 2, *, memory: Memory | None = None, carrier: bool = True
) -> CommandReceiver:
    """Return a receiver of the station, with carrier since time 0."""
    identity = Identity(
        point=point, zone=zone, pi=PI, keys=KEYS.for_receiver(point=point, zone=zone)
    )
    made = CommandReceiver(identity, memory or Memory())
    if carrier:
        made.carrier(0, present=True)
    return made


class Air:
    """Sends commands to one receiver, one group after the other, flipping the toggle."""

    def __init__(self, listener: CommandReceiver) -> None:
        self.listener = listener
        self.toggle = False

    def send(self, command: bytes, *, at: int, copies: int = 1) -> list[Outcome]:
        """Send so that the first copy is complete at ``at``."""
        self.toggle = not self.toggle
        groups = to_groups(command, pi=PI, toggle=self.toggle) * copies
        return self.groups(groups, at=at)

    def groups(self, groups: tuple[Group, ...], *, at: int) -> list[Outcome]:
        """Send groups so that the fourth ends at ``at``."""
        return [
            outcome
            for number, group in enumerate(groups)
            for outcome in self.listener.hear(group, at + groups_ns(number) - groups_ns(3))
        ]


def reasons(outcomes: list[Outcome]) -> list[str]:
    """Return why commands were rejected."""
    return [outcome.reason for outcome in outcomes if isinstance(outcome, Rejected)]
