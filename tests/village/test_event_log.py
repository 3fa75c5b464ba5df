"""The event log and line files: no gaps, no torn lines, no loss that is not told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from loudspeaker.village.append import LineFile, line_of
from loudspeaker.village.event_log import EventLog


def _events(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_bytes().splitlines()]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "events.jsonl"


def test_events_are_numbered_from_one(path: Path) -> None:
    log = EventLog(path)
    log.write("sim_start", 5, latch=False)
    log.write("carrier_on", 6, by="cmd")
    assert _events(path) == [
        {"seq": 1, "mono_ns": 5, "ev": "sim_start", "latch": False},
        {"seq": 2, "mono_ns": 6, "ev": "carrier_on", "by": "cmd"},
    ]
    log.close()


def test_numbers_go_on_after_a_restart(path: Path) -> None:
    for _ in range(3):
        log = EventLog(path)
        log.write("sim_start", 1)
        log.close()
    assert [event["seq"] for event in _events(path)] == [1, 2, 3]


@pytest.mark.parametrize("torn", [b'{"seq":2,"mono_ns":7,"e', b"\0\0\0\0", b"\0\0\0\0\n", b"5\n"])
def test_a_torn_last_line_is_cut_off(path: Path, torn: bytes) -> None:
    log = EventLog(path)
    log.write("sim_start", 1)
    log.close()
    path.write_bytes(path.read_bytes() + torn)
    log = EventLog(path)
    log.write("sim_end", 2)
    log.close()
    assert [(event["seq"], event["ev"]) for event in _events(path)] == [
        (1, "sim_start"),
        (2, "sim_end"),
    ]


def test_a_file_of_one_torn_line_is_emptied(path: Path) -> None:
    path.write_bytes(b'{"seq":1')
    log = EventLog(path)
    log.close()
    assert path.read_bytes() == b""


def test_lines_longer_than_a_read_are_found(path: Path) -> None:
    lines = LineFile(path)
    lines.add(line_of({"seq": 1, "hex": "0" * 200_000}))
    lines.close()
    again = LineFile(path)
    last = again.last()
    again.close()
    assert last is not None
    assert last["seq"] == 1


def test_vietnamese_stays_readable(path: Path) -> None:
    log = EventLog(path)
    log.write("audio", 1, occurrence="họp thôn")
    log.close()
    assert "họp thôn" in path.read_text("utf-8")


class _FullDisk:
    """Stands in for the line file; takes nothing while ``full``."""

    def __init__(self) -> None:
        self.full = True
        self.lines: list[dict[str, Any]] = []

    def add(self, line: bytes) -> None:
        """Take a line, or refuse as a full disk does."""
        if self.full:
            raise OSError(28, "No space left on device")
        self.lines.append(json.loads(line))


def test_on_a_full_disk_events_wait_and_keep_their_order(path: Path) -> None:
    log, disk = EventLog(path), _FullDisk()
    log._file = disk  # type: ignore[assignment]
    for number in range(5):
        log.write("rx", number)
    disk.full = False
    log.flush()
    assert [(line["seq"], line["mono_ns"]) for line in disk.lines] == [
        (number + 1, number) for number in range(5)
    ]


def test_too_many_waiting_events_are_left_out_and_counted(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("loudspeaker.village.event_log._KEPT_LINES", 3)
    log, disk = EventLog(path), _FullDisk()
    log._file = disk  # type: ignore[assignment]
    for number in range(10):
        log.write("rx", number)
    disk.full = False
    log.flush()
    assert disk.lines[0] == {"seq": 1, "mono_ns": 7, "ev": "fault", "fault": "disk", "lost": 7}
    assert [line["mono_ns"] for line in disk.lines[1:]] == [7, 8, 9]
    assert [line["seq"] for line in disk.lines] == [1, 2, 3, 4]


def test_a_line_that_does_not_fit_leaves_nothing_behind(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import os  # noqa: PLC0415 - the real write, before it is replaced

    lines, write = LineFile(path), os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: write(descriptor, data[:3]))
    with pytest.raises(OSError, match="space"):
        lines.add(b'{"seq":1}\n')
    monkeypatch.undo()
    lines.add(b'{"seq":1}\n')
    lines.close()
    assert path.read_bytes() == b'{"seq":1}\n'
