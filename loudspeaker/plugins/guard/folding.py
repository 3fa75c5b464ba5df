"""A text brought to plain letters and digits, each of which knows where it came from.

People write the same number with digits of full width, invisible characters between them or
letters without marks.  All rules work on the folded text, and hits are told in the given one.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from loudspeaker.text.regex import regex

CAPITALS: Final = "A-ZÀ-ÃÈ-ÊÌÍÒ-ÕÙÚÝĂĐĨŨƠƯ" + "".join(map(chr, range(0x1EA0, 0x1EFA, 2)))
"""The capital letters of Vietnamese, for a class of a pattern."""
# Letters and signs that stand for themselves: nothing of most texts is anything else.
_ORDINARY: Final = regex(
    "[\n -~\xa0À-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯư\u1ea0-\u1ef9’“”–—…•·°²³]*"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Folded:
    """``cased`` keeps marks and capitals, ``plain`` has neither; both are of one length.

    ``at`` has the place in the given text of each character, and behind the last one its length.
    """

    cased: str
    plain: str
    at: Sequence[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where a piece (not empty) stands in the given text."""
        return self.at[start], self.at[end - 1] + 1


def fold(text: str) -> Folded:
    """Return any text folded; never raises."""
    if _ORDINARY.fullmatch(text):
        return Folded(cased=text, plain="".join(map(_plain, text)), at=range(len(text) + 1))
    cased: list[str] = []
    at: list[int] = []
    for place, character in enumerate(text):
        for folded in _cased(character):
            cased.append(folded)
            at.append(place)
    return Folded(cased="".join(cased), plain="".join(map(_plain, cased)), at=[*at, len(text)])


@lru_cache(maxsize=4096)
def _cased(character: str) -> str:
    """Return what a character stands for: nothing for invisible ones and loose marks."""
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.digit(character))
    if character.isspace():
        return "\n" if character in "\n\v\f\r\x85\u2028\u2029" else " "
    if category in {"Cf", "Cc", "Cs", "Mn", "Mc", "Me"}:
        return ""
    return unicodedata.normalize("NFKC", character)


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    """Return a letter small and without marks; always exactly one character."""
    if character in "đĐ":
        return "d"
    base = unicodedata.normalize("NFD", character)[0].lower()
    return base if len(base) == 1 else character
