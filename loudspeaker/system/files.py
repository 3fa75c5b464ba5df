"""Files that are wholly there or not there, and stay there when the power goes."""

from __future__ import annotations

import hashlib
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from loudspeaker.errors import FileRefused, StorageFailure

FILE_MODE = 0o640
SECRET_MODE = 0o600


@contextmanager
def storage_errors(path: Path) -> Iterator[None]:
    """Turn the operating system's refusal into ``StorageFailure`` with the path."""
    try:
        yield
    except OSError as error:
        raise StorageFailure(path=str(path), problem=error.strerror or str(error)) from error


def sync_directory(directory: Path) -> None:
    """Make the directory's own entries durable (a rename is not, without this)."""
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def replacing(path: Path, *, mode: int = FILE_MODE, durably: bool = True) -> Iterator[BinaryIO]:
    """Give a stream to a file that takes the place of ``path`` when the block ends well.

    It does so in one step and durably; else the old file stays.  Raises StorageFailure, for every
    OSError of the block too.  Not ``durably``, a power cut may leave the old file or a torn one.
    """
    with storage_errors(path):
        descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
        try:
            with os.fdopen(descriptor, "wb") as stream:
                yield stream
                stream.flush()
                os.fchmod(stream.fileno(), mode)
                if durably:
                    os.fsync(stream.fileno())
            Path(temporary).replace(path)
        except BaseException:
            with suppress(OSError):
                Path(temporary).unlink()
            raise
        if durably:
            sync_directory(path.parent)


def write_whole(path: Path, data: bytes, *, mode: int = FILE_MODE) -> None:
    """Replace ``path`` in one step by what can be made again: nothing waits for the disk.

    Raises StorageFailure and leaves the old file.
    """
    with replacing(path, mode=mode, durably=False) as stream:
        stream.write(data)


def write_durable(path: Path, data: bytes, *, mode: int = FILE_MODE) -> None:
    """Replace ``path`` by ``data`` in one step; raise StorageFailure and leave the old file."""
    with replacing(path, mode=mode) as stream:
        stream.write(data)


@dataclass(frozen=True, slots=True)
class Source:
    """A file that is being read; whatever goes wrong with that is FileRefused."""

    path: Path
    stream: BinaryIO

    @property
    def size_bytes(self) -> int:
        """How large it is."""
        with refusing(self.path):
            return os.fstat(self.stream.fileno()).st_size

    def read(self, count: int = -1) -> bytes:
        """Return so many bytes, fewer only at the end."""
        with refusing(self.path):
            return self.stream.read(count)


@contextmanager
def reading(path: Path) -> Iterator[Source]:
    """Give a regular file's bytes; a pipe or device is neither waited for nor read.

    Raises FileRefused: ``missing``, ``not_a_file``, or what the operating system says.
    """
    with refusing(path):
        stream = os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb")
    with stream:
        if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
            raise FileRefused(path=str(path), problem="not_a_file")
        yield Source(path, stream)


@contextmanager
def refusing(path: Path) -> Iterator[None]:
    """Turn what the operating system says of a file somebody brought into FileRefused."""
    try:
        yield
    except FileNotFoundError:
        raise FileRefused(path=str(path), problem="missing") from None
    except IsADirectoryError:
        raise FileRefused(path=str(path), problem="not_a_file") from None
    except (OSError, ValueError) as error:
        problem = getattr(error, "strerror", None) or "unreadable"
        raise FileRefused(path=str(path), problem=problem) from error


def store_content(directory: Path, data: bytes, suffix: str) -> str:
    """Keep ``data`` under its own SHA-256 and return that; an equal file is left as it is."""
    sha256 = hashlib.sha256(data).hexdigest()
    path = directory / f"{sha256}{suffix}"
    if not path.exists():
        write_durable(path, data)
    return sha256


def make_directory(path: Path, *, mode: int = 0o750) -> None:
    """Create a directory and its parents if missing; raise StorageFailure."""
    with storage_errors(path):
        path.mkdir(parents=True, exist_ok=True, mode=mode)


@contextmanager
def new_secret(path: Path) -> Iterator[BinaryIO]:
    """Give a new file that only its owner reads, durable when the block ends well.

    The place is taken first, so that no secret is made that cannot be kept.  An error in the block
    takes the file away again.  FileRefused (``exists``) for a name that is taken, StorageFailure.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | os.O_NOFOLLOW
    try:
        descriptor = os.open(path, flags, SECRET_MODE)
    except FileExistsError:
        raise FileRefused(path=str(path), problem="exists") from None
    except OSError as error:
        raise StorageFailure(path=str(path), problem=error.strerror or str(error)) from error
    try:
        with storage_errors(path), os.fdopen(descriptor, "wb") as stream:
            os.fchmod(stream.fileno(), SECRET_MODE)  # whatever the umask adds
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
            sync_directory(path.parent)
    except BaseException:
        with suppress(OSError):
            path.unlink()
        raise
