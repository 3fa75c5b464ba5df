"""The answering end under pressure: callers that hang, vanish or are too many."""

from __future__ import annotations

import errno
import os
import socket
import stat
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from loudspeaker.errors import ProcessUnavailable
from loudspeaker.system.channel import Client
from loudspeaker.system.server import MAX_CONNECTIONS, Request, Server
from loudspeaker.system.sockets import bind_unix, connect_unix, peer_of


class FailingListener:
    """A listener whose accept fails some times, as when descriptors run out."""

    def __init__(self, real: socket.socket, failures: list[OSError]) -> None:
        self._real = real
        self._failures = failures

    def accept(self) -> Any:
        if self._failures:
            raise self._failures.pop()
        return self._real.accept()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "air.sock"


@pytest.fixture
def server(path: Path) -> Iterator[Server]:
    made = Server(bind_unix(path), _answer, name="test")
    made.start()
    yield made
    made.close()


def _answer(request: Request) -> Any:
    if request.op == "endless":
        return iter(lambda: "x" * 1000, None)
    return request.op


@pytest.mark.parametrize("number", [errno.EMFILE, errno.ENFILE, errno.ECONNABORTED, errno.ENOMEM])
def test_a_passing_trouble_does_not_end_the_service(path: Path, number: int) -> None:
    listener: Any = FailingListener(bind_unix(path), [OSError(number, "passing")] * 3)
    server = Server(listener, _answer, name="test")
    server.start()
    assert Client(path, "air", timeout_s=5).call("stop") == "stop"
    server.close()


def test_closing_ends_the_accepting_thread(path: Path) -> None:
    before = set(threading.enumerate())  # some of them may end meanwhile
    server = Server(bind_unix(path), _answer, name="test")
    server.start()
    server.close()
    for thread in threading.enumerate():
        if thread.name == "test-accept":
            thread.join(2.0)
    assert set(threading.enumerate()) <= before
    with pytest.raises(ProcessUnavailable):
        Client(path, "air").call("stop")


def test_callers_that_say_nothing_do_not_keep_others_out(server: Server, path: Path) -> None:  # noqa: ARG001
    silent = [connect_unix(path) for _ in range(MAX_CONNECTIONS - 1)]
    assert Client(path, "air", timeout_s=5).call("stop") == "stop"
    for connection in silent:
        connection.close()


def test_a_caller_that_goes_in_the_middle_of_a_stream_costs_nothing(
    server: Server,  # noqa: ARG001
    path: Path,
) -> None:
    client = Client(path, "air", timeout_s=5)
    for _ in range(MAX_CONNECTIONS + 5):
        stream = client.stream("endless")
        next(stream)
        stream.close()  # type: ignore[attr-defined]  # it is a generator
    assert client.call("stop") == "stop"


def test_the_socket_is_for_the_station_s_group_and_replaces_a_dead_one(path: Path) -> None:
    bind_unix(path).close()
    listener = bind_unix(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o660
    connection = connect_unix(path, timeout_s=1.0)
    accepted, _ = listener.accept()
    assert peer_of(accepted).pid == os.getpid()
    for end in (connection, accepted, listener):
        end.close()
