"""Values out of a JSON file, checked; Unfit says which one does not fit and what would."""

from __future__ import annotations

from enum import StrEnum
from typing import Any, TypeVar

from loudspeaker.config.problems import Problem
from loudspeaker.village.refusals import Unfit

Word = TypeVar("Word", bound=StrEnum)


def word_of(kind: type[Word], value: Any, name: str) -> Word:
    """Return the member of ``kind`` that ``value`` names."""
    try:
        return kind(value)
    except ValueError as error:
        raise Unfit(name, ", ".join(kind)) from error


def flag(value: Any, name: str) -> bool:
    """Return a truth value."""
    if not isinstance(value, bool):
        raise Unfit(name, "true or false")
    return value


def check_keys(entry: Any, *, known: set[str], required: set[str], where: str) -> None:
    """Refuse what is no object, has a key that is not ``known``, or lacks a required one."""
    if not isinstance(entry, dict):
        raise Unfit(where, "an object", Problem.WRONG_SHAPE)
    for key in sorted(set(entry) - known):
        raise Unfit(key, ", ".join(sorted(known)), Problem.UNKNOWN_KEY)
    for key in sorted(required - set(entry)):
        raise Unfit(key, "", Problem.MISSING_KEY)


def number(value: Any, name: str, lowest: int, highest: int) -> int:
    """Return a whole number between the two, both included."""
    if type(value) is not int or not lowest <= value <= highest:
        raise Unfit(name, f"{lowest}-{highest}")
    return value


def hex_bytes(value: Any, name: str, length: int) -> bytes:
    """Return ``length`` bytes that are written in hexadecimal."""
    try:
        data = bytes.fromhex(value)
    except (TypeError, ValueError):
        data = b""
    if len(data) != length:
        raise Unfit(name, f"{length} bytes in hexadecimal")
    return data


def word(value: Any, name: str) -> int:
    """Return 16 bits that are written as four hexadecimal digits."""
    return int.from_bytes(hex_bytes(value, name, 2), "big")
