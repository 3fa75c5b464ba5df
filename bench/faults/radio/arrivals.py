"""How many commands arrive when groups are lost, sent in three copies."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bench.faults.radio.composite_way import ScheduledWay
from bench.faults.radio.figures import Figure
from bench.faults.radio.hearing import Ear, play
from bench.faults.radio.losses import at_random
from bench.faults.radio.serial_way import SerialWay
from bench.faults.radio.station import LARGE, NOON, SLOT_NS, Kept, Sent, identity_of, signer_of
from loudspeaker.air.deck import LeadIn
from loudspeaker.devices.points.base import PointCommands
from loudspeaker.devices.simulated import StandingClock

LOSS = 0.1
ENOUGH = 0.99
LISTENERS = (2, 9, 14, 23, 38)
COPIES = LeadIn().copies
_PAUSES_S = (0.3, 1.5, 20.0)
_TTL_S = 120.0
_BITMAP_POINTS = 14


def some_points(chance: random.Random, commands: int) -> Sequence[int]:
    """Return points of the large commune that it takes so many commands to reach."""
    low = [number for number in LARGE.numbers if number <= _BITMAP_POINTS]
    high = [number for number in LARGE.numbers if number > _BITMAP_POINTS]
    if commands > 1:
        return [*chance.sample(low, 5), *chance.sample(high, commands - 1)]
    zone = LARGE.in_zone(chance.choice(LARGE.zones).number)
    return chance.choice([LARGE.numbers, zone, chance.sample(low, 5), [chance.choice(high)]])


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """So many orders, each of so many commands in so many copies."""

    orders: int
    commands: int
    copies: int

    def give(self, points: PointCommands, clock: StandingClock, chance: random.Random) -> None:
        """Give the orders one after the other, each when the one before is out."""
        for _ in range(self.orders):
            whom = some_points(chance, self.commands)
            match chance.randrange(3):
                case 0:
                    out = points.open(whom, ttl_s=_TTL_S, copies=self.copies)
                case 1:
                    out = points.close_points(whom, copies=self.copies)
                case _:
                    out = points.set_volume(whom, chance.randint(0, 100), copies=self.copies)
            while not out.has_all_out(clock.mono_ns()):
                clock.advance_s(0.1)
            clock.advance_s(chance.choice(_PAUSES_S))
        clock.advance_s(1.0)


def over_uecp(task: Task, chance: random.Random) -> Sequence[Sent]:
    """Send through an encoder on a serial line of 9600 baud."""
    clock = StandingClock(NOON)
    signer = signer_of(clock, Kept(), plan=LARGE)
    way = SerialWay(clock, signer, phase_ns=chance.randrange(SLOT_NS))
    task.give(way, clock, chance)
    return way.on_air


def in_own_multiplex(task: Task, chance: random.Random) -> Sequence[Sent]:
    """Send among the other groups of the station's own multiplex."""
    clock = StandingClock(NOON)
    way = ScheduledWay(clock, signer_of(clock, Kept(), plan=LARGE))
    task.give(way.points, clock, chance)
    return way.on_air


WAYS: dict[str, Callable[[Task, random.Random], Sequence[Sent]]] = {
    "UECP": over_uecp,
    "own multiplex": in_own_multiplex,
}


def arrived(groups: Sequence[Sent], chance: random.Random) -> tuple[int, int]:
    """Return how many commands reached receivers that lose groups, and that lose none."""
    counts = [0, 0]
    for number in LISTENERS:
        for place, loss in enumerate((LOSS, 0.0)):
            ear = Ear(identity_of(number, LARGE))
            lost = at_random(chance, loss)
            play([ear], groups, [(0, True)], until_ns=groups[-1].end_ns, lost=lost)
            counts[place] += sum(one.ours for one in ear.accepted)
    return counts[0], counts[1]


def campaign(*, orders: int, seed: int) -> list[Figure]:
    """Give so many orders each way and count the commands that arrive."""
    figures = []
    for way, made in WAYS.items():
        for commands, copies in ((1, 3), (2, 4), (3, 4), (4, 4)):
            chance = random.Random(seed)
            task = Task(orders=orders, commands=commands, copies=copies)
            got, of = arrived(made(task, chance), chance)
            figures.append(
                Figure(
                    what=f"commands that arrive at {LOSS:.0%} loss, {way}, {commands} an order",
                    measured=f"{got:,} of {of:,} = {got / of:.2%}",
                    wanted=f">= {ENOUGH:.0%}",
                    met=got >= ENOUGH * of > 0,
                )
            )
    return figures
