"""One connection to a streaming server, to an address that was checked, within its time."""

from __future__ import annotations

import queue
import socket
import ssl
import threading
import time
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from typing import Final, Protocol

from loudspeaker.bridge.reachable import allowed_of
from loudspeaker.model.relay import SourceFailed, SourceProblem
from loudspeaker.model.stream_address import StreamAddress

NAME_S: Final = 5.0
CONNECT_S: Final = 4.0
_MOST_TRIED = 3
_READ_BYTES = 16_384


class Wire(Protocol):
    """A connection; ``ip`` is where it leads."""

    ip: str

    def send(self, data: bytes) -> None:
        """Send all of it; SourceFailed."""
        ...

    def receive(self, within_s: float) -> bytes:
        """Return what comes within this time, nothing at the end; SourceFailed."""
        ...

    def close(self) -> None:
        """End it, also from another thread that does not wait."""
        ...


Dial = Callable[[StreamAddress, Collection[str]], Wire]
"""Connects to an address that may be connected to; SourceFailed."""
Resolve = Callable[[str, int], Sequence[str]]


def dial(
    address: StreamAddress,
    named: Collection[str],
    *,
    resolve: Resolve | None = None,
    context: ssl.SSLContext | None = None,
) -> Wire:
    """Resolve once, check, and connect to the very address that was checked."""
    found = (resolve or resolved)(address.host, address.port)
    if not found:
        raise SourceFailed(SourceProblem.NAME, address.host)
    allowed = allowed_of(found, named)
    if not allowed:
        raise SourceFailed(SourceProblem.INSIDE, f"{address.host} is {', '.join(found[:3])}")
    trouble = ""
    for ip in allowed[:_MOST_TRIED]:
        try:
            connection = socket.create_connection((ip, address.port), timeout=CONNECT_S)
        except OSError as error:
            trouble = error.strerror or str(error)
            continue
        return _secured(connection, address, ip, context)
    raise SourceFailed(SourceProblem.UNREACHABLE, f"{address.authority}: {trouble}")


def _secured(
    connection: socket.socket, address: StreamAddress, ip: str, context: ssl.SSLContext | None
) -> Wire:
    if address.scheme != "https":
        return SocketWire(connection, ip)
    secure = context or ssl.create_default_context()
    try:
        return SocketWire(secure.wrap_socket(connection, server_hostname=address.host), ip)
    except ssl.SSLError as error:
        connection.close()
        raise SourceFailed(SourceProblem.CERTIFICATE, error.reason or str(error)) from error
    except OSError as error:
        connection.close()
        raise SourceFailed(SourceProblem.UNREACHABLE, str(error)) from error


def resolved(host: str, port: int) -> list[str]:
    """Return the addresses of a name as the system has them; nobody waits longer for a slow one."""
    answer: queue.SimpleQueue[list[str]] = queue.SimpleQueue()

    def look() -> None:
        found: list[str] = []
        with suppress(OSError, UnicodeError):
            rows = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found = [str(row[4][0]) for row in rows]
        answer.put(found)

    threading.Thread(target=look, name="resolve", daemon=True).start()
    try:
        return list(dict.fromkeys(answer.get(timeout=NAME_S)))
    except queue.Empty:
        raise SourceFailed(SourceProblem.NAME, f"{host}: no answer") from None


class SocketWire:
    """A TCP connection, perhaps with TLS around."""

    def __init__(self, connection: socket.socket, ip: str) -> None:
        self._connection = connection
        self.ip = ip

    def send(self, data: bytes) -> None:
        """Send all of it."""
        try:
            self._connection.settimeout(CONNECT_S)
            self._connection.sendall(data)
        except OSError as error:
            raise SourceFailed(SourceProblem.UNREACHABLE, str(error)) from error

    def receive(self, within_s: float) -> bytes:
        """Return what comes."""
        if within_s <= 0:
            raise SourceFailed(SourceProblem.LATE)
        try:
            self._connection.settimeout(within_s)
            return self._connection.recv(_READ_BYTES)
        except TimeoutError as error:
            raise SourceFailed(SourceProblem.LATE) from error
        except (OSError, ValueError) as error:
            raise SourceFailed(SourceProblem.ENDED, str(error)) from error

    def close(self) -> None:
        """End it."""
        with suppress(OSError):
            self._connection.shutdown(socket.SHUT_RDWR)
        self._connection.close()


def seconds() -> float:
    """Return the time that limits are counted by."""
    return time.monotonic()
