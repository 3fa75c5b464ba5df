"""The clip server over real sockets."""

from __future__ import annotations

import hashlib
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

import pytest

from loudspeaker.bridge import clip_server
from loudspeaker.bridge.clip_server import ClipServer, listen
from tests.devices.pty_peer import wait_until

CLIP = bytes(range(256)) * 1200
SHA = hashlib.sha256(CLIP).hexdigest()
OTHER = hashlib.sha256(b"not aired").hexdigest()
LIMIT_S = 0.3


@dataclass
class Served:
    """A running server and what it serves."""

    server: ClipServer
    port: int
    clips: Path
    allowed: set[str]

    def ask(self, path: str, method: str = "GET", **fields: str) -> HTTPResponse:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=5)
        connection.request(
            method, path, headers={k.replace("_", "-"): v for k, v in fields.items()}
        )
        return connection.getresponse()

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=5)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    clips = tmp_path / "clips"
    clips.mkdir()
    (clips / f"{SHA}.wav").write_bytes(CLIP)
    (clips / f"{OTHER}.wav").write_bytes(b"not aired")
    (tmp_path / "secret").write_bytes(b"secret")
    allowed = {SHA}
    listener = listen("127.0.0.1", 0)
    server = ClipServer(listener, clips, lambda sha: sha in allowed, request_limit_s=LIMIT_S)
    port = listener.getsockname()[1]
    server.start()
    yield Served(server, port, clips, allowed)
    server.close()


def path(sha: str = SHA) -> str:
    return f"/clips/{sha}.wav"


def test_a_whole_clip(served: Served) -> None:
    answer = served.ask(path())
    assert answer.status == 200
    assert answer.read() == CLIP
    assert answer.headers["Content-Type"] == "audio/wav"
    assert answer.headers["ETag"] == f'"{SHA}"'
    assert answer.headers["Accept-Ranges"] == "bytes"


def test_a_part(served: Served) -> None:
    answer = served.ask(path(), Range="bytes=1000-1009")
    assert (answer.status, answer.read()) == (206, CLIP[1000:1010])
    assert answer.headers["Content-Range"] == f"bytes 1000-1009/{len(CLIP)}"
    assert served.ask(path(), Range=f"bytes={len(CLIP)}-").status == 416
    huge = served.ask(path(), Range="bytes=0-999999999999999999")
    assert (huge.status, huge.read()) == (206, CLIP)


def test_only_its_head(served: Served) -> None:
    answer = served.ask(path(), "HEAD")
    assert (answer.status, answer.read()) == (200, b"")
    assert answer.headers["Content-Length"] == str(len(CLIP))


def test_what_is_not_aired_is_not_there(served: Served) -> None:
    assert served.ask(path(OTHER)).status == 404
    served.allowed.add(OTHER)
    assert served.ask(path(OTHER)).read() == b"not aired"
    served.allowed.clear()
    assert served.ask(path()).status == 404


def test_a_clip_that_has_gone_and_a_link_to_elsewhere(served: Served) -> None:
    for sha in ("0" * 64, "1" * 64):
        served.allowed.add(sha)
    (served.clips / f"{'1' * 64}.wav").symlink_to(served.clips.parent / "secret")
    assert served.ask(path("0" * 64)).status == 404
    assert served.ask(path("1" * 64)).status == 404


@pytest.mark.parametrize("wanted", ["/", "/clips/", "/clips/../secret", "/..%2fsecret"])
def test_nothing_else_is_there(served: Served, wanted: str) -> None:
    answer = served.ask(wanted)
    assert (answer.status, answer.read()) == (404, b"")


def test_who_never_finishes_a_request_is_sent_away(served: Served) -> None:
    begin_s = time.monotonic()
    with served.connect() as slow:
        answer = b""
        while not answer:
            slow.sendall(b"X")
            slow.settimeout(0.05)
            try:
                answer = slow.recv(100)
            except TimeoutError:
                continue
        assert answer.startswith(b"HTTP/1.1 408 ")
    assert time.monotonic() - begin_s < LIMIT_S + 2


def test_a_head_without_end_is_refused(served: Served) -> None:
    with served.connect() as endless:
        endless.sendall(b"GET / HTTP/1.1\r\n" + b"A: b\r\n" * 2000)
        assert endless.recv(100).startswith(b"HTTP/1.1 431 ")


def test_who_takes_nothing_is_left(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clip_server, "GRACE_S", 0.2)
    monkeypatch.setattr(clip_server, "SLOWEST_BYTES_S", 1e9)
    big = bytes(40_000_000)
    sha = hashlib.sha256(big).hexdigest()
    (served.clips / f"{sha}.wav").write_bytes(big)
    served.allowed.add(sha)
    with served.connect() as lazy:
        lazy.sendall(f"GET {path(sha)} HTTP/1.1\r\n\r\n".encode())
        wait_until(lambda: bool(served.server._connected))
        wait_until(lambda: not served.server._connected)
        received = 0
        while data := lazy.recv(1 << 20):
            received += len(data)
    assert received < len(big)


def test_one_address_does_not_take_every_place(
    served: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clip_server, "MAX_OF_ONE_ADDRESS", 3)
    idle = [served.connect() for _ in range(3)]
    with served.connect() as fourth:
        assert fourth.recv(1) == b""
    for connection in idle:
        connection.close()
    wait_until(lambda: not served.server._connected)
    assert served.ask(path()).status == 200


@pytest.mark.slow
def test_many_points_at_once(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clip_server, "MAX_OF_ONE_ADDRESS", 100)
    got: list[bool] = []
    threads = [
        threading.Thread(target=lambda: got.append(served.ask(path()).read() == CLIP))
        for _ in range(60)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == [True] * 60


def test_an_address_that_is_not_ours() -> None:
    with pytest.raises(OSError, match="assign"):
        listen("192.0.2.1", 0)
