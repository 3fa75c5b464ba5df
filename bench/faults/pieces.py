"""A row that is cut into numbered pieces, each with a seed of its own.

Any of them can be played again alone, and a row that was interrupted goes on with the first piece
that is missing.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from bench.faults.results import Part, Results

Play = Callable[[int, random.Random], Mapping[str, Any]]
"""Plays a piece and returns its counts and figures, and ``problems``: a list that must be empty."""
_NO_FIGURES = frozenset({"row", "seed", "form", "step", "wall_s", "problems"})


def options(description: str | None) -> argparse.ArgumentParser:
    """Return a parser with what every row takes."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--results", type=Path, help="append to this file, and go on from it")
    parser.add_argument("--only", type=int, help="play this piece alone, and keep nothing")
    add_part(parser)
    return parser


def add_part(parser: argparse.ArgumentParser) -> None:
    """Let a row be cut into parts."""
    parser.add_argument(
        "--part",
        type=Part.parse,
        default=Part(),
        metavar="K/N",
        help="every Nth step from the Kth on; parts may run beside each other",
    )


def chance_of(seed: int, piece: int) -> random.Random:
    """Return the chance of one piece: always the same."""
    return random.Random(f"{seed}/{piece}")


def run(
    row: str, play: Play, *, pieces: int, asked: argparse.Namespace, form: str = ""
) -> dict[str, Any]:
    """Play every piece that is missing; return the summary."""
    alone = asked.only is not None
    results = Results(None if alone else asked.results, row=row, seed=asked.seed, form=form)
    for piece in [asked.only] if alone else range(pieces):
        if results.has(piece) or not (alone or asked.part.has(piece)):
            continue
        with results.measured(piece) as found:
            played = play(piece, chance_of(asked.seed, piece))
            found.update({**played, "problems": {"found": played["problems"]}})
        for problem in played["problems"]:
            print(f"{row} piece {piece}: {problem}", file=sys.stderr, flush=True)
    return results.summary(**figures(results.lines))


def figures(lines: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    """Return the counts of all pieces together; of ``most_…`` and ``least_…`` the extremes."""
    sums: defaultdict[str, float] = defaultdict(float)
    extremes: dict[str, float] = {}
    for line in lines:
        for name, value in line.items():
            if name in _NO_FIGURES or isinstance(value, bool) or not isinstance(value, int | float):
                continue
            if name.startswith(("most_", "least_")):
                choose = max if name.startswith("most_") else min
                extremes[name] = choose(extremes.get(name, value), value)
            else:
                sums[name] += value
    return {**{name: _short(total) for name, total in sums.items()}, **extremes}


def _short(total: float) -> float:
    return int(total) if total == int(total) else round(total, 3)


def end(summary: Mapping[str, Any]) -> int:
    """Print the summary as one JSON line; return the exit status: 0 only without problems."""
    print(json.dumps(summary, ensure_ascii=False), flush=True)
    return 1 if summary["problems"] else 0
