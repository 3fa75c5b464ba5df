"""The as-run log as a file: appended, flushed to the disk, never rewritten."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from loudspeaker.asrun import line_of
from loudspeaker.errors import IntegrityFailure
from loudspeaker.system.files import FILE_MODE, storage_errors, sync_directory

_TAIL_BYTES = 1 << 16


class AsRunFile:
    """The log's only writer; a last line torn by a power cut is cut off when it is opened."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with storage_errors(path):
            flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
            self._descriptor = os.open(path, flags, FILE_MODE)
            sync_directory(path.parent)
            self.last_seq = self._repair()

    def _repair(self) -> int:
        size = os.fstat(self._descriptor).st_size
        start = max(0, size - _TAIL_BYTES)
        tail = os.pread(self._descriptor, size - start, start)
        end = tail.rfind(b"\n") + 1
        if end < len(tail):
            os.ftruncate(self._descriptor, start + end)
            os.fsync(self._descriptor)
        return self._seq_of(tail[:end])

    def _seq_of(self, lines: bytes) -> int:
        if not lines:
            return 0
        try:
            return int(json.loads(lines.splitlines()[-1])["seq"])
        except (ValueError, KeyError, TypeError) as error:
            raise IntegrityFailure(
                what="asrun", where=str(self._path), problem=f"last line: {error}"
            ) from error

    def append(self, record: Mapping[str, Any]) -> bool:
        """Add the next record, durably; False for one that is there already."""
        if record["seq"] <= self.last_seq:
            return False
        with storage_errors(self._path):
            os.write(self._descriptor, line_of(record).encode() + b"\n")
            os.fsync(self._descriptor)
        self.last_seq = record["seq"]
        return True

    def close(self) -> None:
        """Close the file."""
        os.close(self._descriptor)


def read_lines(path: Path) -> Iterator[str]:
    """Yield the lines of a log; none if there is no log yet."""
    if not path.exists():
        return
    with storage_errors(path), path.open("rb") as stream:
        for line in stream:
            yield line.decode("utf-8", "replace").rstrip("\n")


def read_records(path: Path, *, since: int = 0) -> Iterator[dict[str, Any]]:
    """Yield the readable records after number ``since``; ``audit verify`` finds the others."""
    for line in read_lines(path):
        try:
            record = json.loads(line)
        except ValueError:
            continue
        if isinstance(record, dict) and record.get("seq", 0) > since:
            yield record
