"""What an index of FTS5 has of a text: its folded words, and each word with the next one.

A phrase of frequent syllables is found by what is rare about it, its pairs.  Every index that is
made of these terms (``public.db``, registers of plug-ins) is asked by ``query.match_of``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

from loudspeaker.public.folding import folded

APART: Final = "_"
"""Stands between two texts in the index, so that no phrase reaches from one to the other."""
TOKENS: Final = "unicode61 remove_diacritics 0 tokenchars '_'"
"""The tokenizer of such an index: the words are folded already."""


def pairs_of(words_in_order: Sequence[str]) -> list[str]:
    """Return each word with the one behind it, as the index has them."""
    return [f"{one}_{other}" for one, other in pairwise(words_in_order)]


def terms_of(texts: Iterable[str]) -> tuple[str, str]:
    """Return what the index has of texts: their words, and their pairs of words."""
    parts = [part for part in map(folded, texts) if part]
    pairs = f" {APART} ".join(" ".join(pairs_of(part.split())) for part in parts)
    return " ".join(parts), pairs
