"""Servers that hang, drip, send elsewhere, send too much or too little; over real sockets."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from loudspeaker.errors import PullFailure, StorageFailure, UsageRefused
from loudspeaker.pulling.fetching import HttpFetch, checked_address
from loudspeaker.system.time import SystemTime

SLOW_S = 0.3
CLIP = bytes(range(256)) * 100
FAR = 1 << 62


class Server:
    """Answers each request with bytes, or by a function that is given the socket."""

    def __init__(self) -> None:
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.answer: bytes | Callable[[socket.socket, str], None] = b""
        self.requests: list[str] = []
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.listening.getsockname()[1]}"

    def _serve(self) -> None:
        while True:
            try:
                connection, _ = self.listening.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(5)
                head = b""
                while b"\r\n\r\n" not in head:
                    head += connection.recv(4096)
                self.requests.append(head.decode())
                try:
                    if callable(self.answer):
                        self.answer(connection, head.decode())
                    else:
                        connection.sendall(self.answer)
                except OSError:
                    continue

    def close(self) -> None:
        self.listening.shutdown(socket.SHUT_RDWR)
        self.listening.close()
        self.thread.join(5)


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    yield made
    made.close()


def answer(body: bytes, *, status: str = "200 OK", length: int | None = None, **more: str) -> bytes:
    headers = {"Content-Length": str(len(body) if length is None else length), **more}
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 {status}\r\n{lines}Connection: close\r\n\r\n".encode() + body


def fetch(server: Server, **limits: float) -> HttpFetch:
    given: dict[str, Any] = {"wait_s": SLOW_S, "limit_s": 2 * SLOW_S, **limits}
    return HttpFetch(server.address, SystemTime(), **given)


def problem(server: Server, *, most: int = 100) -> str:
    with pytest.raises(PullFailure) as caught:
        fetch(server).whole("/x", what="part", most=most)
    return caught.value.problem


def test_what_is_there_comes(server: Server) -> None:
    server.answer = answer(b"abc")
    assert fetch(server).whole("/pull/manifest", what="manifest", most=3) == b"abc"
    assert server.requests[0].startswith("GET /pull/manifest HTTP/1.1\r\n")
    assert "Accept-Encoding: identity" in server.requests[0]


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (answer(b"", status="302 Found", Location="http://127.0.0.1:1/"), "redirect"),
        (answer(b"", status="301 Moved", Location="file:///etc/passwd"), "redirect"),
        (answer(b"", status="304 Not Modified"), "redirect"),
        (answer(b"", status="404 Not Found"), "missing"),
        (answer(b"", status="500 Oh"), "HTTP 500"),
        (answer(b"", status="206 Part"), "HTTP 206"),
        (answer(bytes(101)), "too_large"),
        (answer(bytes(10**7)), "too_large"),
        (answer(b"", Content_Encoding="gzip"), "packed"),
        (b"", "cut"),
        (b"nonsense\r\n\r\n", "nonsense\r\n"),
        (b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200 + b"\r\n", "got more than 100 headers"),
    ],
)
def test_what_is_not_taken(server: Server, given: bytes, told: str) -> None:
    server.answer = given
    assert problem(server) == told


def test_a_server_that_says_nothing_is_given_up(server: Server) -> None:
    server.answer = lambda connection, _head: _until_closed(connection)
    began = time.monotonic()
    assert problem(server) == "timeout"
    assert time.monotonic() - began < 10 * SLOW_S


@pytest.mark.parametrize("head", [b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.1 200 OK\r\nX: "])
def test_a_server_that_drips_is_given_up(server: Server, head: bytes) -> None:
    def drip(connection: socket.socket, _head: str) -> None:
        connection.sendall(head)
        while True:
            connection.sendall(b"x")
            time.sleep(SLOW_S / 10)

    server.answer = drip
    began = time.monotonic()
    assert problem(server, most=10**6) == "timeout"
    assert time.monotonic() - began < 10 * SLOW_S


def _until_closed(connection: socket.socket) -> None:
    while connection.recv(100):
        pass


def test_nobody_there_and_no_such_name(server: Server) -> None:
    unused = socket.create_server(("127.0.0.1", 0))
    port = unused.getsockname()[1]
    unused.close()
    with pytest.raises(PullFailure) as caught:
        HttpFetch(f"http://127.0.0.1:{port}", SystemTime()).whole("/", what="manifest", most=1)
    assert caught.value.problem == "Connection refused"
    with pytest.raises(PullFailure) as caught:
        HttpFetch("http://no-such-name.invalid", SystemTime()).whole("/", what="x", most=1)
    assert caught.value.problem == "no such name"
    assert server.requests == []


# --- clips ----------------------------------------------------------------------------------------


def rest(server: Server, into: Path, *, until_ns: int = FAR) -> bool:
    return fetch(server).rest("/c.wav", into, size=len(CLIP), until_ns=until_ns)


def from_there(connection: socket.socket, head: str) -> None:
    start = int(head.split("bytes=")[1].split("-", maxsplit=1)[0]) if "Range" in head else 0
    if not start:
        connection.sendall(answer(CLIP))
        return
    told = f"bytes {start}-{len(CLIP) - 1}/{len(CLIP)}"
    connection.sendall(answer(CLIP[start:], status="206 Part", Content_Range=told))


def test_a_clip_goes_on_where_it_was_cut(server: Server, tmp_path: Path) -> None:
    into = tmp_path / "c"
    server.answer = answer(CLIP[:1000], length=len(CLIP))
    with pytest.raises(PullFailure) as caught:
        rest(server, into)
    assert caught.value.problem == "cut"
    assert into.read_bytes() == CLIP[:1000]
    server.answer = from_there
    assert rest(server, into) is True
    assert into.read_bytes() == CLIP
    assert "Range: bytes=1000-" in server.requests[-1]
    assert rest(server, into) is True
    assert len(server.requests) == 2


def test_a_clip_takes_no_longer_than_it_may(server: Server, tmp_path: Path) -> None:
    into = tmp_path / "c"
    server.answer = from_there
    assert rest(server, into, until_ns=0) in (True, False)
    while not rest(server, into, until_ns=0):
        pass
    assert into.read_bytes() == CLIP


def test_a_server_that_cannot_go_on_begins_anew(server: Server, tmp_path: Path) -> None:
    into = tmp_path / "c"
    into.write_bytes(b"old")
    server.answer = answer(CLIP)
    assert rest(server, into) is True
    assert into.read_bytes() == CLIP


def test_more_than_the_clip_is_thrown_away(server: Server, tmp_path: Path) -> None:
    into = tmp_path / "c"
    server.answer = answer(CLIP + b"!")
    with pytest.raises(PullFailure) as caught:
        rest(server, into)
    assert caught.value.problem == "too_large"
    assert into.read_bytes() == b""
    into.write_bytes(CLIP + b"!")
    server.answer = from_there
    assert rest(server, into) is False
    assert rest(server, into) is True


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (answer(b"x", status="206 Part", Content_Range="bytes 7-7/9"), "another stretch"),
        (answer(b"x", status="206 Part"), "another stretch"),
        (answer(b"", status="302 Found", Location="/"), "redirect"),
        (answer(b"", status="503 Busy"), "HTTP 503"),
    ],
)
def test_another_stretch_is_not_taken(
    server: Server, tmp_path: Path, given: bytes, told: str
) -> None:
    into = tmp_path / "c"
    into.write_bytes(CLIP[:10])
    server.answer = given
    with pytest.raises(PullFailure) as caught:
        rest(server, into)
    assert caught.value.problem == told
    assert into.read_bytes() == CLIP[:10]


def test_a_place_that_cannot_be_written_is_a_failure_of_the_disk(
    server: Server, tmp_path: Path
) -> None:
    server.answer = answer(CLIP)
    with pytest.raises(StorageFailure):
        rest(server, tmp_path / "none" / "c")


def test_a_full_disk_is_a_failure_of_the_disk(server: Server) -> None:
    server.answer = answer(CLIP)
    with pytest.raises(StorageFailure) as caught:
        rest(server, Path("/dev/full"))
    assert caught.value.problem == "No space left on device"


# --- addresses ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("http://192.168.1.20:8080/", "http://192.168.1.20:8080"),
        (" https://loa.example.vn ", "https://loa.example.vn"),
        ("http://[fe80::1]:8080", "http://[fe80::1]:8080"),
    ],
)
def test_an_address(typed: str, address: str) -> None:
    assert checked_address(typed) == address


@pytest.mark.parametrize(
    "typed",
    ["", "192.168.1.20", "ftp://x", "file:///etc", "http://", "http://a/b", "http://u:p@a",
     "http://a:99999", "http://a?x", "http://[::1", "http://a#b", "http://a:0"],
)  # fmt: skip
def test_no_address(typed: str) -> None:
    with pytest.raises(UsageRefused):
        checked_address(typed)
