"""The connection to the bridge over a real socket: it comes, goes, hangs and says nonsense."""

from __future__ import annotations

import json
import socket
import struct
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from loudspeaker.devices.points import bridge_link
from loudspeaker.devices.points.bridge_link import BridgeLink
from loudspeaker.system.sockets import bind_unix
from loudspeaker.system.time import SystemTime
from tests.devices.pty_peer import wait_until


class Peer:
    """The bridge's end."""

    def __init__(self, path: Path) -> None:
        self.listener = bind_unix(path)
        self.listener.settimeout(10)

    def accept(self) -> socket.socket:
        connection, _ = self.listener.accept()
        connection.settimeout(5)
        return connection

    def close(self) -> None:
        self.listener.close()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "bridge.sock"


@pytest.fixture
def heard() -> list[Mapping[str, Any]]:
    return []


@pytest.fixture
def link(path: Path, heard: list[Mapping[str, Any]]) -> Iterator[BridgeLink]:
    made = BridgeLink(path, SystemTime())
    made.start(heard.append)
    yield made
    made.close()


def test_messages_both_ways(path: Path, heard: list[Mapping[str, Any]], link: BridgeLink) -> None:
    assert not link.send({"id": 1}), "nobody is there yet"
    peer = Peer(path)
    with peer.accept() as connection:
        wait_until(lambda: {"connected": True} in heard)
        assert link.send({"id": 2})
        assert json.loads(connection.recv(100)) == {"id": 2}
        connection.sendall(b'{"out":2}\n{"bro')
        connection.sendall(b'ker":null}\n')
        wait_until(lambda: len(heard) == 3)
    wait_until(lambda: heard[-1] == {"connected": False})
    assert heard == [{"connected": True}, {"out": 2}, {"broker": None}, {"connected": False}]
    assert not link.send({"id": 3})
    peer.close()


def test_it_comes_back_by_itself(
    path: Path, heard: list[Mapping[str, Any]], link: BridgeLink
) -> None:
    peer = Peer(path)
    for _ in range(2):
        with peer.accept() as connection:
            connection.sendall(b'{"broker":null}\n')
            wait_until(lambda: heard[-1:] == [{"broker": None}])
        wait_until(lambda: heard[-1:] == [{"connected": False}])
    assert not link.send({})
    peer.close()


@pytest.mark.parametrize("nonsense", [b"x" * 70_000, b"[]\n", b"\xff\n"])
def test_nonsense_ends_the_connection(
    path: Path, heard: list[Mapping[str, Any]], link: BridgeLink, nonsense: bytes
) -> None:
    peer = Peer(path)
    with peer.accept() as connection:
        connection.sendall(nonsense)
        wait_until(lambda: {"connected": False} in heard)
    assert not link.send({})
    peer.close()


def test_a_bridge_that_hangs_costs_a_second_once(
    path: Path, link: BridgeLink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bridge_link, "_TIMEVAL", _Shorter())
    peer = Peer(path)
    connection = peer.accept()
    longest_s = 0.0
    for _ in range(10_000):
        begin_s = time.monotonic()
        taken = link.send({"hex": "0" * 30_000})
        longest_s = max(longest_s, time.monotonic() - begin_s)
        if not taken:
            break
    assert not link.send({})
    assert 0.05 < longest_s < 1.0
    connection.close()
    peer.close()


class _Shorter:
    """A tenth of a second in place of a second, so that the test is quick."""

    def pack(self, seconds: int, _: int) -> bytes:
        assert seconds == 1
        return struct.pack("ll", 0, 100_000)


def test_closing_ends_the_thread(path: Path) -> None:
    link = BridgeLink(path, SystemTime())
    link.start(lambda _: None)
    begin_s = time.monotonic()
    link.close()
    assert time.monotonic() - begin_s < 1.0
    assert "bridge-link" not in [thread.name for thread in threading.enumerate()]
