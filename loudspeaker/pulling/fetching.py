"""What is asked of the station's pages over a network that nobody vouches for.

Every answer has a limit in bytes and in seconds, also one that comes drop by drop; nobody is
followed elsewhere.
"""

from __future__ import annotations

import http.client
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import urlsplit

from loudspeaker.errors import PullFailure, UsageRefused
from loudspeaker.model import TimeSource
from loudspeaker.system.files import storage_errors

WAIT_S: Final = 10.0
"""So long a station may say nothing."""
LIMIT_S: Final = 60.0
"""So long one answer may take; of a clip the rest is asked for again."""
_PIECE: Final = 64 * 1024
_PLAIN: Final = re.compile(r"[A-Za-z0-9.-]+(:[0-9]+)?|\[[0-9a-fA-F:.]+\](:[0-9]+)?")
_OK: Final = 200
_PARTIAL: Final = 206
_NOT_THERE: Final = 404
_REDIRECTS: Final = range(300, 400)


class Fetch(Protocol):
    """The way to the station.  PullFailure."""

    def whole(self, path: str, *, what: str, most: int) -> bytes:
        """Return what is at an address, of at most so many bytes."""
        ...

    def rest(self, path: str, into: Path, *, size: int, until_ns: int) -> bool:
        """Append to a file what it lacks of a clip of this size; tell whether it is whole.

        Ends with what there is when the monotonic clock is at ``until_ns``; goes on there when it
        is asked again, also after a PullFailure.  StorageFailure.
        """
        ...


def checked_address(text: str) -> str:
    """Return the address of a station's pages, without a slash at its end; UsageRefused."""
    try:
        parts = urlsplit(text.strip())
        fits = parts.scheme in {"http", "https"} and parts.hostname and parts.port != 0
    except ValueError:
        fits = False
    plain = fits and _PLAIN.fullmatch(parts.netloc)
    if not plain or parts.path.strip("/") or parts.query or parts.fragment:
        raise UsageRefused(option="--from", problem="station_address")
    return f"{parts.scheme}://{parts.netloc}"


class HttpFetch:
    """Asks over HTTP, one connection for each answer."""

    def __init__(
        self, address: str, time: TimeSource, *, wait_s: float = WAIT_S, limit_s: float = LIMIT_S
    ) -> None:
        self._address = address
        self._parts = urlsplit(address)
        self._time = time
        self._wait_s = wait_s
        self._limit_s = limit_s

    def whole(self, path: str, *, what: str, most: int) -> bytes:
        """Return what is at an address."""
        body = bytearray()
        with self._asked(path, what, {}) as response:
            if response.status != _OK:
                raise self._failure(what, f"HTTP {response.status}")
            while piece := response.read(_PIECE):
                body += piece
                if len(body) > most:
                    raise self._failure(what, "too_large")
        return bytes(body)

    def rest(self, path: str, into: Path, *, size: int, until_ns: int) -> bool:
        """Append to a file what it lacks."""
        start = _size(into)
        if start >= size:
            return start == size or self._begin_anew(into)
        headers = {"Range": f"bytes={start}-"} if start else {}
        with self._asked(path, "clip", headers) as response, storage_errors(into):
            start = self._start(response, start)
            with into.open("r+b" if start else "wb") as stream:
                if start:
                    stream.seek(start)
                    stream.truncate()
                while piece := self._piece(response):
                    start += len(piece)
                    if start > size:
                        stream.truncate(0)
                        raise self._failure("clip", "too_large")
                    stream.write(piece)
                    if self._time.mono_ns() >= until_ns:
                        return start == size
        if start < size:
            raise self._failure("clip", "cut")
        return True

    def _start(self, response: http.client.HTTPResponse, asked: int) -> int:
        """Return from which byte on the answer is."""
        if response.status == _PARTIAL:
            if not response.headers.get("Content-Range", "").startswith(f"bytes {asked}-"):
                raise self._failure("clip", "another stretch")
            return asked
        if response.status != _OK:
            raise self._failure("clip", f"HTTP {response.status}")
        return 0

    def _piece(self, response: http.client.HTTPResponse) -> bytes:
        """Return what has come; what the network refuses is no failure of the disk."""
        try:
            return response.read1(_PIECE)
        except (OSError, http.client.HTTPException) as error:
            raise self._failure("clip", _problem(error)) from error

    def _begin_anew(self, into: Path) -> bool:
        with storage_errors(into):
            into.unlink()
        return False

    @contextmanager
    def _asked(
        self, path: str, what: str, headers: dict[str, str]
    ) -> Iterator[http.client.HTTPResponse]:
        connection, late = self._connection(), threading.Event()
        watch: threading.Timer | None = None
        try:
            connection.connect()
            watch = threading.Timer(self._limit_s, _cut, (connection.sock, late))
            watch.daemon = True
            watch.start()
            told = {"Accept-Encoding": "identity", "User-Agent": "loudspeaker-kiosk", **headers}
            connection.request("GET", path, headers=told)
            with connection.getresponse() as response:
                self._check(response, what)
                yield response
        except (OSError, http.client.HTTPException) as error:
            problem = "timeout" if late.is_set() else _problem(error)
            raise self._failure(what, problem) from error
        finally:
            if watch is not None:
                watch.cancel()
            connection.close()
        if late.is_set():
            raise self._failure(what, "timeout")

    def _connection(self) -> http.client.HTTPConnection:
        host, port = self._parts.hostname or "", self._parts.port
        if self._parts.scheme == "https":
            return http.client.HTTPSConnection(host, port, timeout=self._wait_s)
        return http.client.HTTPConnection(host, port, timeout=self._wait_s)

    def _check(self, response: http.client.HTTPResponse, what: str) -> None:
        if response.status in _REDIRECTS:
            raise self._failure(what, "redirect")
        if response.status == _NOT_THERE:
            raise self._failure(what, "missing")
        if response.headers.get("Content-Encoding", "identity") != "identity":
            raise self._failure(what, "packed")

    def _failure(self, what: str, problem: str) -> PullFailure:
        return PullFailure(address=self._address, what=what, problem=problem)


def _cut(answering: socket.socket, late: threading.Event) -> None:
    """End an answer that takes too long, whatever is waited for."""
    late.set()
    with suppress(OSError):
        answering.shutdown(socket.SHUT_RDWR)


def _problem(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "timeout"
    if isinstance(error, http.client.IncompleteRead | http.client.RemoteDisconnected):
        return "cut"
    if isinstance(error, socket.gaierror):
        return "no such name"
    return str(getattr(error, "strerror", None) or str(error) or type(error).__name__)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0
