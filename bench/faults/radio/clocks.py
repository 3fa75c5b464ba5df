"""Clocks that jump, stations without one, power cuts: how soon points open again."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.faults.radio.figures import Figure, at_most, none_of
from bench.faults.radio.hearing import Ear, play
from bench.faults.radio.losses import at_random
from bench.faults.radio.playout import PlayoutInTime
from bench.faults.radio.serial_way import SerialWay
from bench.faults.radio.station import NOON, SLOT_NS, Kept, identity_of, signer_of
from loudspeaker.devices.simulated import MemorySound, StandingClock
from loudspeaker.model import Priority

SECOND = 1_000_000_000
LIMIT_S = 60.0
LOSS = 0.1
_FIRST_S, _ITEM_S = 15.0, 110.0
_SETTLED_S = 75.0  # after the last thing that happens: what is open then has been for a while
_CUT_S = 3 * 3600.0
_TEN_YEARS_S = 10 * 365.25 * 86_400
_ALWAYS_AIRS = Priority.EMERGENCY  # whatever the clock shows
_NO_CLOCK = datetime(1970, 1, 1, tzinfo=UTC)


class Station:
    """A station that is heard over UECP, with a clock that others set."""

    def __init__(self, home: Path, chance: random.Random) -> None:
        self.clock = StandingClock(NOON)
        self.chance = chance
        self._kept = Kept()
        self.way = SerialWay(
            self.clock, signer_of(self.clock, self._kept), phase_ns=chance.randrange(SLOT_NS)
        )
        sound = MemorySound(self.clock)
        self.playout = PlayoutInTime(home, self.clock, points=self.way, sound=sound)

    def set_wall(self, wall: datetime) -> None:
        """Set the clock."""
        self.clock.step(wall - self.clock.wall())

    def boot(self) -> None:
        """Begin anew with what is on the disk; the clock was set before."""
        self.way.signer = signer_of(self.clock, self._kept)
        self.playout.run(0.3)  # playout notices what the clock shows before anything is offered


@contextmanager
def station(chance: random.Random) -> Iterator[Station]:
    """Put a station up in a scratch folder."""
    with tempfile.TemporaryDirectory(prefix="loudspeaker-clocks-") as scratch:
        made = Station(Path(scratch), chance)
        try:
            yield made
        finally:
            made.playout.close()


def jump_of(chance: random.Random) -> timedelta:
    """Return a jump of 1 s to 10 years, forward or back, small ones as likely as large ones."""
    seconds = _TEN_YEARS_S ** chance.random()
    return timedelta(seconds=chance.choice([-1, 1]) * seconds)


# --- what happens; each returns when the last of it happened -------------------------------------


def jumps(made: Station) -> int:
    """Let the clock jump one to four times, between airings or during one."""
    chance, clock = made.chance, made.clock
    last_ns = [clock.mono_ns()]

    def jump() -> None:
        clock.step(jump_of(chance))
        last_ns[0] = clock.mono_ns()

    for _ in range(chance.randint(1, 4)):
        if chance.random() < 0.5:
            clock.advance_s(chance.choice([0.5, 20.0, 600.0]))
            jump()
        else:
            made.playout.moments.after(chance.uniform(2.0, 25.0), jump)
    made.playout.air(_ITEM_S, priority=_ALWAYS_AIRS)
    return last_ns[0]


def power_cut(made: Station) -> int:
    """Cut the station's power for three hours; it boots without a clock, or with an old one."""
    chance, clock = made.chance, made.clock
    cut_at = clock.wall()
    clock.advance_s(_CUT_S)
    right_at = clock.wall()
    booted_at = chance.choice(
        [_NO_CLOCK, cut_at, cut_at - timedelta(seconds=chance.uniform(0, 3600)), right_at]
    )
    made.set_wall(booted_at)
    made.boot()
    last_ns = [clock.mono_ns()]

    def synchronise() -> None:
        clock.step(right_at - booted_at)
        last_ns[0] = clock.mono_ns()

    if chance.random() < 0.5 and booted_at != right_at:
        made.playout.moments.after(chance.uniform(2.0, 25.0), synchronise)
    made.playout.air(_ITEM_S, priority=_ALWAYS_AIRS)
    return last_ns[0]


