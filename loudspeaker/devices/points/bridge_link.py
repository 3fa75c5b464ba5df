"""The way from playout to the process ``bridge``: it may be gone, slow or hung, and nobody waits.

Only a socket of this machine: playout itself has no network.
"""

from __future__ import annotations

import logging
import socket
import struct
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Protocol

from loudspeaker.devices.backoff import Backoff
from loudspeaker.model import TimeSource
from loudspeaker.system.channel import BadLine, Channel
from loudspeaker.system.sockets import connect_unix

log = logging.getLogger(__name__)
CONNECT_LIMIT_S = 1.0
SEND_LIMIT_S = 1
LINE_LIMIT_BYTES = 65_536
LOOK_S = 0.1
_TIMEVAL = struct.Struct("ll")
NOT_RUNNING = "the bridge is not running"
NO_ANSWER = "the bridge does not answer"


class Link(Protocol):
    """A connection that comes and goes."""

    def start(self, take: Callable[[Mapping[str, Any]], None]) -> None:
        """Begin to connect; messages, and ``{"connected": bool}``, go to ``take``."""
        ...

    def send(self, message: Mapping[str, Any]) -> bool:
        """Send a message, or return False; takes at most a second."""
        ...

    def close(self) -> None:
        """End it."""
        ...


class BridgeLink:
    """Connects again by itself, ever more slowly up to 3 s."""

    def __init__(self, path: Path, time: TimeSource) -> None:
        self._path = path
        self._backoff = Backoff(time)
        self._channel: Channel | None = None
        self._socket: socket.socket | None = None
        self._sending = threading.Lock()
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, take: Callable[[Mapping[str, Any]], None]) -> None:
        """Begin to connect."""
        self._thread = threading.Thread(
            target=self._run, args=(take,), name="bridge-link", daemon=True
        )
        self._thread.start()

    def send(self, message: Mapping[str, Any]) -> bool:
        """Send a message if the bridge is there; one that takes nothing is left."""
        with self._sending:
            channel = self._channel
            if channel is None:
                return False
            try:
                channel.send(message)
            except OSError as error:
                log.warning("the bridge takes nothing: %s", error)
                self._hang_up()
                return False
        return True

    def close(self) -> None:
        """End the connection and the thread."""
        self._closing.set()
        self._hang_up()
        if self._thread is not None:
            self._thread.join(CONNECT_LIMIT_S + LOOK_S)

    def _hang_up(self) -> None:
        connection = self._socket
        if connection is not None:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def _run(self, take: Callable[[Mapping[str, Any]], None]) -> None:
        while not self._closing.is_set():
            if not self._backoff.due:
                self._closing.wait(LOOK_S)
                continue
            try:
                self._connect()
            except OSError:
                self._backoff.failed()
                continue
            take({"connected": True})
            self._read_all(take)
            self._backoff.failed()
            take({"connected": False})

    def _connect(self) -> None:
        connection = connect_unix(self._path, timeout_s=CONNECT_LIMIT_S)
        connection.settimeout(None)
        limit = _TIMEVAL.pack(SEND_LIMIT_S, 0)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, limit)
        with self._sending:
            self._socket = connection
            self._channel = Channel(connection, limit_bytes=LINE_LIMIT_BYTES)
        if self._closing.is_set():
            self._hang_up()

    def _read_all(self, take: Callable[[Mapping[str, Any]], None]) -> None:
        channel = self._channel
        assert channel is not None
        try:
            while (message := channel.receive()) is not None:
                self._backoff.worked()
                take(message)
        except (OSError, BadLine) as error:
            log.warning("the bridge's connection ends: %s", error)
        with self._sending:
            self._channel = self._socket = None
        channel.close()
