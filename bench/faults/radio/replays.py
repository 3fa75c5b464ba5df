"""What did leave the station's antenna, played again, late, or in another order."""

from __future__ import annotations

from collections.abc import Iterable

from bench.faults.radio.tape import (
    Played,
    Tape,
    any_toggle,
    groups_of,
    once,
    played,
)
from loudspeaker.radio.addressing import EVERYONE
from loudspeaker.radio.commands import KeyRing, Operation

_HOUR_S, _MONTH_S = 3600.0, 30 * 86_400.0
_LATE_S = 10.5
"""Just beyond the receivers' window, counters being whole quarters of a second."""
_TOO_SLOW, _TOO_FAST = (0.0, 0.25, 0.5, 0.7), (1.4, 2.0, 4.0)


def replayed(tape: Tape) -> Iterable[Played]:
    """Send opens that the victim followed before: at once, hours later, after a month."""
    signed = tape.opening(-tape.chance.choice([0.25, 1.0, 5.0, 9.0, 60.0, _HOUR_S]))
    begin_s = tape.chance.choice([0.05, 1.0, 8.0, 60.0, _HOUR_S, _MONTH_S])
    return once(tape, groups_of(signed, toggle=any_toggle(tape)) * 2, begin_s)


def replayed_in_step(tape: Tape) -> Iterable[Played]:
    """Play half a minute that the victim has heard, in step and in its order."""
    old = tape.run(30.0, -tape.chance.uniform(31.0, 600.0))
    late_s = tape.chance.uniform(0.0, 100.0) - old[0][0]
    return played([(at_s + late_s + 1.0, signed) for at_s, signed in old], toggle=any_toggle(tape))


def delayed(tape: Tape) -> Iterable[Played]:
    """Send an open that the victim missed, alone and later than the window allows."""
    at_s = tape.missed_at_s()
    late_s = tape.chance.choice([_LATE_S, 11.0, 60.0, _HOUR_S, _MONTH_S])
    groups = groups_of(tape.opening(at_s), toggle=any_toggle(tape))
    return once(tape, groups * tape.chance.randint(1, 3), at_s + late_s)


def reordered(tape: Tape) -> Iterable[Played]:
    """Send an open that was missed, after something newer that was heard."""
    at_s, newer_s = 0.5, tape.chance.uniform(1.0, 9.0)
    newer = tape.signed(Operation.TIME, EVERYONE, newer_s)
    late_s = tape.chance.choice([0.2, 2.0, 20.0])
    return played(
        [(newer_s, newer), (newer_s + late_s + 1.0, tape.opening(at_s))], toggle=any_toggle(tape)
    )


def groups_shuffled(tape: Tape) -> Iterable[Played]:
    """Send parts of old commands in any order, over and over."""
    old = [tape.opening(-at_s) for at_s in (1.0, 3.0, 9.0)]
    groups = [one for signed in old for one in groups_of(signed, toggle=any_toggle(tape))]
    return once(tape, [tape.chance.choice(groups) for _ in range(16)])


def runs_out_of_step(tape: Tape) -> Iterable[Played]:
    """Play what the victim missed too fast, too slow or backwards."""
    run, late_s = tape.run(40.0, 2.0), 100.0
    speed = tape.chance.choice(_TOO_SLOW + _TOO_FAST)
    if tape.chance.random() < 0.3:
        run = [(at_s, signed) for (at_s, _), (_, signed) in zip(run, run[::-1], strict=True)]
        speed = 1.0
    if speed == 0.0:
        return played([(late_s + 0.4 * n, signed) for n, (_, signed) in enumerate(run)])
    return played([(late_s + at_s / speed, signed) for at_s, signed in run if at_s / speed < 90.0])


def runs_too_short(tape: Tape) -> Iterable[Played]:
    """Play nine seconds in step several times, each with another delay."""
    played_s, commands = 60.0, list[tuple[float, bytes]]()
    for begin_s in (2.0, 14.0, 26.0):
        run = tape.run(8.4, begin_s)
        commands += [(at_s - begin_s + played_s, signed) for at_s, signed in run]
        played_s += 8.4 + tape.chance.choice([6.5, 20.0])
    return played(commands, toggle=any_toggle(tape))


def runs_forged(tape: Tape) -> Iterable[Played]:
    """Play half a minute in step under a key that is none of ours."""
    keys = KeyRing(tape.chance.randbytes(32))
    moments = [60.0 + 1.4 * n for n in range(22)]
    return played([(at_s, tape.opening(at_s, keys=keys)) for at_s in moments])
