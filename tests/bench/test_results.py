"""A row goes on where it stopped."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench.faults.results import Part, Results
from bench.faults.tail import Tail


def test_steps_are_kept_with_their_time_and_known_to_the_next_run(tmp_path: Path) -> None:
    file = tmp_path / "folder" / "results.jsonl"
    results = Results(file, row="row", seed=1)
    with results.measured(0) as found:
        found["problems"] = {"lost": ["a-1"]}
    line = json.loads(file.read_text())
    assert line["row"] == "row"
    assert line["wall_s"] >= 0.0
    again = Results(file, row="row", seed=1)
    assert again.has(0)
    assert not again.has(1)
    assert again.problems() == {"lost": ["0: a-1"]}
    assert again.summary(kills=1)["steps"] == 1


@pytest.mark.parametrize("of", [1, 2, 3, 7])
def test_parts_are_the_whole_and_have_nothing_in_common(of: int) -> None:
    parts = [Part.parse(f"{number}/{of}") for number in range(1, of + 1)]
    assert all(sum(part.has(place) for part in parts) == 1 for place in range(20))
    assert parts[0].has(0)


@pytest.mark.parametrize("text", ["0/3", "4/3", "3", "", "a/b", "1/0"])
def test_what_is_no_part_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        Part.parse(text)


def test_another_seed_or_row_begins_anew_and_a_step_that_fails_is_not_kept(tmp_path: Path) -> None:
    file = tmp_path / "results.jsonl"
    with Results(file, row="row", seed=1).measured(0):
        pass
    assert not Results(file, row="row", seed=2).has(0)
    assert not Results(file, row="other", seed=1).has(0)
    results = Results(file, row="row", seed=2)
    with pytest.raises(RuntimeError), results.measured(0):
        raise RuntimeError
    assert not Results(file, row="row", seed=2).has(0)


def test_a_tail_reads_whole_lines_once(tmp_path: Path) -> None:
    log = tmp_path / "log"
    tail = Tail(log, lambda line: line["n"] != 2)
    assert tail.look() == []
    log.write_text('{"n": 1}\n{"n": 2}\n{"n"')
    assert tail.look() == [{"n": 1}]
    with log.open("a") as stream:
        stream.write(": 3}\n")
    assert tail.look() == [{"n": 3}]
    assert tail.cut() == 2
