"""The documented weaknesses of a one-way protocol, each measured against what is written of it.

docs/reference/point-protocol.md, "What it withstands, and what not".
"""

from __future__ import annotations

import copy
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bench.faults.radio.figures import Figure, at_most, none_of
from bench.faults.radio.hearing import Ear
from bench.faults.radio.station import SECOND, Sent
from bench.faults.radio.tape import (
    OTHER_ZONE,
    TTL_STEPS,
    VICTIM,
    Played,
    Tape,
    groups_of,
    paced,
    played,
)
from bench.faults.sent import KEYS, PI
from loudspeaker.radio.addressing import EVERYONE, point_address, zone_address
from loudspeaker.radio.command_receiver import Memory
from loudspeaker.radio.commands import FRAME_BYTES, Command, Operation, tag_of
from loudspeaker.radio.counters import WINDOW_NS
from loudspeaker.radio.gate import HOLD_NS

WINDOW_S, HOLD_S = WINDOW_NS / SECOND, HOLD_NS / SECOND
QUARTER_S = 0.25
_COUNTER = 870_000_000
_DAY_S = 86_400.0
_CRYSTAL = 1 / 4096


class Scene:
    """A victim that has just heard the station close it, and what is on a thief's tape."""

    def __init__(self, seed: int = 1, *, clock: bool = True) -> None:
        self.tape = Tape(chance=random.Random(seed), last=_COUNTER)
        self.ear = Ear(VICTIM, Memory(last_counter=_COUNTER - 1))
        self.ear.carrier(0, present=True)
        close = self.tape.signed(Operation.CLOSE, EVERYONE, 0.0)
        self.play(played([(0.0, close)], toggle=True))
        if not clock:
            self.ear.reboots_ns.append(_ns(0.1))

    def play(self, groups: Iterable[Played]) -> None:
        """Let the victim hear groups."""
        for at_s, group in groups:
            self.ear.hear(Sent(end_ns=_ns(at_s), group=group))

    def send(self, commands: Sequence[tuple[float, bytes]], *, toggle: bool = False) -> None:
        """Let the victim hear commands that end then."""
        self.play(played(commands, toggle=toggle))

    def open_until_s(self) -> float:
        """Return when the point shut for good, if nothing more is heard; 0 if it never opened."""
        self.ear.advance(_ns(10 * _DAY_S))
        shut = [change.mono_ns for change in self.ear.changes if not change.open]
        return (shut[-1] - _ns(0.0)) / SECOND if shut else 0.0

    def opened(self) -> bool:
        """Tell whether it was ever open."""
        return any(change.open for change in self.ear.changes)


def _ns(at_s: float) -> int:
    return round((10.0 + at_s) * SECOND)


# --- held back -----------------------------------------------------------------------------------


def longest_delay_s() -> float:
    """Return how late a single recording of a missed open is followed at the most."""
    followed = [0.0]
    for late in range(160):
        late_s, scene = late * 0.1, Scene()
        scene.send([(1.0 + late_s, scene.tape.opening(1.0))])
        if scene.opened():
            followed.append(late_s)
    return max(followed)


def walked_back_s(seconds: float, every_s: float = 60.0) -> float:
    """Hold back every command by as much as is followed; return by how much after that time."""
    scene, late_s, at_s, toggle = Scene(), 0.0, 0.0, False
    while at_s < seconds:
        at_s += every_s
        toggle = not toggle
        before = scene.ear.receiver
        for more_s in (1.0, QUARTER_S, 0.0):
            # each on a copy: what is refused would be the beginning of a way back
            scene.ear.receiver = copy.deepcopy(before)
            signed = scene.tape.signed(Operation.TIME, EVERYONE, at_s - late_s - more_s)
            scene.send([(at_s, signed)], toggle=toggle)
            if scene.ear.receiver.memory != before.memory:
                late_s += more_s
                break
    return late_s


# --- jammed and recorded -------------------------------------------------------------------------


def jammed_run_s() -> float:
    """Return how long a jammed stretch must be in order to be followed later, at the least."""
    for tenths in range(10, 200):
        scene, length_s = Scene(), tenths / 10
        hold = scene.tape.signed(Operation.HOLD, EVERYONE, 1.0)
        scene.send([(100.0, hold), (100.0 + length_s, scene.tape.opening(1.0 + length_s))])
        if scene.opened():
            return length_s
    return float("inf")


def station_is_followed_after_s(*, clock: bool, seed: int) -> float:
    """Play a recording in step, between the station's own commands; return when these count again.

    Twenty minutes that the victim missed are played half an hour later.  When it follows them, the
    station comes on the air, and the thief goes on in its pauses, also with what it says.
    """
    scene, late_s, begin_s = Scene(seed, clock=clock), 1800.0, 1840.0
    recording = [(at_s + late_s, signed) for at_s, signed in scene.tape.run(1200.0, 2.0)]
    station = scene.tape.run(60.0, begin_s)
    repeated = [(at_s + 2.8, signed) for at_s, signed in station]
    everything = sorted([*recording, *station, *repeated])
    scene.send([one for one in everything if one[0] < begin_s + 60.0])
    by_station = [
        one for one in scene.ear.accepted if one.command.counter >= scene.tape.counter(begin_s)
    ]
    return (by_station[0].mono_ns - _ns(begin_s)) / SECOND if by_station else float("inf")


