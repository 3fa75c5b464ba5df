"""Files that only grow, one whole line a write, readable after any kill."""

from __future__ import annotations

import errno
import json
import os
from pathlib import Path
from typing import Any

FILE_MODE = 0o640
_CHUNK = 65_536


def line_of(fields: dict[str, Any]) -> bytes:
    """Return the fields as one line of JSON."""
    return json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _end_of_last_line(descriptor: int, size: int) -> int:
    """Return where the last complete line ends."""
    end = size
    while end > 0:
        start = max(0, end - _CHUNK)
        found = os.pread(descriptor, end - start, start).rfind(b"\n")
        if found >= 0:
            return start + found + 1
        end = start
    return 0


class LineFile:
    """A file of JSON lines; a line torn by a kill or a full disk is cut off when it is opened.

    ``add`` raises OSError when the disk does not take the line, and leaves none of it behind.
    """

    def __init__(self, path: Path) -> None:
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
        self._descriptor = os.open(path, flags, FILE_MODE)
        self._size = _end_of_last_line(self._descriptor, os.fstat(self._descriptor).st_size)
        while self._size and self.last() is None:  # a power cut can leave a line of zeros
            self._size = _end_of_last_line(self._descriptor, self._size - 1)
        os.ftruncate(self._descriptor, self._size)

    def last(self) -> dict[str, Any] | None:
        """Return the fields of the last line, None when there is none that can be read."""
        start = _end_of_last_line(self._descriptor, self._size - 1) if self._size else 0
        raw = os.pread(self._descriptor, self._size - start, start)
        try:
            fields = json.loads(raw)
        except ValueError:
            return None
        return fields if isinstance(fields, dict) else None

    def add(self, line: bytes) -> None:
        """Append one line by one write."""
        written = os.write(self._descriptor, line)
        if written != len(line):
            os.ftruncate(self._descriptor, self._size)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        self._size += written

    def close(self) -> None:
        """Close the file."""
        os.close(self._descriptor)
