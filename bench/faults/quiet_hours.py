"""Random schedules, announcements, clocks and deaths: no ordinary sound in quiet hours, ever.

    python -m bench.faults.quiet_hours --cases 10000 --seed 1 --results FILE

Each case is a station of its own in simulated time: allowed hours (of hamlets, over midnight),
minutes a day, schedule files, announcements, a clock that is set, processes that die at any
instant or commit.  What was heard is judged by a second reading of the rule; the minutes of a day
by summing up what was heard on it.
"""

from __future__ import annotations

import logging
import random
import sys
import tempfile
import traceback
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from bench.faults import pieces
from bench.faults.judge import read_json_lines
from bench.faults.simulated import drawing
from bench.faults.simulated.drawing import Manner, Said
from bench.faults.simulated.dying import StationKilled
from bench.faults.simulated.hours import Rule, moments_of, seconds_by_day
from bench.faults.simulated.sound import Stretch
from bench.faults.simulated.world import World
from loudspeaker.errors import LoudspeakerError

SHM = Path("/dev/shm")
SETTLES_NS = 1_000_000_000
"""After the clock or the hours were set, what is on air fades: so long it may still be heard."""
CASES_A_PIECE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the judge knows of an item."""

    priority: str
    points: tuple[int, ...]


@dataclass(slots=True, kw_only=True)
class Case:
    """One station and its unkind hours."""

    chance: random.Random
    world: World
    manner: Manner
    rules: list[tuple[int, Rule]] = field(default_factory=list)
    """Since when which rule holds."""
    items: dict[str, Known] = field(default_factory=dict)

    # --- what happens -----------------------------------------------------------------------------

    def prepare(self) -> None:
        """Write schedules, start, approve them, and plan what will happen."""
        chance, world = self.chance, self.world
        about = world.clock.wall() + drawing.AHEAD
        timed = [drawing.schedule_of(chance, n, about) for n in range(chance.randint(1, 4))]
        for each in timed:
            path = world.home.schedules / f"{each.name}.yaml"
            path.write_text(each.text, encoding="utf-8")
        world.down_s = lambda: chance.choice([0.5, 1.0, 5.0, 60.0, 900.0])
        world.boot()
        points = {each.name: each.points for each in timed}
        for row in world.ask("schedules", "quantri"):
            if row["name"] in points:
                self.items[row["id"]] = Known(priority="normal", points=points[row["name"]])
                world.ask("approve", "duyet", id=row["id"], despite_concerns=True)
        for at_s, action in self._misfortunes():
            world.after(at_s, partial(self._happens, action))

    def _misfortunes(self) -> Iterator[tuple[float, Any]]:
        chance, world = self.chance, self.world
        kinds = {
            self.announce: chance.randint(2, 7),
            self.change_rule: chance.choice([0, 0, 0, 1]),
            self.step: chance.choice([0, 1, 1, 2]),
            world.kill_air: chance.choice([0, 1, 2]),
            world.kill_station: chance.choice([0, 1]),
            self.doom: chance.choice([0, 1, 2]),
            self.pause: chance.choice([0, 0, 1]),
        }
        for action, times in kinds.items():
            for _ in range(times):
                yield chance.uniform(0, drawing.ABOUT_S), action

    def _happens(self, action: Callable[[], object]) -> None:
        """Have it happen now, or just when something is to be heard the next time."""
        if action != self.announce and self.chance.random() < 0.6:
            self.world.after_next_sound(self.chance.uniform(0.0, 6.0), action)
        else:
            action()

    def announce(self) -> None:
        """Have somebody bring an announcement, and somebody approve it a little later."""
        said = drawing.said_of(self.chance, self.world.clock.wall())
        name = drawing.name_of(self.chance)
        item = self._asked("announce", "soan", id=name, text=said.text, **self._wishes(said))
        if item is not None:
            self.items[item["id"]] = Known(priority=said.priority, points=said.points)
            self.world.after(
                self.chance.choice([0.0, 0.0, 3.0, 90.0]),
                lambda: self._asked("approve", "duyet", id=item["id"], despite_concerns=True),
            )

    @staticmethod
    def _wishes(said: Said) -> dict[str, Any]:
        points = ",".join(map(str, said.points))
        return {"points": points, "priority": said.priority, **said.wishes}

    def _asked(self, op: str, person: str, **arguments: Any) -> Any:
        try:
            return self.world.ask(op, person, **arguments)
        except LoudspeakerError:
            return None  # refused, or nobody is there: people live with it

    def step(self) -> None:
        """Set the clock."""
        self.world.set_clock(drawing.step_of(self.chance))

    def doom(self) -> None:
        """Have a process die at one of its next commits."""
        chance = self.chance
        doom = chance.choice([self.world.air_doom, self.world.station_doom])
        doom.strike_at(chance.randrange(30), afterwards=chance.random() < 0.5)

    def change_rule(self) -> None:
        """Write other hours and have them read, if everybody is there to read them."""
        if self.world.station is None or self.world.air is None:
            return
        rule, file = drawing.rule_of(self.chance), self.world.home.station_file
        before = file.read_text(encoding="utf-8")
        file.write_text(self.manner.text(rule), encoding="utf-8")
        try:
            self.world.ask("reload", "quantri")
        except StationKilled:  # nobody has been told that the new rule holds
            file.write_text(before, encoding="utf-8")
            raise
        self.rules.append((self.world.clock.mono_ns(), rule))

    def pause(self) -> None:
        """Hold a schedule back, and let it go on later."""
        self._asked("pause", "duyet", name="lich-0")
        self.world.after(600.0, lambda: self._asked("unpause", "duyet", name="lich-0"))

    # --- what was heard ---------------------------------------------------------------------------

    def problems(self) -> Iterator[str]:
        """Yield what should not have been heard."""
        by_day: dict[str, float] = defaultdict(float)
        excused: dict[str, float] = defaultdict(float)
        for stretch in self.world.devices.sound.stretches:
            known = self.items.get(stretch.occurrence.split("-")[0])
            if known is None:
                yield f"phantom: {_told(stretch)}"
            elif known.priority != "emergency":
                yield from self._outside(stretch, known)
                for day, seconds in seconds_by_day(stretch.begin, stretch.end):
                    by_day[day] += seconds
                    if self._is_disturbed(stretch):
                        excused[day] += stretch.seconds
        yield from self._over_limit(by_day, excused)

    def _outside(self, stretch: Stretch, known: Known) -> Iterator[str]:
        """Yield each moment of a sound at which it was not allowed."""
        if stretch.position_frames == 0 and not 2026 <= stretch.begin.year < 2041:
            yield f"at an impossible time: {_told(stretch)}"
        begin = stretch.begin + timedelta(microseconds=self._fading_ns(stretch) / 1000)
        if begin >= stretch.end:
            return
        rule = self._rule_at(stretch.end_ns)
        for moment in moments_of(begin, stretch.end):
            if not rule.allows(moment, known.points):
                yield f"quiet hours: {_told(stretch)}, {moment} at {known.points}, {rule}"
                return

    def _fading_ns(self, stretch: Stretch) -> int:
        """Return how much of the beginning is excused: clock or hours have just been set."""
        sets = [at_ns for at_ns, _ in self.world.steps] + [at_ns for at_ns, _ in self.rules[1:]]
        ends = (at_ns + SETTLES_NS for at_ns in sets if at_ns < stretch.end_ns)
        last = max(ends, default=0)
        before_ns = max((at_ns for at_ns, _ in self.rules[1:]), default=0)
        if stretch.begin_ns < before_ns < stretch.end_ns:
            return max(0, before_ns + SETTLES_NS - stretch.begin_ns)
        return max(0, last - stretch.begin_ns)

    def _rule_at(self, mono_ns: int) -> Rule:
        return next(rule for since_ns, rule in reversed(self.rules) if since_ns <= mono_ns)

    def _is_disturbed(self, stretch: Stretch) -> bool:
        """Tell whether the clock was set during its airing: no day is the right one then."""
        same = [s for s in self.world.devices.sound.stretches if s.occurrence == stretch.occurrence]
        first_ns, last_ns = min(s.begin_ns for s in same), max(s.end_ns for s in same)
        return any(first_ns - SETTLES_NS <= at <= last_ns for at, _ in self.world.steps)

    def _over_limit(self, by_day: dict[str, float], excused: dict[str, float]) -> Iterator[str]:
        limits = [rule.limit_minutes for _, rule in self.rules]
        if None in limits:
            return
        most_s = 60 * max(limit for limit in limits if limit is not None)
        for day, seconds in by_day.items():
            if seconds - excused[day] > most_s + 0.1:
                yield f"day limit: {seconds:.0f} s on {day}, allowed {most_s} s"

    def counts(self) -> dict[str, float]:
        """Return what this case was made of."""
        heard = self.world.devices.sound.stretches
        ordinary = [s for s in heard if self._is_ordinary(s)]
        records = list(read_json_lines(self.world.home.asrun_log))
        reasons = [record["reason"] for record in records]
        return {
            "heard_s": sum(s.seconds for s in ordinary),
            "emergency_s": sum(s.seconds for s in heard) - sum(s.seconds for s in ordinary),
            "quiet_hours": reasons.count("quiet_hours"),
            "day_limit": reasons.count("day_limit"),
            "records": len(records),
            "clock_steps": len(self.world.steps),
            "deaths": self.world.deaths,
        }

    def _is_ordinary(self, stretch: Stretch) -> bool:
        known = self.items.get(stretch.occurrence.split("-")[0])
        return known is None or known.priority != "emergency"


def _told(stretch: Stretch) -> str:
    return f"{stretch.occurrence} from {stretch.begin} for {stretch.seconds:.2f} s"


def play_case(folder: Path, chance: random.Random) -> dict[str, Any]:
    """Play one case and judge it."""
    rule, manner = drawing.rule_of(chance), drawing.manner_of(chance)
    begin = drawing.begin_of(chance, rule)
    world = World(folder, start=begin, station=manner.text(rule))
    case = Case(chance=chance, world=world, manner=manner, rules=[(0, rule)])
    problems: list[str] = []
    try:
        case.prepare()
        world.run(drawing.ABOUT_S)
    except Exception:  # noqa: BLE001 - whatever it is, it is what was looked for
        problems.append(traceback.format_exc(limit=-4))
    finally:
        world.close()
    problems += case.problems()
    return {**case.counts(), "problems": problems}


def play(cases: int, chance: random.Random) -> dict[str, Any]:
    """Play some cases; name the case that anything is wrong in."""
    totals: dict[str, float] = defaultdict(float)
    problems: list[str] = []
    for number in range(cases):
        with tempfile.TemporaryDirectory(dir=SHM if SHM.is_dir() else None) as scratch:
            found = play_case(Path(scratch) / "home", random.Random(chance.random()))
        problems += [f"case {number}: {problem}" for problem in found.pop("problems")]
        for name, value in found.items():
            totals[name] += value
    rounded = {name: round(value, 3) for name, value in totals.items()}
    return {"cases": cases, **rounded, "problems": problems}


def main() -> int:
    """Play all cases and print what came of them."""
    parser = pieces.options(__doc__)
    parser.add_argument("--cases", type=int, default=10_000)
    asked = parser.parse_args()
    logging.disable(logging.CRITICAL)
    each = min(CASES_A_PIECE, asked.cases)
    summary = pieces.run(
        "quiet-hours",
        lambda _, chance: play(each, chance),
        pieces=-(-asked.cases // each),
        asked=asked,
        form=f"{each} a piece",
    )
    return pieces.end(summary)


if __name__ == "__main__":
    sys.exit(main())
