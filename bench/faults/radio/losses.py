"""Which groups a receiver does not get: at random, or in bursts."""

from __future__ import annotations

import random
from collections.abc import Callable

from bench.faults.radio.station import SLOT_NS, Sent

Lost = Callable[[Sent], bool]


def at_random(chance: random.Random, share: float) -> Lost:
    """Lose each group with that probability."""
    return lambda _: chance.random() < share


def in_bursts(chance: random.Random, share: float, *, groups: float) -> Lost:
    """Lose that share of all groups in bursts of so many on average (a Gilbert channel).

    Within a burst everything is lost, outside nothing.
    """
    ends, begins = 1 / groups, share / (1 - share) / groups
    bad, slot = chance.random() < share, 0

    def lost(sent: Sent) -> bool:
        nonlocal bad, slot
        now = sent.end_ns // SLOT_NS
        for _ in range(now - slot if slot else 0):
            bad = chance.random() >= ends if bad else chance.random() < begins
        slot = now
        return bad

    return lost
