"""What a key of a settings file may hold, as values.

Drivers and engines declare their own keys with these words; ``config`` reads the files by them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from loudspeaker.model.languages import NAMES, is_spoken, language_named


class _Required:
    """The default of a key that must be written."""

    def __repr__(self) -> str:
        return "REQUIRED"


REQUIRED: Final = _Required()


class Unfit(ValueError):
    """A value that does not fit, by a conversion that can say more than its kind's ``expected``.

    ``at`` is the place in the written text that is wrong, counted from 0.
    """

    def __init__(self, expected: str, *, at: int = 0) -> None:
        self.at = at
        super().__init__(expected)


@dataclass(frozen=True, slots=True)
class Scalar:
    """A value written as one piece of text; ``convert`` raises ValueError for what does not fit."""

    expected: str
    convert: Callable[[str], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ListOf:
    """A list; ``or_one`` lets a single value stand for a list of one."""

    item: Kind
    fewest: int = 0
    most: int = 1000
    or_one: bool = False


@dataclass(frozen=True, slots=True)
class Setting:
    """One key: its kind, and what holds when it is not written."""

    name: str
    kind: Kind
    default: Any = REQUIRED


@dataclass(frozen=True, slots=True)
class Misfit:
    """Values that are right one by one and wrong together; ``key`` is the one to change."""

    key: str
    expected: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table of known keys; ``check`` looks at all its values together."""

    settings: tuple[Setting, ...]
    check: Callable[[Mapping[str, Any]], Misfit | None] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A table whose further keys depend on the word under ``key`` (``driver: modbus``)."""

    key: str
    tables: Mapping[str, Table]
    common: Table = Table(())


Kind = Scalar | ListOf | Table | Chosen


def _matching(pattern: str, expected: str, convert: Callable[[str], Any]) -> Scalar:
    compiled = re.compile(pattern)

    def read(text: str) -> Any:
        if not compiled.fullmatch(text):
            raise ValueError(expected)
        return convert(text)

    return Scalar(expected, read)


def line_of_text(longest: int = 200) -> Scalar:
    """Return the kind of one line of text: NFC, stripped, no control or hidden characters."""

    def read(text: str) -> str:
        value = unicodedata.normalize("NFC", text).strip()
        hidden = any(unicodedata.category(character) in _HIDDEN for character in value)
        if hidden or not 0 < len(value) <= longest:
            raise ValueError(text)
        return value

    return Scalar(f"one line of 1 to {longest} characters, none of them hidden", read)


_HIDDEN = frozenset({"Cc", "Cf", "Zl", "Zp"})


def lines_of_text(longest: int) -> Scalar:
    """Return the kind of a text of several lines, NFC and stripped."""

    def read(text: str) -> str:
        value = unicodedata.normalize("NFC", text).strip()
        if not 0 < len(value) <= longest:
            raise ValueError(text)
        return value

    return Scalar(f"text of 1 to {longest} characters", read)


def choice(words: Iterable[str]) -> Scalar:
    """Return the kind of one word of a closed list."""
    by_word = {str(word): word for word in words}

    def read(text: str) -> str:
        if text not in by_word:
            raise ValueError(text)
        return by_word[text]

    return Scalar(f"one of {', '.join(by_word)}", read)


def whole_of(numbers: Iterable[int]) -> Scalar:
    """Return the kind of one whole number of a closed list."""
    by_word = {str(number): number for number in numbers}

    def read(text: str) -> int:
        if text not in by_word:
            raise ValueError(text)
        return by_word[text]

    return Scalar(f"one of {', '.join(by_word)}", read)


def flag() -> Scalar:
    """Return the kind of true and false; YAML 1.1's yes, no, on and off are refused."""
    return _matching("true|false", "true or false", lambda text: text == "true")


def file_name(ending: str = "") -> Scalar:
    """Return the kind of a file's name without folder, read without its ending."""
    words = "a name of letters a-z, digits, '-', '_' and '.', without folder"
    return _matching(
        r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", words, lambda text: text.removesuffix(ending)
    )


