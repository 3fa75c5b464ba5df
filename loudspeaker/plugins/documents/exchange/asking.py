"""One question over HTTPS: every answer has a limit in bytes and seconds, nobody is followed.

Whatever the network does is LineDown; what is known of a certificate is the system's, or a file's.
"""

from __future__ import annotations

import http.client
import logging
import socket
import ssl
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from loudspeaker.plugins.documents.exchange.line import LineDown

log = logging.getLogger(__name__)
MOST_JSON_BYTES: Final = 8 << 20
_PIECE: Final = 1 << 16
_REDIRECTS: Final = range(300, 400)


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked; ``body`` may be piecewise, then ``headers`` has its length."""

    method: str
    path: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes | Iterable[bytes] = field(default=b"", repr=False)


class Asker:
    """Asks one host, a connection for each question."""

    def __init__(
        self, address: str, *, wait_s: float, limit_s: float, ca_file: Path | None = None
    ) -> None:
        self._parts = urlsplit(address)
        self._wait_s = wait_s
        self._limit_s = limit_s
        self._ca_file = ca_file

    @contextmanager
    def asked(self, question: Question) -> Iterator[http.client.HTTPResponse]:
        """Give the answer to a question, with its head read; LineDown, in the block too."""
        late = threading.Event()
        connection, watch = self._connection(), None
        try:
            connection.connect()
            watch = threading.Timer(self._limit_s, _cut, (connection.sock, late))
            watch.daemon = True
            watch.start()
            path = self._parts.path.rstrip("/") + question.path
            headers = {"Accept-Encoding": "identity", "User-Agent": "loudspeaker"}
            with suppress(BrokenPipeError, ConnectionResetError):
                # Who says no before all was sent has an answer waiting.
                connection.request(
                    question.method, path, question.body, {**headers, **question.headers}
                )
            with connection.getresponse() as response:
                log.info("%s %s: %d", question.method, path.partition("?")[0], response.status)
                if response.status in _REDIRECTS:
                    raise down("redirect")
                yield response
        except (OSError, http.client.HTTPException, UnicodeError) as error:
            raise down("timeout" if late.is_set() else _problem(error)) from error
        finally:
            if watch is not None:
                watch.cancel()
            connection.close()
        if late.is_set():
            raise down("timeout")

    def _connection(self) -> http.client.HTTPConnection:
        host, port = self._parts.hostname or "", self._parts.port
        if self._parts.scheme == "https":
            try:
                context = ssl.create_default_context(cafile=self._ca_file)
            except OSError as error:
                raise down(f"ca_file: {_problem(error)}") from error
            return http.client.HTTPSConnection(host, port, timeout=self._wait_s, context=context)
        return http.client.HTTPConnection(host, port, timeout=self._wait_s)


def whole(response: http.client.HTTPResponse, most: int = MOST_JSON_BYTES) -> bytes:
    """Return the body of an answer; LineDown for one that is too long."""
    return b"".join(pieces(response, most))


def pieces(response: http.client.HTTPResponse, most: int) -> Iterator[bytes]:
    """Yield the body of an answer; LineDown for one that is too long, or ends too early."""
    count = 0
    while piece := response.read(_PIECE):
        count += len(piece)
        if count > most:
            raise down("too_large")
        yield piece
    if response.length:
        raise down("cut")


def down(problem: str) -> LineDown:
    """Return the error for a line that does not do."""
    return LineDown(process="exchange", problem=problem)


def _cut(answering: socket.socket, late: threading.Event) -> None:
    """End an answer that takes too long, whatever is waited for."""
    late.set()
    with suppress(OSError):
        answering.shutdown(socket.SHUT_RDWR)


def _problem(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "timeout"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"certificate: {error.verify_message}"
    if isinstance(error, http.client.IncompleteRead | http.client.RemoteDisconnected):
        return "cut"
    if isinstance(error, socket.gaierror):
        return "no such name"
    return str(getattr(error, "strerror", None) or str(error) or type(error).__name__)[:200]
