"""Ten thousand broadcasts at a hundred times the pace: memory and descriptors do not grow.

    python -m bench.faults.soak --broadcasts 10000 --seed 1 --results FILE

Announcements are written, approved and aired without pause by processes that are never restarted:
a run that is interrupted begins anew.  After the first 500, resident memory of station and playout
together may grow by 10 MiB, and the count of descriptors not at all; what was heard is judged in
batches.

Commands to the points are groups of RDS, four to a command, at 11.4 a second.  An encoder sends
them at that pace whatever the sound does, and opening and closing the points takes 2.7 s.  Where
the station makes the composite signal itself (``--hardware multiplex``, as here) they are part of
the sound, and go a hundred times as fast with it.
"""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path
from typing import Any

from bench.faults import pieces
from bench.faults.live import ROOT, Live, Weight, live, text_for

RATE = 100.0
HARDWARE = "multiplex"
SETTLED, BATCH = 500, 100
LASTS_S = 1.0, 3.0
MOST_GROWTH_MIB = 10.0
MOST_WAITING = 3
IDLE_S, TRIES = 0.5, 20
ROLES = ("station", "air")


def weigh(row: Live, before: Weight | None = None) -> Weight:
    """Return what the processes hold when nothing is to be done; late closings are waited for."""
    for _ in range(TRIES):
        time.sleep(IDLE_S)
        weight = Weight.of(row.station.pids()[role] for role in ROLES)
        if before is None or weight.descriptors <= before.descriptors:
            break
    return weight


def batch(row: Live, count: int) -> list[str]:
    """Air so many, and judge them."""
    chance = row.chance
    for _ in range(count):
        emergency = chance.random() < 0.05
        points = chance.choice(["1", "4", "1,4", "2,7"])
        row.said_fast(text_for(chance.uniform(*LASTS_S)), emergency=emergency, points=points)
        row.until(lambda: len(row.waiting()) < MOST_WAITING, 60, every_s=0.05)
    row.until(lambda: not row.waiting(), 60)
    time.sleep(IDLE_S)  # for what the village still writes of the last one
    found = row.judged()
    row.forget()
    return found


def play(
    broadcasts: int, settled: int, chance: random.Random, *, source: Path, hardware: str
) -> dict[str, Any]:
    """Air them all on one home."""
    with live(chance, source=source, rate=RATE, hardware=hardware) as row:
        pids = [row.station.pids()[role] for role in ROLES]
        problems: list[str] = []
        aired, before = 0, None
        while aired < broadcasts:
            count = min(BATCH, (settled if aired < settled else broadcasts) - aired)
            problems += batch(row, count)
            aired += count
            before = weigh(row) if before is None and aired >= settled else before
        assert before is not None
        after = weigh(row, before)
        if [row.station.pids().get(role) for role in ROLES] != pids:
            problems.append("a process was started anew")
        problems += row.problems()
    growth_mib = after.rss_mib - before.rss_mib
    if growth_mib > MOST_GROWTH_MIB:
        problems.append(f"memory has grown by {growth_mib:.1f} MiB")
    if after.descriptors > before.descriptors:
        problems.append(f"descriptors: {before.descriptors} became {after.descriptors}")
    return {
        "broadcasts": broadcasts,
        "most_rss_mib": round(after.rss_mib, 1),
        "most_growth_mib": round(growth_mib, 2),
        "descriptors": after.descriptors,
        "problems": problems,
    }


def main() -> int:
    """Air them and print what came of it."""
    parser = pieces.options(__doc__)
    parser.add_argument("--broadcasts", type=int, default=10_000)
    parser.add_argument("--hardware", default=HARDWARE, choices=("multiplex", "simulated"))
    parser.add_argument("--source", type=Path, default=ROOT)
    asked = parser.parse_args()
    settled = min(SETTLED, max(1, asked.broadcasts // 2))
    summary = pieces.run(
        "soak",
        lambda _, chance: play(
            asked.broadcasts, settled, chance, source=asked.source, hardware=asked.hardware
        ),
        pieces=1,
        asked=asked,
        form=f"{asked.broadcasts} after {settled}, {asked.hardware}",
    )
    return pieces.end(summary)


if __name__ == "__main__":
    sys.exit(main())
