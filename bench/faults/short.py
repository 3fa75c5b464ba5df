"""Every row of the campaign in its short form, as CI runs it.

    python -m bench.faults.short [--seed 1] [--beside 4]

Rows with real processes mostly wait, so they run beside each other.  What is judged by seconds does
not run beside what takes the machine for itself: the backlog, which times what people wait for, and
the clock's jumps are alone, what measures sound has only its like beside it.  Exit status 0 only if
no row found anything and the planted bug was caught.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

LIMIT_S = 300


@dataclass(frozen=True, slots=True)
class Short:
    """A row and how little of it will do."""

    row: str
    arguments: tuple[str, ...]

    def run(self, seed: int) -> bool:
        """Run it and print what it prints; tell whether it found nothing."""
        words = [sys.executable, "-m", f"bench.faults.{self.row}", *self.arguments]
        begun = time.monotonic()
        try:
            done = subprocess.run(
                [*words, "--seed", str(seed)],
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                timeout=LIMIT_S,
                check=False,
            )
        except subprocess.TimeoutExpired:
            print(f"-- {self.row}: not done after {LIMIT_S} s", flush=True)
            return False
        wall_s = time.monotonic() - begun
        told = done.stdout if done.returncode else done.stdout.strip().splitlines()[-1]
        print(f"-- {self.row}: status {done.returncode}, {wall_s:.0f} s\n{told}", flush=True)
        return done.returncode == 0


ALONE = (
    Short("backlog", ("--queued", "50", "--emergencies", "2", "--looks", "5")),
    Short("clock_jumps", ("--jumps", "2")),
)
TIMED = (
    Short("week", ("--first", "2", "--slots", "1", "--ahead", "5")),
    Short("stalls", ("--stalls", "2")),
)
BESIDE = (
    Short("kills", ("--kills", "12")),
    Short("mutants", ("--only", "a timer keeps the carrier up")),
    Short("power_cut", ("--rounds", "1", "--short")),
    Short("power_images", ("--images", "100", "--short")),
    Short("voices", ("--faults", "3")),
    Short("full_disk", ("--faults", "1")),
    Short("syscalls", ("--only", "air flush 9", "station send 2")),
    Short("soak", ("--broadcasts", "4")),
    Short("crowd", ("--people", "4", "--each", "5")),
    Short("quiet_hours", ("--cases", "20")),
    Short("many_days", ("--days", "30")),
)
"""The longest first, so that none is left over at the end."""


def main() -> int:
    """Run all of them."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--beside", type=int, default=4, help="how many of what is not timed")
    asked = parser.parse_args()
    good: list[bool] = []
    for group, beside in ((ALONE, 1), (TIMED, 2), (BESIDE, asked.beside)):
        with ThreadPoolExecutor(beside) as pool:
            good += pool.map(lambda short: short.run(asked.seed), group)
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
