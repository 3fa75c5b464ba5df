"""Where ``line_in.py`` delivers: blocks of sound with the time at which they are played."""

from __future__ import annotations

import json
import re
import socket
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from loudspeaker.system.sockets import bind_unix
from loudspeaker.village.line_in import FRAME_BYTES, HEADER, RATE_HZ, block_bytes

SOCKET_NAME = "line.sock"
_SOCKET_MODE = 0o600
_HELLO_LIMIT = 4096
_RECEIVE_BYTES = 1 << 18
_SESSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,99}")
_SECOND_NS = 1_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Sound on the line: ``first_frame`` counts from 0 in its session."""

    session: str
    first_frame: int
    start_ns: int
    frame_ns: float
    pcm: bytes

    @property
    def frames(self) -> int:
        """How many frames it has."""
        return len(self.pcm) // FRAME_BYTES

    @property
    def end_ns(self) -> int:
        """When its last frame has been played."""
        return self.start_ns + int(self.frames * self.frame_ns)


class LineStream:
    """The bytes of one connection, cut into blocks; ``broken`` when they make no sense.

    Only a source at ``rate_hz`` is understood: another one is plugged into the wrong socket.
    """

    def __init__(self, rate_hz: int = RATE_HZ) -> None:
        self.broken = False
        self._rate_hz = rate_hz
        self._received = bytearray()
        self._session: str | None = None
        self._frame_ns = 0.0

    def feed(self, data: bytes) -> list[Block]:
        """Take bytes as they come; return the blocks that are whole."""
        self._received += data
        if self._session is None:
            self._read_hello()
        blocks: list[Block] = []
        while not self.broken and self._session is not None and (block := self._next()):
            blocks.append(block)
        return blocks

    def _read_hello(self) -> None:
        end = self._received.find(b"\n")
        if end < 0:
            self.broken = len(self._received) > _HELLO_LIMIT
            return
        line = bytes(self._received[:end])
        del self._received[: end + 1]
        try:
            self._take_hello(json.loads(line))
        except (ValueError, TypeError, KeyError):
            self.broken = True

    def _take_hello(self, hello: dict[str, Any]) -> None:
        rate = float(hello["rate"])
        if hello["rate_hz"] != self._rate_hz or not 0 < rate <= 1000:  # noqa: PLR2004 - any sane pace
            raise ValueError(f"a line of {hello}")
        name = str(hello["session"])
        self._session = name if _SESSION.fullmatch(name) else ""
        self._frame_ns = _SECOND_NS / (self._rate_hz * rate)

    def _next(self) -> Block | None:
        if len(self._received) < HEADER.size:
            return None
        first_frame, start_ns, size = HEADER.unpack_from(self._received)
        if size > block_bytes(self._rate_hz) + FRAME_BYTES or size % FRAME_BYTES:
            self.broken = True
            return None
        whole = HEADER.size + size
        if len(self._received) < whole:
            return None
        pcm = bytes(self._received[HEADER.size : whole])
        del self._received[:whole]
        assert self._session is not None
        return Block(
            session=self._session,
            first_frame=first_frame,
            start_ns=start_ns,
            frame_ns=self._frame_ns,
            pcm=pcm,
        )


class LineServer:
    """Listens for line inputs; ``poll`` never waits."""

    def __init__(self, directory: Path, rate_hz: int = RATE_HZ) -> None:
        self._rate_hz = rate_hz
        self._listener = bind_unix(directory / SOCKET_NAME, mode=_SOCKET_MODE)
        self._listener.setblocking(False)  # noqa: FBT003 - the library's own signature
        self._streams: dict[socket.socket, LineStream] = {}

    @property
    def listener(self) -> socket.socket:
        """To wait for new connections on."""
        return self._listener

    @property
    def connected(self) -> bool:
        """Whether anybody delivers sound."""
        return bool(self._streams)

    def poll(self) -> list[Block]:
        """Return the blocks that have arrived, in the order of each connection."""
        with suppress(BlockingIOError):
            while True:
                connection, _ = self._listener.accept()
                connection.setblocking(False)  # noqa: FBT003 - the library's own signature
                self._streams[connection] = LineStream(self._rate_hz)
        return [block for connection in list(self._streams) for block in self._read(connection)]

    def _read(self, connection: socket.socket) -> list[Block]:
        stream, blocks = self._streams[connection], list[Block]()
        try:
            while data := connection.recv(_RECEIVE_BYTES):
                blocks += stream.feed(data)
                if stream.broken:
                    break
        except BlockingIOError:
            return blocks
        except ConnectionError:
            pass
        connection.close()
        del self._streams[connection]
        return blocks

    def close(self) -> None:
        """Stop listening."""
        self._listener.close()
        for connection in self._streams:
            connection.close()
