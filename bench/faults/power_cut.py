"""The station loses its power for three hours; it has no clock chip and no network.

    python -m bench.faults.power_cut --rounds 20 --seed 1 --results cut.jsonl

Everything of the station is killed at once; the village, on mains of its own, lives on, and by its
clocks three hours pass.  Then the station boots: another boot id, a monotonic clock that begins
anew, a wall clock as the disk kept it (up to three hours older still, or 1970), nothing that speaks
for it.  Must hold:

* an emergency called after the boot is heard at every point within 60 s of the start of ``run``;
* one that was approved before the cut and not aired is heard in full as well;
* nothing ordinary sounds before a person has confirmed the clock, and then it does;
* each has exactly one terminal record.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
import uuid
from collections import defaultdict
from pathlib import Path
from typing import Any

from bench.faults import pieces
from bench.faults.clock_judge import NS
from bench.faults.clocks import Outside, ShiftedClock, environment
from bench.faults.judge import FULL_SHARE, TERMINAL, airings
from bench.faults.preload import NoCompiler
from bench.faults.results import SKIPPED, Results
from bench.faults.station import Station
from bench.faults.tail import Tail, has_sound

TEXT = "mời bà con khẩn trương sơ tán khỏi vùng ngập lụt ven sông "
CUT_S = 3 * 3600.0
HEARD_S = 60.0
PATIENCE_S = 100.0
TEMPTED_S = 4.0
"""After the emergencies there is nothing but the clock to keep ordinary announcements waiting."""
POINTS = frozenset(range(1, 12))


class Campaign:
    """Power cuts, one after the other, of one home."""

    def __init__(self, folder: Path, *, source: Path) -> None:
        self.clock = ShiftedClock(folder / "station.clock")
        self.mains = ShiftedClock(folder / "village.clock")
        env = environment(folder, self.clock, line=self.mains)
        self._village_env = environment(folder, self.mains)
        self.station = Station(folder / "home", source=source, rate=1.0, env=env)
        self._events = Tail(self.station.home / "village" / "events.jsonl", has_sound)
        self._records = Tail(self.station.home / "asrun.jsonl")
        self._true_shift_ns = 0
        self._begun_ns = 0

    def begin(self) -> None:
        """Make the home; a network says what the time is."""
        self.station.init()
        file = self.station.home / "station.yaml"
        file.write_text(file.read_text(encoding="utf-8") + "clock: proved\n", encoding="utf-8")
        self.station.start_village(self._village_env)
        self._boot(shift_ns=0, outside=Outside.STEERED)
        self.station.start()

    def end(self) -> None:
        """End everything."""
        self.station.end()
        self.station.end_village()

    def _boot(self, *, shift_ns: int, outside: Outside) -> None:
        """Let the next processes find themselves in another boot."""
        uptime_ns = 20 * NS - time.monotonic_ns()
        self.clock.boot(str(uuid.uuid4()))
        self.clock.set(realtime_ns=shift_ns, monotonic_ns=uptime_ns, outside=outside)

    # --- a round --------------------------------------------------------------------------------

    def round(self, chance: random.Random, found: dict[str, Any]) -> None:
        """Cut the power with things waiting; boot, and judge what is heard."""
        mark = self._events.cut()
        due_s = time.time() + self._true_shift_ns / NS + chance.uniform(5.0, 12.0)
        ordinary = {self._approve("--at", _iso(due_s))}
        if chance.random() < 0.5:
            ordinary.add(self._approve("--now"))
        before = self._approve("--priority", "emergency")
        time.sleep(chance.uniform(0.0, 0.2))
        after = self._cut_and_call(mark, chance, found)
        self._until_over({before, after})
        time.sleep(TEMPTED_S)
        too_soon = self._sounds(mark + self._before_the_cut(mark)) & ordinary
        confirmed = self._confirm()
        self._until_over({*ordinary, before, after, confirmed})
        problems = {"lost": self._judged(mark, before, "approved before the cut")}
        problems["lost"] += self._judged(mark, after, "called after it")
        problems |= {"ordinary": [f"{name}: before the clock" for name in too_soon]}
        ends = {name: len(self._ends(name)) for name in (*ordinary, before, after, confirmed)}
        problems["unfinished"] = [f"{name}: {count}" for name, count in ends.items() if count != 1]
        if not self._heard(mark, confirmed):
            problems["silent"] = [f"{confirmed}: after the clock was confirmed"]
        for kind, each in problems.items():
            found["problems"][kind] = [*found["problems"].get(kind, []), *each]
        found["problems"] = {kind: each for kind, each in found["problems"].items() if each}

    def short_round(self, chance: random.Random, found: dict[str, Any]) -> None:
        """Cut the power with nothing waiting, boot, and call an emergency until it is heard."""
        self._cut_and_call(self._events.cut(), chance, found)

    def _cut_and_call(self, mark: int, chance: random.Random, found: dict[str, Any]) -> str:
        """Cut, boot, call an emergency and wait until it is heard; return its occurrence."""
        self.station.cut_power()
        self._pass_the_time(chance)
        self._begun_ns = time.monotonic_ns() + self.mains.monotonic_ns
        found["ready_s"] = round(self.station.start(), 2)
        after = self._approve("--priority", "emergency")
        first = self._first_heard(mark, after)
        late = {point: (at - self._begun_ns) / NS for point, at in first.items()}
        deaf = sorted(POINTS - {point for point, s in late.items() if s <= HEARD_S})
        found["last_heard_s"] = round(max(late.values(), default=0.0), 2)
        problem = f"{after}: not within {HEARD_S:.0f} s at {deaf}"
        found["problems"] = {"deaf": [problem]} if deaf else {}
        return after

    def _first_heard(self, mark: int, occurrence: str) -> dict[int, int]:
        """Wait until an occurrence is heard at every point, or is over; return since when it is."""
        deadline, first = time.monotonic() + PATIENCE_S, dict[int, int]()
        while time.monotonic() < deadline:
            over = bool(self._ends(occurrence))
            if over:
                time.sleep(1.0)
            self._events.look()
            for event in self._events.lines[mark:]:
                if event.get("occurrence") == occurrence and event["n"] in POINTS:
                    first.setdefault(event["n"], event["mono_ns"])
            if over or set(first) >= POINTS:
                break
            time.sleep(0.3)
        return first

    def _judged(self, mark: int, occurrence: str, what: str) -> list[str]:
        missing = sorted(POINTS - self._heard(mark, occurrence))
        return [f"{occurrence}, {what}: not in full at {missing}"] if missing else []

    def _approve(self, *options: str) -> str:
        filed = self.station.ask("announce", TEXT, *options, "--as", "soan")
        approved = self.station.ask("approve", filed["id"], "--as", "duyet", "--yes")
        return str(approved["occurrence"])

    def _pass_the_time(self, chance: random.Random) -> None:
        """Let three hours pass for everyone else, and the station wake up in the past."""
        self.mains.set(monotonic_ns=self.mains.monotonic_ns + round(CUT_S * NS))
        kept_ns = self.clock.realtime_ns
        older_s = chance.choice([0.0, 0.0, chance.uniform(0.0, CUT_S), time.time()])
        self._true_shift_ns += round(CUT_S * NS)
        self._boot(shift_ns=kept_ns - round(older_s * NS), outside=Outside.BARE)
        time.sleep(0.5)

    def _confirm(self) -> str:
        """Set the clock by a watch and say so, as a person would; then an ordinary item airs."""
        self.clock.set(realtime_ns=self._true_shift_ns)
        time.sleep(1.5)
        shown = _iso(time.time() + self._true_shift_ns / NS)
        self.station.ask("clock", "confirm", shown, "--as", "duyet")
        return self._approve("--now")

    # --- what was heard -------------------------------------------------------------------------

    def _before_the_cut(self, mark: int) -> int:
        """Return how many events since ``mark`` were before ``run`` was started again."""
        self._events.look()
        return sum(event["mono_ns"] < self._begun_ns for event in self._events.lines[mark:])

    def _sounds(self, mark: int) -> set[str]:
        return {e["occurrence"] for e in self._events.lines[mark:] if e.get("occurrence")}

    def _shares(self, mark: int, occurrence: str) -> dict[int, float]:
        """Return the best share of an occurrence that each point has heard in one piece."""
        self._events.look()
        self._records.look()
        lengths = [r["len_ms"] for r in self._records.lines if r["occurrence"] == occurrence]
        length_ms = max((length for length in lengths if length), default=0)
        shares: dict[int, float] = defaultdict(float)
        for airing in airings(self._events.lines[mark:]).get(occurrence, []):
            share = airing.covered_ms / length_ms if length_ms else 0.0
            shares[airing.point] = max(shares[airing.point], share)
        return shares

    def _heard(self, mark: int, occurrence: str) -> frozenset[int]:
        shares = self._shares(mark, occurrence)
        return frozenset(point for point, share in shares.items() if share >= FULL_SHARE)

    def _until_over(self, occurrences: set[str]) -> None:
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline and not all(map(self._ends, occurrences)):
            time.sleep(0.3)
        time.sleep(1.0)  # the village writes a little later
        self._events.look()

    def _ends(self, occurrence: str) -> list[dict[str, Any]]:
        self._records.look()
        return [
            record
            for record in self._records.lines
            if record["occurrence"] == occurrence and record["event"] in TERMINAL
        ]


def _iso(seconds: float) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime(seconds))


def main() -> int:
    """Run the row and print its result as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--results", type=Path, help="append here, and go on from what is there")
    parser.add_argument("--source", type=Path, default=Path(__file__).parents[2])
    parser.add_argument("--keep", type=Path, help="use and keep this folder")
    pieces.add_part(parser)
    parser.add_argument("--short", action="store_true", help="nothing but the emergency after it")
    chosen = parser.parse_args()
    results = Results(chosen.results, row="power_cut", seed=chosen.seed)
    with tempfile.TemporaryDirectory(prefix="loudspeaker-cut-") as scratch:
        folder = chosen.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        try:
            campaign = Campaign(folder, source=chosen.source)
        except NoCompiler as missing:
            print(json.dumps({"row": "power_cut", "skipped": str(missing)}))
            return SKIPPED
        campaign.begin()
        try:
            for number in range(chosen.rounds):
                if chosen.part.has(number) and not results.has(number):
                    with results.measured(number) as found:
                        play = campaign.short_round if chosen.short else campaign.round
                        play(random.Random(f"{chosen.seed}-{number}"), found)
        finally:
            campaign.end()
    latest_s = max((line["last_heard_s"] for line in results.lines), default=None)
    print(json.dumps(results.summary(latest_s=latest_s), ensure_ascii=False))
    return 1 if results.problems() else 0


if __name__ == "__main__":
    sys.exit(main())
