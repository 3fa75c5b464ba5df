"""Patterns for a device's answers, written by people: ``PFWD={number} W``.

Not regular expressions: a hardware file cannot make the program hang, and who fits a transmitter
need not know them.  A template is plain text of one line; a blank stands for any number of blanks,
``{number}`` for a decimal number, ``{skip}`` for up to 40 characters of no interest, ``{{`` and
``}}`` for the braces themselves.  A comma in the text separates; else it may be a decimal sign.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

LONGEST = 80
_PART = re.compile(r"\{\{|\}\}|\{[^{}]*\}| +|[^{} ]+|[{}]")
_DECIMAL = rb"([-+]?[0-9]{1,9}(?:[%b][0-9]{1,6})?)"
_NOT_BEFORE = rb"(?<![0-9%b])"  # never the tail of a longer number
_NOT_CUT = rb"(?=[^0-9%b]|[%b][^0-9])"  # nor one that may still grow
_PIECES = {"{skip}": rb"[^\r\n]{0,40}?", "{{": rb"\{", "}}": rb"\}"}


class BadTemplate(ValueError):
    """A text that is no template; the message says what is expected."""


@dataclass(frozen=True, slots=True)
class Template:
    """A compiled template; equal when the text is.

    The pattern has at most one ``{number}`` and one ``{skip}``, and its other repetitions never
    give back: looking through N bytes takes at most about 40 N steps.
    """

    text: str
    _pattern: re.Pattern[bytes] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_pattern", re.compile(_compiled(self.text)))

    @property
    def has_number(self) -> bool:
        """Tell whether it finds a value."""
        return bool(self._pattern.groups)

    def matches(self, data: bytes) -> bool:
        """Tell whether the answer is somewhere in ``data``."""
        return self._pattern.search(data) is not None

    def number(self, data: bytes) -> float | None:
        """Return the number at the first place that fits; None while there is none.

        A number at the very end of ``data`` may still grow and does not count yet.
        """
        found = self._pattern.search(data)
        return float(found[1].replace(b",", b".")) if found and self.has_number else None


def _compiled(text: str) -> bytes:
    if not (text.strip() and len(text) <= LONGEST and text.isascii() and text.isprintable()):
        raise BadTemplate(f"one line of 1 to {LONGEST} ASCII characters")
    parts = _PART.findall(text)
    for name in ("{number}", "{skip}"):
        if parts.count(name) > 1:
            raise BadTemplate(f"{name} at most once")
    points = b"." if "," in text else b".,"
    pairs = zip(["", *parts], parts, strict=False)
    return b"".join(_piece(part, before, points) for before, part in pairs)


def _piece(part: str, before: str, points: bytes) -> bytes:
    if part == "{number}":
        return _number(points, after_text=bool(before.strip()) and before not in _PIECES)
    if part in _PIECES:
        return _PIECES[part]
    if part.isspace():
        return rb"[ \t]{0,20}+"
    if "{" in part or "}" in part:
        raise BadTemplate("text with {number} and {skip}, braces doubled")
    return re.escape(part.encode("ascii"))


def _number(points: bytes, *, after_text: bool) -> bytes:
    begin = b"" if after_text else _NOT_BEFORE % points
    return begin + _DECIMAL % points + _NOT_CUT % (points, points)
