"""Letters as people type them when they search: without case, marks, or the stroke of đ.

The index and the question are folded by the same function, so ``duong``, ``Đường`` and ``DƯƠNG``
are one word.  A folded word keeps its place in the true text, which is what is shown.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

_STROKES: Final = str.maketrans({"đ": "d", "Đ": "d", "ð": "d", "Ð": "d"})
_LONGEST_WORD: Final = 64


@dataclass(frozen=True, slots=True)
class Word:
    """A folded word and where it stands in the text: ``text[start:end]``."""

    folded: str
    start: int
    end: int


def words(text: str) -> Iterator[Word]:
    """Yield the words of a text in their order; whatever is no letter or digit parts them."""
    start = None
    for place, character in enumerate(text):
        if _belongs(character, inside=start is not None):
            start = place if start is None else start
        elif start is not None:
            yield from _word(text, start, place)
            start = None
    if start is not None:
        yield from _word(text, start, len(text))


def folded(text: str) -> str:
    """Return the folded words of a text, parted by single spaces."""
    return " ".join(word.folded for word in words(text))


def _word(text: str, start: int, end: int) -> Iterator[Word]:
    plain = "".join(map(_plain, text[start:end]))[:_LONGEST_WORD]
    if plain:
        yield Word(plain, start, end)


@lru_cache(maxsize=4096)
def _belongs(character: str, *, inside: bool) -> bool:
    """Tell whether a character is part of a word; a mark is only behind its letter."""
    is_mark = unicodedata.category(character).startswith("M")
    return (inside and is_mark) or bool(_plain(character))


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    parts = unicodedata.normalize("NFKD", character.translate(_STROKES)).casefold()
    stripped = unicodedata.normalize("NFKD", parts).translate(_STROKES)
    return "".join(c for c in stripped if unicodedata.category(c)[0] in "LN")
