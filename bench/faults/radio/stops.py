"""Stop while something is on air: how soon every point is shut, whether it hears that or not."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from bench.faults.radio.composite_way import CompositeWay
from bench.faults.radio.figures import Figure, at_most
from bench.faults.radio.hearing import Ear, play
from bench.faults.radio.playout import PlayoutInTime
from bench.faults.radio.serial_way import SerialWay
from bench.faults.radio.station import NOON, SECOND, SLOT_NS, Kept, identity_of, signer_of
from bench.faults.radio.two_points import POINT, TwoPoints
from loudspeaker.devices.simulated import MemorySound, StandingClock
from loudspeaker.radio.command_receiver import Accepted, Outcome
from loudspeaker.radio.commands import Operation
from loudspeaker.radio.gate import GateChange

LIMIT_S = 1.0
BAUDS = (9600, 2400)
_ITEM_S, _EARLIEST_S, _LATEST_S = 20.0, 3.0, 9.0
_AFTER_S = 2.0
"""What is listened to once the carrier has gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stopped:
    """One stop: seconds until a point is shut, and until the carrier falls.

    ``deaf_shut_s`` is for a point that heard no group from then on, ``all_stop`` tells whether the
    other one heard a whole all-stop.
    """

    shut_s: float
    deaf_shut_s: float
    carrier_s: float
    all_stop: bool


class Stopping:
    """Airs one item, and stops it at a moment that the encoder's rhythm knows nothing of."""

    def __init__(self, playout: PlayoutInTime, chance: random.Random) -> None:
        self._playout = playout
        self._after_s = chance.uniform(_EARLIEST_S, _LATEST_S)
        self.asked_ns = 0

    def run(self, told: Callable[[int], object] = lambda _: None) -> None:
        """Air until it is over; ``told`` is called with the time of the stop."""

        def stop() -> None:
            self.asked_ns = self._playout.clock.mono_ns()
            told(self.asked_ns)
            self._playout.orders.stop(self.asked_ns)

        self._playout.moments.after(self._after_s, stop)
        self._playout.air(_ITEM_S)
        self._playout.clock.advance_s(_AFTER_S)
        self._playout.close()

    def stopped(self, heard: Sequence[Outcome], deaf: Sequence[Outcome]) -> Stopped:
        """Return how it went at two points."""
        fell_ns = self._playout.carriers[-1][0]
        return Stopped(
            shut_s=self._shut_s(heard),
            deaf_shut_s=self._shut_s(deaf),
            carrier_s=(fell_ns - self.asked_ns) / SECOND,
            all_stop=any(_is_all_stop(one) for one in heard),
        )

    def _shut_s(self, outcomes: Iterable[Outcome]) -> float:
        """Return when the point was shut for good; infinite if it was never open, or still is."""
        changes = [one for one in outcomes if isinstance(one, GateChange)]
        if not any(change.open for change in changes) or changes[-1].open:
            return float("inf")
        return (changes[-1].mono_ns - self.asked_ns) / SECOND


def _is_all_stop(outcome: Outcome) -> bool:
    return isinstance(outcome, Accepted) and outcome.command.operation is Operation.ALL_STOP


def over_uecp(home: Path, chance: random.Random, baud: int) -> Stopped:
    """Stop once, commands going through an encoder on a serial line."""
    clock = StandingClock(NOON)
    phase_ns = chance.randrange(SLOT_NS)
    way = SerialWay(clock, signer_of(clock, Kept()), baud=baud, phase_ns=phase_ns)
    playout = PlayoutInTime(home, clock, points=way, sound=MemorySound(clock))
    stopping = Stopping(playout, chance)
    stopping.run()
    heard, deaf = Ear(identity_of(POINT)), Ear(identity_of(POINT))
    everything = partial(play, groups=way.on_air, carriers=playout.carriers)
    everything([heard], until_ns=clock.mono_ns())
    everything([deaf], until_ns=clock.mono_ns(), lost=lambda sent: sent.end_ns > stopping.asked_ns)
    return stopping.stopped([*heard.accepted, *heard.changes], deaf.changes)


def in_own_multiplex(home: Path, chance: random.Random) -> Stopped:
    """Stop once, everything going as composite from the mixer to the points."""
    clock, points = StandingClock(NOON), TwoPoints(chance.getrandbits(32))
    way = CompositeWay(clock, signer_of(clock, Kept()), points.take)
    playout = PlayoutInTime(home, clock, points=way.points, sound=way.sound)
    stopping = Stopping(playout, chance)
    stopping.run(points.go_deaf)
    points.carrier_gone(_AFTER_S)
    return stopping.stopped(points.heard, points.deaf)


def often(once: Callable[[Path, random.Random], Stopped], stops: int, seed: int) -> list[Stopped]:
    """Stop so often, each time at a station of its own."""
    chance, found = random.Random(seed), list[Stopped]()
    for _ in range(stops):
        with tempfile.TemporaryDirectory(prefix="loudspeaker-stops-") as scratch:
            found.append(once(Path(scratch), chance))
    return found


def campaign(*, stops: int, seed: int) -> list[Figure]:
    """Stop so often each way."""
    ways: dict[str, Callable[[Path, random.Random], Stopped]] = {
        f"UECP, {baud} baud": partial(over_uecp, baud=baud) for baud in BAUDS
    }
    ways["own multiplex"] = in_own_multiplex
    return [
        figure for way, once in ways.items() for figure in _figures(way, often(once, stops, seed))
    ]


def _figures(way: str, found: Sequence[Stopped]) -> list[Figure]:
    shut_s, deaf_s = max(one.shut_s for one in found), max(one.deaf_shut_s for one in found)
    carrier_s, heard = max(one.carrier_s for one in found), sum(one.all_stop for one in found)
    return [
        at_most(f"from stop until a point is shut, {way}", shut_s, LIMIT_S, "s"),
        at_most(f"the same, every copy of all-stop lost, {way}", deaf_s, LIMIT_S, "s"),
        Figure(
            what=f"stops with a whole all-stop before the carrier fell, {way}",
            measured=f"{heard} of {len(found)}; carrier off after {carrier_s:.2f} s at most",
        ),
    ]
