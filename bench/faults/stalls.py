"""Sound that stalls under a standing carrier: a sink that is not read, a process that is stopped.

    python -m bench.faults.stalls --stalls 200 --seed 1 --results FILE

While something is on air the simulated sound card, or a process of the station, is stopped for up
to six seconds.  By the village's log no carrier may stand without sound for more than 3 s, and
nothing may be lost, doubled or untrue.
"""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path
from typing import Any

from bench.faults import pieces
from bench.faults.judge import silences
from bench.faults.live import ROOT, Live, live, text_for

STALLS_A_PIECE = 20
SHORTEST_S, LONGEST_S = 0.3, 6.0
ROLES = ("sink", "air", "station", "run", "speech")
TO_AIR_S, BACK_S = 30.0, 15.0
FIRST_SOUND_S = 1.5


def stall(row: Live, *, role: str, seconds: float) -> bool:
    """Stop something for a while; False if it was not there or no carrier stood then."""
    station = row.station
    pids = station.sound_readers() if role == "sink" else [station.pids().get(role, 0)]
    pids = [pid for pid in pids if pid]
    if not pids or not row.carrier():
        return False
    with station.stopped(pids):
        time.sleep(seconds)
    return True


def play(stalls: int, chance: random.Random, *, source: Path) -> dict[str, Any]:
    """Stall so many times on one home, then judge."""
    done = dict.fromkeys(ROLES, 0)
    with live(chance, source=source) as row:
        begun = time.monotonic()
        while sum(done.values()) < stalls and time.monotonic() - begun < 60 * stalls:
            if not row.waiting():
                emergency = chance.random() < 0.3
                words = () if emergency else ("--now",)
                row.say(text_for(chance.uniform(12, 24)), *words, emergency=emergency)
            if not row.until(row.carrier, TO_AIR_S, every_s=0.02):
                continue
            time.sleep(chance.uniform(0.0, FIRST_SOUND_S))
            role = ROLES[sum(done.values()) % len(ROLES)]
            seconds = chance.uniform(SHORTEST_S, LONGEST_S)
            done[role] += stall(row, role=role, seconds=seconds)
        problems = row.problems()
    if sum(done.values()) < stalls:
        problems.append(f"only {sum(done.values())} of {stalls} stalls met a carrier")
    counts = {f"stalls_{role}": count for role, count in done.items()}
    longest_ms = max((silent_ms for _, silent_ms in silences(row.village.lines)), default=0.0)
    dead_air = {"most_dead_air_s": round(longest_ms / 1000, 3)}
    return {"stalls": sum(done.values()), **counts, **dead_air, "problems": problems}


def main() -> int:
    """Stall again and again and print what came of it."""
    parser = pieces.options(__doc__)
    parser.add_argument("--stalls", type=int, default=200)
    parser.add_argument("--source", type=Path, default=ROOT)
    asked = parser.parse_args()
    each = min(STALLS_A_PIECE, asked.stalls)
    summary = pieces.run(
        "stalls",
        lambda _, chance: play(each, chance, source=asked.source),
        pieces=-(-asked.stalls // each),
        asked=asked,
        form=f"{each} a home",
    )
    return pieces.end(summary)


if __name__ == "__main__":
    sys.exit(main())
