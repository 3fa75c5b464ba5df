"""An RDS encoder's rhythm and queue as a model that knows its phase, to judge who does not."""

from __future__ import annotations

from loudspeaker.radio.addressing import EVERYONE
from loudspeaker.radio.commands import Command, KeyRing, Operation, sign
from loudspeaker.radio.fragments import Fragment, fragments_of
from loudspeaker.radio.key_book import KeyBook
from loudspeaker.radio.rds import groups_ns

MASTER = bytes(range(32))
KEYS = KeyRing(MASTER)
BOOK = KeyBook(master=MASTER)
PLACES = 4


def sent_at(arrivals: list[int], *, phase_ns: int, places: int = PLACES) -> list[int | None]:
    """Return when each group has left the antenna, None for one that found the queue full.

    At each slot's beginning the oldest waiting group is taken; it has left a slot later.
    """
    gone: list[int | None] = []
    slots: list[int] = []  # the slot in which each accepted group begins
    for arrival in arrivals:
        waiting = sum(slot_ns(slot, phase_ns) > arrival for slot in slots)
        if waiting >= places:
            gone.append(None)
            continue
        slot = max(next_slot(arrival, phase_ns), slots[-1] + 1 if slots else 0)
        slots.append(slot)
        gone.append(slot_ns(slot + 1, phase_ns))
    return gone


def slot_ns(number: int, phase_ns: int) -> int:
    """Return when a slot begins."""
    return phase_ns + groups_ns(number)


def next_slot(time_ns: int, phase_ns: int) -> int:
    """Return the first slot that begins at a time or after it."""
    number = max(0, (time_ns - phase_ns) // groups_ns(1) - 1)
    while slot_ns(number, phase_ns) < time_ns:
        number += 1
    return number


def command(counter: int, *, toggle: bool = False) -> tuple[Fragment, ...]:
    """Return the four parts of a hold."""
    hold = Command(operation=Operation.HOLD, address=EVERYONE, counter=counter)
    return fragments_of(sign(hold, KEYS, 0x7001), toggle=toggle)
