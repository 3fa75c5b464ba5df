"""Letters as people type them when they search: without case, marks, or the stroke of đ.

The index and the question are folded by the same function, so ``duong``, ``Đường`` and ``DƯƠNG``
are one word.  A folded word keeps its place in the true text, which is what is shown.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

WORDS_VERSION: Final = 1
"""Another number whenever a text gives the index other words, or other pairs of them.

An index without content has to be told the very words that it is to forget.
"""
_STROKES: Final = str.maketrans({"đ": "d", "Đ": "d", "ð": "d", "Ð": "d"})
_MARKS: Final = r"\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f"
_WORD: Final = re.compile(rf"[^\W_](?:[^\W_]|[{_MARKS}])*")
_PARTED: Final = re.compile(f"({_WORD.pattern})")
_LONGEST_WORD: Final = 64


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


def folded(text: str) -> str:
    """Return the folded words of a text, parted by single spaces."""
    return " ".join(filter(None, map(_plain, _WORD.findall(text))))


@lru_cache(maxsize=16_384)
def _plain(word: str) -> str:
    bare = unicodedata.normalize("NFKD", word.translate(_STROKES)).casefold()
    again = unicodedata.normalize("NFKD", bare).translate(_STROKES)
    return "".join(c for c in again if unicodedata.category(c)[0] in "LN")[:_LONGEST_WORD]
