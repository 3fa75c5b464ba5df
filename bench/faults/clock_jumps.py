"""The station's clock is set, by a second to ten years, around the times of announcements.

    python -m bench.faults.clock_jumps --jumps 1000 --seed 1 --results clock.jsonl

A preloaded library shifts CLOCK_REALTIME of every process of the station and of the commands; the
village keeps true time, as receivers do, which have no clock but the commands they hear.

* early: sound more than 0.1 s before the station's clock showed the due time (sound that was
  queued when the clock was set back does not count);
* late: more than 2 s from the moment at which it was due, within its grace, its clock believed and
  nothing else on air, to the first sound under carrier.  An emergency is due when its approval was
  answered, whatever the clock shows;
* double: an ordinary announcement sent in full twice, an emergency more than twice;
* exactly one terminal record; what the clock left out is missed with reason ``clock``;
* afterwards every point still opens: an announcement to all is heard at each of them.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.faults.clock_judge import (
    LATE_NS,
    NS,
    Awaited,
    Timeline,
    carriers,
    first_sounds,
    is_early,
    judge_record,
    lateness_ns,
    others_on_air,
)
from bench.faults.clocks import ShiftedClock, environment
from bench.faults.judge import FULL_SHARE, TERMINAL, airings, stuck_carriers
from bench.faults.preload import NoCompiler
from bench.faults.results import SKIPPED, Results
from bench.faults.station import Station
from bench.faults.tail import Tail, has_sound

TEXT = "mời bà con đến nhà văn hóa thôn dự họp về nước sạch "
TEN_YEARS_S = 10 * 365.25 * 86400
LONG_TEXT = TEXT * 15
"""A point that has heard commands of another time believes them after ten seconds."""
FARTHEST_S = 700 * 86400.0
"""An announcement can be written so far ahead."""
AHEAD_S = 1.5
SETTLE_S = 20.0
BETWEEN_CHECKS = 25
CARRIER = 1000
"""What goes out under carrier is judged as if a point of this number had heard it."""


def any_shift_s(chance: random.Random, *, most_s: float = TEN_YEARS_S) -> float:
    """Return a step of the clock, each order of magnitude as likely as any other."""
    exponent = chance.uniform(0.0, 1.0)
    return float(chance.choice((-1, 1)) * most_s**exponent)


@dataclass(slots=True)
class Round:
    """One announcement and the jumps around it."""

    kind: str
    jumps_s: list[float] = field(default_factory=list)
    occurrence: str = ""
    awaited: Awaited | None = None


class Campaign:
    """Rounds on one home: the clock is wrong for a few seconds, then true again."""

    def __init__(self, folder: Path, *, source: Path, rate: float) -> None:
        self.clock = ShiftedClock(folder / "station.clock")
        env = environment(folder, self.clock)
        self.station = Station(folder / "home", source=source, rate=rate, env=env)
        self._timeline = Timeline(true_offset_ns=time.time_ns() - time.monotonic_ns())
        self._events = Tail(self.station.home / "village" / "events.jsonl", has_sound)
        self._records = Tail(self.station.home / "asrun.jsonl")
        self._awaited: dict[str, Awaited] = {}
        self._points: set[int] = set()
        self._asking_s = 4.0
        """How long writing and approving will take, by how long it took last."""

    def begin(self) -> None:
        """Make the home; the village first, by true time."""
        self.station.init()
        self.station.start_village()
        self.station.start()
        self._points = {row["number"] for row in self.station.ask("points")}

    def end(self) -> None:
        """End everything."""
        self.station.end()
        self.station.end_village()

    # --- rounds ---------------------------------------------------------------------------------

    def round(self, chance: random.Random, found: dict[str, Any]) -> None:
        """Play one round and judge it."""
        kinds: dict[str, Callable[[random.Random, Round], None]] = {
            "before": self._before,
            "onto": self._onto,
            "playing": self._playing,
            "emergency": self._emergency,
        }
        kind = chance.choices([*kinds], [6, 6, 3, 3])[0]
        this = Round(kind)
        kinds[kind](chance, this)
        if chance.random() < 0.25:
            self._jump(this, any_shift_s(chance))
            time.sleep(chance.uniform(0.2, 3.0))
        self._jump(this, 0.0)
        self._finish(this)
        found |= {"kind": kind, "jumps_s": [round(jump, 3) for jump in this.jumps_s]}
        found |= self._judged(this)

    def _before(self, chance: random.Random, this: Round) -> None:
        """Set the clock in the last seconds before the due time."""
        due_s = self._approve(this, AHEAD_S)
        _sleep_until(due_s - chance.uniform(0.0, 2.5))
        self._jump(this, any_shift_s(chance))
        time.sleep(chance.uniform(0.5, 4.0))

    def _onto(self, chance: random.Random, this: Round) -> None:
        """Set the clock forward to about the due time of something that is far ahead."""
        ahead_s = max(30.0, abs(any_shift_s(chance, most_s=FARTHEST_S)))
        self._approve(this, ahead_s)
        near = chance.random() < 0.75
        after_s = chance.uniform(-4.0, 4.0) if near else chance.uniform(-100.0, 1200.0)
        now_s = time.time()
        assert this.awaited is not None
        assert this.awaited.due_ns is not None
        self._jump(this, this.awaited.due_ns / NS + after_s - now_s)
        time.sleep(chance.uniform(2.5, 6.0))

    def _playing(self, chance: random.Random, this: Round) -> None:
        """Set the clock while it is on air, or about to be."""
        due_s = self._approve(this, AHEAD_S)
        _sleep_until(due_s + chance.uniform(-0.2, 1.2))
        self._jump(this, any_shift_s(chance))
        time.sleep(chance.uniform(0.5, 3.0))

    def _emergency(self, chance: random.Random, this: Round) -> None:
        """Set the clock, and call an emergency; or the other way round."""
        first = chance.random() < 0.5
        if first:
            self._jump(this, any_shift_s(chance))
        self._approve(this, None)
        time.sleep(chance.uniform(0.0, 1.5))
        if not first:
            self._jump(this, any_shift_s(chance))
        time.sleep(chance.uniform(1.0, 4.0))

    def _approve(self, this: Round, ahead_s: float | None) -> float:
        """Have it written and approved, due about so much later; return its due time (seconds)."""
        words = ["announce", TEXT, "--as", "soan"]
        begun_s, due_s = time.monotonic(), time.time() + (ahead_s or 0.0) + self._asking_s
        words += ["--priority", "emergency"] if ahead_s is None else ["--at", _iso(due_s)]
        filed = self.station.ask(*words)
        approved = self.station.ask("approve", filed["id"], "--as", "duyet", "--yes")
        self._asking_s = 1.5 * (time.monotonic() - begun_s)
        this.occurrence = approved["occurrence"]
        this.awaited = Awaited(
            occurrence=this.occurrence,
            ready_ns=time.monotonic_ns(),
            due_ns=None if ahead_s is None else round(due_s * 1000) * 1_000_000,
        )
        self._awaited[this.occurrence] = this.awaited
        return due_s

    def _jump(self, this: Round, shift_s: float) -> None:
        before_s = self.clock.realtime_ns / NS
        at_ns = self.clock.set(realtime_ns=round(shift_s * NS))
        self._timeline.set(at_ns, self.clock.realtime_ns)
        this.jumps_s.append(shift_s - before_s)

    def _finish(self, this: Round) -> None:
        """Wait until it is over; what is due much later is let go."""
        deadline = time.monotonic() + SETTLE_S
        due_ns = this.awaited.due_ns if this.awaited else None
        is_ahead = due_ns is not None and due_ns > time.time_ns() + 5 * NS
        if is_ahead and not self._has_ended(this.occurrence):
            item = this.occurrence.rpartition("-")[0]
            self.station.command("cancel", item, "--as", "duyet")  # refused if it has just ended
        while not self._has_ended(this.occurrence):
            if time.monotonic() > deadline:
                return
            time.sleep(0.1)

    def _has_ended(self, occurrence: str) -> bool:
        self._records.look()
        return any(
            record["occurrence"] == occurrence and record["event"] in TERMINAL
            for record in reversed(self._records.lines)
        )

    # --- judging --------------------------------------------------------------------------------

    def _judged(self, this: Round) -> dict[str, Any]:
        """Return how the round's announcement fared."""
        assert this.awaited is not None
        events, now_ns = self._events.lines, time.monotonic_ns()
        self._wait_for_events(now_ns)
        records = [r for r in self._records.lines if r["occurrence"] == this.occurrence]
        ends = [record for record in records if record["event"] in TERMINAL]
        until_ns = ends[0]["mono_ns"] if ends else now_ns
        sounds = first_sounds(events)
        sound_ns = sounds.get(this.occurrence)
        busy = others_on_air(this.occurrence, sounds, carriers(events, now_ns))
        late_ns = lateness_ns(
            this.awaited, self._timeline, sound_ns=sound_ns, busy=busy, until_ns=until_ns
        )
        problems = judge_record(this.awaited, self._timeline, records, until_ns)
        if late_ns is not None and late_ns > LATE_NS:
            problems["late"] = [f"{this.occurrence}: {late_ns / NS:.2f} s"]
        if sound_ns is not None and is_early(this.awaited, self._timeline, sound_ns):
            shown = _iso(self._timeline.wall_ns(sound_ns) / NS)
            problems["early"] = [f"{this.occurrence}: sounded at {shown}"]
        return {
            "outcome": [ends[0]["event"], ends[0]["reason"]] if ends else None,
            "late_s": None if late_ns is None else round(late_ns / NS, 3),
            "problems": problems,
        }

    def _wait_for_events(self, now_ns: int) -> None:
        """Wait until the village has written down what happened up to now, carrier off included."""
        deadline = time.monotonic() + 3.0
        while time.monotonic() < deadline:
            self._events.look()
            on_air = carriers(self._events.lines, now_ns)
            if not (on_air and on_air[-1][1] == now_ns):
                return
            time.sleep(0.1)

    def check_points(self, found: dict[str, Any]) -> None:
        """Let an announcement to all be heard at each point, by a clock that is true again."""
        mark = self._events.cut()
        filed = self.station.ask("announce", LONG_TEXT, "--now", "--as", "soan")
        approved = self.station.ask("approve", filed["id"], "--as", "duyet", "--yes")
        occurrence = str(approved["occurrence"])
        heard = self._first_heard(mark, occurrence)
        self.station.command("cancel", filed["id"], "--as", "duyet")  # the rest of it
        self._finish(Round("check", occurrence=occurrence))
        self._wait_for_events(time.monotonic_ns())
        deaf = sorted(self._points - set(heard))
        problems = {"deaf": [f"points {deaf}"]} if deaf else {}
        opened = max(heard.values(), default=0) - heard.get(0, 0)
        found |= {"kind": "check", "last_opened_s": round(opened / NS, 2), "problems": problems}

    def _first_heard(self, mark: int, occurrence: str) -> dict[int, int]:
        """Wait until it is heard everywhere, or is over; return since when at each point."""
        heard: dict[int, int] = {}
        deadline = time.monotonic() + 2 * SETTLE_S
        while time.monotonic() < deadline and not set(heard) >= self._points:
            over = self._has_ended(occurrence)
            if over:
                time.sleep(1.0)
            self._events.look()
            for event in self._events.lines[mark:]:
                if event.get("occurrence") == occurrence:
                    heard.setdefault(event["n"], event["mono_ns"])
            if over:
                break
            time.sleep(0.1)
        return heard

    def judge_all(self) -> dict[str, list[str]]:
        """Return what is wrong with everything that was aired, taken together."""
        self._events.look()
        self._records.look()
        problems: dict[str, list[str]] = {}
        for awaited in self._awaited.values():
            records = [r for r in self._records.lines if r["occurrence"] == awaited.occurrence]
            ends = sum(record["event"] in TERMINAL for record in records)
            if ends != 1:
                problems.setdefault("unfinished", []).append(f"{awaited.occurrence}: {ends}")
        lengths = {r["occurrence"]: r["len_ms"] for r in self._records.lines if r.get("len_ms")}
        sent = [{**e, "n": CARRIER} for e in self._events.lines if e.get("n") == 0]
        for occurrence, found in airings(sent).items():
            full = sum(a.covered_ms >= FULL_SHARE * lengths.get(occurrence, 1e9) for a in found)
            emergency = occurrence in self._awaited and self._awaited[occurrence].due_ns is None
            if full > (2 if emergency else 1):
                problems.setdefault("doubled", []).append(f"{occurrence}: in full {full} times")
        stuck = stuck_carriers(self._events.lines)
        return problems | ({"stuck": stuck} if stuck else {})


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")


