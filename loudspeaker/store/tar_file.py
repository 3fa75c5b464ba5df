"""Plain tar files (ustar): written in one pass, read as what somebody else may have made.

Only regular files with plain relative names pass: no links, no devices, no folders, no
extensions, whose headers a reader would have to hold in memory.  Any tar program reads the files.
"""

from __future__ import annotations

import hashlib
import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from loudspeaker.errors import FileRefused

BLOCK = 512
CHUNK_BYTES = 1 << 20
MOST_MEMBERS = 200_000
_LONGEST_NAME, _MOST_PARTS = 240, 12
_NUL = b"\0"


class Reader(Protocol):
    """Where bytes come from."""

    def read(self, count: int, /) -> bytes:
        """Return up to so many bytes, none at the end."""
        ...


def is_safe_name(name: str) -> bool:
    """Tell whether a member's name is a plain path inside of the folder it goes to."""
    parts = name.split("/")
    plain = name.isprintable() and "\\" not in name and 0 < len(name.encode()) <= _LONGEST_NAME
    return plain and len(parts) <= _MOST_PARTS and not {"", ".", ".."} & set(parts)


# --- writing ------------------------------------------------------------------------------------


class TarWriter:
    """Writes members one after the other; ``position`` is where the next one begins."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out

    def add(self, name: str, size: int, source: Reader, *, mtime: int = 0) -> str:
        """Write exactly ``size`` bytes of a source as a member; return their SHA-256.

        Raises FileRefused for a name that has no place in a tar file, and for a source that ends
        before that.
        """
        self._out.write(_header(name, size, mtime))
        digest, left = hashlib.sha256(), size
        while left:
            piece = source.read(min(left, CHUNK_BYTES))
            if not piece:
                raise FileRefused(path=name, problem="changed")
            digest.update(piece)
            self._out.write(piece)
            left -= len(piece)
        self._out.write(_NUL * (-size % BLOCK))
        return digest.hexdigest()

    def finish(self) -> None:
        """Write the end of the file."""
        self._out.write(_NUL * (2 * BLOCK))


def _header(name: str, size: int, mtime: int) -> bytes:
    info = tarfile.TarInfo(name)
    info.size, info.mtime, info.mode = size, mtime, 0o640
    if not is_safe_name(name):
        raise FileRefused(path=name, problem="name")
    try:
        return info.tobuf(tarfile.USTAR_FORMAT, "utf-8", "strict")
    except ValueError:
        raise FileRefused(path=name, problem="name") from None


# --- reading ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One file; ``pieces`` must be read before the next member is asked for."""

    name: str
    size: int
    pieces: Iterator[bytes]


def read_tar(source: Reader, *, path: str, most_bytes: int) -> Iterator[Member]:
    """Yield the members; FileRefused (``tar``, ``name``, ``huge``) for anything else.

    Nothing is held but one piece, and no more than ``most_bytes`` are given out.
    """
    given = 0
    for _number in range(MOST_MEMBERS + 1):
        header = _exactly(source, BLOCK, path)
        if header == _NUL * BLOCK:
            return
        name, size = _read_header(header, path)
        given += size
        if given > most_bytes:
            raise FileRefused(path=path, problem="huge")
        pieces = _pieces(source, size, path)
        yield Member(name=name, size=size, pieces=pieces)
        for _piece in pieces:  # what nobody wanted
            pass
    raise FileRefused(path=path, problem="huge")


def _exactly(source: Reader, count: int, path: str) -> bytes:
    found = b""
    while len(found) < count:
        piece = source.read(count - len(found))
        if not piece:
            raise FileRefused(path=path, problem="cut_off")
        found += piece
    return found


def _pieces(source: Reader, size: int, path: str) -> Iterator[bytes]:
    left = size
    while left:
        piece = source.read(min(left, CHUNK_BYTES))
        if not piece:
            raise FileRefused(path=path, problem="cut_off")
        left -= len(piece)
        yield piece
    _exactly(source, -size % BLOCK, path)


def _read_header(header: bytes, path: str) -> tuple[str, int]:
    try:
        info = tarfile.TarInfo.frombuf(header, "utf-8", "strict")
    except (tarfile.HeaderError, ValueError):
        raise FileRefused(path=path, problem="tar") from None
    regular = info.type in (tarfile.REGTYPE, tarfile.AREGTYPE) and not info.linkname
    if not regular or not header[257:].startswith(b"ustar") or info.size < 0:
        raise FileRefused(path=path, problem="tar")
    if not is_safe_name(info.name):
        raise FileRefused(path=path, problem="name")
    return info.name, info.size
