"""The folder of attachments: each lies under its hash, and none of a message that is not taken."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from loudspeaker.errors import StorageFailure

_MODE = 0o640


@contextmanager
def storage_errors(path: Path) -> Iterator[None]:
    """Turn the operating system's refusal into ``StorageFailure`` with the path."""
    try:
        yield
    except OSError as error:
        raise StorageFailure(path=str(path), problem=error.strerror or str(error)) from error


class Part:
    """A file that is being written; hashed as it is."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size = 0
        self._digest = hashlib.sha256()
        with storage_errors(path):
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, _MODE)
            self.stream = os.fdopen(descriptor, "w+b")

    def write(self, data: bytes) -> None:
        """Append bytes."""
        with storage_errors(self.path):
            self.stream.write(data)
        self._digest.update(data)
        self.size += len(data)

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


class Shelf:
    """Takes the files of one message: they are parts until ``keep``, and go where it is not called.

    StorageFailure.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._parts: list[Part] = []

    def begin(self) -> Part:
        """Return a new part."""
        with storage_errors(self._folder):
            self._folder.mkdir(parents=True, exist_ok=True)
        part = Part(self._folder / f".part-{secrets.token_hex(8)}")
        self._parts.append(part)
        return part

    def drop(self, part: Part) -> None:
        """Throw a part away."""
        self._parts.remove(part)
        with suppress(OSError):
            part.stream.close()
        with suppress(OSError):
            part.path.unlink()

    def keep(self, wanted: Iterable[Part]) -> None:
        """Put parts where they belong, durably."""
        with storage_errors(self._folder):
            for part in wanted:
                part.stream.flush()
                os.fsync(part.stream.fileno())
                part.path.replace(self._folder / part.sha256)
            if self._parts:
                sync_folder(self._folder)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for part in list(self._parts):
            self.drop(part)


def sync_folder(folder: Path) -> None:
    """Make a folder's own entries durable."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
