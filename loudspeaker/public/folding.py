"""Letters as people type them when they search: without case, marks, or the stroke of đ.

The index and the question are folded by the same function, so ``duong``, ``Đường`` and ``DƯƠNG``
are one word.  A folded word keeps its place in the true text, which is what is shown.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

WORDS_VERSION: Final = 1
"""Another number whenever a text gives the index other words, or other pairs of them.

An index without content has to be told the very words that it is to forget.
"""
_STROKES: Final = str.maketrans({"đ": "d", "Đ": "d", "ð": "d", "Ð": "d"})
_MARKS: Final = r"\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f"
_WORD: Final = re.compile(rf"[^\W_](?:[^\W_]|[{_MARKS}])*")
_PARTED: Final = re.compile(f"({_WORD.pattern})")
LONGEST_WORD: Final = 64
"""Longer ones are cut."""
_LATIN: Final = (range(0x250), range(0x1E00, 0x1F00), range(0x2000, 0x20D0), range(0x2100, 0x2200))
"""Latin letters, and the marks, currencies and arrows that stand between them."""


@dataclass(frozen=True, slots=True)
class Word:
    """A folded word and where it stands in the text: ``text[start:end]``."""

    folded: str
    start: int
    end: int


def words(text: str) -> Iterator[Word]:
    """Yield the words of a text in their order; whatever is no letter or digit parts them."""
    for match in _WORD.finditer(text):
        plain = _plain(match[0])
        if plain:
            yield Word(plain, match.start(), match.end())


def parted(text: str) -> tuple[list[str], list[str]]:
    """Return a text in parts, what stands between words at the even places, and its folded words.

    A word that folds to nothing is an empty one there.
    """
    parts = _PARTED.split(text)
    return parts, list(map(_plain, parts[1::2]))


def flat(text: str) -> str | None:
    """Return a text with each letter folded in its place and spaces for all that parts words.

    It has a space more at either end.  None for a text whose folding is not letter by letter:
    there a mark stands by itself, or a letter folds to something else than one of a-z or 0-9.
    """
    told = f" {text.translate(_flat_letters())} "
    return told if told.isascii() else None


def folded(text: str) -> str:
    """Return the folded words of a text, parted by single spaces."""
    return " ".join(filter(None, map(_plain, _WORD.findall(text))))


@cache
def _flat_letters() -> dict[int, str]:
    """Return what each letter of Latin writing, and what stands between words there, is folded to.

    ASCII is taken whole, so that whatever of a text is ASCII afterwards was folded.
    """
    found = {}
    for letter in map(chr, itertools.chain.from_iterable(_LATIN)):
        plain = _plain(letter) if _WORD.fullmatch(letter) else " "
        if len(plain) == 1 and plain.isascii():
            found[ord(letter)] = plain
    return found


@lru_cache(maxsize=16_384)
def _plain(word: str) -> str:
    bare = unicodedata.normalize("NFKD", word.translate(_STROKES)).casefold()
    again = unicodedata.normalize("NFKD", bare).translate(_STROKES)
    return "".join(c for c in again if unicodedata.category(c)[0] in "LN")[:LONGEST_WORD]