def whole(low: int, high: int) -> Scalar:
    """Return the kind of whole numbers within bounds (included), without leading zeros."""
    return _bounded(r"0|-?[1-9][0-9]{0,17}", "a whole number", int, low, high)


def number(low: float, high: float) -> Scalar:
    """Return the kind of decimal numbers within bounds (included), without exponent."""
    return _bounded(r"-?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,18})?", "a number", float, low, high)


def _bounded(
    pattern: str, words: str, convert: Callable[[str], float], low: float, high: float
) -> Scalar:
    expected = f"{words} from {low} to {high}"

    def read(text: str) -> float:
        value = convert(text)
        if not low <= value <= high:
            raise ValueError(expected)
        return value

    return _matching(pattern, expected, read)


def hexadecimal(digits: int) -> Scalar:
    """Return the kind of numbers of exactly so many hexadecimal digits, without prefix."""
    expected = f"{digits} hexadecimal digits"
    return _matching(rf"[0-9A-Fa-f]{{{digits}}}", expected, lambda text: int(text, 16))


def language() -> Scalar:
    """Return the kind of a language other than Vietnamese, by its code or name."""
    others = [code for code in NAMES if not is_spoken(code)]

    def read(text: str) -> str:
        code = language_named(text)
        if code not in others:
            raise ValueError(text)
        return code

    return Scalar(f"one of {', '.join(others)} (Vietnamese is always heard)", read)


def sha256() -> Scalar:
    """Return the kind of a SHA-256, read in small letters."""
    return _matching(r"[0-9A-Fa-f]{64}", "64 hexadecimal digits (SHA-256)", str.lower)


def https_address() -> Scalar:
    """Return the kind of an https address."""
    pattern = r"https://[A-Za-z0-9.-]+(?::[0-9]{1,5})?/[!-~]{0,1000}"
    return _matching(pattern, "an address that begins with https://", str)


def host_name() -> Scalar:
    """Return the kind of a host's name or address."""
    return _matching(r"[A-Za-z0-9][A-Za-z0-9.:-]{0,252}", "a host name or address", str)


def web_base() -> Scalar:
    """Return the kind of a web address without path, such as http://192.168.1.10:8089."""
    pattern = r"https?://(?:[A-Za-z0-9.-]{1,100}|\[[0-9A-Fa-f:]{2,45}\])(?::[0-9]{1,5})?"
    return _matching(pattern, "http:// or https:// and a host, without a path", str)


def topic() -> Scalar:
    """Return the kind of an MQTT topic without wildcards."""
    pattern = r"(?=.{1,60}$)[A-Za-z0-9_-]+(?:/[A-Za-z0-9_-]+)*"
    words = "words of letters, digits, '-' and '_' with '/' between, at most 60 characters"
    return _matching(pattern, words, str)


def minute_of_day() -> Scalar:
    """Return the kind of a time of day such as 05:30, read as minutes; 24:00 is the day's end."""

    def read(text: str) -> int:
        hour, minute = text.split(":")
        return int(hour) * 60 + int(minute)

    pattern = r"(?:[01]?[0-9]|2[0-3]):[0-5][0-9]|24:00"
    return _matching(pattern, "a time of day from 00:00 to 24:00", read)


def day() -> Scalar:
    """Return the kind of a calendar date such as 2026-12-01."""
    return _matching(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "a date such as 2026-12-01", date.fromisoformat)


def location(*, devices: bool = False) -> Scalar:
    """Return the kind of a path inside the home (relative, no ``..``), or a device below /dev."""
    expected = "a path inside the home" + " or below /dev" * devices

    def read(text: str) -> str:
        inside = not text.startswith(("/", "~")) or (devices and text.startswith("/dev/"))
        plain = text.isprintable() and 0 < len(text) <= _LONGEST_PATH
        if not (inside and plain) or ".." in text.split("/") or "://" in text:
            raise ValueError(expected)
        return text

    return Scalar(expected, read)


_LONGEST_PATH = 200
