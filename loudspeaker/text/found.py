"""What a reading rule is given, and what it is."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import Flag, StrEnum, auto
from typing import Final, NamedTuple

from loudspeaker.text.tables import Tables

_NEARBY = 48
LETTERS: Final = r"[^\W\d_²³½¼¾⅓⅔]"
CAPITAL: Final = (  # not a range: small and capital letters with marks lie among each other
    "[A-ZĐÀ-ÝĂĨŨƠƯ" + "".join(map(chr, range(0x1EA0, 0x1EF9, 2))) + "]"
)


class Kind(StrEnum):
    """What a piece of text is to its reader."""

    WORD = "word"
    ABBREVIATION = "abbreviation"
    NUMBER = "number"
    UNIT = "unit"
    DATE = "date"
    TIME = "time"
    CODE = "code"
    ADDRESS = "address"
    MARK = "mark"
    SYMBOL = "symbol"
    PUNCTUATION = "punctuation"


class Pause(StrEnum):
    """How the voice rests after a piece."""

    COMMA = "comma"
    CLAUSE = "clause"
    SENTENCE = "sentence"
    ITEM = "item"
    PARAGRAPH = "paragraph"


class Start(Flag):
    """What a form begins with; only the rules for that are tried at a place."""

    LETTER = auto()
    DIGIT = auto()
    SIGN = auto()


class Found(NamedTuple):
    """A match, what stands around it (48 characters on either side, in small letters), tables."""

    match: re.Match[str]
    tables: Tables

    @property
    def text(self) -> str:
        """Return what was matched."""
        return self.match.group()

    @property
    def before(self) -> str:
        """Return what stands before on the line, without space at its end."""
        start = self.match.start()
        line = self.match.string[max(0, start - _NEARBY) : start].rpartition("\n")[2]
        return line.casefold().rstrip()

    @property
    def after(self) -> str:
        """Return what stands behind, without space at its begin."""
        return self.behind(self.match.end() - self.match.start())

    def behind(self, length: int) -> str:
        """Return what stands on the line behind the first ``length`` characters of the match."""
        end = self.match.start() + length
        line = self.match.string[end : end + _NEARBY].partition("\n")[0]
        return line.casefold().lstrip()


class Part(NamedTuple):
    """The reading of only the first characters of a match."""

    reading: str
    length: int


Read = Callable[[Found], str | Part | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A form and its reading.

    ``read`` returns None where the form means something else, a Part where less of it is meant.
    ``often_none`` tells that this is usual, so that the rules behind it get a pattern of their own.
    """

    name: str
    kind: Kind
    starts: Start
    pattern: str
    read: Read
    pause: Pause | None = None
    often_none: bool = False


class Span(NamedTuple):
    """A piece of the prepared text and its reading in small letters, empty for a silent one.

    A comma in a reading is a short rest.  A named tuple because there is
    one for every word of every text.
    """

    start: int
    end: int
    reading: str
    rule: Rule

    @property
    def kind(self) -> Kind:
        """Return what the piece is."""
        return self.rule.kind

    @property
    def pause(self) -> Pause | None:
        """Return how the voice rests after it."""
        return self.rule.pause


def make_rule(
    name: str, kind: Kind, starts: Start, pattern: str, read: Read, *, often_none: bool = False
) -> Rule:
    """Return a rule, in the order in which tables of rules are read."""
    return Rule(
        name=name, kind=kind, starts=starts, pattern=pattern, read=read, often_none=often_none
    )


def code_rule(
    name: str, starts: Start, pattern: str, read: Read, *, often_none: bool = False
) -> Rule:
    """Return a rule for a code."""
    return make_rule(name, Kind.CODE, starts, pattern, read, often_none=often_none)
