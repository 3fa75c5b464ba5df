"""A message as a file: there wholly, durably, or not at all."""

from __future__ import annotations

import hashlib
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from loudspeaker.plugins.documents.edxml.shelf import storage_errors, sync_folder
from loudspeaker.plugins.documents.edxml.values import Message
from loudspeaker.plugins.documents.edxml.writer import Where, write_message


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """The hash and size of a message's file."""

    sha256: str
    size: int


class _Hashed:
    """A stream that knows the hash of what went through it."""

    def __init__(self, stream: BinaryIO) -> None:
        self.digest = hashlib.sha256()
        self.size = 0
        self._stream = stream

    def write(self, data: bytes) -> int:
        """Write, and count."""
        self.digest.update(data)
        self.size += len(data)
        return self._stream.write(data)


def write_file(message: Message, path: Path, where: Where) -> Written:
    """Write a message to a file, as ``write_message``.

    StorageFailure where it cannot be written.
    """
    part = path.with_name(f".{path.name[:60]}-{secrets.token_hex(8)}")
    try:
        with storage_errors(path), part.open("xb") as stream:
            hashed = _Hashed(stream)
            write_message(message, cast("BinaryIO", hashed), where)
            stream.flush()
            os.fsync(stream.fileno())
        with storage_errors(path):
            part.replace(path)
            sync_folder(path.parent)
    finally:
        part.unlink(missing_ok=True)
    return Written(sha256=hashed.digest.hexdigest(), size=hashed.size)
