"""The way to bridge for another station's sound: it comes, it ends, it is asked for again."""

from __future__ import annotations

import base64
import json
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from loudspeaker.devices import source_link
from loudspeaker.devices.source_link import SourceLink, listen
from loudspeaker.model.relay import SourceFailed
from loudspeaker.system.sockets import bind_unix
from tests.devices.pty_peer import wait_until

PCM = bytes(range(200)) * 2


def said(**message: object) -> bytes:
    return json.dumps(message).encode() + b"\n"


SOUND = said(pcm=base64.b64encode(PCM).decode())


@dataclass
class Hearing:
    heard: bytes = b""
    problems: list[str] = field(default_factory=list)

    def put(self, pcm: bytes) -> None:
        self.heard += pcm

    def lost(self, problem: str) -> None:
        self.problems.append(problem)


class Peer:
    """Answers each connection with the next of its answers; the last one stays open."""

    def __init__(self, path: Path, *answers: bytes) -> None:
        self.asked: list[bytes] = []
        self._answers = list(answers)
        self._listener = bind_unix(path)
        self.open: list[socket.socket] = []
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.asked.append(connection.recv(4096))
            connection.sendall(self._answers.pop(0))
            if self._answers:
                connection.close()
            else:
                self.open.append(connection)
                self._answers.append(b"")

    def close(self) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for connection in self.open:
            connection.close()


@pytest.fixture
def peer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Peer]]:
    monkeypatch.setattr(source_link, "AGAIN_S", 0.01)
    made: list[Peer] = []

    def serve(*answers: bytes) -> Peer:
        made.append(Peer(tmp_path / "relay.sock", *answers))
        return made[-1]

    yield serve
    for each in made:
        each.close()


def test_sound_comes_and_is_asked_for_again_when_it_ends(
    tmp_path: Path, peer: Callable[..., Peer]
) -> None:
    station = peer(said(facts={"codec": "mp3"}) + SOUND + said(over="ended", detail="x"), SOUND)
    hearing = Hearing()
    link = SourceLink(tmp_path / "relay.sock", "VOV1", "https://radio.vn/live", hearing)
    wait_until(lambda: hearing.heard == PCM * 2)
    assert hearing.problems == ["ended x"]
    assert json.loads(station.asked[0]) == {"source": "VOV1", "address": "https://radio.vn/live"}
    link.close()
    wait_until(lambda: not link._thread.is_alive())


def test_without_bridge_it_goes_on_asking(tmp_path: Path, peer: Callable[..., Peer]) -> None:
    hearing = Hearing()
    link = SourceLink(tmp_path / "relay.sock", "VOV1", "x", hearing)
    wait_until(lambda: len(hearing.problems) > 1)
    assert hearing.problems[0].startswith("no_bridge")
    peer(SOUND)
    wait_until(lambda: hearing.heard == PCM)
    link.close()


@pytest.mark.parametrize(
    "answer", [b"", b"{", b"[]\n", said(pcm="!"), said(pcm="YQ=="), b"x" * 70_000, said(other=1)]
)
def test_whatever_else_bridge_says_ends_the_connection(
    tmp_path: Path, peer: Callable[..., Peer], answer: bytes
) -> None:
    peer(answer, b"")
    messages = listen(tmp_path / "relay.sock", "VOV1", None)
    with pytest.raises((SourceFailed, KeyError)):
        list(messages)
