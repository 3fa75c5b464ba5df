"""Pseudo-terminals as serial ports: opened, closed, killed, unplugged."""

from __future__ import annotations

import errno
import os
import select
import termios
from collections.abc import Iterator
from pathlib import Path

import pytest

from loudspeaker.errors import DeviceFailure
from loudspeaker.village.inotify import Watcher
from loudspeaker.village.ports import Port

from .fakes import MemoryLog


@pytest.fixture
def watcher() -> Iterator[Watcher]:
    watcher = Watcher()
    yield watcher
    watcher.close()


@pytest.fixture
def log() -> MemoryLog:
    return MemoryLog()


@pytest.fixture
def port(watcher: Watcher, log: MemoryLog, tmp_path: Path) -> Iterator[Port]:
    port = Port("encoder", tmp_path / "encoder", watcher=watcher, log=log)
    port.appear()
    yield port
    port.vanish(0, "end")


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_NOCTTY)


def _follow(port: Port, watcher: Watcher, at: int) -> None:
    for used in watcher.read():
        assert used.watch == port.watch
        port.used(at, opened=used.opened, closed=used.closed)


def _read(port: Port) -> bytes:
    assert port.master is not None
    select.select([port.master], [], [], 5)
    return port.read()


def test_bytes_pass_unchanged_both_ways(port: Port, tmp_path: Path) -> None:
    daemon = _open(tmp_path / "encoder")
    everything = bytes(range(256))
    os.write(daemon, everything)
    assert _read(port) == everything
    port.write(everything)
    assert os.read(daemon, 512) == everything
    assert port.read() == b""
    os.close(daemon)


def test_opening_and_closing_is_noticed(
    port: Port, watcher: Watcher, log: MemoryLog, tmp_path: Path
) -> None:
    daemon = _open(tmp_path / "encoder")
    _follow(port, watcher, 1)
    os.close(daemon)
    _follow(port, watcher, 2)
    again = _open(tmp_path / "encoder")
    _follow(port, watcher, 3)
    os.close(again)
    _follow(port, watcher, 4)
    assert [(event["ev"], event["reason"]) for event in log.events] == [
        ("link_up", "opened"),
        ("link_down", "closed"),
    ] * 2
    assert [event["mono_ns"] for event in log.events] == [1, 2, 3, 4]


def test_what_nobody_read_is_gone_for_the_next_one(
    port: Port, watcher: Watcher, tmp_path: Path
) -> None:
    daemon = _open(tmp_path / "encoder")
    _follow(port, watcher, 1)
    port.write(b"old answer")
    os.close(daemon)
    _follow(port, watcher, 2)
    again = _open(tmp_path / "encoder")
    os.set_blocking(again, False)
    with pytest.raises(BlockingIOError):
        os.read(again, 10)
    os.close(again)


def test_settings_of_one_user_do_not_stay(port: Port, watcher: Watcher, tmp_path: Path) -> None:
    daemon = _open(tmp_path / "encoder")
    attributes = termios.tcgetattr(daemon)
    attributes[3] |= termios.ECHO | termios.ICANON
    termios.tcsetattr(daemon, termios.TCSANOW, attributes)
    _follow(port, watcher, 1)
    os.close(daemon)
    _follow(port, watcher, 2)
    again = _open(tmp_path / "encoder")
    assert not termios.tcgetattr(again)[3] & (termios.ECHO | termios.ICANON)
    os.close(again)


def test_a_full_wire_loses_bytes_and_never_blocks(port: Port) -> None:
    for _ in range(100):
        port.write(bytes(1_000))
    assert port.read() == b""


def test_an_unplugged_port_hangs_up_and_comes_back(
    port: Port, watcher: Watcher, log: MemoryLog, tmp_path: Path
) -> None:
    daemon = _open(tmp_path / "encoder")
    _follow(port, watcher, 1)
    port.vanish(2, "vanished")
    assert not (tmp_path / "encoder").is_symlink()
    with pytest.raises(OSError, match=os.strerror(errno.EIO)):
        os.write(daemon, b"x")
    port.write(b"nobody")
    assert port.read() == b""
    os.close(daemon)
    watcher.read()
    before = port.generation
    port.appear()
    port.appear()
    assert port.generation == before + 1
    again = _open(tmp_path / "encoder")
    _follow(port, watcher, 3)
    os.close(again)
    assert [(event["ev"], event["reason"]) for event in log.events] == [
        ("link_up", "opened"),
        ("link_down", "vanished"),
        ("link_up", "opened"),
    ]


def test_a_stale_link_of_a_killed_village_is_replaced(
    watcher: Watcher, log: MemoryLog, tmp_path: Path
) -> None:
    (tmp_path / "encoder").symlink_to("/dev/pts/999999")
    port = Port("encoder", tmp_path / "encoder", watcher=watcher, log=log)
    port.appear()
    assert (tmp_path / "encoder").exists()
    port.vanish(0, "end")
    port.vanish(0, "end")
    assert log.events == []


def test_watching_nothing_is_refused(watcher: Watcher, tmp_path: Path) -> None:
    with pytest.raises(DeviceFailure, match="No such file"):
        watcher.add(str(tmp_path / "nothing"))
