"""What a thief of the air has: everything the station ever sent, and a transmitter of his own."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bench.faults.radio.station import EVERY_POINT, PLAN, identity_of
from bench.faults.sent import KEYS, PI
from loudspeaker.radio.addressing import (
    EVERYONE,
    Address,
    bitmap_address,
    point_address,
    zone_address,
)
from loudspeaker.radio.commands import Command, KeyRing, Operation, sign
from loudspeaker.radio.fragments import to_groups
from loudspeaker.radio.rds import Group, groups_ns

VICTIM = identity_of(4)
OTHER_ZONE = next(zone.number for zone in PLAN.zones if zone.number != VICTIM.zone)
Played = tuple[float, Group]
"""Seconds after the last command that the victim heard, and a group that ends then."""
GROUP_S = groups_ns(1) / 1e9
TTL_STEPS = 255


@dataclass(frozen=True, slots=True, kw_only=True)
class Tape:
    """Recordings around the last command that the victim heard, whose counter is ``last``.

    What was sent after it (``at_s`` above 0) the victim has missed.
    """

    chance: random.Random
    last: int

    def counter(self, at_s: float) -> int:
        """Return the counter that the station had then."""
        return self.last + round(4 * at_s)

    def signed(
        self,
        operation: Operation,
        address: Address,
        at_s: float,
        *,
        argument: int = 0,
        keys: KeyRing = KEYS,
        pi: int = PI,
    ) -> bytes:
        """Return what the station sent then, or would have sent with other keys."""
        counter = self.counter(at_s)
        command = Command(operation=operation, address=address, argument=argument, counter=counter)
        return sign(command, keys, pi)

    def opening(self, at_s: float, *, keys: KeyRing = KEYS, pi: int = PI) -> bytes:
        """Return an open command for the victim."""
        return self.signed(
            Operation.OPEN, self.victims(), at_s, argument=TTL_STEPS, keys=keys, pi=pi
        )

    def victims(self) -> Address:
        """Return an address that reaches the victim."""
        number, zone = VICTIM.point, VICTIM.zone
        some = {number, *self.chance.sample(EVERY_POINT, 3)}
        return self.chance.choice(
            [EVERYONE, point_address(number), zone_address(zone), bitmap_address(some)]
        )

    def others(self) -> Address:
        """Return an address that does not."""
        strangers = [number for number in EVERY_POINT if number != VICTIM.point]
        return self.chance.choice(
            [
                point_address(self.chance.choice(strangers)),
                zone_address(OTHER_ZONE),
                bitmap_address(self.chance.sample(strangers, 3)),
            ]
        )

    def missed_at_s(self) -> float:
        """Return a moment shortly after the last command."""
        return self.chance.uniform(0.3, 3.0)

    def run(self, seconds: float, begin_s: float) -> list[tuple[float, bytes]]:
        """Return holds and opens as an airing has them, with the moments of their end."""
        moments = [begin_s + 1.4 * number for number in range(round(seconds / 1.4) + 1)]
        return [
            (at_s, self.opening(at_s))
            if number % 5 == 4
            else (at_s, self.signed(Operation.HOLD, EVERYONE, at_s))
            for number, at_s in enumerate(moments)
        ]


def groups_of(signed: bytes, *, toggle: bool, pi: int = PI) -> tuple[Group, ...]:
    """Return a command's four groups, their check words right."""
    return to_groups(signed, pi=pi, toggle=toggle)


def paced(groups: Iterable[Group], begin_s: float) -> Iterator[Played]:
    """Play groups one behind the other."""
    for number, group in enumerate(groups, start=1):
        yield begin_s + number * GROUP_S, group


def played(commands: Sequence[tuple[float, bytes]], *, toggle: bool = False) -> Iterator[Played]:
    """Play commands so that each ends at its moment, toggles flipping."""
    for number, (end_s, signed) in enumerate(commands):
        groups = groups_of(signed, toggle=toggle ^ bool(number % 2))
        yield from paced(groups, end_s - 4 * GROUP_S)


def once(tape: Tape, groups: Iterable[Group], begin_s: float | None = None) -> Iterator[Played]:
    """Play groups once, by default soon after the last command that was heard."""
    return paced(groups, tape.missed_at_s() if begin_s is None else begin_s)


def any_toggle(tape: Tape) -> bool:
    """Return either."""
    return tape.chance.random() < 0.5


def missed_open(tape: Tape) -> tuple[Group, ...]:
    """Return an open command that the victim did not hear, as it was sent a moment ago."""
    return groups_of(tape.opening(tape.missed_at_s()), toggle=any_toggle(tape))
