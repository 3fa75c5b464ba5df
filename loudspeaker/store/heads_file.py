"""The published ends of the as-run log: one JSON object a line, appended and never rewritten."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from loudspeaker.system.files import FILE_MODE, storage_errors, sync_directory


def head_lines(path: Path) -> list[bytes]:
    """Return the file's whole lines: what a power cut left at the end is none.

    Without a file there are none.  Raises StorageFailure.
    """
    with storage_errors(path):
        return _whole_lines(path.read_bytes()) if path.exists() else []


def _whole_lines(data: bytes) -> list[bytes]:
    *lines, _torn = data.split(b"\n")
    while lines and b"\0" in lines[-1]:
        lines.pop()
    return lines


def read_heads(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the readable heads of the file; ``audit verify`` finds the others."""
    for line in head_lines(path):
        try:
            head = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(head, dict):
            yield head


def append_heads(path: Path, heads: Iterable[Mapping[str, Any]]) -> int:
    """Add the heads that the file does not have, durably; return how many.

    A head that was changed in the file is not had: the true one is added, and both stay.
    """
    known = {_line_of(head) for head in read_heads(path)}
    new = [line for line in map(_line_of, heads) if line not in known]
    if new:
        _append(path, "".join(f"{line}\n" for line in new).encode())
    return len(new)


def _line_of(head: Mapping[str, Any]) -> str:
    return json.dumps(dict(head), sort_keys=True)


def _append(path: Path, data: bytes) -> None:
    """Write after the last whole line; half a write is a torn line, cut off the next time."""
    with storage_errors(path):
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
        descriptor = os.open(path, flags, FILE_MODE)
        try:
            os.ftruncate(descriptor, sum(len(line) + 1 for line in head_lines(path)))
            written = 0
            while written < len(data):
                written += os.write(descriptor, data[written:])
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        sync_directory(path.parent)
