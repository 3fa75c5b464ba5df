"""Whether a text may hold what is looked for, told without folding all of it.

Folding a page takes ten times as long as one regular expression; of many pages only the one is
folded that is shown.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

from loudspeaker.public.folding import folded
from loudspeaker.public.query import Phrase

_VOWELS: Final = "aăâeêioôơuưy"
_TONES: Final = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
_MARKS: Final = "[\u0300-\u036f]*"
_BETWEEN: Final = r"[\W_]+"
_NO_LETTER_BEFORE: Final = r"(?<![^\W_][\s\S])"
"""Stands behind the first letter, and looks at what is before that."""
_NO_LETTER_BEHIND: Final = r"(?![^\W_])"


@lru_cache(maxsize=64)
def spotter(phrases: tuple[Phrase, ...]) -> re.Pattern[str]:
    """Return what finds a place at which one of the phrases may stand.

    It finds them in the letters of Vietnamese, composed or not, and in digits; it misses what only
    folding makes such a letter (``ñ``, ``ﬁ``, ``½``).
    """
    return re.compile("|".join(map(_pattern, phrases)))


def _pattern(phrase: Phrase) -> str:
    """Return the expression of a phrase.

    It begins with a letter, which is looked for quicker than what must not stand before it.
    """
    first = f"{_letter(phrase[0][0])}{_NO_LETTER_BEFORE}{_MARKS}{_word(phrase[0][1:])}"
    return _BETWEEN.join((first, *map(_word, phrase[1:]))) + _NO_LETTER_BEHIND


def _word(plain: str) -> str:
    return "".join(f"{_letter(c)}{_MARKS}" for c in plain)


def _letter(plain: str) -> str:
    return _variants().get(plain, re.escape(plain))


@lru_cache(maxsize=1)
def _variants() -> dict[str, str]:
    """Return for each plain letter the letters of Vietnamese that fold to it, small and capital."""
    known: dict[str, str] = {c: c + c.upper() for c in "abcdefghijklmnopqrstuvwxyz"}
    for letter in (*_VOWELS, "đ"):
        written = {unicodedata.normalize("NFC", letter + tone) for tone in _TONES}
        known[folded(letter)] += "".join(each + each.upper() for each in sorted(written))
    return {plain: f"[{letters}]" for plain, letters in known.items()}