EVENTS: dict[str, Callable[[Station], int]] = {
    "the clock jumps": jumps,
    "3 h without power, no clock": power_cut,
}


# --- who hears it --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Silence:
    """How long a point was silent after the last event, for each kind of receiver."""

    steady_s: float
    lossy_s: float
    rebooted_s: float


def trial(event: Callable[[Station], int], seed: int) -> Silence:
    """Let something happen to a station and its receivers; return how long they were silent."""
    chance = random.Random(seed)
    with station(chance) as made:
        made.playout.air(_FIRST_S)
        made.clock.advance_s(chance.choice([1.0, 60.0, 3600.0]))
        last_ns = event(made)
        risen_ns = made.playout.carriers[-2][0]
        happened_ns = max(last_ns, risen_ns)
        reboot_ns = risen_ns + round(chance.uniform(0.5, 30.0) * SECOND)
        ears = [Ear(identity_of(1)), Ear(identity_of(4)), Ear(identity_of(7))]
        ears[2].reboots_ns.append(reboot_ns)
        heard = [
            _silent_s(made, ear, at_ns, loss)
            for ear, at_ns, loss in (
                (ears[0], happened_ns, 0.0),
                (ears[1], happened_ns, LOSS),
                (ears[2], max(happened_ns, reboot_ns), 0.0),
            )
        ]
    return Silence(steady_s=heard[0], lossy_s=heard[1], rebooted_s=heard[2])


def _silent_s(made: Station, ear: Ear, since_ns: int, loss: float) -> float:
    """Return how long it took until the point could be heard without a break."""
    lost = at_random(made.chance, loss)
    play([ear], made.way.on_air, made.playout.carriers, until_ns=made.clock.mono_ns(), lost=lost)
    end_ns = since_ns + round(_SETTLED_S * SECOND)
    if not ear.open_at(end_ns):
        return float("inf")
    opened = [one.mono_ns for one in ear.changes if one.open and since_ns < one.mono_ns <= end_ns]
    return (max(opened) - since_ns) / SECOND if opened else 0.0


def untrusted_mutes(seed: int, *, seconds: float = 600.0) -> int:
    """Air an item on a clock that is not believed; return how often a point fell silent."""
    with station(random.Random(seed)) as made:
        made.set_wall(_NO_CLOCK)
        made.boot()
        made.playout.air(seconds, priority=_ALWAYS_AIRS)
        ear, (rise, fall) = Ear(identity_of(4)), made.playout.carriers[-2:]
        play([ear], made.way.on_air, made.playout.carriers, until_ns=made.clock.mono_ns())
        return len(ear.mutes(rise[0], fall[0] - 3 * SECOND))


def campaign(*, trials: int, seed: int) -> list[Figure]:
    """Measure each kind of event so many times."""
    figures: list[Figure] = []
    for what, event in EVENTS.items():
        found = [trial(event, seed * 100_000 + number) for number in range(trials)]
        for whose, silences in (
            ("", [one.steady_s for one in found]),
            (", receiver rebooted too", [one.rebooted_s for one in found]),
        ):
            figures.append(
                at_most(f"{what}{whose}: open again, latest", max(silences), LIMIT_S, "s", digits=1)
            )
        late = sum(one.lossy_s > LIMIT_S for one in found)
        figures.append(
            Figure(
                what=f"{what}, {LOSS:.0%} loss: open again within {LIMIT_S:g} s",
                measured=f"{trials - late} of {trials}",
                wanted=">= 99%",
                met=late <= trials / 100,
            )
        )
    figures.append(
        none_of("mutes in ten minutes on a clock not believed", untrusted_mutes(seed), 1, "items")
    )
    return figures
