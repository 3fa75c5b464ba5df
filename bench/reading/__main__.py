"""Measure all of it in one run on one core and print it as tables."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable
from pathlib import Path
from random import Random

from bench.reading.growth import growths
from bench.reading.plot import draw
from bench.reading.readers import (
    NUMBER_READERS,
    OURS,
    SENTENCE_READERS,
    Measured,
    measure_all,
)
from bench.reading.sentences import HALVES, Score, score, sentences, sentences_in
from bench.reading.tables import needs, scores, show_growth, show_readers

_MOST_DIGITS = 12


def main() -> None:
    """Measure and print the tables."""
    options = argparse.ArgumentParser(prog="python -m bench.reading", description=__doc__)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--plot", type=Path, help="where to draw the growth, a PNG")
    asked = options.parse_args()
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(cores)})
    print(f"{asked.rounds} rounds, one of {len(cores)} cores, load {os.getloadavg()[0]:.1f}\n")
    compare_sentences(asked.rounds)
    compare_numbers(asked.rounds)
    found = growths(asked.rounds)
    show_growth(found, (10_000, 100_000, 1_000_000))
    if asked.plot:
        draw(found, asked.plot)
    print(f"\nload at the end {os.getloadavg()[0]:.1f}")


def compare_sentences(rounds: int) -> None:
    """Print how the packages read the sentences of both halves."""
    halves = {half: sentences(half) for half in HALVES}
    texts = [row.written for rows in halves.values() for row in rows]
    count = sum(map(sentences_in, texts))
    print(f"{len(texts)} texts, {count} sentences, {sum(map(len, texts))} characters\n")
    rows, begin = needs("sentences", count / len(texts)), 0
    for half, found in halves.items():
        part = slice(begin, begin + len(found))
        rows += scores(f"{len(found)} {half}", _scored([row.reading for row in found], part))
        begin = part.stop
    show_readers(measure_all(SENTENCE_READERS, texts, rounds=rounds), rows)


def _scored(wanted: list[str], part: slice) -> Callable[[Measured], Score]:
    return lambda it: score(wanted, it.readings[part])


def compare_numbers(rounds: int) -> None:
    """Print how whole numbers are read, and how many as ours; as many of every length."""
    random = Random(1)
    texts = [str(random.randrange(10 ** random.randint(1, _MOST_DIGITS))) for _ in range(10_000)]
    results = measure_all(NUMBER_READERS, texts, rounds=rounds)
    ours = results[OURS]
    assert isinstance(ours, Measured), ours
    as_ours = scores("as ours", lambda it: score(ours.readings, it.readings))
    show_readers(results, [*needs("numbers"), *as_ours[:2]])


if __name__ == "__main__":
    main()
