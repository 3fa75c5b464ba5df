"""Files read with a limit and written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from loudspeaker.errors import EntryRefused, NotFound, StorageFailure


def read_file(path: Path, *, most: int, where: str) -> bytes:
    """Return what is in a file; NotFound, StorageFailure, EntryRefused for more than ``most``."""
    try:
        with path.open("rb") as stream:
            content = stream.read(most + 1)
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        raise NotFound(kind="file", name=path.name, known=[]) from None
    except OSError as error:
        raise StorageFailure(path=path.name, problem=error.strerror or str(error)) from error
    if len(content) > most:
        raise EntryRefused(where=where, problem=f"lớn hơn {_size(most)}")
    return content


def _size(count: int) -> str:
    return f"{count >> 20} MB" if count >= 1 << 20 else f"{count >> 10} kB"


def write_file(path: Path, content: bytes) -> None:
    """Put content at a path, durably; what was there stays until the new is whole.

    StorageFailure: nothing has changed then.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, name = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
        try:
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(content)
                stream.flush()
                os.fsync(stream.fileno())
            Path(name).replace(path)
        except BaseException:
            with suppress(OSError):
                Path(name).unlink()
            raise
    except OSError as error:
        raise StorageFailure(path=path.name, problem=error.strerror or str(error)) from error
