"""The as-run log on the disk: whole lines, in order, each once."""

from __future__ import annotations

import errno
import io
import json
import os
import stat
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.asrun import GENESIS, line_of, sealed, verify
from loudspeaker.errors import IntegrityFailure, StorageFailure
from loudspeaker.store import asrun_reading
from loudspeaker.store.asrun_file import AsRunFile
from loudspeaker.store.asrun_reading import newest_records, read_lines, read_records
from loudspeaker.store.heads_file import append_heads, read_heads

KEY = b"k"


def chain(count: int, *, pad: int = 0) -> list[dict[str, Any]]:
    records: list[dict[str, Any]] = []
    for seq in range(1, count + 1):
        prev = records[-1]["hash"] if records else GENESIS
        body = {"occurrence": f"x-{seq}", "event": "missed", "item": "x" * pad}
        records.append(sealed(body, seq=seq, prev=prev, key=KEY))
    return records


def written(path: Path, records: list[dict[str, Any]]) -> None:
    log = AsRunFile(path)
    for record in records:
        assert log.append(record)
    log.close()


def test_appended_once_in_order_and_verified(tmp_path: Path) -> None:
    path = tmp_path / "asrun.jsonl"
    log = AsRunFile(path)
    records = chain(3)
    assert [log.append(record) for record in (*records[:2], records[0], *records)] == [
        *(True, True, False),
        *(False, False, True),
    ]
    log.close()
    assert list(read_records(path)) == records
    assert list(read_records(path, since=2)) == records[2:]
    assert verify(read_lines(path), key=KEY, heads=()).passed
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_it_goes_on_where_it_was(tmp_path: Path) -> None:
    path = tmp_path / "asrun.jsonl"
    records = chain(5)
    written(path, records[:3])
    log = AsRunFile(path)
    assert log.last_seq == 3
    assert not log.append(records[2])
    assert log.append(records[3])
    log.close()
    log.close()


def test_no_gap_and_no_other_chain(tmp_path: Path) -> None:
    path = tmp_path / "asrun.jsonl"
    records = chain(5)
    log = AsRunFile(path)
    log.append(records[0])
    with pytest.raises(IntegrityFailure, match="record 3 does not follow on 1"):
        log.append(records[2])
    other = sealed({"occurrence": "y"}, seq=2, prev="f" * 64, key=KEY)
    with pytest.raises(IntegrityFailure):
        log.append(other)
    assert log.append(records[1])
    log.close()
    assert list(read_records(path)) == records[:2]


# --- torn -----------------------------------------------------------------------------------------


@given(kept=st.integers(0, 3), cut=st.data())
def test_a_torn_last_line_is_cut_off(kept: int, cut: st.DataObject) -> None:
    records = chain(kept + 1)
    torn = line_of(records[kept]).encode()
    part = torn[: cut.draw(st.integers(0, len(torn)))]
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "asrun.jsonl"
        written(path, records[:kept])
        with path.open("ab") as stream:
            stream.write(part)
        log = AsRunFile(path)
        assert log.last_seq == kept
        assert log.append(records[kept])
        log.close()
        assert list(read_records(path)) == records


@pytest.mark.parametrize(
    "tail", [b"\0" * 10, b'{"seq": 3\0\0\0\n', b"\0" * 200_000 + b"\n", b"x" * 200_000]
)
def test_what_a_power_cut_leaves_is_cut_off(tmp_path: Path, tail: bytes) -> None:
    path = tmp_path / "asrun.jsonl"
    records = chain(3)
    written(path, records[:2])
    with path.open("ab") as stream:
        stream.write(tail)
    log = AsRunFile(path)
    assert log.last_seq == 2
    log.append(records[2])
    log.close()
    assert list(read_records(path)) == records


def test_a_last_line_longer_than_any_buffer(tmp_path: Path) -> None:
    path = tmp_path / "asrun.jsonl"
    records = chain(3, pad=200_000)
    written(path, records[:2])
    log = AsRunFile(path)
    assert log.last_seq == 2
    assert log.append(records[2])
    log.close()


