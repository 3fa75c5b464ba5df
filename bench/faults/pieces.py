"""What a row of the campaign has found so far: one JSON line a piece, and where to go on.

A row is cut into numbered pieces, each with a seed of its own, so that any of them can be played
again alone and a row that was interrupted goes on with the first piece that is missing.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.faults.judge import read_json_lines

Play = Callable[[int, random.Random], Mapping[str, Any]]
"""Plays a piece and returns its counts and figures, and ``problems``: what must be empty."""
_OURS = frozenset({"row", "seed", "form", "piece", "at", "wall_s", "problems"})


class Results:
    """The lines of one row with one seed and form; without a path they are only kept in memory."""

    def __init__(self, path: Path | None, *, row: str, seed: int, form: str = "") -> None:
        self._path = path
        self._key = {"row": row, "seed": seed, "form": form}
        kept = read_json_lines(path) if path else ()
        self._lines = [line for line in kept if self._key.items() <= line.items()]

    @property
    def done(self) -> frozenset[int]:
        """The pieces that have been played."""
        return frozenset(line["piece"] for line in self._lines)

    def add(self, piece: int, found: Mapping[str, Any], *, wall_s: float) -> None:
        """Keep what a piece found; it is on the disk when this returns."""
        at = datetime.now(UTC).isoformat(timespec="seconds")
        line = {**self._key, "piece": piece, "at": at, "wall_s": round(wall_s, 3), **found}
        self._lines.append(line)
        if self._path is not None:
            _append(self._path, json.dumps(line, ensure_ascii=False))

    def problems(self) -> list[str]:
        """Return everything that was wrong, with the piece it was wrong in."""
        return [
            f"piece {line['piece']}: {problem}"
            for line in self._lines
            for problem in line["problems"]
        ]

    def summary(self) -> dict[str, Any]:
        """Return the counts of all pieces together; of ``most_…`` and ``least_…`` the extremes."""
        sums: defaultdict[str, float] = defaultdict(float)
        extremes: dict[str, float] = {}
        for line in self._lines:
            for name, value in line.items():
                if name in _OURS or isinstance(value, bool) or not isinstance(value, int | float):
                    continue
                if name.startswith(("most_", "least_")):
                    choose = max if name.startswith("most_") else min
                    extremes[name] = choose(extremes.get(name, value), value)
                else:
                    sums[name] += value
        wall_s = sum(line["wall_s"] for line in self._lines)
        counts = {name: _short(total) for name, total in sums.items()}
        pieces = {"pieces": len(self._lines), "wall_s": round(wall_s, 1)}
        return {**self._key, **pieces, **counts, **extremes, "problems": self.problems()}


def _short(total: float) -> float:
    return int(total) if total == int(total) else round(total, 3)


def _append(path: Path, line: str) -> None:
    """Append a line; what a torn one left behind is closed first."""
    with path.open("a+b") as stream:
        if stream.tell():
            stream.seek(-1, os.SEEK_END)
            torn = stream.read(1) != b"\n"
            line = "\n" + line if torn else line
        stream.write(line.encode() + b"\n")
        stream.flush()
        os.fsync(stream.fileno())


def options(description: str | None) -> argparse.ArgumentParser:
    """Return a parser with what every row takes."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--results", type=Path, help="append to this file, and go on from it")
    parser.add_argument("--only", type=int, help="play this piece alone, and keep nothing")
    return parser


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
        if piece in results.done:
            continue
        begun = time.monotonic()
        found = play(piece, chance_of(asked.seed, piece))
        results.add(piece, found, wall_s=time.monotonic() - begun)
        for problem in found["problems"]:
            print(f"{row} piece {piece}: {problem}", file=sys.stderr, flush=True)
    return results.summary()


def end(summary: Mapping[str, Any]) -> int:
    """Print the summary as one JSON line; return the exit status: 0 only without problems."""
    print(json.dumps(summary, ensure_ascii=False), flush=True)
    return 1 if summary["problems"] else 0
