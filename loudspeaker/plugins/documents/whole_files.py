"""Files that are wholly there or not there, and stay there when the power goes."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from loudspeaker.errors import StorageFailure

MODE = 0o640


@contextmanager
def storage_errors(path: Path) -> Iterator[None]:
    """Turn the operating system's refusal into ``StorageFailure`` with the path."""
    try:
        yield
    except OSError as error:
        raise StorageFailure(path=str(path), problem=error.strerror or str(error)) from error


def sync_file(path: Path) -> None:
    """Make a file's bytes durable."""
    with path.open("rb") as stream:
        os.fsync(stream.fileno())


def sync_folder(folder: Path) -> None:
    """Make a folder's own entries durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class Part:
    """A file that is being written, hashed and counted as it is.  StorageFailure."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size = 0
        self._digest = hashlib.sha256()
        with storage_errors(path):
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, MODE)
            self.stream: BinaryIO = os.fdopen(descriptor, "w+b")

    def write(self, data: bytes) -> int:
        """Append bytes."""
        with storage_errors(self.path):
            self.stream.write(data)
        self._digest.update(data)
        self.size += len(data)
        return len(data)

    def head(self, count: int) -> bytes:
        """Return the first bytes."""
        with storage_errors(self.path):
            self.stream.flush()
            self.stream.seek(0)
            return self.stream.read(count)

    @property
    def sha256(self) -> str:
        """The hash of what was written."""
        return self._digest.hexdigest()

    def settle(self, path: Path) -> None:
        """Put the file where it belongs, itself durably; its name is so after ``sync_folder``."""
        with storage_errors(self.path):
            self.stream.flush()
            os.fsync(self.stream.fileno())
            self.path.replace(path)

    def drop(self) -> None:
        """Close it, and throw it away where it was not settled."""
        with suppress(OSError):
            self.stream.close()
        with suppress(OSError):
            self.path.unlink()


def new_part(folder: Path) -> Part:
    """Return a new part in a folder."""
    return Part(folder / f".part-{secrets.token_hex(8)}")


@contextmanager
def replacing(path: Path) -> Iterator[Part]:
    """Give a part that takes the place of ``path`` durably when the block ends well.

    StorageFailure; an OSError of the block itself stays what it is.
    """
    part = new_part(path.parent)
    try:
        yield part
        part.settle(path)
        with storage_errors(path):
            sync_folder(path.parent)
    finally:
        part.drop()
