"""The bridge's parts together, between a socket of playout and a broker that is not there."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from loudspeaker.bridge import air_port
from loudspeaker.bridge.process import BridgeProcess
from loudspeaker.config.ip import BrokerConfig, ClipServerConfig, IpConfig
from loudspeaker.system.channel import Channel
from loudspeaker.system.sockets import bind_unix, connect_unix
from tests.devices.pty_peer import wait_until

SHA = "cd" * 32


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


class Bench:
    """A bridge whose broker is nowhere."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "bridge.sock"
        self.port = free_port()
        clips = folder / "clips"
        clips.mkdir()
        (clips / f"{SHA}.wav").write_bytes(b"clip")
        nowhere = BrokerConfig(
            host="127.0.0.1",
            port=free_port(),
            user=None,
            password_file=None,
            tls=False,
            ca_file=None,
            topic="loudspeaker",
        )
        http = ClipServerConfig(bind="127.0.0.1", port=self.port, url="http://dai")
        self.bridge = BridgeProcess(
            IpConfig(broker=nowhere, http=http),
            home=folder,
            clips=clips,
            air=bind_unix(self.path),
            trusted=frozenset(),
        )

    def connect(self) -> Channel:
        return Channel(connect_unix(self.path, timeout_s=5))

    def fetch(self) -> int:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
        connection.request("GET", f"/clips/{SHA}.wav")
        return connection.getresponse().status


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path)
    yield made
    made.bridge.end()


def receive(channel: Channel, key: str) -> dict[str, Any]:
    """Return the next message with a key."""
    while True:
        message = channel.receive()
        assert message is not None
        if key in message:
            return message


def test_playout_is_told_how_things_stand(bench: Bench) -> None:
    ready: list[bool] = []
    bench.bridge.start(ready=lambda: ready.append(True))
    assert ready == [True]
    channel = bench.connect()
    assert "clips" in receive(channel, "broker")
    channel.send({"id": 1, "topic": "cmd", "at_ns": time.monotonic_ns(), "hex": "00"})
    assert receive(channel, "failed")["failed"] == 1
    channel.close()


def test_clips_are_served_while_playout_says_so_and_is_there(bench: Bench) -> None:
    bench.bridge.start(ready=lambda: None)
    assert bench.fetch() == 404
    channel = bench.connect()
    channel.send({"serve": [SHA]})
    wait_until(lambda: bench.fetch() == 200)
    channel.close()
    wait_until(lambda: bench.fetch() == 404)


def test_the_newest_connection_counts(bench: Bench) -> None:
    bench.bridge.start(ready=lambda: None)
    old = bench.connect()
    receive(old, "broker")
    new = bench.connect()
    receive(new, "broker")
    new.send({"serve": [SHA]})
    wait_until(lambda: bench.fetch() == 200)
    while old.receive() is not None:
        pass
    old.close()
    new.send({"ping": 1})
    assert receive(new, "pong") == {"pong": 1}
    assert bench.fetch() == 200, "the old one's end takes nothing away"
    new.close()


@pytest.mark.parametrize("nonsense", [b"{}\n", b"[]\n", b"\xff\xff\n", b'{"serve": 1}\n'])
def test_nonsense_ends_a_connection_and_nothing_else(bench: Bench, nonsense: bytes) -> None:
    bench.bridge.start(ready=lambda: None)
    raw = connect_unix(bench.path, timeout_s=5)
    raw.sendall(nonsense)
    while raw.recv(4096):
        pass
    raw.close()
    channel = bench.connect()
    channel.send({"ping": 1})
    assert receive(channel, "pong") == {"pong": 1}
    channel.close()


def test_playout_that_takes_nothing_is_left(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(air_port, "MOST_WAITING", 5)
    bench.bridge.start(ready=lambda: None)
    raw = connect_unix(bench.path, timeout_s=5)
    raw.recv(10)
    wait_until(lambda: bench.bridge._port._current is not None)
    for _ in range(100_000):
        bench.bridge._port.tell({"clips": "x" * 10_000})
        if bench.bridge._port._current is None:
            break
    wait_until(lambda: bench.bridge._port._current is None)
    raw.close()


def test_somebody_else_is_sent_away(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    bench.bridge.start(ready=lambda: None)
    monkeypatch.setattr(bench.bridge._port, "_trusted", {4_000_000})
    raw = connect_unix(bench.path, timeout_s=5)
    assert raw.recv(10) == b""
    raw.close()


def test_an_address_that_comes_later_is_taken_then(bench: Bench) -> None:
    with socket.create_server(("127.0.0.1", bench.port)):
        bench.bridge.start(ready=lambda: None)
        channel = bench.connect()
        assert "in use" in receive(channel, "clips")["clips"]
    bench.bridge.look()
    while receive(channel, "clips")["clips"] is not None:
        pass
    assert bench.fetch() == 404
    channel.close()