@pytest.mark.parametrize("line", ["{}", "[]", "7", '{"seq": "x", "hash": "y"}', "[" * 100_000])
def test_a_whole_line_that_is_no_record_is_damage(tmp_path: Path, line: str) -> None:
    path = tmp_path / "asrun.jsonl"
    written(path, chain(1))
    with path.open("a") as stream:
        stream.write(line + "\n")
    with pytest.raises(IntegrityFailure) as caught:
        AsRunFile(path)
    assert caught.value.where == str(path)
    assert path.read_text().endswith(line + "\n")  # evidence is not touched


# --- bad disks ------------------------------------------------------------------------------------


class Disk:
    """os.write as a disk that takes so many bytes more does it."""

    def __init__(self, room: int) -> None:
        self.room = room
        self._write = os.write

    def write(self, descriptor: int, data: bytes) -> int:
        if self.room <= 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        written = self._write(descriptor, data[: self.room])
        self.room -= written
        return written


def test_a_full_disk_takes_a_whole_line_or_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "asrun.jsonl"
    records = chain(3)
    log = AsRunFile(path)
    log.append(records[0])
    disk = Disk(room=100)
    monkeypatch.setattr(os, "write", disk.write)
    with pytest.raises(StorageFailure) as caught:
        log.append(records[1])
    assert caught.value.problem == "No space left on device"
    assert log.last_seq == 1
    assert path.read_text() == line_of(records[0]) + "\n"
    disk.room = 10_000
    assert log.append(records[1])
    log.close()
    assert list(read_records(path)) == records[:2]


def test_half_a_line_that_cannot_be_taken_back_is_taken_back_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "asrun.jsonl"
    records = chain(2)
    log = AsRunFile(path)
    log.append(records[0])
    disk = Disk(room=100)

    def refuse(_descriptor: int, _size: int) -> None:
        raise OSError(errno.EIO, "Input/output error")

    with monkeypatch.context() as broken:
        broken.setattr(os, "write", disk.write)
        broken.setattr(os, "ftruncate", refuse)
        with pytest.raises(StorageFailure):
            log.append(records[1])
    assert log.append(records[1])
    log.close()
    assert list(read_records(path)) == records


def test_a_sync_that_fails_is_no_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "asrun.jsonl"
    records = chain(2)
    log = AsRunFile(path)
    log.append(records[0])
    sync = os.fsync
    failing = [True]

    def fail_once(descriptor: int) -> None:
        if failing:
            failing.pop()
            raise OSError(errno.EIO, "Input/output error")
        sync(descriptor)

    monkeypatch.setattr(os, "fsync", fail_once)
    with pytest.raises(StorageFailure):
        log.append(records[1])
    assert list(read_records(path)) == records[:1]
    assert log.append(records[1])
    log.close()


def test_after_closing_nothing_is_written(tmp_path: Path) -> None:
    log = AsRunFile(tmp_path / "asrun.jsonl")
    log.close()
    with pytest.raises(StorageFailure):
        log.append(chain(1)[0])
    with pytest.raises(StorageFailure):
        AsRunFile(tmp_path / "missing" / "asrun.jsonl")


# --- reading --------------------------------------------------------------------------------------


def test_no_log_yet(tmp_path: Path) -> None:
    assert list(read_lines(tmp_path / "none")) == []
    assert list(read_records(tmp_path / "none")) == []


@given(st.lists(st.binary(max_size=60)))
def test_reading_any_file_never_fails(lines: list[bytes]) -> None:
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "x"
        path.write_bytes(b"\n".join(lines))
        for record in (*read_records(path), *newest_records(path, most=5)):
            assert isinstance(record["seq"], int)
        for head in read_heads(path):
            assert isinstance(head, dict)


def test_the_newest_records(tmp_path: Path) -> None:
    path = tmp_path / "asrun.jsonl"
    assert newest_records(path, most=2) == []
    records = chain(5)
    written(path, records)
    assert newest_records(path, most=2) == records[3:]
    assert newest_records(path, most=2, before=4) == records[1:3]
    assert newest_records(path, most=2, before=1) == []
    with path.open("a") as stream:
        stream.write("not a record\n" + json.dumps({"seq": "x"}) + "\n")
    assert newest_records(path, most=3) == records[4:]
    assert list(read_records(path)) == records


