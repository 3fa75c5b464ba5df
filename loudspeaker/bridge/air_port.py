"""The socket at which playout finds the bridge: one connection, messages both ways."""

from __future__ import annotations

import logging
import os
import queue
import socket
import struct
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from loudspeaker.bridge.relay import BadMessage, Relay
from loudspeaker.system.channel import REQUEST_LIMIT_BYTES, BadLine, Channel
from loudspeaker.system.sockets import peer_of

log = logging.getLogger(__name__)
SEND_LIMIT_S = 2
MOST_WAITING = 2000
_RETRY_S = 0.1
_TIMEVAL = struct.Struct("ll")


class AirPort:
    """Serves the newest connection of a trusted account; ``tell`` never waits for it."""

    def __init__(self, listener: socket.socket, *, trusted: frozenset[int]) -> None:
        self._listener = listener
        self._trusted = {0, os.geteuid(), *trusted}
        self._relay: Relay | None = None
        self._current: _Connection | None = None
        self._closing = False
        self._thread = threading.Thread(target=self._accept, name="air-port", daemon=True)

    def start(self, relay: Relay) -> None:
        """Begin to accept."""
        self._relay = relay
        self._thread.start()

    def close(self) -> None:
        """Stop, and let go of who is there."""
        self._closing = True
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        if self._current is not None:
            self._current.close()

    def tell(self, message: Mapping[str, Any]) -> None:
        """Send playout a message if it is there."""
        current = self._current
        if current is not None:
            current.tell(message)

    def _accept(self) -> None:
        while not self._closing:
            try:
                connection, _ = self._listener.accept()
            except OSError as error:
                if not self._closing:
                    log.warning("no connection taken: %s", error)
                    time.sleep(_RETRY_S)
                continue
            self._welcome(connection)

    def _welcome(self, connection: socket.socket) -> None:
        relay, before = self._relay, self._current
        assert relay is not None
        if peer_of(connection).uid not in self._trusted:
            log.warning("somebody else knocks: uid %d", peer_of(connection).uid)
            connection.close()
            return
        if before is not None:
            before.close()
        self._current = _Connection(connection, relay, self._left)
        self._current.start(relay.greet())

    def _left(self, connection: _Connection) -> None:
        if self._current is connection:
            self._current = None
            assert self._relay is not None
            self._relay.left()


class _Connection:
    def __init__(
        self, connection: socket.socket, relay: Relay, left: Callable[[_Connection], None]
    ) -> None:
        limit = _TIMEVAL.pack(SEND_LIMIT_S, 0)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, limit)
        self._socket = connection
        self._channel = Channel(connection, limit_bytes=REQUEST_LIMIT_BYTES)
        self._relay = relay
        self._left = left
        self._queue: queue.Queue[Mapping[str, Any] | None] = queue.Queue(MOST_WAITING)

    def start(self, greeting: Mapping[str, Any]) -> None:
        self.tell(greeting)
        for target in (self._send_all, self._read_all):
            threading.Thread(target=target, name="air", daemon=True).start()

    def tell(self, message: Mapping[str, Any] | None) -> None:
        try:
            self._queue.put_nowait(message)
        except queue.Full:
            log.warning("playout takes nothing: connection dropped")
            self.close()

    def close(self) -> None:
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def _send_all(self) -> None:
        try:
            while (message := self._queue.get()) is not None:
                self._channel.send(message)
        except OSError as error:
            log.info("playout has gone: %s", error)
        self.close()

    def _read_all(self) -> None:
        try:
            while (message := self._channel.receive()) is not None:
                self._relay.take(message)
        except (OSError, BadLine, BadMessage) as error:
            log.warning("connection of playout dropped: %s", error)
        with suppress(queue.Full):
            self._queue.put_nowait(None)
        self.close()
        self._left(self)
        self._channel.close()
