"""How the time of a reading grows with the size of texts made to be slow."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from statistics import median
from typing import NamedTuple

from bench.reading.sentences import sentences
from loudspeaker.text import speakable
from loudspeaker.text.prepare import clean
from loudspeaker.text.reader import read
from loudspeaker.text.shipped import shipped_tables

PIECES = {
    "digits": "1",
    "1-1-1-…": "1-",
    "1/1/1/…": "1/",
    "dashes": "-",
    "slashes": "/",
    "one long word": "a",
    "one mark, repeated": "\u0301",
    "two marks in turn": "\u0301\u0323",
    "mixed": "1-1/2.3,4:a\u0301\u0323--//B%",
}
SENTENCES = "ordinary sentences"
SIZES = (1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000)
PATIENCE_S = 30.0
_ENOUGH_S = 4.0  # measured this long, a time is not measured again


class Point(NamedTuple):
    """Characters, and seconds to read them."""

    characters: int
    seconds: float


class Growth(NamedTuple):
    """The times of one kind of text: of all of it, and of the largest by ``speakable``.

    ``whole`` ends before a size that would have needed more than ``PATIENCE_S``.
    """

    whole: list[Point]
    cut_s: float


def growths(rounds: int, sizes: tuple[int, ...] = SIZES) -> dict[str, Growth]:
    """Return the growth of every kind of text."""
    ordinary = "\n".join(row.written for row in sentences("seen")) + "\n"
    read_whole(ordinary)  # the first reading makes the rules
    return {
        name: _growth(piece, rounds, sizes)
        for name, piece in {SENTENCES: ordinary, **PIECES}.items()
    }


def exponent(points: list[Point]) -> float:
    """Return what power of the size the time grew with at the end: 1 is linear."""
    (size, seconds), (larger, longer) = points[-2:]
    return math.log(longer / seconds) / math.log(larger / size)


def _growth(piece: str, rounds: int, sizes: tuple[int, ...]) -> Growth:
    text = (piece * (sizes[-1] // len(piece) + 1))[: sizes[-1]]
    points: list[Point] = []
    for size in sizes:
        if _expected_s(points, size) > PATIENCE_S:
            break
        points.append(Point(size, _seconds(read_whole, text[:size], rounds)))
    return Growth(points, _seconds(speakable, text, rounds))


def read_whole(text: str) -> str:
    """Do all that ``speakable`` does, without its limit of length."""
    spans = read(clean(text).text, shipped_tables())
    return " ".join(span.reading for span in spans if span.reading)


def _expected_s(points: list[Point], size: int) -> float:
    if len(points) < 2:
        return 0.0
    last = points[-1]
    return last.seconds * math.pow(size / last.characters, max(1.0, exponent(points)))


def _seconds(action: Callable[[str], object], text: str, rounds: int) -> float:
    times: list[float] = []
    while len(times) < rounds and sum(times) < _ENOUGH_S:
        begun = time.process_time()
        action(text)
        times.append(time.process_time() - begun)
    return median(times)
