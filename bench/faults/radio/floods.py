"""Ten thousand bad frames a minute: whether the good ones between them still open."""

from __future__ import annotations

import random
from collections.abc import Iterator

from bench.faults.radio.attacks import Attack
from bench.faults.radio.figures import Figure
from bench.faults.radio.forgeries import (
    bits_flipped,
    fields_edited,
    indices_permuted,
    keys_of_others,
    noise,
    other_programme,
    spliced,
    tags_invented,
    toggles_mixed,
    truncated,
    wrongly_keyed,
)
from bench.faults.radio.hearing import Ear
from bench.faults.radio.replays import replayed
from bench.faults.radio.station import SECOND, Sent
from bench.faults.radio.tape import GROUP_S, VICTIM, Tape, groups_of
from loudspeaker.radio.addressing import EVERYONE
from loudspeaker.radio.command_receiver import Memory
from loudspeaker.radio.commands import Operation
from loudspeaker.radio.rds import Group

BAD_A_MINUTE = 10_000
GOOD_A_MINUTE = 20
COPIES = 3
INJECTED = (0.1, 0.3, 0.6, 1.0)
"""How often a bad group falls between two groups of a good command."""
BAD: tuple[Attack, ...] = (
    bits_flipped,
    fields_edited,
    indices_permuted,
    keys_of_others,
    noise,
    other_programme,
    replayed,
    spliced,
    tags_invented,
    toggles_mixed,
    truncated,
    wrongly_keyed,
)
_COUNTER = 870_000_000
_HEARD = 40  # quarters of a second
_PERIOD_S = 60.0 / GOOD_A_MINUTE


class Flood:
    """One receiver, a station that opens and closes it, and a thief who never pauses."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._ear = Ear(VICTIM, Memory(last_counter=_COUNTER - 1))
        self._ear.carrier(0, present=True)
        self._toggle, self._last = False, _COUNTER
        self.good = self.opened = self.bad = 0

    def minute(self, number: int, injected: float = 0.0) -> None:
        """Live through one minute; every good command is whole in three copies, or in one.

        Bad frames come between good ones, and groups within them with that probability.
        """
        copies = COPIES if injected else 1
        for turn in range(GOOD_A_MINUTE):
            at_s = number * 60.0 + turn * _PERIOD_S
            self._flood(at_s, at_s + 1.0)
            shut = not self._ear.receiver.is_open
            self._send(Operation.OPEN, at_s + 1.0, copies, injected)
            self.good += 1
            self.opened += shut and self._ear.receiver.is_open
            self._flood(at_s + 1.0 + 4 * copies * GROUP_S, at_s + _PERIOD_S - 0.4)
            self._send(Operation.CLOSE, at_s + _PERIOD_S - 0.4, 1, 0.0)

    def _tape(self) -> Tape:
        """Return a tape that holds nothing but what the receiver has heard."""
        return Tape(chance=self._chance, last=self._last - _HEARD)

    def _flood(self, begin_s: float, end_s: float) -> None:
        """Hear as many bad frames as come in that time."""
        count = round(BAD_A_MINUTE / GOOD_A_MINUTE / 2)
        for number in range(count):
            attack = BAD[(self.bad + number) % len(BAD)]
            at_s = begin_s + (end_s - begin_s) * number / count
            for _, group in attack(self._tape()):
                self._hear(group, at_s)
        self.bad += count

    def _send(self, operation: Operation, end_s: float, copies: int, injected: float) -> None:
        """Hear a good command whose first copy begins then."""
        argument = 30 if operation is Operation.OPEN else 0
        self._last = _COUNTER + round(4 * end_s)
        tape = Tape(chance=self._chance, last=self._last)
        signed = tape.signed(operation, EVERYONE, 0.0, argument=argument)
        self._toggle = not self._toggle
        for number, group in enumerate(groups_of(signed, toggle=self._toggle) * copies, start=1):
            for foreign in self._between() if self._chance.random() < injected else ():
                self._hear(foreign, end_s + (number - 0.5) * GROUP_S)
            self._hear(group, end_s + number * GROUP_S)

    def _between(self) -> Iterator[Group]:
        attack = self._chance.choice(BAD)
        yield self._chance.choice([group for _, group in attack(self._tape())])

    def _hear(self, group: Group, at_s: float) -> None:
        self._ear.hear(Sent(end_ns=round((1.0 + at_s) * SECOND), group=group))


def campaign(*, minutes: int, seed: int) -> list[Figure]:
    """Flood a receiver for so many minutes."""
    flood = Flood(seed)
    for number in range(minutes):
        flood.minute(number)
    rate = flood.bad / minutes
    figures = [
        Figure(
            what=f"opens that are followed among {rate:,.0f} bad frames a minute",
            measured=f"{flood.opened} of {flood.good}",
            wanted="all",
            met=flood.opened == flood.good > 0 and rate >= BAD_A_MINUTE,
        )
    ]
    for injected in INJECTED:
        within = Flood(seed)
        for number in range(minutes):
            within.minute(number, injected)
        figures.append(
            Figure(
                what=f"the same with a bad group in {injected:.0%} of the gaps within a command",
                measured=f"{within.opened} of {within.good} in {COPIES} copies",
            )
        )
    return figures
