"""Whether anything but the station's own command opens a point."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from bench.faults.radio.attacks import ANY, WITH_CLOCK, Attack, genuine
from bench.faults.radio.figures import Figure, none_of
from bench.faults.radio.station import SECOND
from bench.faults.radio.tape import VICTIM, Played, Tape, played
from loudspeaker.radio.addressing import EVERYONE
from loudspeaker.radio.command_receiver import CommandReceiver, Memory
from loudspeaker.radio.commands import Operation

_FIRST_COUNTER = 870_000_000
_PAUSES_S = (20.0, 60.0, 3600.0)
_WITHOUT_CLOCK = 0.3
_GENUINE_EVERY = 50
_A_LIFE = 500
"""Attacks on one receiver, which lets decades pass."""


@dataclass(slots=True)
class Score:
    """Groups played, points opened and made deaf by each kind of attack; what the real one did."""

    groups: Counter[str] = field(default_factory=Counter)
    opened: Counter[str] = field(default_factory=Counter)
    deafened: Counter[str] = field(default_factory=Counter)
    genuine: int = 0
    genuine_opened: int = 0


class Deaf(Exception):
    """The station's own command was not followed."""


class Victim:
    """The receiver of one point, which hears the station now and then, and thieves in between."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._receiver = CommandReceiver(VICTIM, Memory(last_counter=_FIRST_COUNTER))
        self._now_ns = SECOND
        self._last = _FIRST_COUNTER
        self._receiver.carrier(0, present=True)

    def hear_station(self) -> Tape:
        """Let the station close the point; return the tape around that command, or Deaf."""
        pause_s = self._chance.choice(_PAUSES_S)
        self._now_ns += round(pause_s * SECOND)
        self._last += round(pause_s * 4)
        tape = Tape(chance=self._chance, last=self._last)
        close = tape.signed(Operation.CLOSE, EVERYONE, 0.0)
        assert not self.plays(played([(0.5, close)], toggle=self._chance.random() < 0.5))[1]
        if self._receiver.memory.last_counter != tape.last:
            raise Deaf
        return tape

    def reboot(self) -> None:
        """Lose the power for a moment, and with it the clock."""
        self._receiver = CommandReceiver(VICTIM, self._receiver.memory)
        self._receiver.carrier(self._now_ns, present=True)

    def plays(self, groups: Iterable[Played]) -> tuple[int, bool]:
        """Hear groups; return how many there were, and whether the point was ever open."""
        count, opened, begin_ns = 0, False, self._now_ns
        for at_s, group in groups:
            self._now_ns = max(self._now_ns, begin_ns + round(at_s * SECOND))
            self._receiver.hear(group, self._now_ns)
            opened |= self._receiver.is_open
            count += 1
        newest = self._receiver.memory.last_counter
        self._last = max(newest, self._last + (self._now_ns - begin_ns) * 4 // SECOND)
        return count, opened


def attack_all(groups: int, seed: int) -> Score:
    """Try every attack in turn until so many groups were played."""
    chance, score = random.Random(seed), Score()
    victim, number, before = Victim(chance), 0, ""
    while score.groups.total() < groups:
        if number % _A_LIFE == 0:
            victim = Victim(chance)
        try:
            tape = victim.hear_station()
        except Deaf:
            score.deafened[before] += 1
            victim = Victim(chance)
            continue
        before = _attack_once(victim, tape, number, score, chance)
        number += 1
    return score


def _attack_once(
    victim: Victim, tape: Tape, number: int, score: Score, chance: random.Random
) -> str:
    """Play one attack, or now and then the real command; return its name."""
    if number % _GENUINE_EVERY == 0:
        score.genuine += 1
        score.genuine_opened += victim.plays(genuine(tape))[1]
        return genuine.__name__
    attack = _next_attack(victim, number, chance)
    count, opened = victim.plays(attack(tape))
    score.groups[attack.__name__] += count
    score.opened[attack.__name__] += opened
    return attack.__name__


def _next_attack(victim: Victim, number: int, chance: random.Random) -> Attack:
    """Return an attack against a victim with or without a clock."""
    attacks = ANY + WITH_CLOCK
    attack = attacks[number % len(attacks)]
    if attack in ANY and chance.random() < _WITHOUT_CLOCK:
        victim.reboot()
    return attack


def campaign(*, groups: int, seed: int) -> list[Figure]:
    """Attack with so many groups."""
    score = attack_all(groups, seed)
    broken = ", ".join(f"{name} {count}" for name, count in score.opened.items() if count)
    opened, played_groups = score.opened.total(), score.groups.total()
    return [
        none_of(
            f"points opened by {len(score.groups)} kinds of attack{broken and f' ({broken})'}",
            opened,
            played_groups,
            "groups",
        ),
        none_of(
            "attacks after which the station is not followed",
            score.deafened.total(),
            played_groups,
            "groups",
        ),
        Figure(
            what="the real command in between opens the point",
            measured=f"{score.genuine_opened} of {score.genuine}",
            wanted="all",
            met=score.genuine_opened == score.genuine > 0,
        ),
    ]
