"""The parts a kiosk pulls, as bytes and back: what was heard, what is now, rows of plug-ins."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from loudspeaker.model import from_iso
from loudspeaker.public.entries import Coming, InForce, Said, Sound
from loudspeaker.public.manifest import (
    HASH,
    MOST_PART_BYTES,
    PER_PART,
    NotTaken,
    Reason,
    packed,
)

T = TypeVar("T")

MOST_FRAMES: Final = 1 << 40
ROW_PARTS: Final = 256
"""A page of a plug-in that changes costs the part that its name is in, whatever else there is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Now:
    """What comes, what is in force, and the names of all hamlets in their order.

    ``address`` is where the commune reaches the station's pages, if anywhere.
    """

    coming: tuple[Coming, ...] = ()
    in_force: tuple[InForce, ...] = ()
    hamlets: tuple[str, ...] = ()
    address: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What a plug-in lets everybody know, under a name of its own."""

    plugin: str
    name: str
    body: str

    def to_values(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return {"plugin": self.plugin, "name": self.name, "body": self.body}


def heard_part(said: Sequence[Said]) -> bytes:
    """Return one part of what was heard, oldest first: at most ``PER_PART`` entries."""
    return packed([one.to_values() for one in said])


def heard_of(content: bytes) -> tuple[Said, ...]:
    """Read a part of what was heard; NotTaken for whatever else the bytes are."""
    return _read(content, lambda values: tuple(map(_said, _list(values, most=PER_PART))))


def now_part(now: Now) -> bytes:
    """Return what is now."""
    return packed(
        {
            "coming": [one.to_values() for one in now.coming],
            "in_force": [one.to_values() for one in now.in_force],
            "hamlets": list(now.hamlets),
            "address": now.address,
        }
    )


def now_of(content: bytes) -> Now:
    """Read what is now; NotTaken for whatever else the bytes are."""
    return _read(content, _now)


def row_part(plugin: str, name: str) -> int:
    """Return in which part a row is, for as long as it is there at all."""
    return hashlib.sha256(f"{plugin}\n{name}".encode()).digest()[0]


def row_parts(rows: Iterable[Row]) -> list[bytes]:
    """Return the rows of plug-ins in ``ROW_PARTS`` parts.

    What does not fit into its part any more is left out: nothing else must suffer from it.
    """
    parts: list[list[bytes]] = [[] for _ in range(ROW_PARTS)]
    sizes = [2] * ROW_PARTS
    for row in rows:
        number, content = row_part(row.plugin, row.name), packed(row.to_values())
        if sizes[number] + len(content) + 1 <= MOST_PART_BYTES:
            sizes[number] += len(content) + 1
            parts[number].append(content)
    return [b"[" + b",".join(part) + b"]" for part in parts]


def rows_of(content: bytes, *, part: int) -> tuple[Row, ...]:
    """Read the rows of one part; NotTaken for whatever else the bytes are."""
    rows = _read(content, lambda values: tuple(map(_row, _list(values))))
    if any(row_part(row.plugin, row.name) != part for row in rows):
        raise NotTaken(Reason.FORM)
    return rows


def _read(content: bytes, read: Callable[[Any], T]) -> T:
    if len(content) > MOST_PART_BYTES:
        raise NotTaken(Reason.SIZE)
    try:
        return read(json.loads(content.decode()))
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError) as error:
        raise NotTaken(Reason.FORM) from error


def _now(values: Any) -> Now:
    fields = _table(values, {"coming", "in_force", "hamlets", "address"})
    address = fields["address"]
    return Now(
        coming=tuple(map(_coming, _list(fields["coming"]))),
        in_force=tuple(map(_in_force, _list(fields["in_force"]))),
        hamlets=_texts(fields["hamlets"]),
        address=None if address is None else _address(address),
    )


def _address(value: Any) -> str:
    """Return an address that pages can lead to, and nothing that a browser would run."""
    text = _text(value)
    if not text.startswith(("http://", "https://")) or not text.isprintable():
        raise ValueError("no address")
    return text


def _row(values: Any) -> Row:
    fields = _table(values, set(Row.__dataclass_fields__))
    return Row(**{name: _text(fields[name]) for name in ("plugin", "name", "body")})


def _said(values: Any) -> Said:
    fields = _table(values, set(Said.__dataclass_fields__))
    corrected = fields["corrected"]
    return Said(
        **{name: _text(fields[name]) for name in ("id", "title", "text", "level", "kind")},
        languages=_texts(fields["languages"]),
        sounds=tuple(map(_sound, _list(fields["sounds"]))),
        first_aired=from_iso(fields["first_aired"]),
        last_aired=from_iso(fields["last_aired"]),
        airings=_whole(fields["airings"]),
        points=_numbers(fields["points"]),
        hamlets=_texts(fields["hamlets"]),
        partial=_flag(fields["partial"]),
        corrected=None if corrected is None else from_iso(corrected),
        withdrawn=_flag(fields["withdrawn"]),
    )


def _coming(values: Any) -> Coming:
    fields = _table(values, set(Coming.__dataclass_fields__))
    return Coming(
        **{name: _text(fields[name]) for name in ("id", "title", "level")},
        due=from_iso(fields["due"]),
        is_programme=_flag(fields["is_programme"]),
        points=_numbers(fields["points"]),
        hamlets=_texts(fields["hamlets"]),
        length_s=_seconds(fields["length_s"]),
    )


def _in_force(values: Any) -> InForce:
    fields = _table(values, set(InForce.__dataclass_fields__))
    return InForce(
        **{name: _text(fields[name]) for name in ("id", "title", "text")},
        since=from_iso(fields["since"]),
        until=from_iso(fields["until"]),
        points=_numbers(fields["points"]),
        hamlets=_texts(fields["hamlets"]),
    )


def _sound(values: Any) -> Sound:
    fields = _table(values, set(Sound.__dataclass_fields__))
    sha256, language = _text(fields["sha256"]), fields["language"]
    if not HASH.fullmatch(sha256):
        raise ValueError("no hash")
    return Sound(
        sha256=sha256,
        frames=_whole(fields["frames"]),
        language=None if language is None else _text(language),
    )


def _table(value: Any, names: set[str]) -> dict[str, Any]:
    if not isinstance(value, dict) or value.keys() != names:
        raise ValueError("other fields")
    return value


def _list(value: Any, *, most: int | None = None) -> list[Any]:
    if not isinstance(value, list) or (most is not None and len(value) > most):
        raise ValueError("no list, or too long")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("no text")
    value.encode()  # half a surrogate pair could be written nowhere
    return value


def _texts(value: Any) -> tuple[str, ...]:
    return tuple(map(_text, _list(value)))


def _whole(value: Any) -> int:
    if type(value) is not int or not 0 <= value <= MOST_FRAMES:
        raise ValueError("no number, or too large")
    return value


def _numbers(value: Any) -> tuple[int, ...]:
    return tuple(map(_whole, _list(value)))


def _seconds(value: Any) -> float:
    if type(value) not in {int, float} or not 0 <= value <= MOST_FRAMES:
        raise ValueError("no length")
    return float(value)


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError("neither yes nor no")
    return value
