"""``station`` or ``air`` is killed at the Nth write, flush or send of one broadcast, for every N.

    python -m bench.faults.syscalls --seed 1 --results calls.jsonl

One ordinary announcement for each N: written, approved, aired, with a SIGKILL on the way; judged as
in ``kills``.  By strace's injection where processes may be traced, else by a preloaded library; the
result says which (``by``).  ``--most 20`` takes a sample, ``--only "air flush 9"`` what is named.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any

from bench.faults import pieces
from bench.faults.calls import KINDS, Killer, Preload, Strace, may_trace
from bench.faults.judge import TERMINAL, judge
from bench.faults.preload import NoCompiler
from bench.faults.results import SKIPPED, Part, Results
from bench.faults.station import Station
from bench.faults.tail import Tail, has_sound

TEXT = "mời bà con đến nhà văn hóa thôn dự họp "
ROLES = ("air", "station")
OVER_S = 40.0
READY_AGAIN_S = 10.0
QUIET_S = 3.0


class Campaign:
    """Broadcasts on one home, one kill each."""

    def __init__(self, folder: Path, killer: Killer, *, source: Path, rate: float) -> None:
        self.killer = killer
        self.station = Station(folder / "home", source=source, rate=rate, env=killer.env)
        self._events = Tail(self.station.home / "village" / "events.jsonl", has_sound)
        self._records = Tail(self.station.home / "asrun.jsonl")
        self._number = 0

    def reach(self, role: str, kind: str) -> int:
        """Return how many calls of a kind a role makes during a broadcast, as the killer counts."""
        found: list[int] = []
        pid = self.station.pids()[role]
        self._broadcast(lambda: self.killer.counting(pid, kind, found), found={})
        return found[0]

    def kill(self, role: str, kind: str, number: int, found: dict[str, Any]) -> None:
        """Broadcast once with a kill; judge it."""
        pid = self.station.pids()[role]
        mark = self._events.cut()
        begun_s = time.monotonic()
        occurrence = self._broadcast(lambda: self.killer.killing(pid, kind, number), found=found)
        died = self.station.pids().get(role) != pid
        self._settle()
        verdict = judge(self._events.lines[mark:], self._records.lines, {occurrence: "normal"})
        found["killed"] = died
        found["problems"] = verdict.problems() | self._slow(role, pid, begun_s)

    def _broadcast(
        self, watched: Callable[[], AbstractContextManager[None]], *, found: dict[str, Any]
    ) -> str:
        """Have one announcement aired while the role is watched; return its occurrence."""
        self._number += 1
        words = ["announce", TEXT, "--now", "--key", f"n{self._number}", "--as", "soan"]
        with watched():
            filed = self.station.insist(*words)
            approved = self.station.insist("approve", filed["id"], "--as", "duyet", "--yes")
            occurrence = str(approved["occurrence"])
            deadline = time.monotonic() + OVER_S
            while not self._is_over(occurrence) and time.monotonic() < deadline:
                time.sleep(0.05)
            self._carrier_off()
        found["again"] = sum(
            record["occurrence"] == occurrence and record["event"] == "start"
            for record in self._records.lines
        )
        return occurrence

    def _is_over(self, occurrence: str) -> bool:
        self._records.look()
        return any(
            record["occurrence"] == occurrence and record["event"] in TERMINAL
            for record in reversed(self._records.lines)
        )

    def _carrier_off(self) -> None:
        """Wait until the broadcast is over on the air, too."""
        deadline = time.monotonic() + QUIET_S
        while time.monotonic() < deadline:
            self._events.look()
            carrier = [e["ev"] for e in self._events.lines if e["ev"].startswith("carrier")]
            if carrier and carrier[-1] == "carrier_off":
                return
            time.sleep(0.05)

    def _settle(self) -> None:
        """Let the village write down what it heard, and the role come back."""
        deadline = time.monotonic() + READY_AGAIN_S
        while not set(ROLES) <= set(self.station.pids()) and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(0.6)
        self._events.look()

    def _slow(self, role: str, pid: int, begun_s: float) -> dict[str, list[str]]:
        now = self.station.pids().get(role)
        if now is None or (now == pid and not Path(f"/proc/{pid}").exists()):
            return {"slow": [f"{role} is not back after {time.monotonic() - begun_s:.0f} s"]}
        return {}


def run(campaign: Campaign, results: Results, *, steps: Sequence[str], part: Part) -> None:
    """Kill at each of the given calls that has not been done."""
    for place, step in enumerate(steps):
        if part.has(place) and not results.has(step):
            role, kind, number = step.split()
            with results.measured(step) as found:
                found["by"] = campaign.killer.name
                campaign.kill(role, kind, int(number), found)


def all_steps(campaign: Campaign, *, most: int | None, seed: int) -> list[str]:
    """Return every call of a broadcast, or a sample with all roles and kinds in turn."""
    groups = [
        [f"{role} {kind} {number + 1}" for number in range(campaign.reach(role, kind))]
        for role in ROLES
        for kind in KINDS
    ]
    if most is None:
        return [step for group in groups for step in group]
    chance = random.Random(seed)
    for group in groups:
        chance.shuffle(group)
    in_turn = (step for row in zip_longest(*groups) for step in row if step is not None)
    return list(islice(in_turn, most))


def killer_of(by: str, folder: Path) -> Killer:
    """Return the way to kill; NoCompiler."""
    if by == "strace" or (by == "auto" and may_trace()):
        return Strace(folder)
    return Preload(folder)


def main() -> int:
    """Run the row and print its result as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--by", choices=("auto", "strace", "preload"), default="auto")
    parser.add_argument("--most", type=int, help="so many numbers, chosen by the seed")
    parser.add_argument("--only", nargs="+", metavar="CALL", help='these, as in "air flush 9"')
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rate", type=float, default=4.0)
    parser.add_argument("--results", type=Path, help="append here, and go on from what is there")
    parser.add_argument("--source", type=Path, default=Path(__file__).parents[2])
    parser.add_argument("--keep", type=Path, help="use and keep this folder")
    pieces.add_part(parser)
    chosen = parser.parse_args()
    results = Results(chosen.results, row="syscalls", seed=chosen.seed)
    with tempfile.TemporaryDirectory(prefix="loudspeaker-calls-") as scratch:
        folder = chosen.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        try:
            killer = killer_of(chosen.by, folder)
        except NoCompiler as missing:
            print(json.dumps({"row": "syscalls", "skipped": f"no ptrace, and {missing}"}))
            return SKIPPED
        campaign = Campaign(folder, killer, source=chosen.source, rate=chosen.rate)
        campaign.station.init()
        campaign.station.start()
        try:
            steps = chosen.only or all_steps(campaign, most=chosen.most, seed=chosen.seed)
            run(campaign, results, steps=steps, part=chosen.part)
            audit = campaign.station.command("audit", "verify", "--json").returncode
        finally:
            campaign.station.end()
    kills = sum(line["killed"] for line in results.lines)
    summary = results.summary(by=killer.name, kills=kills, audit_exit=audit)
    print(json.dumps(summary, ensure_ascii=False))
    return 1 if results.problems() or audit else 0


if __name__ == "__main__":
    sys.exit(main())
