"""What people type into a search box, as a question that the index understands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final

from loudspeaker.public.folding import folded

MOST_CHARACTERS: Final = 200
MOST_PHRASES: Final = 12
_QUOTED: Final = re.compile(r'["“”„«»]([^"“”„«»]*)["“”„«»]?')
APART: Final = "_"
"""Stands between two texts in the index, so that no phrase reaches from one to the other."""

Phrase = tuple[str, ...]
"""Folded words that must follow each other."""


@lru_cache(maxsize=256)  # a page asks more than once
def phrases_of(typed: str) -> tuple[Phrase, ...]:
    """Return the phrases that must all be there: single words, and what stands in quotes.

    Anything may be typed; what is neither letter nor digit parts words and means nothing else.
    What is longer than a person would type is cut off.
    """
    found: dict[Phrase, None] = {}
    rest, last = typed[:MOST_CHARACTERS], 0
    for match in _QUOTED.finditer(rest):
        _add_words(found, rest[last : match.start()])
        _add(found, match[1])
        last = match.end()
    _add_words(found, rest[last:])
    return tuple(found)[:MOST_PHRASES]


def _add_words(found: dict[Phrase, None], text: str) -> None:
    """Add what is parted by spaces; 19h30 or 15.000 is one phrase of its words."""
    for each in text.split():
        _add(found, each)


def _add(found: dict[Phrase, None], text: str) -> None:
    phrase = tuple(folded(text).split())
    if phrase:
        found[phrase] = None


def pairs_of(words_in_order: Sequence[str]) -> list[str]:
    """Return each word with the one behind it, as the index has them."""
    return [f"{one}_{other}" for one, other in pairwise(words_in_order)]


def match_of(phrases: tuple[Phrase, ...]) -> str:
    """Return the expression of SQLite's FTS5; folded words hold nothing that means more there.

    Words that follow each other are pairs that follow each other: of those there are few.
    """
    return " AND ".join(f'"{" ".join(_terms(phrase))}"' for phrase in phrases)


def _terms(phrase: Phrase) -> Sequence[str]:
    return phrase if len(phrase) == 1 else pairs_of(phrase)