@given(
    pads=st.lists(st.integers(0, 300), min_size=1, max_size=12),
    junk=st.lists(st.sampled_from([b"", b"x", b"{", b"\xff" * 9]), max_size=4),
    block=st.integers(1, 400),
    where=st.integers(-1, 14),
)
def test_a_part_of_the_log_is_what_reading_all_of_it_would_give(
    pads: list[int], junk: list[bytes], block: int, where: int
) -> None:
    """Lines of any length, damaged ones between them, and blocks that end anywhere."""
    lines = [json.dumps({"seq": n, "pad": "ỏ" * pad}).encode() for n, pad in enumerate(pads, 1)]
    for n, each in enumerate(junk):
        lines.insert((n * 5) % (len(lines) + 1), each)
    every = [json.loads(line) for line in lines if line.startswith(b'{"seq"')]
    with tempfile.TemporaryDirectory() as name:
        path = Path(name) / "x"
        path.write_bytes(b"\n".join(lines) + b"\n")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(asrun_reading, "_BLOCK_BYTES", block)
            found = newest_records(path, most=len(lines), before=where)
        assert found == [record for record in every if record["seq"] < where]
        assert list(read_records(path, since=where)) == [r for r in every if r["seq"] > where]


def test_the_end_of_a_long_log_is_found_without_reading_it(tmp_path: Path) -> None:
    path = tmp_path / "asrun.jsonl"
    path.write_text(
        "".join(json.dumps({"seq": n, "pad": "x" * 900}) + "\n" for n in range(1, 9000))
    )
    read = 0

    class Counting(io.FileIO):
        def readinto(self, into: Any) -> int | None:
            nonlocal read
            got = super().readinto(into)
            read += got or 0
            return got

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Path, "open", lambda self, _mode: io.BufferedReader(Counting(self, "r")))
        assert [r["seq"] for r in newest_records(path, most=2, before=5000)] == [4998, 4999]
        assert next(iter(read_records(path, since=8000)))["seq"] == 8001
    assert read < path.stat().st_size / 4


# --- published heads ------------------------------------------------------------------------------


def test_each_day_once(tmp_path: Path) -> None:
    path = tmp_path / "heads.jsonl"
    days = [{"day": f"2026-12-0{n}", "seq": n, "hash": "h", "seal": "s"} for n in (1, 2, 3)]
    assert append_heads(path, days[:2]) == 2
    assert append_heads(path, days) == 1
    assert append_heads(path, days) == 0
    assert list(read_heads(path)) == days
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


TORN = (
    b'{"day": "2026-12-02", "seq"',
    b'{"day": "2026-12-02"}',
    b"\0" * 40,
    b'{"da\0\0\n',
    b"\0\n",
)


@pytest.mark.parametrize("torn", TORN)
def test_what_a_power_cut_left_is_no_head_and_is_cut_off(tmp_path: Path, torn: bytes) -> None:
    path = tmp_path / "heads.jsonl"
    first, second = ({"day": f"2026-12-0{n}", "seq": n} for n in (1, 2))
    append_heads(path, [first])
    whole = path.read_bytes()
    path.write_bytes(whole + torn)
    assert list(read_heads(path)) == [first]
    assert append_heads(path, [first, second]) == 1
    assert path.read_bytes() == whole + json.dumps(second).encode() + b"\n"


def test_a_head_that_was_changed_stays_and_the_true_one_comes_after_it(tmp_path: Path) -> None:
    path = tmp_path / "heads.jsonl"
    true = {"day": "2026-12-01", "seq": 9}
    path.write_text('{"day": "2026-12-01", "seq": 4}\nnot JSON\n7\n')
    before = path.read_text()
    assert append_heads(path, [true]) == 1
    assert append_heads(path, [true]) == 0
    assert path.read_text() == before + json.dumps(true) + "\n"


def test_heads_on_a_bad_disk(tmp_path: Path) -> None:
    with pytest.raises(StorageFailure):
        append_heads(tmp_path / "missing" / "heads.jsonl", [{"day": "d"}])
    with pytest.raises(StorageFailure):
        append_heads(tmp_path, [{"day": "d"}])


def test_a_full_disk_leaves_a_file_that_goes_on_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "heads.jsonl"
    days = [{"day": f"2026-12-0{n}", "seq": n} for n in (1, 2, 3)]
    append_heads(path, days[:1])
    disk = Disk(room=40)
    monkeypatch.setattr(os, "write", disk.write)
    with pytest.raises(StorageFailure):
        append_heads(path, days)
    disk.room = 10_000
    append_heads(path, days)
    assert list(read_heads(path)) == days
