"""Measure the point protocol against thieves, losses, clocks and noise.

    python -m bench.faults.radio [--part thieves] [--share 0.1] [--seed 1]

Prints a line for each figure with what was wanted of it; exit status 0 only if all was met.
``--share`` is how much of the full campaign is run.
"""

from __future__ import annotations

import argparse
import logging
import os
import sys
from collections.abc import Callable, Iterable

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # read when numpy is imported

from bench.faults.radio import (
    arrivals,
    carriers,
    clocks,
    floods,
    items,
    stops,
    thieves,
    weak_signals,
    weaknesses,
)
from bench.faults.radio.figures import Figure

Part = Callable[[float, int], Iterable[Figure]]
"""Runs a share of a part with a seed."""


def _of(count: int, share: float) -> int:
    return max(1, round(count * share))


PARTS: dict[str, Part] = {
    "thieves": lambda share, seed: thieves.campaign(groups=_of(1_000_000, share), seed=seed),
    "weaknesses": lambda _, seed: weaknesses.campaign(seed=seed),
    "floods": lambda share, seed: floods.campaign(minutes=_of(10, share), seed=seed),
    "arrivals": lambda share, seed: arrivals.campaign(orders=_of(1500, share), seed=seed),
    "items": lambda share, seed: items.campaign(runs=_of(1000, share), seconds=600.0, seed=seed),
    "carriers": lambda share, seed: carriers.campaign(times=_of(20, share), seed=seed),
    "stops": lambda share, seed: stops.campaign(stops=_of(200, share), seed=seed),
    "clocks": lambda share, seed: clocks.campaign(trials=_of(150, share), seed=seed),
    "signals": lambda share, seed: weak_signals.campaign(commands=_of(150, share), seed=seed),
}


def main() -> int:
    """Run the parts that were asked for, all by default."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--part", action="append", choices=sorted(PARTS), dest="parts")
    options.add_argument("--share", type=float, default=1.0)
    options.add_argument("--seed", type=int, default=1)
    asked = options.parse_args()
    logging.basicConfig(level=logging.ERROR)
    missed = 0
    for name in asked.parts or PARTS:
        for figure in PARTS[name](asked.share, asked.seed):
            print(f"{name:10} {figure.line}", flush=True)
            missed += figure.met is False
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
