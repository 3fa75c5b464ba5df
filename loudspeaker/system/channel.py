"""JSON lines over a Unix socket: one request, one answer or a stream of items."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from loudspeaker.errors import InternalError, LoudspeakerError, ProcessUnavailable, from_message
from loudspeaker.system.sockets import connect_unix

ANSWER_LIMIT_BYTES = 64 << 20
REQUEST_LIMIT_BYTES = 4 << 20


_RESULT, _END = b'{"ok":true,"result":', b"}"


@dataclass(frozen=True, slots=True)
class Encoded:
    """A result that is JSON already: a long list costs less kept so than built for every answer."""

    text: str

    def value(self) -> Any:
        """Return what it says; ValueError if it is no JSON."""
        return json.loads(self.text)


class BadLine(ValueError):
    """The other side sent something that is not one JSON object per line, or too much of it."""


class Channel:
    """One end of a connection; a lock is the caller's business."""

    def __init__(self, connection: socket.socket, *, limit_bytes: int = ANSWER_LIMIT_BYTES) -> None:
        self._connection = connection
        self._limit_bytes = limit_bytes
        self._pending = bytearray()

    def send(self, message: Mapping[str, Any]) -> None:
        """Send one object; OSError when the other side is gone."""
        self._connection.sendall(json.dumps(message, separators=(",", ":")).encode() + b"\n")

    def send_result(self, result: Any) -> None:
        """Send the answer that carries a result; OSError when the other side is gone."""
        if isinstance(result, Encoded):
            text = result.text.encode(errors="backslashreplace")  # as JSON has lone surrogates
            self._connection.sendall(_RESULT + text + _END + b"\n")
        else:
            self.send({"ok": True, "result": result})

    def receive(self) -> dict[str, Any] | None:
        """Return the next object, None at the end; BadLine, OSError or TimeoutError else."""
        line = self.receive_line()
        return None if line is None else parsed(line)

    def receive_line(self) -> bytes | None:
        """Return the next line as it came, None at the end; BadLine, OSError or TimeoutError."""
        searched = 0
        while (end := self._pending.find(b"\n", searched)) < 0:
            searched = len(self._pending)
            if searched > self._limit_bytes:
                raise BadLine("line too long")
            received = self._connection.recv(1 << 16)
            if not received:
                return None
            self._pending += received
        line = bytes(self._pending[:end])
        del self._pending[: end + 1]
        return line

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


def parsed(line: bytes) -> dict[str, Any]:
    """Return the object of a line; BadLine if it is none."""
    try:
        message = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadLine(str(error)) from error
    if not isinstance(message, dict):
        raise BadLine("not an object")
    return message


def refusal(error: LoudspeakerError) -> dict[str, Any]:
    """Return the message that carries an error."""
    return {"ok": False, "error": error.to_message()}


def _unwrap(message: dict[str, Any] | None, process: str) -> dict[str, Any]:
    if message is None:
        raise ProcessUnavailable(process=process, problem="closed the connection")
    if message.get("ok") is True:
        return message
    error = message.get("error")
    raise from_message(error) if isinstance(error, dict) else InternalError(what=str(message))


class Client:
    """Asks one process for things through its socket."""

    def __init__(self, path: Path, process: str, *, timeout_s: float = 30.0) -> None:
        self._path = path
        self._process = process
        self._timeout_s = timeout_s

    def _open(self, op: str, arguments: Mapping[str, Any], timeout_s: float | None) -> Channel:
        connection = connect_unix(self._path, timeout_s=timeout_s)
        channel = Channel(connection)
        try:
            channel.send({"op": op, **arguments})
        except BaseException:
            channel.close()
            raise
        return channel

    def call(self, op: str, *, timeout_s: float | None = None, **arguments: Any) -> Any:
        """Return the result; raise what the process refused with, or ProcessUnavailable."""
        limit_s = self._timeout_s if timeout_s is None else timeout_s
        try:
            with closing(self._open(op, arguments, limit_s)) as channel:
                return _unwrap(channel.receive(), self._process)["result"]
        except (OSError, BadLine) as error:
            raise ProcessUnavailable(process=self._process, problem=str(error)) from error

    def call_encoded(self, op: str, *, timeout_s: float, **arguments: Any) -> Encoded:
        """Return the result as ``call`` does, but not read: to be passed on as it is."""
        try:
            with closing(self._open(op, arguments, timeout_s)) as channel:
                line = channel.receive_line()
                if line is not None and line.startswith(_RESULT) and line.endswith(_END):
                    return Encoded(line[len(_RESULT) : -len(_END)].decode())
                message = None if line is None else parsed(line)
                return Encoded(json.dumps(_unwrap(message, self._process)["result"]))
        except (OSError, BadLine, UnicodeDecodeError) as error:
            raise ProcessUnavailable(process=self._process, problem=str(error)) from error

    @contextmanager
    def session(self, *, timeout_s: float) -> Iterator[Callable[..., Any]]:
        """Give a function like ``call`` that keeps one connection: for many small requests."""
        try:
            connection = connect_unix(self._path, timeout_s=timeout_s)
        except OSError as error:
            raise ProcessUnavailable(process=self._process, problem=str(error)) from error

        def ask(op: str, **arguments: Any) -> Any:
            try:
                channel.send({"op": op, **arguments})
                return _unwrap(channel.receive(), self._process)["result"]
            except (OSError, BadLine) as error:
                raise ProcessUnavailable(process=self._process, problem=str(error)) from error

        with closing(Channel(connection)) as channel:
            yield ask

    def stream(self, op: str, **arguments: Any) -> Iterator[Any]:
        """Yield items until the process ends the stream; errors as ``call``."""
        try:
            with closing(self._open(op, arguments, None)) as channel:
                while not (message := _unwrap(channel.receive(), self._process)).get("end"):
                    yield message["item"]
        except (OSError, BadLine) as error:
            raise ProcessUnavailable(process=self._process, problem=str(error)) from error
