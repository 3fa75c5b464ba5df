"""Requests, answers, refusals and streams over a real Unix socket."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loudspeaker.errors import InternalError, NotFound, ProcessUnavailable, UsageRefused
from loudspeaker.system.channel import BadLine, Channel, Client, Encoded
from loudspeaker.system.server import Request, Server
from loudspeaker.system.sockets import bind_unix


def handle(request: Request) -> Any:
    match request.op:
        case "echo":
            return request.arguments
        case "who":
            return request.peer.pid
        case "count":
            return iter(range(request.arguments["to"]))
        case "encoded":
            return Encoded(request.arguments["text"])
        case "missing":
            raise NotFound(kind="item", name="x", known=["y"])
        case _:
            raise RuntimeError("broken on purpose")


@pytest.fixture
def caller(tmp_path: Path) -> Iterator[Client]:
    path = tmp_path / ("d" * 100) / ("e" * 60) / "control.sock"
    path.parent.mkdir(parents=True)
    server = Server(bind_unix(path), handle, name="test")
    server.start()
    yield Client(path, "station", timeout_s=5)
    server.close()


def test_a_call_through_a_long_path_gets_its_answer(caller: Client) -> None:
    assert caller.call("echo", text="Xin chào\u2028 😀\ud800") == {
        "text": "Xin chào\u2028 😀\ud800"
    }


def test_a_result_that_is_json_already_goes_as_it_is(caller: Client) -> None:
    text = '[{"title": "Xin chào}"}, 1]'
    assert caller.call("encoded", text=text) == [{"title": "Xin chào}"}, 1]
    assert caller.call_encoded("encoded", timeout_s=5, text=text) == Encoded(text)
    assert caller.call("encoded", text='"\ud800"') == "\ud800"


def test_any_result_can_be_had_unread_and_a_refusal_is_one_all_the_same(caller: Client) -> None:
    assert caller.call_encoded("echo", timeout_s=5, text="ba").value() == {"text": "ba"}
    with pytest.raises(NotFound):
        caller.call_encoded("missing", timeout_s=5)


def test_the_kernel_tells_who_calls(caller: Client) -> None:
    assert caller.call("who") == os.getpid()


def test_a_stream_ends(caller: Client) -> None:
    assert list(caller.stream("count", to=3)) == [0, 1, 2]


def test_a_refusal_arrives_with_its_facts(caller: Client) -> None:
    with pytest.raises(NotFound) as caught:
        caller.call("missing")
    assert caught.value.known == ["y"]


def test_a_bug_in_a_request_is_an_answer_too(caller: Client) -> None:
    with pytest.raises(InternalError, match="broken on purpose"):
        caller.call("bug")
    assert caller.call("echo") == {}


def test_a_request_without_op_is_refused(caller: Client) -> None:
    with pytest.raises(UsageRefused):
        caller.call(op=None)  # type: ignore[arg-type]


def test_nobody_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(ProcessUnavailable):
        Client(tmp_path / "none.sock", "air").call("status")


def test_a_silent_process_is_given_up(tmp_path: Path) -> None:
    listener = bind_unix(tmp_path / "s.sock")
    with pytest.raises(ProcessUnavailable):
        Client(tmp_path / "s.sock", "air").call("status", timeout_s=0.05)
    listener.close()


def send_raw(data: bytes, limit_bytes: int = 1000) -> list[dict[str, Any]]:
    """Return the objects a channel reads out of ``data``."""
    ours, theirs = socket.socketpair()

    def write() -> None:
        with theirs:
            theirs.sendall(data)

    sender = threading.Thread(target=write)
    sender.start()
    channel = Channel(ours, limit_bytes=limit_bytes)
    messages = []
    try:
        while (message := channel.receive()) is not None:
            messages.append(message)
    finally:
        channel.close()
        sender.join()
    return messages


def test_lines_split_anywhere_are_joined() -> None:
    assert send_raw(b'{"a":1}\n{"b":2}\n{"torn') == [{"a": 1}, {"b": 2}]


@pytest.mark.parametrize("data", [b"[]\n", b"nonsense\n", b"\xff\n", b"[" * 900 + b"\n"])
def test_lines_that_are_no_objects_are_refused(data: bytes) -> None:
    with pytest.raises(BadLine):
        send_raw(data)


def test_a_line_without_end_is_refused_early() -> None:
    with pytest.raises(BadLine, match="too long"):
        send_raw(b"x" * 3000)


@settings(max_examples=50)
@given(st.binary(max_size=200))
def test_foreign_bytes_are_refused_or_read_never_worse(data: bytes) -> None:
    try:
        messages = send_raw(data)
    except (BadLine, OSError):
        return
    assert all(isinstance(message, dict) for message in messages)
