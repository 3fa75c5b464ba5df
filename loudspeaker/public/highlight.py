"""Where what was looked for stands in the true text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from loudspeaker.public.folding import parted
from loudspeaker.public.query import Phrase

_BEFORE_CHARACTERS: Final = 60


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of the text as it is, and whether it was looked for."""

    text: str
    found: bool


def stretches(text: str, phrases: Sequence[Phrase]) -> tuple[Stretch, ...]:
    """Return the whole text in stretches; put together they are the text again."""
    return tuple(_cut(text, _spans(*parted(text), phrases), 0, len(text)))


def excerpt(text: str, phrases: Sequence[Phrase], *, length: int = 240) -> tuple[Stretch, ...]:
    """Return about ``length`` characters around the first place that was looked for.

    What is left out is told by ``…``.
    """
    parts, folded = parted(text)
    spans = _spans(parts, folded, phrases)
    first = spans[0][0] if spans else 0
    begin = _word_start(parts, first - _BEFORE_CHARACTERS)
    end = _word_end(parts, begin + length, len(text))
    before = (Stretch("… ", found=False),) if begin > 0 else ()
    after = (Stretch(" …", found=False),) if end < len(text) else ()
    return (*before, *_cut(text, spans, begin, end), *after)


def _cut(text: str, spans: Iterable[tuple[int, int]], begin: int, end: int) -> Iterator[Stretch]:
    """Yield the text from one place to another in stretches, of which none is empty."""
    last = begin
    for start, stop in ((max(a, begin), min(b, end)) for a, b in spans):
        if start >= stop:
            continue
        if last < start:
            yield Stretch(text[last:start], found=False)
        yield Stretch(text[start:stop], found=True)
        last = stop
    if last < end:
        yield Stretch(text[last:end], found=False)


def _spans(
    parts: Sequence[str], folded: Sequence[str], phrases: Sequence[Phrase]
) -> list[tuple[int, int]]:
    """Return the stretches that were found, in order, those parted by spaces taken together."""
    known = [place for place, word in enumerate(folded) if word]
    said = [folded[place] for place in known]
    marked = sorted({known[n] for phrase in phrases for n in _places(said, phrase)})
    if not marked:
        return []
    starts = list(accumulate(map(len, parts), initial=0))
    spans: list[tuple[int, int]] = []
    last = len(parts)
    for place in (2 * word + 1 for word in marked):
        start, end = starts[place], starts[place + 1]
        if spans and "".join(parts[last + 1 : place]).isspace():
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
        last = place
    return spans


def _places(said: list[str], phrase: Phrase) -> Iterator[int]:
    """Yield the places of the words by which a phrase is there."""
    at = -1
    with suppress(ValueError):  # no further first word
        while True:
            at = said.index(phrase[0], at + 1)
            if tuple(said[at : at + len(phrase)]) == phrase:
                yield from range(at, at + len(phrase))


def _word_start(parts: Sequence[str], place: int) -> int:
    """Return where the first word at a place or behind it begins."""
    at = 0
    for n, part in enumerate(parts):
        if n % 2 and at >= place > 0:
            return at
        at += len(part)
    return 0


def _word_end(parts: Sequence[str], place: int, length: int) -> int:
    """Return where the last word before a place ends."""
    at, last = 0, place
    for n, part in enumerate(parts if place < length else ()):
        at += len(part)
        if at > place:
            break
        last = at if n % 2 else last
    return min(last, length)
