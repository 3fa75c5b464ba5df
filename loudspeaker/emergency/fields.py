"""What an official fills in: a field, and how what was typed is said.

What is typed can only ever be what stands at its place: one line, bounded, no sentence's end in a
place, and no braces, which would be a mark or another field.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from loudspeaker.emergency.risk import COLOURS
from loudspeaker.errors import FieldRefused

MOST_CHARACTERS: Final = 500
USUAL_CHARACTERS: Final = 80
_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_BRACES: Final = frozenset("{}")
_SENTENCE: Final = re.compile(r"[.!?…;:](?=\s|$)")
_NUMBER: Final = re.compile(r"-?[0-9]{1,6}(?:[.,][0-9]{1,2})?")
_TIME: Final = re.compile(
    r"(?P<hour>[01]?[0-9]|2[0-3])\s?(?::|h|g|giờ)\s?(?P<minute>[0-5][0-9])?(?:\s?(?:phút|p))?"
)
_LEVEL: Final = re.compile(r"(?:cấp\s)?([1-5])", re.IGNORECASE)


class FieldType(StrEnum):
    """What may be typed."""

    TEXT = "text"
    PLACE = "place"
    NUMBER = "number"
    TIME = "time"
    LEVEL = "level"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One gap of a template; ``low`` and ``high`` bound numbers and levels, ``most`` characters.

    ``default`` None: it must be filled in.  ``example`` is what drills and trials say.
    """

    name: str
    type: FieldType
    ask: str
    example: str
    default: str | None = None
    most: int = USUAL_CHARACTERS
    low: float = 0.0
    high: float = 999_999.0

    def to_values(self) -> dict[str, object]:
        """Return JSON-ready values."""
        return {
            "name": self.name,
            "type": self.type.value,
            "ask": self.ask,
            "example": self.example,
            "default": self.default,
            "most": self.most,
            "low": self.low,
            "high": self.high,
        }


def said(field: Field, typed: str) -> str:
    """Return how what was typed is said at the field's place; raise FieldRefused."""
    line = " ".join(unicodedata.normalize("NFC", typed).split())
    if not line:
        raise refused(field, "empty")
    if len(line) > field.most:
        raise refused(field, "too_long", expected=str(field.most))
    if any(unicodedata.category(letter) in _HIDDEN or letter in _BRACES for letter in line):
        raise refused(field, "characters")
    return _READERS[field.type](field, line)


def level_of(field: Field, typed: str) -> int:
    """Return the level of risk that was typed; raise FieldRefused."""
    return int(said(field, typed).removeprefix("cấp "))


def refused(field: Field, problem: str, *, expected: str = "") -> FieldRefused:
    """Return the error for what was typed into a field."""
    return FieldRefused(field=field.name, ask=field.ask, problem=problem, expected=expected)


def _text(field: Field, line: str) -> str:
    if not any(letter.isalnum() for letter in line):
        raise refused(field, "empty")
    return line


def _place(field: Field, line: str) -> str:
    if _SENTENCE.search(line):
        raise refused(field, "sentence")
    return _text(field, line)


def _number(field: Field, line: str) -> str:
    if not _NUMBER.fullmatch(line):
        raise refused(field, "number")
    _check_bounds(field, float(line.replace(",", ".")))
    return line.replace(".", ",")


def _time(field: Field, line: str) -> str:
    found = _TIME.fullmatch(line.casefold())
    if found is None:
        raise refused(field, "time")
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    return f"{hour} giờ {minute} phút" if minute else f"{hour} giờ"


def _level(field: Field, line: str) -> str:
    found = _LEVEL.fullmatch(line)
    if found is None:
        raise refused(field, "level")
    _check_bounds(field, int(found[1]))
    return f"cấp {found[1]}"


def _check_bounds(field: Field, value: float) -> None:
    if not field.low <= value <= field.high:
        raise refused(field, "range", expected=f"{field.low:g}–{field.high:g}")


_READERS: Final = {
    FieldType.TEXT: _text,
    FieldType.PLACE: _place,
    FieldType.NUMBER: _number,
    FieldType.TIME: _time,
    FieldType.LEVEL: _level,
}
LOWEST_LEVEL: Final = min(COLOURS)
HIGHEST_LEVEL: Final = max(COLOURS)
