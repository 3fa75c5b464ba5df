"""Text classified once, from left to right, and every piece read by the rule that knew it.

Rules are tried in order at each place; every pattern is bounded or consumes what it looks at, so
time grows with the length alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final, NamedTuple

from loudspeaker.text import codes, dates, quantities, times, words
from loudspeaker.text.found import Found, Kind, Pause, Rule

RULES: Final[tuple[Rule, ...]] = (
    *words.BREAKS,
    *codes.ADDRESSES,
    words.ABBREVIATION,
    codes.DOCUMENT,
    *dates.RULES,
    *codes.NUMBERS,
    *times.RULES,
    *quantities.RULES,
    words.WORD,
    *words.RESTS,
    words.OTHER,
)


class Span(NamedTuple):
    """A piece of the prepared text and its reading in small letters, empty for a silent one.

    A named tuple because there is one for every word of every text.
    """

    start: int
    end: int
    reading: str
    rule: Rule

    @property
    def kind(self) -> Kind:
        """Return what the piece is."""
        return self.rule.kind

    @property
    def pause(self) -> Pause | None:
        """Return how the voice rests after it."""
        return self.rule.pause


def read(text: str) -> Iterator[Span]:
    """Yield the spans of a prepared text in order; all but spaces is in exactly one."""
    master = _master()
    position = 0
    while match := master.search(text, position):
        assert match.lastindex is not None
        rule = RULES[match.lastindex - 1]
        reading = rule.read(Found(match))
        if reading is None:
            span = _other_reading(match, match.lastindex)
        else:
            span = Span(match.start(), match.end(), reading, rule)
        yield span
        position = span.end


@cache
def _master() -> re.Pattern[str]:
    return re.compile("|".join(f"({rule.pattern})" for rule in RULES))


@cache
def _single(index: int) -> re.Pattern[str]:
    return re.compile(RULES[index].pattern)


def _other_reading(match: re.Match[str], first: int) -> Span:
    """Return the span of the next rule that has a reading; the last rule always has one."""
    start = match.start()
    for index in range(first, len(RULES)):
        found = _single(index).match(match.string, start)
        reading = RULES[index].read(Found(found)) if found else None
        if found and reading is not None:
            return Span(start, found.end(), reading, RULES[index])
    raise AssertionError(match.string[start : start + 1])
