"""The socket at which the sound of other stations is had: one connection, one source.

Who connects says which source they want, by the name and the very address that was approved; that
must be what ``station.yaml`` says now.  Facts and sound follow until one side has had enough.
"""

from __future__ import annotations

import base64
import logging
import os
import socket
import struct
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import closing, suppress
from typing import Any, Final

from loudspeaker.bridge.pace import RATE_HZ, Pace
from loudspeaker.bridge.pcm_pipe import PcmSource
from loudspeaker.config.relay import RelayConfig
from loudspeaker.errors import LoudspeakerError
from loudspeaker.model.relay import RelaySource, SourceFailed, SourceProblem
from loudspeaker.system.channel import BadLine, Channel
from loudspeaker.system.sockets import peer_of

log = logging.getLogger(__name__)
MOST_AT_ONCE: Final = 4
ASK_LIMIT_S: Final = 3.0
SEND_LIMIT_S: Final = 3
LONGEST_S: Final = 2 * 3600.0
_LARGEST_ASKED: Final = 4096
_BLOCK_BYTES: Final = 9_600
_FRAME_BYTES: Final = 2
_RETRY_S: Final = 0.1
_TIMEVAL = struct.Struct("ll")

Open = Callable[[RelaySource, RelayConfig], PcmSource]
"""Opens a source; SourceFailed."""


class SourcePort:
    """Serves connections of trusted accounts."""

    def __init__(
        self,
        listener: socket.socket,
        *,
        trusted: frozenset[int],
        config: Callable[[], RelayConfig],
        open_source: Open,
        rate: float = 1.0,
    ) -> None:
        self._listener = listener
        self._trusted = {0, os.geteuid(), *trusted}
        self._config = config
        self._open = open_source
        self._rate = rate
        self._places = threading.BoundedSemaphore(MOST_AT_ONCE)
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._accept, name="source-port", daemon=True)

    def start(self) -> None:
        """Begin to accept."""
        self._thread.start()

    def close(self) -> None:
        """Stop; what is being given ends."""
        self._closing.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        while not self._closing.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError as error:
                if not self._closing.is_set():
                    log.warning("no connection taken: %s", error)
                    time.sleep(_RETRY_S)
                continue
            if peer_of(connection).uid not in self._trusted:
                log.warning("somebody else knocks: uid %d", peer_of(connection).uid)
                connection.close()
                continue
            threading.Thread(
                target=self._serve, args=(connection,), name="source", daemon=True
            ).start()

    def _serve(self, connection: socket.socket) -> None:
        limit = _TIMEVAL.pack(SEND_LIMIT_S, 0)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, limit)
        channel = Channel(connection, limit_bytes=_LARGEST_ASKED)
        with closing(channel), suppress(OSError):
            try:
                self._give(channel, connection)
            except SourceFailed as failed:
                log.debug("source ends: %s", failed)
                channel.send({"over": failed.problem, "detail": failed.detail})

    def _give(self, channel: Channel, connection: socket.socket) -> None:
        connection.settimeout(ASK_LIMIT_S)
        try:
            wanted = channel.receive()
        except (BadLine, TimeoutError) as error:
            raise SourceFailed(SourceProblem.UNKNOWN, "no question") from error
        connection.settimeout(None)
        if not self._places.acquire(blocking=False):
            raise SourceFailed(SourceProblem.BUSY, str(MOST_AT_ONCE))
        try:
            config = self._configured()
            source = self._open(_source(wanted or {}, config), config)
            try:
                self._pass_on(source, channel)
            finally:
                source.close()
        finally:
            self._places.release()

    def _configured(self) -> RelayConfig:
        try:
            return self._config()
        except (LoudspeakerError, OSError) as error:
            raise SourceFailed(SourceProblem.UNKNOWN, str(error)) from error

    def _pass_on(self, source: PcmSource, channel: Channel) -> None:
        """Pass sound on at its pace until it ends, or who takes it has gone (OSError)."""
        told: Mapping[str, Any] = {}
        waiting, frames, pace = b"", 0, None
        while not self._closing.is_set():
            waiting += source.read()
            pace = pace or Pace(begin_s=time.monotonic(), rate=self._rate)
            if (facts := source.facts()) != told:
                told = facts
                channel.send({"facts": dict(facts)})
            whole = len(waiting) - len(waiting) % _FRAME_BYTES
            for at in range(0, whole, _BLOCK_BYTES):
                part = waiting[at : min(at + _BLOCK_BYTES, whole)]
                channel.send({"pcm": base64.b64encode(part).decode("ascii")})
            waiting, frames = waiting[whole:], frames + whole // _FRAME_BYTES
            if frames > LONGEST_S * RATE_HZ:
                raise SourceFailed(SourceProblem.ENDED, "too long")
            self._closing.wait(pace.wait_s(frames, time.monotonic()))


def _source(wanted: Mapping[str, Any], config: RelayConfig) -> RelaySource:
    """Return the source that is asked for; SourceFailed if it is not what is configured."""
    name, address = str(wanted.get("source")), wanted.get("address")
    source = config.source_named(name)
    if source is None:
        raise SourceFailed(SourceProblem.UNKNOWN, name[:60])
    if address is not None and address != source.address:
        raise SourceFailed(SourceProblem.CHANGED, name[:60])
    return source
