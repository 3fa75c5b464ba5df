"""Blocks out of a stream: whole, in any pieces, and nothing from those who make no sense."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.system.sockets import connect_unix
from loudspeaker.village.line_in import HEADER, RATE_HZ, block_bytes
from loudspeaker.village.line_server import Block, LineServer, LineStream


def _hello(**changes: object) -> bytes:
    fields = {"session": "s1", "rate": 2.0, "rate_hz": 48_000, **changes}
    return json.dumps(fields).encode() + b"\n"


def _block(first_frame: int, pcm: bytes) -> bytes:
    return HEADER.pack(first_frame, 1_000, len(pcm)) + pcm


def test_a_block_knows_its_time() -> None:
    (block,) = LineStream().feed(_hello() + _block(7, bytes(960)))
    assert (block.session, block.first_frame, block.frames) == ("s1", 7, 480)
    assert (block.start_ns, block.end_ns) == (1_000, 1_000 + 5_000_000)


@given(st.lists(st.integers(0, 40).map(lambda n: bytes(2 * n)), max_size=6), st.data())
def test_pieces_of_any_size_give_the_same(parts: list[bytes], data: st.DataObject) -> None:
    sent = _hello() + b"".join(_block(n, pcm) for n, pcm in enumerate(parts))
    stream, found = LineStream(), list[Block]()
    while sent:
        size = data.draw(st.integers(1, len(sent)))
        found += stream.feed(sent[:size])
        sent = sent[size:]
    assert [block.pcm for block in found] == parts


@pytest.mark.parametrize("name", ["", "../x", "a/b", ".", "a b", "x" * 101, None, 5.5])
def test_a_session_that_is_no_plain_name_is_nameless(name: object) -> None:
    (block,) = LineStream().feed(_hello(session=name) + _block(0, b"\0\0"))
    assert block.session in {"", "None", "5.5"}


@pytest.mark.parametrize(
    "hello",
    [
        b"\n",
        b"[]\n",
        b"5\n",
        b"{}\n",
        _hello(rate=0),
        _hello(rate="x"),
        _hello(rate=1e9),
        _hello(rate_hz=44_100),
        b"x" * 5_000,
    ],
)
def test_who_does_not_say_hello_is_sent_away(hello: bytes) -> None:
    stream = LineStream()
    assert stream.feed(hello + _block(0, b"\0\0")) == []
    assert stream.broken


@pytest.mark.parametrize("size", [block_bytes(RATE_HZ) + 4, 3, 2**32 - 1])
def test_blocks_of_impossible_size_break_the_stream(size: int) -> None:
    stream = LineStream()
    assert stream.feed(_hello() + HEADER.pack(0, 0, size) + bytes(100)) == []
    assert stream.broken


@given(st.binary(max_size=300))
def test_rubbish_never_raises(rubbish: bytes) -> None:
    LineStream().feed(rubbish)
    LineStream().feed(_hello() + rubbish)


def _connect(server_directory: Path) -> socket.socket:
    return connect_unix(server_directory / "line.sock", timeout_s=5)


def test_several_may_deliver_and_leave(tmp_path: Path) -> None:
    server = LineServer(tmp_path)
    first, second = _connect(tmp_path), _connect(tmp_path)
    first.sendall(_hello(session="a") + _block(0, b"\1\0"))
    second.sendall(_hello(session="b") + _block(0, b"\2\0"))
    assert [block.session for block in server.poll()] == ["a", "b"]
    first.close()
    second.sendall(b"\n" * 50)
    assert server.poll() == []
    second.close()
    assert server.poll() == []
    assert not server.connected
    server.close()


def test_who_sends_rubbish_is_disconnected(tmp_path: Path) -> None:
    server = LineServer(tmp_path)
    stranger = _connect(tmp_path)
    stranger.sendall(b"GET / HTTP/1.1\r\n\r\n")
    assert server.poll() == []
    assert stranger.recv(1) == b""
    assert not server.connected
    stranger.close()
    server.close()


def test_only_the_owner_may_connect(tmp_path: Path) -> None:
    server = LineServer(tmp_path)
    assert (tmp_path / "line.sock").stat().st_mode & 0o777 == 0o600
    server.close()