def _sleep_until(true_s: float) -> None:
    time.sleep(max(0.0, true_s - time.time()))


def run(campaign: Campaign, results: Results, *, jumps: int, seed: int) -> None:
    """Play rounds until so many jumps were made, those of earlier runs included."""

    def made() -> int:
        return sum(len(line.get("jumps_s", ())) for line in results.lines)

    number = first = next(n for n in range(jumps + 1) if not results.has(n))
    while made() < jumps:
        with results.measured(number) as found:
            campaign.round(random.Random(f"{seed}-{number}"), found)
        number += 1
        if (number - first) % BETWEEN_CHECKS == 0 or made() >= jumps:
            with results.measured(f"points after {number}") as found:
                campaign.check_points(found)
    with results.measured(f"all from {first} to {number}") as found:
        found["problems"] = campaign.judge_all()
        audit = campaign.station.command("audit", "verify", "--json").returncode
        if audit:
            found["problems"]["audit"] = [f"exit {audit}"]


def main() -> int:
    """Run the row and print its result as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jumps", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rate", type=float, default=4.0)
    parser.add_argument("--results", type=Path, help="append here, and go on from what is there")
    parser.add_argument("--source", type=Path, default=Path(__file__).parents[2])
    parser.add_argument("--keep", type=Path, help="use and keep this folder")
    chosen = parser.parse_args()
    results = Results(chosen.results, row="clock_jumps", seed=chosen.seed)
    with tempfile.TemporaryDirectory(prefix="loudspeaker-clock-") as scratch:
        folder = chosen.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        try:
            campaign = Campaign(folder, source=chosen.source, rate=chosen.rate)
        except NoCompiler as missing:
            print(json.dumps({"row": "clock_jumps", "skipped": str(missing)}))
            return SKIPPED
        campaign.begin()
        try:
            run(campaign, results, jumps=chosen.jumps, seed=chosen.seed)
        finally:
            campaign.end()
    judged = [line["late_s"] for line in results.lines if line.get("late_s") is not None]
    jumps = sum(len(line.get("jumps_s", ())) for line in results.lines)
    opened = [line["last_opened_s"] for line in results.lines if "last_opened_s" in line]
    more = {
        "jumps": jumps,
        "timed": len(judged),
        "latest_s": max(judged, default=None),
        "last_point_opened_s": max(opened, default=None),
    }
    print(json.dumps(results.summary(**more), ensure_ascii=False))
    return 1 if results.problems() else 0


if __name__ == "__main__":
    sys.exit(main())
