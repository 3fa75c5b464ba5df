"""Unix sockets whose path may be longer than the kernel's 108 bytes, and who is calling."""

from __future__ import annotations

import os
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

SOCKET_MODE = 0o660
_CREDENTIALS = struct.Struct("3i")


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """The process at the other end, as the kernel vouches for it (SO_PEERCRED, unix(7))."""

    pid: int
    uid: int
    gid: int


@contextmanager
def _short_address(path: Path) -> Iterator[str]:
    """Give a path of at most a few bytes to the same place, through our own descriptor table."""
    directory = os.open(path.parent, os.O_PATH | os.O_DIRECTORY)
    try:
        yield f"/proc/self/fd/{directory}/{path.name}"
    finally:
        os.close(directory)


def bind_unix(path: Path, *, mode: int = SOCKET_MODE) -> socket.socket:
    """Listen at ``path``, replacing a dead socket there; the caller holds the role's lock."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        with suppress(FileNotFoundError):
            path.unlink()
        with _short_address(path) as address:
            listener.bind(address)
        path.chmod(mode)
        listener.listen(64)
    except BaseException:
        listener.close()
        raise
    return listener


def connect_unix(path: Path, *, timeout_s: float | None = None) -> socket.socket:
    """Connect to ``path``; OSError as connect(2) gives it (nobody there, no such file)."""
    connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        connection.settimeout(timeout_s)
        with _short_address(path) as address:
            connection.connect(address)
    except BaseException:
        connection.close()
        raise
    return connection


def peer_of(connection: socket.socket) -> Peer:
    """Return who connected, from the kernel."""
    raw = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    pid, uid, gid = _CREDENTIALS.unpack(raw)
    return Peer(pid=pid, uid=uid, gid=gid)
