"""A small streaming server on this machine, well-behaved or not, for tests and campaigns."""

from __future__ import annotations

import socket
import struct
import subprocess
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from types import TracebackType
from typing import Self

Behaviour = Callable[[socket.socket, str], None]
"""Answers one request, whose target is given."""
OK_MP3 = b"HTTP/1.0 200 OK\r\nContent-Type: audio/mpeg\r\nicy-br: 64\r\n\r\n"
ICY_MP3 = b"ICY 200 OK\r\ncontent-type:audio/mpeg\r\n\r\n"


class RadioServer:
    """Serves one behaviour at 127.0.0.1; ``asked`` are the targets it was asked for."""

    def __init__(self, behave: Behaviour, *, port: int = 0) -> None:
        self.behave = behave
        self.asked: list[str] = []
        self.requests: list[bytes] = []
        self._listener = socket.create_server(("127.0.0.1", port))
        self.port = int(self._listener.getsockname()[1])
        self._open: list[socket.socket] = []
        self.ended = threading.Event()
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        """Where it is heard."""
        return f"http://127.0.0.1:{self.port}/live"

    def _accept(self) -> None:
        while not self.ended.is_set():
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self._open.append(connection)
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, suppress(OSError):
            request = b""
            while b"\r\n\r\n" not in request:
                data = connection.recv(4096)
                if not data:
                    return
                request += data
            self.requests.append(request)
            target = request.split(b" ")[1].decode()
            self.asked.append(target)
            self.behave(connection, target)

    def hang_up(self) -> None:
        """Cut every connection, as when the other station's line breaks."""
        for connection in self._open:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def end(self) -> None:
        """Cut every connection and take no more."""
        self.ended.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.hang_up()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.end()


def answering(data: bytes) -> Behaviour:
    """Return what sends this and closes."""
    return lambda connection, _target: connection.sendall(data)


def redirecting(*locations: str) -> Behaviour:
    """Return what leads to the first, from there to the next, to the last for ever."""
    left = list(locations)

    def answer(connection: socket.socket, _target: str) -> None:
        location = left.pop(0) if len(left) > 1 else left[0]
        connection.sendall(f"HTTP/1.1 302 Found\r\nLocation: {location}\r\n\r\n".encode())

    return answer


def playing(
    sound: bytes, *, seconds: float, head: bytes = OK_MP3, burst_s: float = 4.0, rate: float = 1.0
) -> Behaviour:
    """Return what plays compressed sound over and over at its pace, some seconds at once."""

    def play(connection: socket.socket, _target: str) -> None:
        connection.sendall(head)
        a_second, sent, begin_s = len(sound) / seconds, 0, time.monotonic()
        while True:
            due = int(a_second * (burst_s + (time.monotonic() - begin_s) * rate))
            while sent < due:
                part = sound[sent % len(sound) :][: due - sent]
                connection.sendall(part)
                sent += len(part)
            time.sleep(0.02 / rate)

    return play


@cache
def tone_mp3(hz: int = 700, seconds: int = 20, db: float = -12.0) -> bytes:
    """Return a tone as MP3."""
    return encoded(f"sine=frequency={hz}:duration={seconds},volume={db + 18}dB", "mp3")


@cache
def encoded(graph: str, container: str) -> bytes:
    """Return what ffmpeg makes of a graph (its sine has a peak of −18 dBFS)."""
    command = ["ffmpeg", "-loglevel", "error", "-f", "lavfi", "-i", graph, "-b:a", "64k"]
    done = subprocess.run([*command, "-f", container, "-"], capture_output=True, check=True)
    return done.stdout


def wav_bytes(pcm: bytes, rate_hz: int = 48_000) -> bytes:
    """Return the head of a WAV without end, and the sound."""
    form = struct.pack("<HHIIHH", 1, 1, rate_hz, 2 * rate_hz, 2, 16)
    head = b"RIFF\xff\xff\xff\xffWAVEfmt " + struct.pack("<I", len(form)) + form
    return head + b"data\xff\xff\xff\xff" + pcm
