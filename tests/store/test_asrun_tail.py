"""The log is read on from where it was left, and another log is noticed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from loudspeaker.asrun import GENESIS, line_of, sealed
from loudspeaker.errors import IntegrityFailure
from loudspeaker.store.asrun_tail import BEGINNING, Place, records_behind


def chain(count: int, *, occurrence: str = "x") -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = []
    for seq in range(1, count + 1):
        prev = records[-1]["hash"] if records else GENESIS
        records.append(sealed({"occurrence": occurrence}, seq=seq, prev=prev, key=b"k"))
    return records


def write(path: Path, records: list[dict[str, Any]], tail: str = "") -> None:
    path.write_text("".join(line_of(each) + "\n" for each in records) + tail, encoding="utf-8")


def test_on_from_where_it_was(tmp_path: Path) -> None:
    path, records = tmp_path / "asrun.jsonl", chain(5)
    assert list(records_behind(path, BEGINNING)) == []
    write(path, records[:2], tail='{"torn": ')
    found = list(records_behind(path, BEGINNING))
    assert [record for record, _ in found] == records[:2]
    write(path, records)
    behind = found[-1][1]
    assert [record for record, _ in records_behind(path, behind)] == records[2:]


def test_lines_that_are_no_records_are_passed_over(tmp_path: Path) -> None:
    path, records = tmp_path / "asrun.jsonl", chain(2)
    lines = [line_of(records[0]), "{", "[]", '{"seq": 1}', "\0", line_of(records[1])]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert [record for record, _ in records_behind(path, BEGINNING)] == records


@pytest.mark.parametrize("other", ["shorter", "another", "gone"])
def test_another_log_is_noticed(tmp_path: Path, other: str) -> None:
    path = tmp_path / "asrun.jsonl"
    write(path, chain(3))
    place: Place = list(records_behind(path, BEGINNING))[1][1]
    if other == "gone":
        path.unlink()
    else:
        write(path, chain(1) if other == "shorter" else chain(4, occurrence="y"))
    with pytest.raises(IntegrityFailure):
        list(records_behind(path, place))