# --- captured, relayed ---------------------------------------------------------------------------


def captured_s() -> float:
    """Return how long a stronger carrier without our groups is heard at an open point."""
    scene = Scene()
    scene.send(scene.tape.run(14.0, 0.5))
    last = max(one.mono_ns for one in scene.ear.accepted)
    return scene.open_until_s() - (last - _ns(0.0)) / SECOND


def relayed_tail_s() -> float:
    """Return how long a relay that holds commands back is heard after the station's close."""
    scene, length_s = Scene(), 40.0
    run = [(at_s, signed) for at_s, signed in scene.tape.run(length_s, 0.5)]
    late_s = [min(WINDOW_S - QUARTER_S, at_s / 4) for at_s, _ in run]
    scene.send([(at_s + late, signed) for (at_s, signed), late in zip(run, late_s, strict=True)])
    return scene.open_until_s() - run[-1][0]


# --- a stolen receiver ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Forged:
    """What the keys of another point's receiver open: all, and single points or other zones."""

    with_key_of_all: int
    with_its_own: int


def stolen_receiver(tries: int, seed: int) -> Forged:
    """Forge opens with the three keys of a receiver of another zone."""
    chance = random.Random(seed)
    labels = {"all": 0, f"zone:{OTHER_ZONE}": 0, "point:5": 0}
    for number in range(tries):
        scene, label = Scene(number), chance.choice(sorted(labels))
        own = [point_address(VICTIM.point), zone_address(VICTIM.zone)]
        address = EVERYONE if label == "all" else chance.choice(own)
        command = Command(
            operation=Operation.OPEN,
            address=address,
            argument=TTL_STEPS,
            counter=scene.tape.counter(1.0),
        )
        frame = command.to_bytes()
        signed = frame + tag_of(frame, key=KEYS.derive(label), pi=PI)
        assert len(signed) == 2 * FRAME_BYTES
        scene.play(paced(groups_of(signed, toggle=False), 1.0))
        labels[label] += scene.opened()
    return Forged(with_key_of_all=labels.pop("all"), with_its_own=sum(labels.values()))


def fresh_receiver_opened() -> bool:
    """Tell whether a receiver without a clock follows what it missed a month ago."""
    scene = Scene(clock=False)
    scene.send([(30 * _DAY_S, scene.tape.opening(1.0))])
    return scene.opened()


# --- figures -------------------------------------------------------------------------------------


def campaign(*, seed: int) -> list[Figure]:
    """Measure each weakness against its documented bound."""
    after_jamming = max(
        station_is_followed_after_s(clock=True, seed=n) for n in range(seed, seed + 5)
    )
    after_cut = max(station_is_followed_after_s(clock=False, seed=n) for n in range(seed, seed + 5))
    forged = stolen_receiver(300, seed)
    day_s = walked_back_s(_DAY_S)
    shortest_s = jammed_run_s()
    return [
        at_most(
            "weakness: a missed command played later is followed for",
            longest_delay_s(),
            WINDOW_S + QUARTER_S,
            "s",
            digits=2,
        ),
        at_most(
            "weakness: a day of delaying every command gains",
            day_s,
            WINDOW_S + QUARTER_S + _DAY_S * _CRYSTAL,
            "s",
            digits=2,
        ),
        Figure(
            what="weakness: the shortest jammed stretch that can be played later",
            measured=f"{shortest_s:.1f} s",
            wanted=f">= {WINDOW_S:g} s",
            met=WINDOW_S <= shortest_s < float("inf"),
        ),
        at_most(
            "weakness: against such a recording the station is followed again after",
            after_jamming,
            WINDOW_S + 3.0,
            "s",
            digits=1,
        ),
        at_most(
            "weakness: the same at a receiver that had no power",
            after_cut,
            WINDOW_S + 3.0,
            "s",
            digits=1,
        ),
        Figure(
            what="weakness: a receiver without a clock follows what it missed a month ago",
            measured=str(fresh_receiver_opened()),
        ),
        at_most(
            "weakness: a stronger carrier without our groups is heard for",
            captured_s(),
            HOLD_S,
            "s",
            digits=2,
        ),
        at_most(
            "weakness: one that relays our groups is heard after the end for",
            relayed_tail_s(),
            WINDOW_S + HOLD_S,
            "s",
            digits=2,
        ),
        none_of(
            "weakness: single points opened with a stolen receiver's keys",
            forged.with_its_own,
            300 - forged.with_key_of_all,
            "tries",
        ),
        Figure(
            what="weakness: opened with its key of all",
            measured=f"{forged.with_key_of_all} times",
        ),
    ]
