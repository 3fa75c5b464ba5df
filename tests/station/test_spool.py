"""What was left while the station was away: taken in as the file's owner, or put aside."""

from __future__ import annotations

import json
import os
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.errors import IntegrityFailure, StorageFailure, UsageRefused
from loudspeaker.model import iso
from loudspeaker.station.spool import LIMIT_BYTES, Spooled, put, refused, take_in, waiting
from tests.station.bench import HELLO, NOON, Bench


def leave(bench: Bench, **request: Any) -> str:
    request = {"id": "abcd1234", "text": HELLO, "as": "soan", **request}
    put(bench.home.spool, request["id"], request)
    return str(request["id"])


def aside(bench: Bench) -> list[str]:
    return sorted(path.name for path in bench.home.spool.iterdir())


def test_taken_in_at_the_start(bench: Bench) -> None:
    bench.kill()
    item = leave(bench)
    bench.start()
    shown = bench.ask("show", id=item)
    assert (shown["state"], shown["author"]) == ("draft", "soan (simulated identity)")
    assert aside(bench) == []
    bench.approve(item)
    bench.advance(10)
    assert bench.ends(item) == ["aired"]


def test_taken_in_while_running(bench: Bench) -> None:
    item = leave(bench)
    bench.process.beat()
    assert bench.ask("show", id=item)["state"] == "draft"


def test_a_time_that_has_passed_meanwhile_is_missed_and_recorded(bench: Bench) -> None:
    bench.kill()
    item = leave(bench, at=iso(NOON + timedelta(minutes=30)))
    bench.clock.advance_s(2 * 3600)
    bench.start()
    bench.settle()
    assert bench.ends(item) == ["missed(unapproved)"]


def test_taken_in_twice_is_one(bench: Bench) -> None:
    item = leave(bench, key="k")
    bench.process.beat()
    leave(bench, key="k")
    bench.process.beat()
    assert [row["id"] for row in bench.queue()] == [item]


def test_the_same_id_again_changes_nothing_on_the_disk(tmp_path: Path) -> None:
    put(tmp_path, "a", {"text": "1"})
    put(tmp_path, "a", {"text": "2"})
    assert [spooled.request for spooled in waiting(tmp_path)] == [{"text": "1"}]
    assert [spooled.uid for spooled in waiting(tmp_path)] == [os.getuid()]


@pytest.mark.parametrize(
    "request_",
    [
        {"text": ""},
        {"text": 5},
        {"text": None},
        {"points": "99"},
        {"at": "17:00"},
        {"at": "never"},
        {"at": 3},
        {"not_after": "x"},
        {"as": "duyet"},
        {"as": "nobody"},
        {"as": 7},
        {"id": "X/../y"},
        {"key": ["k"]},
        {"repeat": 1.5},
    ],
)
def test_what_is_refused_is_put_aside_and_the_station_starts(
    bench: Bench, request_: dict[str, Any]
) -> None:
    bench.kill()
    request = {"id": "abcd1234", "text": HELLO, "as": "soan", **request_}
    (bench.home.spool / "a.json").write_text(json.dumps(request), "utf-8")
    bench.start()
    assert aside(bench) == ["a.refused"]
    assert "spool" in bench.fault_codes()
    assert bench.queue() == []
    (bench.home.spool / "a.refused").unlink()
    bench.process.beat()
    assert "spool" not in bench.fault_codes()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"[]",
        b"null",
        b"\xff\xfe",
        b"[" * 100_000,
        b'{"text": ' + b'"x"' * 3,
        b" " * (LIMIT_BYTES + 1),
    ],
    ids=["empty", "list", "null", "binary", "deep", "broken", "large"],
)
def test_what_is_no_request_is_put_aside(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x.json").write_bytes(data)
    assert list(waiting(tmp_path)) == []
    assert refused(tmp_path) == ["x"]


@given(st.binary(max_size=200))
def test_no_file_keeps_the_station_from_starting(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "x.json").write_bytes(data)
        take_in(folder, lambda spooled: spooled.request["text"])
        assert list(folder.glob("*.json")) == []


def test_a_link_shows_nobody_elses_name(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_text("{}")
    (tmp_path / "soft.json").symlink_to(target)
    (tmp_path / "hard.json").hardlink_to(target)
    os.mkfifo(tmp_path / "pipe.json")
    (tmp_path / "folder.json").mkdir()
    assert list(waiting(tmp_path)) == []
    assert set(refused(tmp_path)) == {"soft", "hard", "pipe", "folder"}


def test_the_oldest_first(tmp_path: Path) -> None:
    for number, name in enumerate("cab"):
        put(tmp_path, name, {"n": number})
        os.utime(tmp_path / f"{name}.json", (number, number))
    assert [spooled.request["n"] for spooled in waiting(tmp_path)] == [0, 1, 2]


@pytest.mark.parametrize(
    "error",
    [
        StorageFailure(path="station.db", problem="full"),
        IntegrityFailure(what="database", where="station.db", problem="malformed"),
    ],
)
def test_what_the_disk_does_not_take_stays(tmp_path: Path, error: Exception) -> None:
    put(tmp_path, "a", {"text": "x"})

    def submit(_spooled: Spooled) -> None:
        raise error

    assert take_in(tmp_path, submit) == 0
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]


def test_one_refusal_does_not_stop_the_rest(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        put(tmp_path, name, {"text": name})

    def submit(spooled: Spooled) -> None:
        if spooled.request["text"] == "a":
            raise UsageRefused(option="x", problem="y")
        if spooled.request["text"] == "b":
            raise RuntimeError("a fault of this program")

    assert take_in(tmp_path, submit) == 1
    assert refused(tmp_path) == ["a", "b"]


def test_a_full_disk_is_said(tmp_path: Path) -> None:
    with pytest.raises(StorageFailure):
        put(tmp_path / "missing", "a", {"text": "x"})
