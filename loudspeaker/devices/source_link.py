"""The way to the process ``bridge`` for the sound of one other station; nobody waits for it.

Only a socket of this machine: who uses this has no network.
"""

from __future__ import annotations

import binascii
import logging
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import Any, Final, Protocol

from loudspeaker.model.relay import SourceFailed, SourceProblem
from loudspeaker.system.channel import BadLine, Channel
from loudspeaker.system.sockets import connect_unix

log = logging.getLogger(__name__)
CONNECT_LIMIT_S: Final = 1.0
IDLE_LIMIT_S: Final = 30.0
"""Opening may take ``bridge`` 15 s, and 6 more to know that what comes is no sound."""
LINE_LIMIT_BYTES: Final = 65_536
AGAIN_S, LONGEST_AGAIN_S = 0.25, 2.0
_FRAME_BYTES: Final = 2


class Hearing(Protocol):
    """Who hears a source; called from the link's thread."""

    def put(self, pcm: bytes) -> None:
        """Take some sound."""
        ...

    def lost(self, problem: str) -> None:
        """Note that nothing more comes for now."""
        ...


def listen(
    path: Path,
    source: str,
    address: str | None,
    *,
    connected: Callable[[socket.socket], object] = lambda _connection: None,
    patience_s: float = IDLE_LIMIT_S,
) -> Iterator[Mapping[str, Any]]:
    """Yield facts (``facts``) and sound (``pcm``, bytes); SourceFailed at the end.

    ``connected`` is given the connection, to end it from another thread.
    """
    try:
        connection = connect_unix(path, timeout_s=CONNECT_LIMIT_S)
    except OSError as error:
        raise SourceFailed(SourceProblem.NO_BRIDGE, error.strerror or str(error)) from error
    connected(connection)
    channel = Channel(connection, limit_bytes=LINE_LIMIT_BYTES)
    with closing(channel):
        try:
            channel.send({"source": source, "address": address})
            connection.settimeout(patience_s)
            while (message := channel.receive()) is not None:
                yield _read(message)
        except TimeoutError as error:
            raise SourceFailed(SourceProblem.LATE) from error
        except (OSError, BadLine, ValueError) as error:
            raise SourceFailed(SourceProblem.NO_BRIDGE, str(error)) from error
    raise SourceFailed(SourceProblem.NO_BRIDGE, "closed")


def _read(message: Mapping[str, Any]) -> Mapping[str, Any]:
    if "over" in message:
        raise SourceFailed(str(message["over"]), str(message.get("detail", "")))
    if "pcm" not in message:
        return {"facts": dict(message["facts"])}
    pcm = binascii.a2b_base64(str(message["pcm"]).encode("ascii"), strict_mode=True)
    if len(pcm) % _FRAME_BYTES:
        raise ValueError("half a sample")
    return {"pcm": pcm}


class SourceLink:
    """Hears one source for as long as it is wanted; asks again when nothing more comes."""

    def __init__(self, path: Path, source: str, address: str, hearing: Hearing) -> None:
        self._path = path
        self._source = source
        self._address = address
        self._hearing = hearing
        self._ended = threading.Event()
        self._connection: socket.socket | None = None
        self._wait_s = AGAIN_S
        self._told: str | None = None
        self._thread = threading.Thread(target=self._run, name="source-link", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End it; the thread follows by itself."""
        self._ended.set()
        connection = self._connection
        if connection is not None:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def _run(self) -> None:
        while not self._ended.is_set():
            problem = self._hear()
            if not self._ended.is_set():
                self._tell(problem)
            self._ended.wait(self._wait_s)
            self._wait_s = min(2 * self._wait_s, LONGEST_AGAIN_S)

    def _hear(self) -> str:
        """Hear it until nothing more comes; return why."""
        try:
            for message in listen(
                self._path, self._source, self._address, connected=self._connected
            ):
                if self._ended.is_set():
                    break
                pcm = message.get("pcm", b"")
                self._wait_s = AGAIN_S if pcm else self._wait_s
                self._hearing.put(pcm)
        except SourceFailed as failed:
            return str(failed)
        except (KeyError, TypeError) as error:
            return f"{SourceProblem.NO_BRIDGE} {error}"
        return ""

    def _tell(self, problem: str) -> None:
        if problem != self._told:
            log.info("%s is lost: %s", self._source, problem)
        self._told = problem
        self._hearing.lost(problem)

    def _connected(self, connection: socket.socket) -> None:
        self._connection = connection
        if self._ended.is_set():
            self.close()
