"""One text as the rules for numbers see it, and which digits are taken already."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from loudspeaker.plugins.guard.digits import Line, digits_of
from loudspeaker.plugins.guard.folding import CAPITALS, Folded
from loudspeaker.plugins.guard.kinds import Hit, Kind
from loudspeaker.plugins.guard.labels import Label, Labels, labels_of
from loudspeaker.text.regex import regex

_UNIT: Final = regex(
    r"(?: ?%| (?:dong|vnd|trieu|ty|ti|nghin|ngan|nguoi|ho|khau|ha|m2|m3|m|km2?|kg|tan|ta|phieu"
    r"|con|cay|suat|lit|cong dan|luot)(?![a-z])| ?d(?![a-z0-9]))"
)
_SENTENCE_END: Final = regex(rf"[.!?]\s+[{CAPITALS}]")
_THOUSANDS: Final = regex(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+")
_REACH: Final = 60
_MOST_LINE_ENDS: Final = 2
_FEWEST_IN_A_SERIES: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A piece of the line that may be a number: its digits, and where it is written."""

    digits: str
    first: int
    last: int
    start: int
    end: int


class Sight:
    """Finds numbers by patterns over the line of digits; none is found twice."""

    def __init__(self, folded: Folded) -> None:
        self.folded = folded
        self.line: Line = digits_of(folded)
        self._labels: Labels = labels_of(folded.plain)
        self._taken = bytearray(len(self.line.text))

    def numbers(self, pattern: re.Pattern[str]) -> Iterator[Number]:
        """Yield what fits the pattern's first group and has not been taken by then."""
        for match in pattern.finditer(self.line.text):
            first, last = match.span(1)
            if any(self._taken[first:last]) or match.group(1).count("n") > _MOST_LINE_ENDS:
                continue
            start, end = self.line.span(first, last)
            digits = "".join(filter(str.isdigit, match.group(1)))
            yield Number(digits=digits, first=first, last=last, start=start, end=end)

    def take(self, number: Number, kind: Kind, *, start: int | None = None) -> Hit:
        """Return a number as a hit; no other rule finds its digits any more."""
        self._taken[number.first : number.last] = b"\1" * (number.last - number.first)
        begin = number.start if start is None else start
        return Hit(kind=kind, start=begin, end=number.end, digits=number.digits)

    def claim(self, hit: Hit) -> Hit:
        """Return a hit that was found by its letters; no rule finds its digits any more."""
        first, last = self.line.behind(hit.start), self.line.behind(hit.end)
        self._taken[first:last] = b"\1" * (last - first)
        return hit

    def label(self, number: Number, *, reach: int = _REACH) -> Label | None:
        """Return what the words before a number, in its own sentence, say that it is."""
        found = self._labels.before(number.start, reach=reach)
        if found is None or _SENTENCE_END.search(self.folded.cased, found[0], number.start):
            return None
        return found[1]

    def before(self, number: Number, length: int) -> str:
        """Return so much of the folded text before a number."""
        return self.folded.plain[max(0, number.start - length) : number.start]

    def is_measured(self, number: Number) -> bool:
        """Tell whether a number counts something."""
        return _UNIT.match(self.folded.plain, number.end) is not None

    def is_amount(self, number: Number) -> bool:
        """Tell whether a number is written as large amounts are: 84.912.345.678."""
        written = self.folded.plain[number.start : number.end]
        return _THOUSANDS.fullmatch(written) is not None

    def is_series(self, number: Number) -> bool:
        """Tell whether the groups are numbers that rise by the same step: 01-02-03-04-05-06."""
        groups = re.findall("[0-9]+", self.line.text[number.first : number.last])
        steps = {int(b) - int(a) for a, b in pairwise(groups)}
        return len(groups) >= _FEWEST_IN_A_SERIES and len(steps) == 1 and steps != {0}
