"""kill -9 of random processes at random instants, and sound that stalls.

    python -m bench.faults.kills --kills 200 --seed 1

Announcements are submitted, approved and aired without pause while processes die; afterwards the
village's log must show nothing lost, doubled, phantom or stuck, and the as-run log must agree.
Exit status 0 only if all of that holds.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from bench.faults.judge import TERMINAL, Verdict, judge, read_json_lines
from bench.faults.station import OUR_ROLES, Station

LETTERS = "mời bà con đến nhà văn hóa thôn dự họp về nước sạch và vệ sinh môi trường "
WEIGHTS = {"air": 5, "station": 3, "run": 2, "speech": 1}
MEAN_PAUSE_S = 2.5
STALL_S = 4.5
DRAIN_S = 90.0


@dataclass(slots=True, kw_only=True)
class Campaign:
    """One seeded run on one home."""

    station: Station
    random: random.Random
    accepted: dict[str, str] = field(default_factory=dict)
    kills: int = 0
    stalls: int = 0

    def submit(self) -> None:
        """Have one announcement written by one person and approved by another, retrying kills."""
        seconds = self.random.uniform(8, 25)
        emergency = self.random.random() < 0.2
        text = (LETTERS * 10)[: round(seconds * 10)]
        key = f"k{len(self.accepted)}-{self.random.random()}"
        words = ["announce", text, "--key", key, "--as", "soan"]
        words += ["--priority", "emergency"] if emergency else ["--now"]
        filed = self.station.insist(*words)
        approved = self.station.insist("approve", filed["id"], "--as", "duyet", "--yes")
        self.accepted[approved["occurrence"]] = "emergency" if emergency else "normal"

    def waiting(self) -> set[str]:
        """Return the accepted occurrences without a terminal record."""
        done = {
            record["occurrence"]
            for record in read_json_lines(self.station.home / "asrun.jsonl")
            if record["event"] in TERMINAL
        }
        return set(self.accepted) - done

    def strike(self) -> None:
        """Kill something, or stall the sound."""
        if self.random.random() < 0.08 and (readers := self.station.sound_readers()):
            with self.station.stopped(readers):
                time.sleep(STALL_S)
            self.stalls += 1
            return
        roles = [role for role in OUR_ROLES if role in self.station.pids() and role in WEIGHTS]
        if roles:
            role = self.random.choices(roles, [WEIGHTS[role] for role in roles])[0]
            self.kills += self.station.kill(role)

    def run(self, kills: int) -> Verdict:
        """Strike until so many have been killed, let everything finish, judge."""
        while self.kills < kills:
            while len(self.waiting()) < 2:
                self.submit()
            time.sleep(self.random.expovariate(1 / MEAN_PAUSE_S))
            self.strike()
        deadline = time.monotonic() + DRAIN_S
        while self.waiting() and time.monotonic() < deadline:
            time.sleep(0.5)
        self.station.end()
        events = list(read_json_lines(self.station.home / "village" / "events.jsonl"))
        records = list(read_json_lines(self.station.home / "asrun.jsonl"))
        return judge(events, records, self.accepted)


def main() -> int:
    """Run one campaign and print its result as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rate", type=float, default=4.0)
    parser.add_argument("--source", type=Path, default=Path(__file__).parents[2])
    parser.add_argument("--keep", type=Path, help="use and keep this folder")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        home = (chosen.keep or Path(scratch)) / f"home-{chosen.seed}"
        home.parent.mkdir(parents=True, exist_ok=True)
        station = Station(home, source=chosen.source, rate=chosen.rate)
        station.init()
        station.start()
        campaign = Campaign(station=station, random=random.Random(chosen.seed))
        begun = time.monotonic()
        verdict = campaign.run(chosen.kills)
        audit = station.command("audit", "verify", "--json").returncode
    result = {
        "seed": chosen.seed,
        "kills": campaign.kills,
        "stalls": campaign.stalls,
        "occurrences": verdict.occurrences,
        "airings": verdict.airings,
        "audit_exit": audit,
        "wall_s": round(time.monotonic() - begun),
        "problems": verdict.problems(),
    }
    print(json.dumps(result, ensure_ascii=False))
    return 0 if verdict.clean and not audit else 1


if __name__ == "__main__":
    sys.exit(main())
