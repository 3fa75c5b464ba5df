"""The index of what each block belongs to."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from loudspeaker.devices.sound.base import SILENT, Label
from loudspeaker.devices.sound.sidecar import KEEP_SESSIONS, SESSION_VARIABLE, NoIndex, Sidecar


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SESSION_VARIABLE, "")


def lines(directory: Path) -> list[dict[str, object]]:
    path = directory / f"{os.environ[SESSION_VARIABLE]}.jsonl"
    return [json.loads(line) for line in path.read_text().splitlines()]


def test_blocks_are_counted_from_the_beginning_of_a_session(tmp_path: Path) -> None:
    sidecar = Sidecar(tmp_path / "sidecar")
    sidecar.begin()
    sidecar.note(SILENT, 960, 10)
    sidecar.note(Label(occurrence="a-1", position_frames=0), 960, 20)
    sidecar.note(Label(occurrence="a-1", position_frames=960), 480, 30)
    session = os.environ[SESSION_VARIABLE]
    assert lines(tmp_path / "sidecar") == [
        {
            "session": session,
            "mono_ns": mono_ns,
            "occurrence": occurrence,
            "first_frame": first,
            "frames": frames,
            "pos_frame": position,
        }
        for mono_ns, occurrence, first, frames, position in (
            (10, None, 0, 960, 0),
            (20, "a-1", 960, 960, 0),
            (30, "a-1", 1920, 480, 960),
        )
    ]
    sidecar.begin()
    assert os.environ[SESSION_VARIABLE] != session
    sidecar.note(SILENT, 960, 40)
    assert [line["first_frame"] for line in lines(tmp_path / "sidecar")] == [0]


def test_no_session_s_name_is_used_twice(tmp_path: Path) -> None:
    names = set()
    for sidecar in (Sidecar(tmp_path), Sidecar(tmp_path)):
        for _ in range(3):
            sidecar.begin()
            names.add(os.environ[SESSION_VARIABLE])
    assert len(names) == 6


def test_only_so_many_sessions_are_kept(tmp_path: Path) -> None:
    sidecar = Sidecar(tmp_path)
    for _ in range(KEEP_SESSIONS + 10):
        sidecar.begin()
        sidecar.note(SILENT, 960, 0)
    assert len(list(tmp_path.glob("*.jsonl"))) <= KEEP_SESSIONS + 1
    assert lines(tmp_path)


def test_an_index_that_cannot_be_written_is_no_reason_to_be_silent(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    blocked = tmp_path / "sidecar"
    blocked.write_bytes(b"a file in the way")
    sidecar = Sidecar(blocked)
    sidecar.begin()
    for _ in range(50):
        sidecar.note(SILENT, 960, 0)
    assert len(caplog.records) == 1
    blocked.unlink()
    sidecar.begin()
    sidecar.note(SILENT, 960, 0)
    assert [line["first_frame"] for line in lines(blocked)] == [0]


def test_a_full_disk_costs_labels_and_keeps_the_count(tmp_path: Path) -> None:
    sidecar = Sidecar(tmp_path)
    sidecar.begin()
    kept, sidecar._descriptor = sidecar._descriptor, os.open("/dev/full", os.O_WRONLY)
    sidecar.note(SILENT, 960, 0)
    os.close(sidecar._descriptor)
    sidecar._descriptor = kept
    sidecar.note(SILENT, 960, 0)
    assert [line["first_frame"] for line in lines(tmp_path)] == [960]


def test_a_real_station_keeps_none() -> None:
    index = NoIndex()
    index.begin()
    index.note(SILENT, 960, 0)
    assert os.environ[SESSION_VARIABLE] == ""
