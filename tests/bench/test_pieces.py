"""Results are kept a line a piece, and a row that was interrupted goes on."""

from __future__ import annotations

import argparse
import random
from pathlib import Path
from typing import Any

import pytest

from bench.faults import pieces
from bench.faults.results import Part

WHOLE = Part()


def asked(
    path: Path | None, *, seed: int = 1, only: int | None = None, part: Part = WHOLE
) -> argparse.Namespace:
    return argparse.Namespace(results=path, seed=seed, only=only, part=part)


class Played:
    """Plays pieces; the third one finds something, and the fifth is interrupted."""

    def __init__(self, *, interrupted: bool = False) -> None:
        self.pieces: list[int] = []
        self._interrupted = interrupted

    def __call__(self, piece: int, chance: random.Random) -> dict[str, Any]:
        if self._interrupted and piece == 4:
            raise KeyboardInterrupt
        self.pieces.append(piece)
        found = {"drawn": chance.randrange(1000), "most_s": piece / 2, "least_s": piece + 1}
        return {**found, "problems": ["wrong"] if piece == 2 else []}


def test_a_row_goes_on_where_it_was_interrupted(tmp_path: Path) -> None:
    path = tmp_path / "results.jsonl"
    first, second = Played(interrupted=True), Played()
    with pytest.raises(KeyboardInterrupt):
        pieces.run("row", first, pieces=6, asked=asked(path))
    with path.open("a") as stream:
        stream.write('{"row": "row", "torn')
    summary = pieces.run("row", second, pieces=6, asked=asked(path))
    assert (first.pieces, second.pieces) == ([0, 1, 2, 3], [4, 5])
    assert summary["steps"] == 6
    assert summary["problems"] == {"found": ["2: wrong"]}
    assert (summary["most_s"], summary["least_s"]) == (2.5, 1)
    alone = pieces.run("row", Played(), pieces=6, asked=asked(None))
    assert alone["drawn"] == summary["drawn"]
    assert pieces.end(summary) == 1


def test_parts_share_a_file_and_a_run_without_a_part_plays_what_is_left(tmp_path: Path) -> None:
    path = tmp_path / "results.jsonl"
    for part, expected in ((Part(2, 3), [1, 4]), (Part(3, 3), [2, 5]), (WHOLE, [0, 3])):
        played = Played()
        summary = pieces.run("row", played, pieces=6, asked=asked(path, part=part))
        assert played.pieces == expected
    assert summary["steps"] == 6
    again = Played()
    pieces.run("row", again, pieces=6, asked=asked(path, part=Part(1, 2)))
    assert again.pieces == []


def test_other_rows_and_seeds_do_not_count(tmp_path: Path) -> None:
    path = tmp_path / "results.jsonl"
    for row, seed in (("row", 1), ("row", 2), ("other", 1)):
        played = Played()
        pieces.run(row, played, pieces=2, asked=asked(path, seed=seed))
        assert played.pieces == [0, 1]


def test_one_piece_alone_is_the_same_and_is_not_kept(tmp_path: Path) -> None:
    path = tmp_path / "results.jsonl"
    whole = pieces.run("row", Played(), pieces=1, asked=asked(path))
    before = path.read_text()
    again = pieces.run("row", Played(), pieces=1, asked=asked(path, only=0))
    assert again["drawn"] == whole["drawn"]
    assert path.read_text() == before
    assert pieces.end(again) == 0
