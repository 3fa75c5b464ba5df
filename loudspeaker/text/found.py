"""What a reading rule is given, and what it is."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

_NEARBY = 32


class Kind(StrEnum):
    """What a piece of text is to its reader."""

    WORD = "word"
    ABBREVIATION = "abbreviation"
    NUMBER = "number"
    UNIT = "unit"
    DATE = "date"
    TIME = "time"
    CODE = "code"
    SYMBOL = "symbol"
    PUNCTUATION = "punctuation"


class Pause(StrEnum):
    """How the voice rests after a piece."""

    COMMA = "comma"
    SENTENCE = "sentence"
    PARAGRAPH = "paragraph"


@dataclass(frozen=True, slots=True)
class Found:
    """A match and what stands around it, 32 characters on either side in small letters."""

    match: re.Match[str]

    @property
    def text(self) -> str:
        """Return what was matched."""
        return self.match.group()

    @property
    def before(self) -> str:
        """Return what stands before, without space at its end."""
        start = self.match.start()
        return self.match.string[max(0, start - _NEARBY) : start].casefold().rstrip()

    @property
    def after(self) -> str:
        """Return what stands behind, without space at its begin."""
        end = self.match.end()
        return self.match.string[end : end + _NEARBY].casefold().lstrip()


Read = Callable[[Found], str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A form and its reading; ``read`` returns None where the form means something else."""

    name: str
    kind: Kind
    pattern: str
    read: Read
    pause: Pause | None = None
