"""Years of a commune's timetable in simulated time: every slot has its one record, none is doubled.

    python -m bench.faults.many_days --days 10000 --seed 1 --results FILE

Programmes in the morning and the afternoon, school days, market days, days of the moon, holidays, a
season; emergencies and announcements now and then; processes that die, power cuts of up to six
days, a clock that is set.  Each chapter of 1,000 days is one home; what is due is reckoned a second
time.
"""

from __future__ import annotations

import logging
import random
import subprocess
import sys
import tempfile
import time
import traceback
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.faults import pieces
from bench.faults.judge import TERMINAL, judge, read_json_lines
from bench.faults.planting import ROOT
from bench.faults.simulated.drawing import PEOPLE, name_of, points_of, text_of
from bench.faults.simulated.dying import StationKilled
from bench.faults.simulated.growth import Size, growth
from bench.faults.simulated.sound import Stretch
from bench.faults.simulated.timetable import Slot, due_between, timetable
from bench.faults.simulated.world import World
from loudspeaker.errors import LoudspeakerError
from loudspeaker.model import STATION_ZONE

SHM = Path("/dev/shm")
STATION = f"name: Xã thử\nvoice: tone\nrepeat: 2\n{PEOPLE}"
FIRST_DAY, DAYS = date(2026, 3, 1), 4000
DAYS_A_CHAPTER = 1000
SETTLED = 100
"""After so many days memory and files are taken as they should stay."""
DAY_S = 86_400.0
LONG_CUTS_S = (1.6 * DAY_S, 3.1 * DAY_S, 6 * DAY_S)
PER_DAY: Mapping[str, float] = {
    "emergency": 1 / 15,
    "announcement": 1 / 4,
    "kill_air": 1 / 4,
    "kill_station": 1 / 4,
    "doom": 1 / 2,
    "power_cut": 1 / 25,
    "step": 1 / 20,
    "pause": 1 / 40,
}


