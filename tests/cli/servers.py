"""Processes that answer as the test wants, on a home's own sockets."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from loudspeaker.system.server import Request, Server
from loudspeaker.system.sockets import bind_unix

Answers = Mapping[str, Callable[[dict[str, Any]], Any]]


@contextmanager
def answering(path: Path, answers: Answers) -> Iterator[list[tuple[str, dict[str, Any]]]]:
    """Serve the operations; give what was asked for."""
    asked: list[tuple[str, dict[str, Any]]] = []

    def handle(request: Request) -> Any:
        asked.append((request.op, request.arguments))
        return answers[request.op](request.arguments)

    path.parent.mkdir(parents=True, exist_ok=True)
    server = Server(bind_unix(path), handle, name="fake")
    server.start()
    try:
        yield asked
    finally:
        server.close()


@contextmanager
def hanging(path: Path) -> Iterator[None]:
    """Take connections and never answer, as a process that was halted (SIGSTOP)."""
    path.parent.mkdir(parents=True, exist_ok=True)
    listener = bind_unix(path)
    try:
        yield
    finally:
        listener.close()
