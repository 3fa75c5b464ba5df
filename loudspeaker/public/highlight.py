"""Where what was looked for stands in the true text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from loudspeaker.public.folding import Word, words
from loudspeaker.public.query import Phrase

_BEFORE_CHARACTERS: Final = 60


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of the text as it is, and whether it was looked for."""

    text: str
    found: bool


def stretches(text: str, phrases: Sequence[Phrase]) -> tuple[Stretch, ...]:
    """Return the whole text in stretches; put together they are the text again."""
    cut: list[Stretch] = []
    last = 0
    for start, end in _spans(text, tuple(words(text)), phrases):
        cut += [Stretch(text[last:start], found=False), Stretch(text[start:end], found=True)]
        last = end
    cut.append(Stretch(text[last:], found=False))
    return tuple(stretch for stretch in cut if stretch.text)


def excerpt(text: str, phrases: Sequence[Phrase], *, length: int = 240) -> tuple[Stretch, ...]:
    """Return about ``length`` characters around the first place that was looked for.

    What is left out is told by ``…``.
    """
    known = tuple(words(text))
    spans = _spans(text, known, phrases)
    first = spans[0][0] if spans else 0
    begin = _word_start(known, first - _BEFORE_CHARACTERS)
    end = _word_end(known, begin + length, len(text))
    cut = stretches(text[begin:end], phrases)
    before = (Stretch("… ", found=False),) if begin > 0 else ()
    after = (Stretch(" …", found=False),) if end < len(text) else ()
    return (*before, *cut, *after)


def _spans(text: str, known: Sequence[Word], phrases: Sequence[Phrase]) -> list[tuple[int, int]]:
    """Return the stretches that were found, in order, those parted by spaces taken together."""
    marked = [False] * len(known)
    for phrase in phrases:
        for place in range(len(known) - len(phrase) + 1):
            if all(known[place + n].folded == word for n, word in enumerate(phrase)):
                marked[place : place + len(phrase)] = [True] * len(phrase)
    spans: list[tuple[int, int]] = []
    for place, word in enumerate(known):
        if not marked[place]:
            continue
        if spans and text[spans[-1][1] : word.start].isspace():
            spans[-1] = (spans[-1][0], word.end)
        else:
            spans.append((word.start, word.end))
    return spans


def _word_start(known: Sequence[Word], place: int) -> int:
    if place <= 0:
        return 0
    return next((word.start for word in known if word.start >= place), 0)


def _word_end(known: Sequence[Word], place: int, length: int) -> int:
    if place >= length:
        return length
    return max((word.end for word in known if word.end <= place), default=place)
