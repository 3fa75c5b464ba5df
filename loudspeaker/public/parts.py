"""The parts a kiosk pulls, as bytes and back: what was heard, and what is now."""

from __future__ import annotations

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Now:
    """What comes, and what is in force."""

    coming: tuple[Coming, ...] = ()
    in_force: tuple[InForce, ...] = ()


def heard_parts(said: Sequence[Said]) -> list[bytes]:
    """Return what was heard, oldest first, in parts of which only the last changes as it grows."""
    starts = range(0, len(said), PER_PART)
    return [packed([one.to_values() for one in said[at : at + PER_PART]]) for at in starts]


def heard_of(content: bytes) -> tuple[Said, ...]:
    """Read a part of what was heard; NotTaken for whatever else the bytes are."""
    return _read(content, lambda values: tuple(map(_said, _list(values, most=PER_PART))))


def now_part(now: Now) -> bytes:
    """Return what is now."""
    return packed(
        {
            "coming": [one.to_values() for one in now.coming],
            "in_force": [one.to_values() for one in now.in_force],
        }
    )


def now_of(content: bytes) -> Now:
    """Read what is now; NotTaken for whatever else the bytes are."""
    return _read(content, _now)


def clips_of(said: Iterable[Said]) -> frozenset[str]:
    """Return the hashes of the clips that entries name: what is to be kept, and all that is."""
    return frozenset(sound.sha256 for one in said for sound in one.sounds)


def _read(content: bytes, read: Callable[[Any], T]) -> T:
    if len(content) > MOST_PART_BYTES:
        raise NotTaken(Reason.SIZE)
    try:
        return read(json.loads(content.decode()))
    except (ValueError, TypeError, KeyError, OverflowError, RecursionError) as error:
        raise NotTaken(Reason.FORM) from error


def _now(values: Any) -> Now:
    fields = _table(values, {"coming", "in_force"})
    return Now(
        coming=tuple(map(_coming, _list(fields["coming"]))),
        in_force=tuple(map(_in_force, _list(fields["in_force"]))),
    )


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