@dataclass(slots=True, kw_only=True)
class Chapter:
    """One home and its days."""

    chance: random.Random
    world: World
    slots: tuple[Slot, ...]
    names: dict[str, str] = field(default_factory=dict)
    """Item → schedule."""
    accepted: dict[str, str] = field(default_factory=dict)
    """Occurrence → priority of the single announcements that were approved."""
    begin: datetime | None = None
    held_back: int = 0
    """How many programmes are held back now: their slots are nobody's but for the next day."""

    def prepare(self) -> None:
        """Write the timetable, start, approve it."""
        for slot in self.slots:
            path = self.world.home.schedules / f"{slot.name}.yaml"
            path.write_text(slot.text, encoding="utf-8")
        self.world.down_s = lambda: self.chance.choice([0.5, 1.0, 5.0, 120.0])
        self.world.boot()
        for row in self.world.ask("schedules", "quantri"):
            if row["state"] == "draft" and not row["paused"]:
                self.names[row["id"]] = row["name"]
                self.world.ask("approve", "duyet", id=row["id"], despite_concerns=True)
        self.begin = self.world.clock.wall()

    def day(self) -> None:
        """Let a day pass, with what it brings."""
        for name, share in PER_DAY.items():
            if self.chance.random() < share:
                self.world.after(self.chance.uniform(0, DAY_S), self._action(name))
        self.world.run(DAY_S)
        devices = self.world.devices
        for log in (devices.transmitter.log, devices.points.log, devices.points.shown):
            log.clear()

    def _action(self, name: str) -> Callable[[], None]:
        action: Callable[[], None] = getattr(self, name)
        if name in ("emergency", "announcement") or self.chance.random() < 0.5:
            return action
        return lambda: self.world.after_next_sound(self.chance.uniform(0, 10), action)

    # --- what a day may bring ---------------------------------------------------------------------

    def emergency(self) -> None:
        """Warn of something."""
        self._say(priority="emergency")

    def announcement(self) -> None:
        """Announce something for later, in the commune's hours."""
        due = self.world.clock.wall() + timedelta(minutes=self.chance.randint(2, 300))
        self._say(priority="normal", at=due.isoformat())

    def _say(self, **wishes: str) -> None:
        text, points = text_of(self.chance, most_words=30), points_of(self.chance)
        try:
            item = self.world.ask(
                "announce",
                "soan",
                id=name_of(self.chance),
                text=text,
                points=",".join(map(str, points)),
                **wishes,
            )
            self.accepted[item["occurrence"]] = wishes["priority"]
            self.world.ask("approve", "duyet", id=item["id"], despite_concerns=True)
        except LoudspeakerError:
            return  # quiet hours, or nobody is there

    def kill_air(self) -> None:
        """Have playout die."""
        self.world.kill_air()

    def kill_station(self) -> None:
        """Have the station die."""
        self.world.kill_station()

    def doom(self) -> None:
        """Have one of them die at a commit."""
        doom = self.chance.choice([self.world.air_doom, self.world.station_doom])
        doom.strike_at(self.chance.randrange(40), afterwards=self.chance.random() < 0.5)

    def power_cut(self) -> None:
        """Have both die, for up to six days."""
        away_s = self.chance.choice([600.0, 3600.0, 12 * 3600.0, 23.5 * 3600.0, *LONG_CUTS_S])
        if self.held_back:
            away_s = min(away_s, 600.0)
        usual, self.world.down_s = self.world.down_s, lambda: away_s
        self.world.after(1.0, lambda: setattr(self.world, "down_s", usual))
        self.world.kill_air()
        self.world.kill_station()

    def step(self) -> None:
        """Set the clock a little."""
        seconds = self.chance.choice([1.0, 5.0, 61.0, 600.0, 1800.0])
        self.world.set_clock(self.chance.choice([-1, 1]) * seconds)

    def pause(self) -> None:
        """Hold a programme back for a day."""
        name = self.chance.choice(self.slots).name

        def choose(op: str) -> None:
            try:
                self.world.ask(op, "duyet", name=name)
            except LoudspeakerError:  # nobody is there
                self.world.after(600.0, lambda: choose(op))
                return
            except StationKilled:  # whether it was kept nobody knows: they ask again
                self.world.after(600.0, lambda: choose(op))
                raise
            self.held_back += 1 if op == "pause" else -1
            if op == "pause":  # a day of it begins when somebody was there to say so
                self.world.after(DAY_S, lambda: choose("unpause"))

        choose("pause")

    # --- judging ----------------------------------------------------------------------------------

    def problems(self, records: list[dict[str, Any]], end: datetime) -> Iterator[str]:
        """Yield every slot without its one record, and everything lost, doubled or untrue."""
        assert self.begin is not None
        found: dict[tuple[str, datetime], list[str]] = defaultdict(list)
        for record in records:
            name = self.names.get(record["item"])
            if name is not None and record["event"] in TERMINAL:
                due = datetime.fromisoformat(record["due"])
                found[name, due].append(record["occurrence"])
        due_slots = list(due_between(self.slots, self.begin, end - timedelta(minutes=11)))
        accepted = dict(self.accepted)
        for slot, due in due_slots:
            occurrences = found.pop((slot.name, due), [])
            if len(occurrences) != 1:
                yield f"{slot.name} {due}: {len(occurrences)} terminal records"
            accepted |= dict.fromkeys(occurrences, "normal")
        for (name, due), occurrences in found.items():
            if due < end - timedelta(minutes=11):
                yield f"{name} {due}: recorded, and not due"
            accepted |= dict.fromkeys(occurrences, "normal")
        recorded = {record["occurrence"] for record in records}
        kept = {name: level for name, level in accepted.items() if name in recorded}
        events = [_event(stretch) for stretch in self.world.devices.sound.stretches]
        for kind, names in judge(events, records, kept).problems().items():
            yield from (f"{kind}: {name}" for name in names)

    def open_things(self) -> dict[str, int]:
        """Return how much is not over."""
        station, air = self.world.station, self.world.air
        if station is None or air is None:
            return {}
        return {
            "open": len(station.parts.items.open_occurrences()),
            "owed": len(list(station.parts.owing._debts.all())),  # noqa: SLF001 - nobody shows them
            "rundowns": len(air.journal.pending()),
        }


