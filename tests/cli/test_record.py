"""The as-run log: shown, followed, exported, verified."""

from __future__ import annotations

import csv
import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from loudspeaker.asrun import FIELDS, GENESIS, line_of, seal_of, sealed
from loudspeaker.bootstrap.secrets import read_key
from loudspeaker.cli import asrun as asrun_command
from loudspeaker.system.home import Home
from tests.cli.conftest import Terminal

WALL = "2026-11-24T17:00:{:02d}.000+07:00"


def _records(home: Home, count: int = 4) -> list[dict[str, Any]]:
    key, prev, records = read_key(home.seal_key), GENESIS, []
    for seq in range(1, count + 1):
        start = seq % 2 == 1
        body = {
            "occurrence": f"item{(seq + 1) // 2}-1",
            "item": f"item{(seq + 1) // 2}",
            "event": "start" if start else "end",
            "result": None if start else ("aired" if seq == 2 else "aired_partial"),
            "reason": "operator" if seq == 4 else None,
            "due": WALL.format(seq),
            "wall": WALL.format(seq),
            "pos_ms": 0 if start else 65_000,
            "len_ms": 65_000,
            "points": [1, 2, 3],
            "author": "=cmd|' /C calc'!A0",
            "languages": {} if start else {"tyz": {"ms": 65_000, "points": [1, 2]}},
            "approver": "duyet (simulated identity)",
        }
        records.append(sealed(body, seq=seq, prev=prev, key=key))
        prev = records[-1]["hash"]
    return records


def _write(home: Home, records: list[dict[str, Any]]) -> None:
    text = "".join(f"{line_of(record)}\n" for record in records)
    home.asrun_log.write_text(text, encoding="utf-8")


@pytest.fixture
def records(home: Home) -> list[dict[str, Any]]:
    made = _records(home)
    _write(home, made)
    return made


# --- looking ------------------------------------------------------------------------------------


def test_records_after_a_number(terminal: Terminal, records: list[dict[str, Any]]) -> None:
    assert terminal.json("asrun").document == records
    assert terminal.json("asrun", "--since", "2").document == records[2:]


def test_a_table_for_people(terminal: Terminal, records: list[dict[str, Any]]) -> None:
    lines = terminal("asrun").out.splitlines()

    assert lines[1].split() == ["1", "24/11", "17:00:01", "item1", "start", "1-3"]
    assert lines[2].split() == ["2", "24/11", "17:00:02", "item1", "aired", "1:05", "1-3"]
    assert lines[4].endswith("aired in part   1:05  1-3     somebody stopped it")
    assert len(lines) == 1 + len(records)


def test_a_test_of_points_is_told_from_an_announcement(terminal: Terminal) -> None:
    records = [{**record, "kind": "test"} for record in _records(terminal.home, 2)]
    _write(terminal.home, records)

    lines = terminal("asrun").out.splitlines()

    assert "test: start" in lines[1]
    assert "test: aired" in lines[2]


def test_an_empty_log(terminal: Terminal) -> None:
    assert "nothing has been aired yet" in terminal("asrun").out
    assert terminal.json("asrun").document == []


def test_a_file_for_a_spreadsheet(
    terminal: Terminal, records: list[dict[str, Any]], tmp_path: Path
) -> None:
    file = tmp_path / "log.csv"
    told = terminal.json("asrun", "--csv", str(file))

    with file.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert told.document == {"file": str(file), "records": 4}
    assert tuple(rows[0]) == FIELDS
    assert rows[0]["points"] == "1 2 3"
    assert [row["languages"] for row in rows[:2]] == ["", "tyz 1:05 (1 2)"]
    assert rows[0]["author"] == "'=cmd|' /C calc'!A0"
    assert [row["hash"] for row in rows] == [record["hash"] for record in records]


def test_a_file_that_cannot_be_written(terminal: Terminal, records: list[dict[str, Any]]) -> None:
    assert records
    assert terminal.json("asrun", "--csv", "/nonexistent/x.csv").status == 74


