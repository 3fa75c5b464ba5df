"""Dates and spans of years: digits that are no part of any number."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import Final

from loudspeaker.text.regex import regex

_YEAR: Final = "(?:19|20)[0-9]{2}"
# A date written with dots or dashes can be the beginning of a number that is grouped so, and is
# one only if no digit follows or goes before: 01.01.2026 - 31.12.2026, but not 01.01.2026.3112.
_DATE: Final = regex(
    rf"(?<![0-9])[0-9]{{1,2}} ?/ ?[0-9]{{1,2}} ?/ ?{_YEAR}(?![0-9])"
    rf"|(?<![0-9])(?<![0-9][ .-])[0-9]{{1,2}}(?P<sign>[.-])[0-9]{{1,2}}(?P=sign){_YEAR}"
    r"(?![ .-]?[0-9])"
    rf"|(?<![0-9])(?<![0-9][ .-]){_YEAR} ?[–-] ?{_YEAR}(?![ .-]?[0-9])"
)


@dataclass(frozen=True, slots=True)
class Dates:
    """Where dates stand, in order."""

    spans: list[tuple[int, int]]

    def near(self, place: int) -> list[tuple[int, int]]:
        """Return the date that begins at or before a place, if any."""
        index = bisect_right(self.spans, (place, 1 << 60))
        return self.spans[max(0, index - 1) : index]


def dates_in(plain: str) -> Dates:
    """Return the dates of a folded text."""
    return Dates([match.span() for match in _DATE.finditer(plain)])
