"""Kinds of values that only the description of a serial line has."""

from __future__ import annotations

import re

from loudspeaker.model.settings import Scalar, Unfit
from loudspeaker.radio.line_template import LONGEST, BadTemplate, Template

LONGEST_SEND = 100
_HEX = "hex:"
_ESCAPE = re.compile(r"\\(?:([rnt\\])|x([0-9A-Fa-f]{2})|)")
_NAMED = {"r": "\r", "n": "\n", "t": "\t", "\\": "\\"}


def line_bytes() -> Scalar:
    r"""Return the kind of what is sent: ``RF ON\r``, or ``hex: 02 50 0D``, read as bytes."""
    expected = rf"1 to {LONGEST_SEND} ASCII characters with \r \n \t \xHH, or hex: 02 50 0D"

    def read(text: str) -> bytes:
        data = _from_hex(text) if text.startswith(_HEX) else _unescaped(text).encode("latin-1")
        if not 0 < len(data) <= LONGEST_SEND:
            raise ValueError(text)
        return data

    return Scalar(expected, read)


def _from_hex(text: str) -> bytes:
    return bytes.fromhex(text.removeprefix(_HEX))


def _unescaped(text: str) -> str:
    """Replace escapes; what YAML has replaced already, between quotes, stays as it is."""
    if not text.isascii():
        raise ValueError(text)
    return _ESCAPE.sub(_character, text)


def _character(found: re.Match[str]) -> str:
    if found[1]:
        return _NAMED[found[1]]
    if found[2]:
        return chr(int(found[2], 16))
    raise ValueError(found.string)


def template(*, with_number: bool = False) -> Scalar:
    """Return the kind of a pattern for an answer; ``with_number``: one that finds a value."""
    value = " with {number} for the value" * with_number
    expected = f"one line of 1 to {LONGEST} ASCII characters{value}"

    def read(text: str) -> Template:
        try:
            found = Template(text)
        except BadTemplate as error:
            raise Unfit(str(error)) from None
        if with_number and not found.has_number:
            raise ValueError(text)
        return found

    return Scalar(expected, read)