def _follow(home: Home, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """Yield the numbers of followed records; each pause adds what the test does meanwhile."""
    monkeypatch.setattr(asrun_command, "LOOK_AGAIN_S", 0)
    return (r["seq"] for r in asrun_command._as_they_come(home.asrun_log, 1))


def test_following_goes_on_where_it_was(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    records = _records(home)
    _write(home, records[:2])
    following = _follow(home, monkeypatch)
    assert next(following) == 2
    with home.asrun_log.open("a") as stream:
        stream.write(line_of(records[2]) + "\n" + line_of(records[3])[:50])
    assert next(following) == 3
    _write(home, records)  # the torn end was cut off and written again

    assert next(following) == 4


def test_following_prints_one_document_a_line(
    terminal: Terminal, records: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    two = itertools.islice(records, 2)
    monkeypatch.setattr(asrun_command, "_as_they_come", lambda _log, _after: two)

    lines = terminal.json("asrun", "--follow").out.splitlines()

    assert [json.loads(line)["seq"] for line in lines] == [1, 2]


# --- verifying ----------------------------------------------------------------------------------


def _publish(home: Home, record: dict[str, Any], *, key: bytes | None = None) -> None:
    sealing = key or read_key(home.seal_key)
    seal = seal_of(f"2026-11-24 {record['seq']} {record['hash']}", sealing)
    head = {"day": "2026-11-24", "seq": record["seq"], "hash": record["hash"], "seal": seal}
    home.heads_file.write_text(json.dumps(head) + "\n")


def test_a_log_as_it_was_written(terminal: Terminal, records: list[dict[str, Any]]) -> None:
    _publish(terminal.home, records[-1])
    told = terminal.json("audit", "verify")

    assert told.status == 0
    assert told.document == {
        "passed": True,
        "records": 4,
        "head": {"seq": 4, "hash": records[-1]["hash"]},
        "problems": [],
        "unproved": [],
    }


def test_what_cannot_be_proved_is_said(terminal: Terminal, records: list[dict[str, Any]]) -> None:
    terminal.home.seal_key.unlink()
    told = terminal("audit", "verify")

    assert told.status == 0
    assert "Not proved: the seals" in told.out
    assert "Not proved: that nothing is missing at the end" in told.out
    assert f"4:{records[-1]['hash']}" in told.out


def test_a_head_from_elsewhere(terminal: Terminal, records: list[dict[str, Any]]) -> None:
    right = f"3:{records[2]['hash'].upper()}"
    wrong = f"3:{records[1]['hash']}"

    assert "after record 3" in terminal("audit", "verify", "--head", right).out
    refused = terminal("audit", "verify", "--head", wrong)
    assert refused.status == 6
    assert "record 3 is not the one that was published" in refused.out


def _edited(records: list[dict[str, Any]], _key: bytes) -> list[dict[str, Any]]:
    return [records[0], {**records[1], "result": "aired_partial"}, *records[2:]]


def _deleted(records: list[dict[str, Any]], _key: bytes) -> list[dict[str, Any]]:
    return [records[0], *records[2:]]


def _rechained(records: list[dict[str, Any]], _key: bytes) -> list[dict[str, Any]]:
    chain: list[dict[str, Any]] = []
    for record in records[1:]:
        prev = chain[-1]["hash"] if chain else GENESIS
        chain.append(sealed(record, seq=len(chain) + 1, prev=prev, key=b"guessed" * 5))
    return chain


def _cut(records: list[dict[str, Any]], _key: bytes) -> list[dict[str, Any]]:
    return records[:3]


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (_edited, "line 2 was changed"),
        (_deleted, "line 2 does not follow from the line before it"),
        (_rechained, "line 1 was not sealed by this station"),
        (_cut, "the end is missing: record 4 was published and is not there"),
    ],
)
def test_every_damage_is_found(
    terminal: Terminal, records: list[dict[str, Any]], damage: Any, said: str
) -> None:
    _publish(terminal.home, records[-1])
    _write(terminal.home, damage(records, b""))

    told = terminal("audit", "verify")

    assert told.status == 6
    assert told.out.startswith("The log is NOT as it was written")
    assert said in told.out


def test_a_head_that_somebody_else_sealed(
    terminal: Terminal, records: list[dict[str, Any]]
) -> None:
    _publish(terminal.home, records[-1], key=b"x" * 32)

    told = terminal.json("audit", "verify")

    assert told.status == 6
    assert [problem["kind"] for problem in told.document["problems"]] == ["head_seal"]


def test_a_torn_end_of_the_heads_is_no_damage(
    terminal: Terminal, records: list[dict[str, Any]]
) -> None:
    _publish(terminal.home, records[-1])
    with terminal.home.heads_file.open("a") as stream:
        stream.write('{"day": "2026-11-25", "se')

    told = terminal.json("audit", "verify")

    assert told.status == 0
    assert told.document["unproved"] == []


@pytest.mark.parametrize("line", ["not JSON", "[" * 100_000, '{"seq": 1}'])
def test_a_whole_line_that_is_no_head_is_damage(
    terminal: Terminal, records: list[dict[str, Any]], line: str
) -> None:
    assert records
    terminal.home.heads_file.write_text(line + "\n")

    assert terminal.json("audit", "verify").status == 6


def test_many_problems_are_counted(terminal: Terminal, records: list[dict[str, Any]]) -> None:
    assert records
    terminal.home.asrun_log.write_text("rubbish\x1b\n" * 50)

    told = terminal("audit", "verify")

    assert "line 20 is no record" in told.out
    assert "… and 30 more" in told.out


def test_without_a_log_there_is_nothing_to_verify(terminal: Terminal) -> None:
    assert terminal.json("audit", "verify").status == 5
