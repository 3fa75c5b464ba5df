"""The published ends of the as-run log: one JSON object a day, appended and never rewritten."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from loudspeaker.system.files import FILE_MODE, storage_errors


def read_heads(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the readable heads of the file; none without a file.  Raises StorageFailure."""
    with storage_errors(path):
        data = path.read_bytes() if path.exists() else b""
    for line in data.splitlines():
        try:
            head = json.loads(line)
        except (ValueError, RecursionError):
            continue
        if isinstance(head, dict) and isinstance(head.get("day"), str):
            yield head


def append_heads(path: Path, heads: Iterable[Mapping[str, Any]]) -> int:
    """Add the heads of days that the file does not have, durably; return how many."""
    known = {head["day"] for head in read_heads(path)}
    new = [json.dumps(dict(head)) for head in heads if head["day"] not in known]
    if new:
        _append(path, "".join(f"{line}\n" for line in new).encode())
    return len(new)


def _append(path: Path, data: bytes) -> None:
    with storage_errors(path):
        flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
        with os.fdopen(os.open(path, flags, FILE_MODE), "r+b", buffering=0) as stream:
            size = os.fstat(stream.fileno()).st_size
            torn = size > 0 and os.pread(stream.fileno(), 1, size - 1) != b"\n"
            stream.write(b"\n" * torn + data)
            os.fsync(stream.fileno())
