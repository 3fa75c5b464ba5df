"""What a kiosk keeps over a power cut: its station, the newest number it has taken, the time."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from loudspeaker.model import from_iso, iso
from loudspeaker.pulling.station_time import Mark
from loudspeaker.system.files import storage_errors, write_durable

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairing:
    """Which station is shown, and the fingerprint of its key."""

    address: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """The newest number taken of a key, and the station's time as it is known."""

    key: str
    sequence: int
    mark: Mark


def read_pairing(path: Path) -> Pairing | None:
    """Return it, None where there is none that can be read; StorageFailure."""
    return _read(
        path, lambda values: Pairing(address=str(values["address"]), key=str(values["key"]))
    )


def write_pairing(path: Path, pairing: Pairing) -> None:
    """Keep it; StorageFailure."""
    _write(path, {"address": pairing.address, "key": pairing.key})


def read_taken(path: Path, *, key: str) -> Taken | None:
    """Return what was taken of this key, None where nothing was; StorageFailure."""
    taken = _read(path, _taken)
    return taken if taken is not None and taken.key == key else None


def write_taken(path: Path, taken: Taken) -> None:
    """Keep it; StorageFailure."""
    mark = taken.mark
    _write(
        path,
        {
            "key": taken.key,
            "sequence": taken.sequence,
            "boot_id": mark.boot_id,
            "mono_ns": mark.mono_ns,
            "reached": iso(mark.reached),
            "made": iso(mark.made) if mark.made else None,
            "taken_ns": mark.taken_ns,
        },
    )


def _taken(values: dict[str, Any]) -> Taken:
    taken_ns = values["taken_ns"]
    mark = Mark(
        boot_id=str(values["boot_id"]),
        mono_ns=int(values["mono_ns"]),
        reached=from_iso(values["reached"]),
        made=_moment(values["made"]),
        taken_ns=None if taken_ns is None else int(taken_ns),
    )
    return Taken(key=str(values["key"]), sequence=int(values["sequence"]), mark=mark)


def _moment(text: str | None) -> datetime | None:
    return None if text is None else from_iso(text)


def _read(path: Path, read: Callable[[dict[str, Any]], T]) -> T | None:
    with storage_errors(path):
        try:
            content = path.read_bytes()
        except FileNotFoundError:
            return None
    try:
        return read(json.loads(content))
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        return None


def _write(path: Path, values: dict[str, Any]) -> None:
    write_durable(path, json.dumps(values, ensure_ascii=False).encode())
