"""Where what was looked for stands in the true text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

from loudspeaker.public.folding import LONGEST_WORD, flat, parted
from loudspeaker.public.query import Phrase

Span = tuple[int, int]
_BEFORE_CHARACTERS: Final = 60
_EXCERPT_CHARACTERS: Final = 240
_WORD_BEGINS: Final = re.compile(" (?! )")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of the text as it is, and whether it was looked for."""

    text: str
    found: bool


@dataclass(frozen=True, slots=True)
class Sought:
    """A text made ready to be looked through, which may be done once for many questions.

    ``flat`` is ``folding.flat`` of it.
    """

    text: str
    flat: str | None

    @classmethod
    def of(cls, text: str) -> Sought:
        """Make a text ready."""
        return cls(text, flat(text))


@dataclass(frozen=True, slots=True)
class Needles:
    """What is looked for, made ready once for many texts.

    ``words`` are single words as they stand in a flat text, with a space on either side, and their
    lengths, ``longer`` the phrases of several.  ``may_be_cut``: a word is so long that it may be
    the beginning of a longer one.
    """

    phrases: tuple[Phrase, ...]
    words: tuple[tuple[str, int], ...]
    longer: tuple[Phrase, ...]
    may_be_cut: bool

    @classmethod
    def of(cls, phrases: Sequence[Phrase]) -> Needles:
        """Make phrases ready."""
        return cls(
            tuple(phrases),
            tuple((f" {each[0]} ", len(each[0])) for each in phrases if len(each) == 1),
            tuple(each for each in phrases if len(each) > 1),
            any(len(word) >= LONGEST_WORD for phrase in phrases for word in phrase),
        )


def stretches(text: str, phrases: Sequence[Phrase]) -> tuple[Stretch, ...]:
    """Return the whole text in stretches; put together they are the text again."""
    return tuple(_cut(text, found_in(Sought.of(text), Needles.of(phrases)), 0, len(text)))


def excerpt(
    text: str, phrases: Sequence[Phrase], *, length: int = _EXCERPT_CHARACTERS
) -> tuple[Stretch, ...]:
    """Return about ``length`` characters around the first place that was looked for.

    What is left out is told by ``…``.
    """
    sought = Sought.of(text)
    spans = found_in(sought, Needles.of(phrases))
    begin, end = around(sought, spans, length=length)
    before = (Stretch("… ", found=False),) if begin > 0 else ()
    after = (Stretch(" …", found=False),) if end < len(text) else ()
    return (*before, *_cut(text, spans, begin, end), *after)


def _cut(text: str, spans: Iterable[Span], begin: int, end: int) -> Iterator[Stretch]:
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


def found_in(sought: Sought, needles: Needles) -> list[Span]:
    """Return the stretches that were found, in order, those parted by spaces taken together."""
    flat = sought.flat
    if flat is None or needles.may_be_cut:
        return _joined(sought.text, _word_by_word(sought.text, needles.phrases))
    places: list[Span] = []
    for word, size in needles.words:
        at = flat.find(word)
        while at >= 0:
            places.append((at, at + size))
            at = flat.find(word, at + size + 1)
    for phrase in needles.longer:
        places += _in_flat(flat, phrase)
    return _joined(sought.text, sorted(set(places))) if len(places) > 1 else places


def _joined(text: str, places: Iterable[Span]) -> list[Span]:
    spans: list[Span] = []
    last = 0
    for start, end in places:
        if spans and text[last:start].isspace():
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
        last = end
    return spans


def _in_flat(text: str, phrase: Phrase) -> Iterator[Span]:
    """Yield where the words of a phrase stand: a flat text has a space more in front."""
    first = f" {phrase[0]} "
    at = text.find(first)
    while at >= 0:
        places, end = [(at, at + len(phrase[0]))], at + len(first) - 1
        for word in phrase[1:]:
            begin = _next_word(text, end)
            end = begin + len(word)
            if not text.startswith(f"{word} ", begin):
                break
            places.append((begin - 1, end - 1))
        else:
            yield from places
        at = text.find(first, at + 1)


def _next_word(text: str, place: int) -> int:
    while text[place : place + 1] == " ":
        place += 1
    return place


def _word_by_word(text: str, phrases: Sequence[Phrase]) -> Iterator[Span]:
    """Yield the same of any text whatever."""
    parts, folded = parted(text)
    known = [place for place, word in enumerate(folded) if word]
    said = [folded[place] for place in known]
    starts = list(accumulate(map(len, parts), initial=0))
    for word in sorted({known[n] for phrase in phrases for n in _places(said, phrase)}):
        yield starts[2 * word + 1], starts[2 * word + 2]


def _places(said: list[str], phrase: Phrase) -> Iterator[int]:
    """Yield the places of the words by which a phrase is there."""
    at = -1
    with suppress(ValueError):  # no further first word
        while True:
            at = said.index(phrase[0], at + 1)
            if tuple(said[at : at + len(phrase)]) == phrase:
                yield from range(at, at + len(phrase))


def around(
    sought: Sought, spans: Sequence[Span], *, length: int = _EXCERPT_CHARACTERS
) -> tuple[int, int]:
    """Return from where to where about ``length`` characters around the first span are words."""
    size = len(sought.text)
    wanted = spans[0][0] - _BEFORE_CHARACTERS if spans else 0
    if sought.flat is None:
        parts, _folded = parted(sought.text)
        begin = _word_start(parts, wanted)
        return begin, _word_end(parts, begin + length, size)
    found = _WORD_BEGINS.search(sought.flat, wanted) if wanted > 0 else None
    begin = found.start() if found and found.start() < size else 0
    end = begin + length
    return begin, _last_word_end(sought.flat, end) if end < size else size


def _last_word_end(text: str, place: int) -> int:
    """Return where the last word before a place ends, of a flat text with its space in front."""
    end = len(text[: text.rfind(" ", 0, place + 2)].rstrip(" ")) - 1
    return end if end > 0 else place


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
