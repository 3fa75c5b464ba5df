"""What an action takes: each value of its kind, checked before it is passed on."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from loudspeaker.errors import UsageRefused

LONGEST_TEXT: Final = 100_000
MOST_IN_LIST: Final = 100
MOST_FILES: Final = 20
LONGEST_FILE_NAME: Final = 200
LARGEST_BY_API: Final = 8 << 20
"""In bytes, of a file that comes inside a request of the API."""
LONGEST_BASE64: Final = LARGEST_BY_API // 3 * 4 + 4
DEPOSIT: Final = re.compile(r"[a-z0-9]{4,32}-[0-9]{1,3}")
"""The names under which files are left for ``station``."""
LARGEST: Final = 2**31 - 1
_FLAGS: Final = {"true": True, "false": False}


class Kind(Enum):
    """The kinds there are, each with its schema."""

    TEXT = "text"
    WHOLE = "whole"
    NUMBER = "number"
    FLAG = "flag"
    TEXTS = "texts"
    VALUES = "values"
    PARTS = "parts"
    LIVE = "live"
    FILE = "file"
    FILES = "files"

    @property
    def of_files(self) -> bool:
        """Tell whether it brings files."""
        return self in {Kind.FILE, Kind.FILES}


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One value that is taken; ``sent`` is its name for ``station``, where that is another."""

    name: str
    kind: Kind = Kind.TEXT
    required: bool = False
    about: str = ""
    sent: str = ""
    least: int = 0

    @property
    def argument(self) -> str:
        """Return the name of the argument."""
        return self.sent or self.name

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema."""
        found = dict(_SCHEMAS[self.kind])
        if self.kind is Kind.WHOLE:
            found |= {"minimum": self.least, "maximum": LARGEST}
        return found | ({"description": self.about} if self.about else {})

    def checked(self, value: Any) -> Any:
        """Return the value; UsageRefused for another kind."""
        problem = _CHECKS[self.kind](value)
        if problem is None and self.kind is Kind.WHOLE and not self.least <= value <= LARGEST:
            problem = f"{self.least} to {LARGEST}"
        if problem is not None:
            raise UsageRefused(option=self.name, problem=problem)
        return value

    def typed(self, text: str) -> Any:
        """Return what stands in an address as a value of the kind; UsageRefused."""
        if self.kind is Kind.TEXT:
            return self.checked(text)
        if self.kind is Kind.FLAG:
            return self.checked(_FLAGS.get(text, text))
        try:
            return self.checked(int(text) if self.kind is Kind.WHOLE else float(text))
        except ValueError:
            raise UsageRefused(option=self.name, problem="not_a_number") from None


def is_clean(text: str) -> bool:
    """Tell whether text is whole characters that can be kept, without NUL."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in text


def _text(value: Any) -> str | None:
    if not isinstance(value, str) or not is_clean(value):
        return "not text"
    return f"at most {LONGEST_TEXT} characters" if len(value) > LONGEST_TEXT else None


def _whole(value: Any) -> str | None:
    return None if isinstance(value, int) and not isinstance(value, bool) else "not_a_number"


def _number(value: Any) -> str | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return "not_a_number"
    return None if math.isfinite(value) and abs(value) <= LARGEST else "not_a_number"


def _flag(value: Any) -> str | None:
    return None if isinstance(value, bool) else "true or false"


def _texts(value: Any) -> str | None:
    if not isinstance(value, list) or len(value) > MOST_IN_LIST:
        return "not a list"
    return next((problem for each in value if (problem := _text(each))), None)


def _values(value: Any) -> str | None:
    if not isinstance(value, dict) or len(value) > MOST_IN_LIST:
        return "not names with texts"
    pairs = [text for pair in value.items() for text in pair]
    return next((problem for each in pairs if (problem := _text(each))), None)


def _parts(value: Any) -> str | None:
    if not isinstance(value, list) or len(value) > MOST_IN_LIST:
        return "not a list"
    return next((problem for each in value if (problem := _values(each))), None)


def _live(value: Any) -> str | None:
    if not isinstance(value, dict) or set(value) != {"longest_min", "reason"}:
        return "longest_min and reason"
    if _whole(value["longest_min"]) or not 1 <= value["longest_min"] <= LARGEST:
        return "not_a_number"
    return _text(value["reason"])


def file_name(name: str) -> str | None:
    """Return the last part of a file's name as people may be shown it; None if nothing is left."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    shown = "".join(c for c in last if unicodedata.category(c)[0] != "C").strip()
    return shown[-LONGEST_FILE_NAME:].strip() or None


def _file(value: Any) -> str | None:
    if not isinstance(value, dict) or set(value) != {"deposit", "name"}:
        return "not a file"
    name, deposit = value["name"], value["deposit"]
    if not isinstance(name, str) or not is_clean(name) or file_name(name) != name:
        return "not a file's name"
    return None if isinstance(deposit, str) and DEPOSIT.fullmatch(deposit) else "not a file"


def _files(value: Any) -> str | None:
    if not isinstance(value, list) or len(value) > MOST_FILES:
        return f"not a list of at most {MOST_FILES}"
    return next((problem for each in value if (problem := _file(each))), None)


_STRING: Final[dict[str, Any]] = {"type": "string", "maxLength": LONGEST_TEXT}
_NAMED: Final[dict[str, Any]] = {"type": "object", "additionalProperties": _STRING}
_FILE: Final[dict[str, Any]] = {
    "type": "object",
    "required": ["name", "base64"],
    "additionalProperties": False,
    "properties": {
        "name": {"type": "string", "maxLength": LONGEST_FILE_NAME},
        "base64": {"type": "string", "contentEncoding": "base64", "maxLength": LONGEST_BASE64},
    },
}
_SCHEMAS: Final[Mapping[Kind, dict[str, Any]]] = {
    Kind.TEXT: _STRING,
    Kind.WHOLE: {"type": "integer"},
    Kind.NUMBER: {"type": "number", "minimum": -LARGEST, "maximum": LARGEST},
    Kind.FLAG: {"type": "boolean"},
    Kind.TEXTS: {"type": "array", "items": _STRING, "maxItems": MOST_IN_LIST},
    Kind.VALUES: {**_NAMED, "maxProperties": MOST_IN_LIST},
    Kind.PARTS: {"type": "array", "items": _NAMED, "maxItems": MOST_IN_LIST},
    Kind.LIVE: {
        "type": "object",
        "required": ["longest_min", "reason"],
        "additionalProperties": False,
        "properties": {
            "longest_min": {"type": "integer", "minimum": 1, "maximum": LARGEST},
            "reason": _STRING,
        },
    },
    Kind.FILE: _FILE,
    Kind.FILES: {"type": "array", "items": _FILE, "maxItems": MOST_FILES},
}
_CHECKS: Final[Mapping[Kind, Callable[[Any], str | None]]] = {
    Kind.TEXT: _text,
    Kind.WHOLE: _whole,
    Kind.NUMBER: _number,
    Kind.FLAG: _flag,
    Kind.TEXTS: _texts,
    Kind.VALUES: _values,
    Kind.PARTS: _parts,
    Kind.LIVE: _live,
    Kind.FILE: _file,
    Kind.FILES: _files,
}
