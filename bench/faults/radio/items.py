"""Ten minutes on air at points that lose groups: how often one falls silent, and for how long."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.faults.radio.composite_way import CompositeWay, GroupsOnAir
from bench.faults.radio.figures import Figure, at_most
from bench.faults.radio.hearing import Carrier, Ear, Lost, play
from bench.faults.radio.losses import at_random, in_bursts
from bench.faults.radio.playout import PlayoutInTime
from bench.faults.radio.serial_way import SerialWay
from bench.faults.radio.station import NOON, SECOND, SLOT_NS, Kept, Sent, identity_of, signer_of
from loudspeaker.devices.simulated import MemorySound, StandingClock
from loudspeaker.radio.fragments import fragment_in

LOSS = 0.1
MOST_MUTED = 0.01
RECOVERED_S = 3.0
BURSTS = (2, 4, 8, 16)
"""Mean lengths of bursts in groups: 0.18 to 1.4 s."""
_LEAD_IN_S, _CLOSING_S = 2.0, 2.5
_HOME_PREFIX = "loudspeaker-items-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """What was on the air for one item: groups of commands, and the carrier."""

    sent: Sequence[Sent]
    carriers: Sequence[Carrier]

    @property
    def sounding_ns(self) -> tuple[int, int]:
        """From when to when there was certainly sound."""
        (rise_ns, _), (fall_ns, _) = self.carriers
        return rise_ns + round(_LEAD_IN_S * SECOND), fall_ns - round(_CLOSING_S * SECOND)


def over_uecp(seconds: float, chance: random.Random) -> Item:
    """Air an item through an encoder on a serial line of 9600 baud."""
    clock = StandingClock(NOON)
    way = SerialWay(clock, signer_of(clock, Kept()), phase_ns=chance.randrange(SLOT_NS))
    with tempfile.TemporaryDirectory(prefix=_HOME_PREFIX) as scratch:
        playout = PlayoutInTime(Path(scratch), clock, points=way, sound=MemorySound(clock))
        playout.air(seconds)
        playout.close()
    clock.advance_s(1.0)
    return Item(sent=way.on_air, carriers=playout.carriers)


def in_own_multiplex(seconds: float, _: random.Random) -> Item:
    """Air an item in the station's own multiplex, made, received and decoded as such."""
    clock, groups = StandingClock(NOON), GroupsOnAir()
    way = CompositeWay(clock, signer_of(clock, Kept()), groups.take)
    with tempfile.TemporaryDirectory(prefix=_HOME_PREFIX) as scratch:
        playout = PlayoutInTime(Path(scratch), clock, points=way.points, sound=way.sound)
        playout.air(seconds)
        playout.close()
    pi = identity_of(1).pi
    commands = [one for one in groups.end() if fragment_in(one.group, pi=pi) is not None]
    return Item(sent=commands, carriers=playout.carriers)


WAYS: dict[str, Callable[[float, random.Random], Item]] = {
    "UECP": over_uecp,
    "own multiplex": in_own_multiplex,
}


def mutes_of(item: Item, lost: Lost) -> list[float]:
    """Return how long each silence in the midst of the item was, in seconds."""
    ear, (start_ns, end_ns) = Ear(identity_of(4)), item.sounding_ns
    play([ear], item.sent, item.carriers, until_ns=end_ns, lost=lost)
    return [(until - since) / SECOND for since, until in ear.mutes(start_ns, end_ns)]


def runs_of(
    items: Sequence[Item], runs: int, lost_of: Callable[[random.Random], Lost], seed: int
) -> list[list[float]]:
    """Let receivers hear items, each losing other groups; return the silences of each run."""
    return [
        mutes_of(items[number % len(items)], lost_of(random.Random(seed * 1_000_003 + number)))
        for number in range(runs)
    ]


def campaign(*, runs: int, seconds: float, seed: int, different_items: int = 5) -> list[Figure]:
    """Hear items of that length so often, each way and with each kind of loss."""
    figures: list[Figure] = []
    chance = random.Random(seed)
    for way, air in WAYS.items():
        kinds = different_items if way == "UECP" else 1
        items = [air(seconds, chance) for _ in range(kinds)]
        figures += _judged(way, runs_of(items, runs, lambda one: at_random(one, LOSS), seed))
        for groups in BURSTS if way == "UECP" else ():
            found = runs_of(items, runs, _bursts_of(groups), seed)
            figures.append(
                _told(f"{LOSS:.0%} loss in bursts of {groups * SLOT_NS / 1e9:.2f} s", found)
            )
    return figures


def _bursts_of(groups: int) -> Callable[[random.Random], Lost]:
    return lambda chance: in_bursts(chance, LOSS, groups=groups)


def _judged(way: str, found: Sequence[Sequence[float]]) -> list[Figure]:
    muted = sum(bool(silences) for silences in found)
    longest = max((max(silences) for silences in found if silences), default=0.0)
    return [
        Figure(
            what=f"items in which a point fell silent at {LOSS:.0%} random loss, {way}",
            measured=f"{muted} of {len(found):,} = {muted / len(found):.2%}",
            wanted=f"< {MOST_MUTED:.0%}",
            met=muted < MOST_MUTED * len(found),
        ),
        at_most(f"the longest of these silences, {way}", longest, RECOVERED_S, "s", digits=2),
    ]


def _told(what: str, found: Sequence[Sequence[float]]) -> Figure:
    muted = sum(bool(one) for one in found)
    each = [silence for one in found for silence in one]
    mean, longest = (sum(each) / len(each), max(each)) if each else (0.0, 0.0)
    silences = f"{len(each)} silences of {mean:.2f} s, at most {longest:.2f} s"
    return Figure(what=f"the same, {what}", measured=f"{muted} of {len(found):,}, {silences}")