def _event(stretch: Stretch) -> dict[str, Any]:
    """Return a stretch as the village tells of one."""
    return {
        "ev": "audio",
        "n": 1,
        "mono_ns": stretch.begin_ns,
        "occurrence": stretch.occurrence,
        "pos_ms": stretch.position_frames / 48,
        "len_ms": stretch.seconds * 1000,
        "carrier": True,
        "rms_dbfs": -20.0,
    }


# --- a chapter ------------------------------------------------------------------------------------


def is_audited(world: World) -> bool:
    """Tell whether ``audit verify`` passes."""
    words = [sys.executable, "-m", "loudspeaker", "audit", "verify", "--json"]
    done = subprocess.run(
        [*words, "--home", str(world.home.root)], cwd=ROOT, capture_output=True, check=False
    )
    return done.returncode == 0


def play(days: int, chance: random.Random) -> dict[str, Any]:
    """Play a chapter and judge it."""
    first = FIRST_DAY + timedelta(days=chance.randrange(DAYS))
    start = datetime.combine(first, datetime.min.time(), STATION_ZONE) + timedelta(hours=3)
    season = (first + timedelta(days=days // 4), first + timedelta(days=days // 2))
    problems: list[str] = []
    grown: dict[str, float] = {}
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(dir=SHM if SHM.is_dir() else None) as scratch:
        world = World(Path(scratch) / "home", start=start, station=STATION)
        chapter = Chapter(chance=chance, world=world, slots=timetable(season))
        try:
            chapter.prepare()
            before = Size.of(world)
            for day in range(days):
                chapter.day()
                if day == SETTLED:
                    before = Size.of(world)
            world.down_s = lambda: 1.0
            world.air_doom.lift()
            world.station_doom.lift()
            while world.air is None or world.station is None:  # cut off for days, near the end
                world.run(DAY_S / 24)
            world.run(1.1 * DAY_S)  # whatever waits ends
            grown, too_much = growth(before, Size.of(world), chapter.open_things())
            problems += too_much
        except Exception:  # noqa: BLE001 - whatever it is, it is what was looked for
            problems.append(traceback.format_exc(limit=-6))
        end = world.clock.wall()
        world.close()
        records = list(read_json_lines(world.home.asrun_log))
        problems += chapter.problems(records, end)
        if not is_audited(world):
            problems.append("audit verify fails")
    return {
        "days": days,
        "slots": sum(1 for _ in due_between(chapter.slots, start, end)),
        "records": len(records),
        "aired": sum(record["result"] == "aired" for record in records),
        "deaths": world.deaths,
        "clock_steps": len(world.steps),
        "least_days_a_second": round(days / (time.monotonic() - begun), 1),
        **grown,
        "problems": problems,
    }


def main() -> int:
    """Play all days and print what came of them."""
    parser = pieces.options(__doc__)
    parser.add_argument("--days", type=int, default=10_000)
    parser.add_argument("--chapter", type=int, default=DAYS_A_CHAPTER, help="days of one home")
    asked = parser.parse_args()
    logging.disable(logging.CRITICAL)
    each = min(asked.chapter, asked.days)
    summary = pieces.run(
        "many-days",
        lambda _, chance: play(each, chance),
        pieces=-(-asked.days // each),
        asked=asked,
        form=f"{each} days a home",
    )
    return pieces.end(summary)


if __name__ == "__main__":
    sys.exit(main())
