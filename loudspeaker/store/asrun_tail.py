"""The as-run log from where one stopped reading it, and whether it is still the same log there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from loudspeaker.asrun import GENESIS
from loudspeaker.errors import IntegrityFailure
from loudspeaker.system.files import storage_errors


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Behind the record ``seq`` with this hash, at a byte of the file."""

    offset: int
    seq: int
    hash: str


BEGINNING: Final = Place(offset=0, seq=0, hash=GENESIS)


def records_behind(path: Path, place: Place) -> Iterator[tuple[dict[str, Any], Place]]:
    """Yield the readable records behind a place, each with the place behind it.

    Ends before a line that is not whole.  Raises StorageFailure; IntegrityFailure if the log is
    another one than that in which the place was.
    """
    if not path.exists():
        _same(path, place, is_so=place == BEGINNING)
        return
    first = place != BEGINNING
    with storage_errors(path), path.open("rb") as stream:
        _same(path, place, is_so=place.offset <= path.stat().st_size)
        stream.seek(place.offset)
        while (line := stream.readline()).endswith(b"\n"):
            record = _readable(line)
            if record is None:
                continue
            if first:
                _same(path, place, is_so=record["prev"] == place.hash)
                first = False
            yield record, Place(offset=stream.tell(), seq=record["seq"], hash=record["hash"])


def _same(path: Path, place: Place, *, is_so: bool) -> None:
    if not is_so:
        problem = f"not the log that had record {place.seq}"
        raise IntegrityFailure(what="asrun", where=str(path), problem=problem)


def _readable(line: bytes) -> dict[str, Any] | None:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(record, dict) or not isinstance(record.get("seq"), int):
        return None
    return record if all(isinstance(record.get(name), str) for name in ("prev", "hash")) else None
