"""The service that vouches for a time: RFC 3161 over HTTP (clause 3.4)."""

from __future__ import annotations

import http.client
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final, Protocol
from urllib.parse import urlsplit

from loudspeaker.errors import DownloadFailure, EntryRefused

LIMIT_S: Final = 180.0
"""So long one answer may take."""
MOST_BYTES: Final = 64 * 1024
_WAIT_S: Final = 30.0
_OK: Final = 200
_ASKS: Final = "application/timestamp-query"
_ANSWERS: Final = "application/timestamp-reply"


class TimeStamper(Protocol):
    """Vouches for the time of a digest."""

    def ask(self, request: bytes) -> bytes:
        """Return the answer to a request, both DER; DownloadFailure."""
        ...


def checked_address(text: str) -> str:
    """Return the address of a time-stamper; EntryRefused."""
    try:
        parts = urlsplit(text.strip())
        fits = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fits = False
    if not fits or parts.username or parts.fragment or not text.strip().isascii():
        raise EntryRefused(
            where="địa chỉ dấu thời gian", problem="viết như http://tsa.example.vn/stamp"
        )
    return text.strip()


class HttpTimeStamper:
    """Asks a service over HTTP or HTTPS, one connection for each question."""

    def __init__(self, address: str, *, limit_s: float = LIMIT_S) -> None:
        self._address = checked_address(address)
        self._limit_s = limit_s

    def ask(self, request: bytes) -> bytes:
        """Return the answer; DownloadFailure for none, a late one, or what is no such answer."""
        connection, late = self._connection(), threading.Event()
        try:
            connection.connect()
            with _limited(connection.sock, self._limit_s, late):
                answer = self._answer(connection, request)
        except (OSError, http.client.HTTPException, ValueError) as error:
            timeout = late.is_set() or isinstance(error, TimeoutError)
            raise self._failure("timeout" if timeout else _told(error)) from error
        finally:
            connection.close()
        if late.is_set():
            raise self._failure("timeout")
        return answer

    def _answer(self, connection: http.client.HTTPConnection, request: bytes) -> bytes:
        parts = urlsplit(self._address)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        headers = {"Content-Type": _ASKS, "Accept": _ANSWERS}
        connection.request("POST", target, body=request, headers=headers)
        with connection.getresponse() as response:
            if response.status != _OK:
                raise self._failure(f"HTTP {response.status}")
            kind = response.headers.get_content_type()
            if kind != _ANSWERS:
                raise self._failure(f"not a time-stamp: {kind[:60]}")
            body = response.read(MOST_BYTES + 1)
        if len(body) > MOST_BYTES:
            raise self._failure("too_large")
        return body

    def _connection(self) -> http.client.HTTPConnection:
        parts = urlsplit(self._address)
        secure = parts.scheme == "https"
        kind = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        return kind(str(parts.hostname), parts.port, timeout=min(_WAIT_S, self._limit_s))

    def _failure(self, problem: str) -> DownloadFailure:
        return DownloadFailure(url=self._address, problem=problem)


@contextmanager
def _limited(line: socket.socket, limit_s: float, late: threading.Event) -> Iterator[None]:
    """Cut a line after so long: each read has a limit of its own, but not all of them together."""

    def cut() -> None:
        late.set()
        with suppress(OSError):
            line.shutdown(socket.SHUT_RDWR)

    clock = threading.Timer(limit_s, cut)
    clock.daemon = True
    clock.start()
    try:
        yield
    finally:
        clock.cancel()


def _told(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
