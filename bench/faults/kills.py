"""kill -9 of random processes at random instants, and sound that stalls.

    python -m bench.faults.kills --kills 1000 --seed 1 --results FILE

Announcements are submitted, approved and aired without pause while processes die; afterwards the
village's log must show nothing lost, doubled, phantom or stuck, and the as-run log must agree.
A home takes twenty-five kills; exit status 0 only if all of that holds.
"""

from __future__ import annotations

import random
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.faults import pieces
from bench.faults.judge import TERMINAL, Verdict, judge, read_json_lines
from bench.faults.station import OUR_ROLES, Station

LETTERS = "mời bà con đến nhà văn hóa thôn dự họp về nước sạch và vệ sinh môi trường "
ROOT = Path(__file__).parents[2]
KILLS_A_PIECE = 25
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


def play(
    kills: int, chance: random.Random, *, source: Path, rate: float, folder: Path
) -> dict[str, Any]:
    """Kill so often on a home of its own; return the figures."""
    station = Station(folder / "home", source=source, rate=rate)
    station.init()
    station.start()
    campaign = Campaign(station=station, random=chance)
    verdict = campaign.run(kills)
    problems = [f"{kind}: {one}" for kind, all_ in verdict.problems().items() for one in all_]
    if station.command("audit", "verify", "--json").returncode:
        problems.append("audit verify fails")
    return {
        "kills": campaign.kills,
        "stalls": campaign.stalls,
        "occurrences": verdict.occurrences,
        "airings": verdict.airings,
        "problems": problems,
    }


def main() -> int:
    """Run the row and print its result."""
    parser = pieces.options(__doc__)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--rate", type=float, default=4.0)
    parser.add_argument("--source", type=Path, default=ROOT)
    parser.add_argument("--keep", type=Path, help="keep the homes in this folder")
    asked = parser.parse_args()
    count = max(1, asked.kills // KILLS_A_PIECE)
    each = min(asked.kills, KILLS_A_PIECE)

    def play_piece(piece: int, chance: random.Random) -> dict[str, Any]:
        with tempfile.TemporaryDirectory(prefix="loudspeaker-kills-") as scratch:
            folder = Path(scratch) if asked.keep is None else asked.keep / f"{asked.seed}-{piece}"
            folder.mkdir(parents=True, exist_ok=True)
            return play(each, chance, source=asked.source, rate=asked.rate, folder=folder)

    return pieces.end(
        pieces.run("kills", play_piece, pieces=count, asked=asked, form=f"{each} a piece")
    )


if __name__ == "__main__":
    sys.exit(main())
