"""Text as people bring it made fit to be read: one Unicode form, nothing hidden, bounded."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from loudspeaker.errors import TextRefused

LIMIT_CHARS: Final = 20_000
LONGEST_CHARS: Final = 30_000
_BINARY_SHARE = 0.1
_LONGEST_FORM = 4  # times as long may a text be before marks are joined to their letters


class Removed(StrEnum):
    """What was taken out of a text, or could not be said."""

    CONTROL = "control"
    HIDDEN = "hidden"
    MARK = "mark"
    UNKNOWN = "unknown"
    SYMBOL = "symbol"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """How many characters of a kind are not heard; shown to who writes and who approves."""

    what: Removed
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """NFC, lines ended by LF, ordinary spaces and digits; positions of spans refer to it."""

    text: str
    notices: tuple[Notice, ...]


def prepare(text: str, *, limit_chars: int = LIMIT_CHARS) -> Prepared:
    """Return the text fit to be read.

    Raises TextRefused: ``empty``, ``too_long`` (after NFC), or ``not_text`` when more than a
    tenth are control characters, with the first one's line in ``where``.
    """
    _check_is_text(text)
    if len(text) > _LONGEST_FORM * limit_chars:
        raise TextRefused(problem="too_long", length=len(text), limit=limit_chars)
    prepared = clean(text)
    if not prepared.text:
        raise TextRefused(problem="empty", length=len(text))
    if len(prepared.text) > limit_chars:
        raise TextRefused(problem="too_long", length=len(prepared.text), limit=limit_chars)
    return prepared


def _check_is_text(text: str) -> None:
    first = _CONTROLS.search(text)
    if first is None:
        return
    count = len(text) - len(_CONTROLS.sub("", text))
    if count > _BINARY_SHARE * len(text) or "\0" in text:
        line = text.count("\n", 0, first.start()) + 1
        raise TextRefused(problem="not_text", length=len(text), where=f"line {line}")


def decode(data: bytes) -> str:
    """Return a UTF-8 file's text; raise TextRefused (``not_text``) telling the byte."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        where = f"byte {error.start}"
        raise TextRefused(problem="not_text", length=len(data), where=where) from None


_SAME = str.maketrans({"\t": " ", "º": "°", "˚": "°", "℃": "°C"})
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_SPACES = re.compile(r"[^\S\n]+")
_LINE_ENDS = re.compile(r"\r\n?|[\v\f\x85\u2028]|\u2029")
# A line of a pasted page is cut wherever its edge was; such a break ends no sentence.
_WRAPPED = re.compile(r"(?<=[^\n]{50}[^\n.!?:;]) ?\n ?(?=[^\W\d_])")
_HARMLESS = re.compile(
    r"[\n -~\xa0-\xac\xae-\xb8\xba-\u02ff\u1ea0-\u1eff\u2010-\u2027\u2030-\u203a]*"
)


def clean(text: str) -> Prepared:
    """Return any text without what cannot be said; never raises."""
    composed = unicodedata.normalize("NFC", _LINE_ENDS.sub("\n", text.translate(_SAME)))
    notices: Counter[Removed] = Counter()
    if not _HARMLESS.fullmatch(composed):
        composed = "".join(_kept(composed, notices))
    lines = _SPACES.sub(" ", composed).split("\n")
    joined = _WRAPPED.sub(_unwrapped, "\n".join(line.strip() for line in lines))
    found = tuple(Notice(what=what, count=count) for what, count in sorted(notices.items()))
    return Prepared(text=joined.strip(), notices=found)


def _unwrapped(line_break: re.Match[str]) -> str:
    goes_on = line_break.string[line_break.end()].islower()
    return " " if goes_on else "\n"


_KEPT_NUMBERS = frozenset("²³½¼¾⅓⅔")


def _has_plain_form(character: str, category: str) -> bool:
    """Tell Roman numerals, numbers in circles, and letters of full width."""
    if "\uff00" <= character <= "\uffef":
        return True
    return category in {"Nl", "No"} and character not in _KEPT_NUMBERS


_REMOVED = {
    "Cc": Removed.CONTROL,
    "Cf": Removed.HIDDEN,
    "Cs": Removed.UNKNOWN,
    "Co": Removed.UNKNOWN,
    "Cn": Removed.UNKNOWN,
    "Mn": Removed.MARK,
    "Mc": Removed.MARK,
    "Me": Removed.MARK,
}


def _kept(text: str, notices: Counter[Removed]) -> Iterator[str]:
    for character in text:
        category = unicodedata.category(character)
        if character == "\n":
            yield character
        elif category in _REMOVED:
            notices[_REMOVED[category]] += 1
        elif category == "Nd":
            yield str(unicodedata.digit(character))
        elif _has_plain_form(character, category):
            plain = unicodedata.normalize("NFKC", character).replace("\u2044", "/")
            yield f" {plain} " if category == "No" else plain
        else:
            yield " " if character.isspace() else character
