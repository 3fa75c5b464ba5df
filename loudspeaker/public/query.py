"""What people type into a search box, as a question that the index understands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from loudspeaker.public.folding import folded
from loudspeaker.public.terms import pairs_of

MOST_CHARACTERS: Final = 200
MOST_PHRASES: Final = 12
_QUOTED: Final = re.compile(r'["“”„«»]([^"“”„«»]*)["“”„«»]?')

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


def match_of(phrases: tuple[Phrase, ...]) -> str:
    """Return the expression of SQLite's FTS5; folded words hold nothing that means more there.

    Words that follow each other are pairs that follow each other: of those there are few.
    """
    return " AND ".join(f'"{" ".join(_terms(phrase))}"' for phrase in phrases)


def _terms(phrase: Phrase) -> Sequence[str]:
    return phrase if len(phrase) == 1 else pairs_of(phrase)
