"""A week of a real timetable with sound, and whether as-run log, report and points agree.

    python -m bench.faults.week --seed 1 --results week.jsonl

Programmes at 05:30 and 17:00 for seven days: signature tune, greeting with the date, bulletins by
priority (one with a Tày recording for two hamlets), another station from a server on this machine,
closing.  Sound goes 20 times faster; between the slots the wall clock is set forward to one minute
before the next.  One day the other station is silent, one evening an emergency breaks into it, one
evening the power is cut in it.  Each slot is judged when it is over, the report at the end.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from bench.faults.preload import NoCompiler
from bench.faults.results import SKIPPED, Results
from bench.faults.week import plan
from bench.faults.week.commune import Commune
from bench.faults.week.plan import Events, Slot
from bench.faults.week.playing import Player

ROOT = Path(__file__).resolve().parents[3]


def main() -> int:
    """Run the row and print its result as JSON."""
    chosen = _asked()
    slots = _slots(chosen)
    form = f"slots {slots[0].number} to {slots[-1].number}"
    results = Results(chosen.results, row="week", seed=chosen.seed, form=form)
    with tempfile.TemporaryDirectory(prefix="loudspeaker-week-") as scratch:
        folder = chosen.keep or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        try:
            commune = Commune(folder, source=chosen.source, rate=chosen.rate, voice=chosen.voice)
        except NoCompiler as missing:
            print(json.dumps({"row": "week", "skipped": str(missing)}))
            return SKIPPED
        try:
            more = _play(commune, slots, results, ahead_s=chosen.ahead)
        finally:
            commune.abandon()
    print(json.dumps(results.summary(**more), ensure_ascii=False))
    return 1 if results.problems() else 0


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=1, help="slot to begin with (1 to 14)")
    parser.add_argument("--slots", type=int, default=plan.SLOTS, help="how many")
    parser.add_argument("--ahead", type=float, default=60.0, help="seconds before each slot")
    for name in ("dead", "emergency", "cut"):
        parser.add_argument(f"--{name}", type=int, nargs="*", help="slots of it, not by chance")
    parser.add_argument("--rate", type=float, default=20.0)
    parser.add_argument("--voice", default="vi-bac")
    parser.add_argument("--results", type=Path, help="append here")
    parser.add_argument("--source", type=Path, default=ROOT)
    parser.add_argument("--keep", type=Path, help="use and keep this folder")
    return parser.parse_args()


def _slots(chosen: argparse.Namespace) -> list[Slot]:
    chance = random.Random(f"{chosen.seed}-week")
    events = Events.of_week(chance)
    named = {name: getattr(chosen, name) for name in ("dead", "emergency", "cut")}
    if any(numbers is not None for numbers in named.values()) or chosen.slots < plan.SLOTS:
        events = Events(**{name: frozenset(numbers or ()) for name, numbers in named.items()})
    first = chosen.first - 1
    return plan.slots(chance, events)[first : first + chosen.slots]


def _play(
    commune: Commune, slots: list[Slot], results: Results, *, ahead_s: float
) -> dict[str, Any]:
    """Play the slots one after the other, then read the report."""
    player = Player(commune, ahead_s=ahead_s)
    commune.begin(slots[0].due - timedelta(hours=2))
    for slot in slots:
        with results.measured(slot.number) as found:
            player.play(slot, found)
    with results.measured("report") as found:
        player.report(found)
    return player.figures()


if __name__ == "__main__":
    sys.exit(main())
