"""The as-run log as others read it: all of it, or a part without what stands before it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from loudspeaker.system.files import storage_errors

_BLOCK_BYTES = 1 << 16

Record = dict[str, Any]


def read_lines(path: Path) -> Iterator[str]:
    """Yield the lines of a log; none if there is no log yet."""
    if not path.exists():
        return
    with storage_errors(path), path.open("rb") as stream:
        for line in stream:
            yield line.decode("utf-8", "replace").rstrip("\n")


def read_records(path: Path, *, since: int = 0) -> Iterator[Record]:
    """Yield the readable records after number ``since``; ``audit verify`` finds the others."""
    if not path.exists():
        return
    with storage_errors(path), path.open("rb") as stream:
        stream.seek(_begin_of(stream, since + 1))
        for line in stream:
            record = _readable(line)
            if record is not None and record["seq"] > since:
                yield record


def newest_records(path: Path, *, most: int, before: int | None = None) -> list[Record]:
    """Return the readable ones of the last ``most`` lines there are before number ``before``.

    They are in the order in which they were written.
    """
    if not path.exists():
        return []
    with storage_errors(path), path.open("rb") as stream:
        end = _size_of(stream) if before is None else _begin_of(stream, before)
        found = map(_readable, islice(_lines_back(stream, end), most))
        return [record for record in found if record is not None][::-1]


def _begin_of(stream: BinaryIO, seq: int) -> int:
    """Return where the first line numbered ``seq`` or above begins: the end where there is none.

    Numbers only rise.  What begins before ``low`` has a smaller one, and what begins at ``high`` or
    later has not.
    """
    low, high = 0, _size_of(stream)
    while low < high:
        middle = (low + high) // 2
        number, end = _first_record(stream, middle, high)
        if number is not None and number < seq:
            low = end
        else:
            high = middle
    return low


def _first_record(stream: BinaryIO, start: int, stop: int) -> tuple[int | None, int]:
    """Return number and end of the first readable line that begins between two places."""
    stream.seek(max(0, start - 1))
    if start:
        stream.readline()
    while stream.tell() < stop:
        record = _readable(stream.readline())
        if record is not None:
            return record["seq"], stream.tell()
    return None, stop


def _size_of(stream: BinaryIO) -> int:
    return os.fstat(stream.fileno()).st_size


def _lines_back(stream: BinaryIO, end: int) -> Iterator[bytes]:
    """Yield the lines that stand before a place, the last first; empty ones are none."""
    rest = b""
    while end:
        start = max(0, end - _BLOCK_BYTES)
        stream.seek(start)
        first, *others = (stream.read(end - start) + rest).split(b"\n")
        yield from filter(None, reversed(others))
        rest, end = first, start
    if rest:
        yield rest


def _readable(line: bytes) -> Record | None:
    try:
        record = json.loads(line.decode("utf-8", "replace"))
    except (ValueError, RecursionError):
        return None
    return record if isinstance(record, dict) and type(record.get("seq")) is int else None
