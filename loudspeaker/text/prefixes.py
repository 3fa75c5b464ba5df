"""Known words found at the beginning of a text, whatever their number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator


class Prefixes:
    """Finds which known words a text begins with, the longest first, whatever their number."""

    def __init__(self, words: Iterable[str]) -> None:
        lengths: defaultdict[str, set[int]] = defaultdict(set)
        self._words = frozenset(words)
        for word in self._words:
            lengths[word[0]].add(len(word))
        self._lengths = {first: sorted(found, reverse=True) for first, found in lengths.items()}

    def of(self, text: str) -> Iterator[str]:
        """Yield the known words at the beginning that end where no word goes on."""
        for length in self._lengths.get(text[0], ()):
            word = text[:length]
            if (
                len(word) == length
                and word in self._words
                and not _goes_on(word, text[length : length + 1])
            ):
                yield word


def _goes_on(word: str, following: str) -> bool:
    return word[-1].isalnum() and (following.isalnum() or following == "_")
