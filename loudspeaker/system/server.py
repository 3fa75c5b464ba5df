"""The answering end of a control socket: one thread per connection, bounded."""

from __future__ import annotations

import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from typing import Any

from loudspeaker.errors import InternalError, LoudspeakerError, UsageRefused
from loudspeaker.system.channel import (
    REQUEST_LIMIT_BYTES,
    BadLine,
    Channel,
    refusal,
)
from loudspeaker.system.sockets import Peer, peer_of

log = logging.getLogger(__name__)
MAX_CONNECTIONS = 64
IDLE_LIMIT_S = 60.0  # a caller that says nothing must not keep a place for ever

_RETRY_S = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What somebody asks for, and who the kernel says they are."""

    op: str
    arguments: dict[str, Any]
    peer: Peer


Handler = Callable[[Request], Any]
"""Returns a JSON-ready result, an encoded one, or an iterator of items for a stream; raises
LoudspeakerError."""


class Server:
    """Serves ``handler`` at a listening socket until closed."""

    def __init__(self, listener: socket.socket, handler: Handler, *, name: str) -> None:
        self._listener = listener
        self._handler = handler
        self._name = name
        self._closing = False
        self._slots = threading.BoundedSemaphore(MAX_CONNECTIONS)
        self._accepting = threading.Thread(target=self._accept, name=f"{name}-accept", daemon=True)

    def start(self) -> None:
        """Begin to accept."""
        self._accepting.start()

    def close(self) -> None:
        """Stop accepting; connections under way end with their own answer."""
        self._closing = True
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        while not self._closing:
            try:
                connection, _ = self._listener.accept()
            except OSError as error:  # no descriptors left, say: it passes, and we are needed
                if not self._closing:
                    log.warning("%s: no connection taken: %s", self._name, error)
                    time.sleep(_RETRY_S)
                continue
            self._slots.acquire()
            self._serve_aside(connection)

    def _serve_aside(self, connection: socket.socket) -> None:
        thread = threading.Thread(
            target=self._serve, args=(connection,), name=f"{self._name}-request", daemon=True
        )
        try:
            thread.start()
        except RuntimeError as error:  # no thread to be had
            log.warning("%s: connection dropped: %s", self._name, error)
            connection.close()
            self._slots.release()

    def _serve(self, connection: socket.socket) -> None:
        channel = Channel(connection, limit_bytes=REQUEST_LIMIT_BYTES)
        try:
            with closing(channel):
                connection.settimeout(IDLE_LIMIT_S)
                peer = peer_of(connection)
                while (message := channel.receive()) is not None:
                    self._answer(channel, message, peer)
        except (OSError, BadLine) as error:
            log.info("%s: connection dropped: %s", self._name, error)
        finally:
            self._slots.release()

    def _answer(self, channel: Channel, message: dict[str, Any], peer: Peer) -> None:
        try:
            result = self._handle(message, peer)
            if isinstance(result, Iterator):
                for item in result:
                    channel.send({"ok": True, "item": item})
                channel.send({"ok": True, "end": True})
            else:
                channel.send_result(result)
        except LoudspeakerError as error:
            channel.send(refusal(error))
        except OSError:
            raise
        except Exception as error:  # one bad request must not end the process
            log.exception("%s: request failed", self._name)
            channel.send(refusal(InternalError(what=f"{type(error).__name__}: {error}")))

    def _handle(self, message: dict[str, Any], peer: Peer) -> Any:
        op = message.pop("op", None)
        if not isinstance(op, str):
            raise UsageRefused(option="op", problem="missing")
        return self._handler(Request(op=op, arguments=message, peer=peer))
