"""What a kiosk pulls: a signed manifest, and parts that are named by their hash.

The manifest names one part for what is now and two indexes.  One names the parts that hold what was
heard, ``PER_PART`` entries each, oldest first, the other those that hold the rows of plug-ins.  So
one signature covers everything, whoever passes the bytes on needs no key, and a part that a kiosk
has is never asked for again.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from loudspeaker.model import from_iso, iso

VERSION: Final = 1
PER_PART: Final = 64
MOST_MANIFEST_BYTES: Final = 4096
MOST_PART_BYTES: Final = 16 * 1024 * 1024
MOST_NAME: Final = 200
MOST_SEQUENCE: Final = (1 << 63) - 1

HASH: Final = re.compile(r"[0-9a-f]{64}")
_FIELDS: Final = {"version", "station", "sequence", "made", "now", "rows", "index"}


class Reason(StrEnum):
    """Why something that was pulled is not taken."""

    FORM = "form"
    SIZE = "size"
    VERSION = "version"
    SIGNATURE = "signature"
    KEY = "key"
    OLDER = "older"
    HASH = "hash"


class NotTaken(Exception):
    """What was pulled is not what the station gave out, or is older than what is here."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Bytes by their hash and their exact length."""

    sha256: str
    size: int

    def to_values(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {"sha256": self.sha256, "size": self.size}


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """One state of what everybody may know.

    ``sequence`` only rises as long as the station's key lives, also when ``public.db`` is made
    anew; ``made`` is compared with no clock of a kiosk's.
    """

    station: str
    sequence: int
    made: datetime
    now: Part
    rows: Part
    index: Part

    def to_bytes(self) -> bytes:
        """Return the bytes that are signed."""
        return packed(
            {
                "version": VERSION,
                "station": self.station,
                "sequence": self.sequence,
                "made": iso(self.made),
                "now": self.now.to_values(),
                "rows": self.rows.to_values(),
                "index": self.index.to_values(),
            }
        )


def packed(values: Any) -> bytes:
    """Return values as JSON, the same bytes for the same values."""
    text = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text.encode()


def part_of(content: bytes) -> Part:
    """Return what bytes are known by."""
    return Part(sha256=hashlib.sha256(content).hexdigest(), size=len(content))


def checked(content: bytes, part: Part) -> bytes:
    """Return bytes that are those of a part; NotTaken."""
    if len(content) != part.size:
        raise NotTaken(Reason.SIZE)
    if part_of(content) != part:
        raise NotTaken(Reason.HASH)
    return content


def manifest_of(content: bytes) -> Manifest:
    """Read a manifest; NotTaken for whatever else the bytes are."""
    if len(content) > MOST_MANIFEST_BYTES:
        raise NotTaken(Reason.SIZE)
    values = _unpacked(content)
    if not isinstance(values, dict):
        raise NotTaken(Reason.FORM)
    if values.get("version") != VERSION:
        raise NotTaken(Reason.VERSION)
    if values.keys() != _FIELDS:
        raise NotTaken(Reason.FORM)
    return Manifest(
        station=_name(values["station"]),
        sequence=_number(values["sequence"], MOST_SEQUENCE),
        made=_moment(values["made"]),
        now=_part(values["now"]),
        rows=_part(values["rows"]),
        index=_part(values["index"]),
    )


def index_of(parts: Sequence[Part]) -> bytes:
    """Return the bytes of an index."""
    return packed([part.to_values() for part in parts])


def parts_of(index: bytes) -> tuple[Part, ...]:
    """Read an index; NotTaken for whatever else the bytes are."""
    values = _unpacked(index)
    if not isinstance(values, list):
        raise NotTaken(Reason.FORM)
    return tuple(map(_part, values))


def next_sequence(last: int | None, now: datetime) -> int:
    """Return the next number: the time in ms, or one more where the clock has gone back.

    So a station that has lost its last number goes on above it as soon as its clock is right.
    """
    by_clock = max(1, int(now.timestamp() * 1000))
    return by_clock if last is None else max(by_clock, last + 1)


def _unpacked(content: bytes) -> Any:
    try:
        return json.loads(content.decode())
    except (ValueError, RecursionError) as error:
        raise NotTaken(Reason.FORM) from error


def _name(value: Any) -> str:
    if not isinstance(value, str) or len(value) > MOST_NAME:
        raise NotTaken(Reason.FORM)
    return value


def _number(value: Any, most: int) -> int:
    if type(value) is not int or not 0 <= value <= most:
        raise NotTaken(Reason.FORM)
    return value


def _moment(value: Any) -> datetime:
    try:
        return from_iso(_name(value))
    except (ValueError, OverflowError) as error:
        raise NotTaken(Reason.FORM) from error


def _part(value: Any) -> Part:
    if not isinstance(value, dict) or value.keys() != {"sha256", "size"}:
        raise NotTaken(Reason.FORM)
    sha256 = value["sha256"]
    if not isinstance(sha256, str) or not HASH.fullmatch(sha256):
        raise NotTaken(Reason.FORM)
    return Part(sha256=sha256, size=_number(value["size"], MOST_PART_BYTES))
