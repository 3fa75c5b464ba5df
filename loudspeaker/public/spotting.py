"""Whether a text may hold what is looked for, told without folding all of it.

Folding a page takes ten times as long as one regular expression; of many pages only the one is
folded that is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final

from loudspeaker.public.folding import folded
from loudspeaker.public.query import Phrase

_LETTERS: Final = (range(0x00C0, 0x0250), range(0x1E00, 0x1F00))
"""Latin letters with marks, those of Vietnamese among them."""
_MARKS: Final = "[\u0300-\u036f]*"
_BETWEEN: Final = r"[\W_]+"


@lru_cache(maxsize=64)
def spotter(phrases: tuple[Phrase, ...]) -> re.Pattern[str]:
    """Return what finds a place at which one of the phrases may stand.

    It finds them in letters of Latin script, composed or not, and in digits; it may find a place
    that folds to something else, and misses what only folding makes a letter (``ﬁ``, ``½``).
    """
    return re.compile("|".join(rf"(?<![^\W_]){_pattern(phrase)}(?![^\W_])" for phrase in phrases))


def _pattern(phrase: Iterable[str]) -> str:
    return _BETWEEN.join("".join(map(_letter, word)) for word in phrase)


def _letter(plain: str) -> str:
    return _variants().get(plain, re.escape(plain)) + _MARKS


@lru_cache(maxsize=1)
def _variants() -> dict[str, str]:
    """Return for each plain letter what folds to it, as a piece of a regular expression."""
    known: dict[str, list[str]] = {c: [c, c.upper()] for c in "abcdefghijklmnopqrstuvwxyz"}
    for code in (code for codes in _LETTERS for code in codes):
        plain = folded(chr(code))
        if plain in known:
            known[plain].append(chr(code))
    return {plain: f"[{''.join(letters)}]" for plain, letters in known.items()}
