"""What a receiver makes of ten minutes on air when a tenth of all groups is lost."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pytest

from loudspeaker.air.deck import LeadIn
from loudspeaker.air.held_points import HOLD_COPIES, HOLD_NS, TTL_RENEW_NS, TTL_S
from loudspeaker.radio.addressing import EVERYONE
from loudspeaker.radio.command_receiver import CommandReceiver, Identity, Memory
from loudspeaker.radio.commands import Command, KeyRing, Operation, sign, time_to_live_steps
from loudspeaker.radio.fragments import FRAGMENTS, to_groups
from loudspeaker.radio.gate import GateChange
from loudspeaker.radio.key_book import KeyBook
from loudspeaker.radio.rds import groups_ns
from tests.radio.profile_s import MASTER, PI, SECOND

pytestmark = pytest.mark.slow
ITEM_NS = 600 * SECOND
LOSS = 0.1
NEW = bytes(reversed(range(32)))


@dataclass(frozen=True, kw_only=True)
class Order:
    """What playout asks of the driver, and what the driver makes of it."""

    at_ns: int
    operation: Operation
    rings: Sequence[KeyRing]
    copies: int
    argument: int = 0


def orders(book: KeyBook) -> list[Order]:
    """Return the orders of one item to all points, as playout and driver give them."""
    rings = [reach.keys for reach in book.everyone]
    steps, copies = time_to_live_steps(TTL_S), LeadIn().copies
    opens = [
        Order(at_ns=at, operation=Operation.OPEN, rings=rings, copies=copies, argument=steps)
        for at in range(0, ITEM_NS, TTL_RENEW_NS)
    ]
    holds = [
        Order(
            at_ns=at,
            operation=Operation.HOLD,
            rings=[rings[turn % len(rings)]],
            copies=HOLD_COPIES + (len(rings) > 1),
        )
        for turn, at in enumerate(range(HOLD_NS, ITEM_NS, HOLD_NS))
    ]
    return sorted([*opens, *holds], key=lambda order: order.at_ns)


def copies_of(planned: Sequence[Order]) -> Iterator[tuple[int, bytes]]:
    """Yield when each copy is handed to the encoder: one behind the other, at its pace."""
    free_ns = counter = 0
    for order in planned:
        start_ns = max(order.at_ns, free_ns)
        signed = []
        for ring in order.rings:
            counter = max(counter + 1, 1000 + start_ns * 4 // SECOND)
            command = Command(
                operation=order.operation,
                address=EVERYONE,
                argument=order.argument,
                counter=counter,
            )
            signed.append(sign(command, ring, PI))
        for command_bytes in signed * order.copies:
            yield start_ns, command_bytes
            start_ns += groups_ns(FRAGMENTS)
        free_ns = start_ns


def mutes(seed: int, book: KeyBook, keys: KeyRing) -> int:
    """Return how often a receiver with these keys fell silent in the middle of an item."""
    chance, group_ns = random.Random(seed), groups_ns(1)
    identity = Identity(point=4, zone=2, pi=PI, keys=keys.for_receiver(point=4, zone=2))
    receiver = CommandReceiver(identity, Memory())
    receiver.carrier(0, present=True)
    first_slot_ns = chance.randrange(group_ns)
    toggle, before, slot, found = False, b"", 0, 0
    for start_ns, command in copies_of(orders(book)):
        toggle, before = toggle ^ (command != before), command
        slot = max(slot, (start_ns - first_slot_ns) // group_ns + 1)
        for group in to_groups(command, pi=PI, toggle=toggle):
            end_ns = first_slot_ns + (slot := slot + 1) * group_ns
            lost = chance.random() < LOSS
            outcomes = receiver.advance(end_ns) if lost else receiver.hear(group, end_ns)
            found += sum(isinstance(o, GateChange) and not o.open for o in outcomes)
    return found


def test_a_point_hardly_ever_falls_silent() -> None:
    book = KeyBook(master=MASTER)
    assert sum(mutes(seed, book, book.current) for seed in range(30)) <= 1


@pytest.mark.parametrize("holds_new", [True, False])
def test_nor_while_keys_change(holds_new: bool) -> None:
    book = KeyBook(master=MASTER).changed(NEW, [4])
    keys = book.current if holds_new else book.surely_in(4)
    assert sum(mutes(seed, book, keys) for seed in range(30)) <= 4
