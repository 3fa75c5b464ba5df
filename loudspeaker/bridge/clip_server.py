"""Clips over HTTP, read-only, by hash, and only those that are being aired.

Bounded on every side: connections in all and of one address, the time for a request, the slowest
pace of an answer.  One request a connection.
"""

from __future__ import annotations

import logging
import os
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing, suppress
from http import HTTPStatus
from pathlib import Path

from loudspeaker.bridge.clip_request import (
    HEAD_LIMIT_BYTES,
    ClipRequest,
    RequestRefused,
    parse_request,
)

log = logging.getLogger(__name__)
MAX_CONNECTIONS, MAX_OF_ONE_ADDRESS = 256, 64  # many points may stand behind one address
REQUEST_LIMIT_S = 5.0
GRACE_S, SLOWEST_BYTES_S = 20.0, 16_000
_CHUNK_BYTES = 1 << 16
_RETRY_S = 0.1
_LINGER_S = 1.0


class ClipServer:
    """Serves the folder ``clips`` at a listening socket, as far as ``allowed(sha256)`` goes."""

    def __init__(
        self,
        listener: socket.socket,
        clips: Path,
        allowed: Callable[[str], bool],
        *,
        request_limit_s: float = REQUEST_LIMIT_S,
    ) -> None:
        self._listener = listener
        self._clips = clips
        self._allowed = allowed
        self._request_limit_s = request_limit_s
        self._lock = threading.Lock()
        self._connected: Counter[str] = Counter()
        self._closing = False
        self._thread = threading.Thread(target=self._accept, name="clips", daemon=True)

    def start(self) -> None:
        """Begin to accept."""
        self._thread.start()

    def close(self) -> None:
        """Stop accepting; answers under way go on until the process ends."""
        self._closing = True
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        while not self._closing:
            try:
                connection, address = self._listener.accept()
            except OSError as error:
                if not self._closing:
                    log.warning("no connection taken: %s", error)
                    time.sleep(_RETRY_S)
                continue
            self._serve_aside(connection, str(address[0]))

    def _serve_aside(self, connection: socket.socket, address: str) -> None:
        thread = threading.Thread(
            target=self._serve, args=(connection, address), name="clip", daemon=True
        )
        if not self._enter(address):
            connection.close()
            return
        try:
            thread.start()
        except RuntimeError as error:  # no thread to be had
            log.warning("connection dropped: %s", error)
            connection.close()
            self._leave(address)

    def _enter(self, address: str) -> bool:
        with self._lock:
            full = self._connected.total() >= MAX_CONNECTIONS
            if full or self._connected[address] >= MAX_OF_ONE_ADDRESS:
                return False
            self._connected[address] += 1
            return True

    def _leave(self, address: str) -> None:
        with self._lock:
            self._connected[address] -= 1
            if not self._connected[address]:
                del self._connected[address]

    def _serve(self, connection: socket.socket, address: str) -> None:
        try:
            with closing(connection):
                self._answer(connection)
                _say_goodbye(connection)
        except OSError as error:
            log.info("a connection of %s ended: %s", address, error)
        finally:
            self._leave(address)

    def _answer(self, connection: socket.socket) -> None:
        try:
            request = parse_request(_read_head(connection, self._request_limit_s))
            self._send_clip(connection, request)
        except RequestRefused as refused:
            connection.settimeout(self._request_limit_s)
            connection.sendall(_head(refused.status, {"Content-Length": "0"}))

    def _send_clip(self, connection: socket.socket, request: ClipRequest) -> None:
        if not self._allowed(request.sha256):
            raise RequestRefused(HTTPStatus.NOT_FOUND)
        path = self._clips / f"{request.sha256}.wav"
        try:
            descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_CLOEXEC)
        except OSError as error:
            raise RequestRefused(HTTPStatus.NOT_FOUND) from error
        try:
            size = os.fstat(descriptor).st_size
            part = request.part_of(size)
            deadline_s = time.monotonic() + GRACE_S + len(part) / SLOWEST_BYTES_S
            _send(connection, _clip_head(request, part, size), deadline_s)
            if not request.head_only:
                _send_part(connection, descriptor, part, deadline_s)
        finally:
            os.close(descriptor)


def _read_head(connection: socket.socket, limit_s: float) -> bytes:
    deadline_s, head = time.monotonic() + limit_s, bytearray()
    while (end := head.find(b"\r\n\r\n")) < 0:
        left_s = deadline_s - time.monotonic()
        if left_s <= 0:
            raise RequestRefused(HTTPStatus.REQUEST_TIMEOUT)
        if len(head) > HEAD_LIMIT_BYTES:
            raise RequestRefused(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        connection.settimeout(left_s)
        try:
            received = connection.recv(4096)
        except TimeoutError:
            continue
        if not received:
            raise ConnectionError("closed before the request was whole")
        head += received
    return bytes(head[:end])


def _head(status: HTTPStatus, fields: dict[str, str]) -> bytes:
    lines = [f"HTTP/1.1 {status.value} {status.phrase}"]
    lines += [f"{name}: {value}" for name, value in {**fields, "Connection": "close"}.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii")


def _clip_head(request: ClipRequest, part: range, size: int) -> bytes:
    fields = {
        "Content-Type": "audio/wav",
        "Content-Length": str(len(part)),
        "Accept-Ranges": "bytes",
        "ETag": f'"{request.sha256}"',
        "Cache-Control": "public, max-age=31536000, immutable",
        "X-Content-Type-Options": "nosniff",
    }
    if request.wanted is None:
        return _head(HTTPStatus.OK, fields)
    shown = f"bytes {part.start}-{part.stop - 1}/{size}"
    return _head(HTTPStatus.PARTIAL_CONTENT, {**fields, "Content-Range": shown})


def _send(connection: socket.socket, data: bytes, deadline_s: float) -> None:
    left_s = deadline_s - time.monotonic()
    if left_s <= 0:
        raise TimeoutError("too slow")
    connection.settimeout(left_s)
    connection.sendall(data)


def _send_part(connection: socket.socket, descriptor: int, part: range, deadline_s: float) -> None:
    at = part.start
    while at < part.stop:
        data = os.pread(descriptor, min(_CHUNK_BYTES, part.stop - at), at)
        if not data:
            raise ConnectionError("the file has become shorter")
        _send(connection, data, deadline_s)
        at += len(data)


def _say_goodbye(connection: socket.socket) -> None:
    """Let the answer arrive before the close: unread bytes would make it a reset."""
    connection.shutdown(socket.SHUT_WR)
    connection.settimeout(_LINGER_S)
    with suppress(TimeoutError):
        connection.recv(4096)


def listen(bind: str, port: int) -> socket.socket:
    """Listen at one address of this machine; OSError if it is none, or taken."""
    family = socket.AF_INET6 if ":" in bind else socket.AF_INET
    return socket.create_server((bind, port), family=family, backlog=128)
