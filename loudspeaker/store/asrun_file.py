"""The as-run log as a file: appended, flushed to the disk, never rewritten."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from loudspeaker.asrun import GENESIS, line_of
from loudspeaker.errors import IntegrityFailure
from loudspeaker.system.files import FILE_MODE, storage_errors, sync_directory

_BLOCK_BYTES = 1 << 16


class AsRunFile:
    """The log's only writer; a last line torn by a power cut is cut off when it is opened.

    A line that is whole but no record is damage by another hand: IntegrityFailure.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._turn = threading.Lock()
        with storage_errors(path):
            flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
            self._descriptor = os.open(path, flags, FILE_MODE)
            sync_directory(path.parent)
            self._size = os.fstat(self._descriptor).st_size
            self.last_seq, self._last_hash = self._repaired()

    def _repaired(self) -> tuple[int, str]:
        """Cut off what is no whole line, and return number and hash of the last record."""
        while line := self._last_line():
            if line.endswith(b"\n") and b"\0" not in line:
                return self._record_of(line)
            self._cut_to(self._size - len(line))
        return 0, GENESIS

    def _last_line(self) -> bytes:
        """Return the file's last line with its newline, if it has one; empty at the beginning."""
        tail, start = b"", self._size
        while start > 0 and b"\n" not in tail[:-1]:
            length = min(_BLOCK_BYTES, start)
            start -= length
            tail = os.pread(self._descriptor, length, start) + tail
        return tail[tail.rfind(b"\n", 0, -1) + 1 :]

    def _record_of(self, line: bytes) -> tuple[int, str]:
        try:
            record = json.loads(line)
            return int(record["seq"]), str(record["hash"])
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise self._broken(f"last line: {error}") from error

    def _broken(self, problem: str) -> IntegrityFailure:
        return IntegrityFailure(what="asrun", where=str(self.path), problem=problem)

    def _cut_to(self, size: int) -> None:
        os.ftruncate(self._descriptor, size)
        os.fsync(self._descriptor)
        self._size = size

    def append(self, record: Mapping[str, Any]) -> bool:
        """Add the next record, durably and whole; False for one that is there already.

        Raises IntegrityFailure for one that does not follow on the last, StorageFailure.
        """
        with self._turn:
            if record["seq"] <= self.last_seq:
                return False
            if record["seq"] != self.last_seq + 1 or record["prev"] != self._last_hash:
                raise self._broken(f"record {record['seq']} does not follow on {self.last_seq}")
            self._write(line_of(record).encode() + b"\n")
            self.last_seq, self._last_hash = record["seq"], record["hash"]
        return True

    def _write(self, line: bytes) -> None:
        """Write a whole line or, as far as the disk lets us, nothing."""
        with storage_errors(self.path):
            try:
                if os.fstat(self._descriptor).st_size != self._size:
                    self._cut_to(self._size)  # half a line that could not be taken back before
                written = 0
                while written < len(line):
                    written += os.write(self._descriptor, line[written:])
                os.fsync(self._descriptor)
            except OSError:
                with suppress(OSError):
                    self._cut_to(self._size)
                raise
        self._size += len(line)

    def close(self) -> None:
        """Close the file; twice is no error."""
        with self._turn:
            if self._descriptor >= 0:
                os.close(self._descriptor)
            self._descriptor = -1
