"""All digits of a text in one line: written, spelled in words, or with letters that look like them.

The line has only digits and one sign for what stands between two groups, so that a rule is one
short pattern however a number is written:

- a space for what people group digits with (spaces, dots, dashes, brackets), also between words;
- ``n`` for a line's end, ``,`` for a comma and a space, ``/`` for a slash;
- ``#`` for everything else: no number goes over it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from loudspeaker.plugins.guard.dates import dates_in
from loudspeaker.plugins.guard.folding import Folded
from loudspeaker.text.regex import regex

_WORDS: Final[Mapping[str, str]] = {
    "không": "0", "một": "1", "mốt": "1", "hai": "2", "ba": "3", "bốn": "4", "tư": "4", "năm": "5",
    "lăm": "5", "nhăm": "5", "sáu": "6", "bảy": "7", "bẩy": "7", "tám": "8", "chín": "9",
}  # fmt: skip
_WITHOUT_MARKS: Final[Mapping[str, str]] = {
    "khong": "0", "mot": "1", "bon": "4", "nam": "5", "lam": "5", "sau": "6", "bay": "7",
    "tam": "8", "chin": "9",
}  # fmt: skip
_FEWEST_WORDS: Final = 2  # “năm 2026” is no five
_FEWEST_WITHOUT_MARKS: Final = 5  # nam, sau, tam and bay are words of their own
_LOOK_ALIKE: Final = str.maketrans("oil|", "0111")
_LETTERS: Final = frozenset("oil")

_TOKEN: Final = regex(
    r"(?:(?<![a-z])[oil|]{1,12})?[0-9](?:[0-9]|[oil|]{1,12}(?![a-z]))*"
    r"|(?<![a-z0-9])[oil](?=[ .–-]{0,2}[0-9])"
    r"|(?<![a-z0-9])(?:khong|mot|hai|ba|bon|tu|nam|lam|nham|sau|bay|tam|chin)(?![a-z])"
)
_GAPS: Final = (
    (" ", regex(r"[ .\-–—−‐‑_·•*()~'’]{0,4}|,| ?,? ?(?:cham|gach(?: ngang)?|phay),? ?")),
    ("n", regex(r"[ .\-–—]{0,3}\n[ .\-–—]{0,3}")),
    (",", regex(r" ?[,;] ")),
    ("/", regex(r" ?/ ?")),
)
_LONGEST_GAP: Final = 14


@dataclass(frozen=True, slots=True, kw_only=True)
class _Token:
    start: int
    end: int
    digits: str
    word: str
    """The word it was written as, without marks if it was written so; empty for figures."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Digits and gaps in ``text``; ``starts`` and ``ends`` tell of each where it is written."""

    text: str
    starts: list[int]
    ends: list[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return where a piece of the line is written in the folded text."""
        return self.starts[start], self.ends[end - 1]

    def behind(self, place: int) -> int:
        """Return the first place in the line that is written at or behind one of the text."""
        return bisect_left(self.starts, place)


def digits_of(folded: Folded) -> Line:
    """Return the line of a text's digits, without those of its dates."""
    text: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    before = 0
    for token in _kept(folded):
        gap = _gap(folded.plain, before, token) if text else "#"
        spans = [(before, token.start)] if gap else []
        spans += _spans(token)
        text += [*gap, *token.digits]
        starts += [start for start, _end in spans]
        ends += [end for _start, end in spans]
        before = token.end
    return Line(text="".join(text), starts=starts, ends=ends)


def _spans(token: _Token) -> list[tuple[int, int]]:
    if token.word:
        return [(token.start, token.end)]
    return [(place, place + 1) for place in range(token.start, token.end)]


def _gap(plain: str, before: int, token: _Token) -> str:
    if token.start - before > _LONGEST_GAP:
        return "#"
    between = plain[before : token.start]
    for sign, pattern in _GAPS:
        if pattern.fullmatch(between):
            return " " if sign == "," and token.word else sign
    return "#"


def _kept(folded: Folded) -> Iterator[_Token]:
    """Yield the tokens that are digits: words only where several stand in a row."""
    for is_words, group in groupby(_tokens(folded), key=lambda token: bool(token.word)):
        if not is_words:
            yield from group
            continue
        for row in _rows(folded.plain, list(group)):
            unmarked = any(token.word in _WITHOUT_MARKS for token in row)
            if len(row) >= (_FEWEST_WITHOUT_MARKS if unmarked else _FEWEST_WORDS):
                yield from row


def _rows(plain: str, tokens: list[_Token]) -> Iterator[list[_Token]]:
    """Yield the words that stand side by side."""
    row = tokens[:1]
    for token in tokens[1:]:
        if _gap(plain, row[-1].end, token) == "#":
            yield row
            row = []
        row.append(token)
    yield row


def _tokens(folded: Folded) -> Iterator[_Token]:
    plain, dates = folded.plain, dates_in(folded.plain)
    for match in _TOKEN.finditer(plain):
        start, end = match.span()
        if any(first <= start < last for first, last in dates.near(start)):
            continue
        token = _token(folded.cased[start:end].lower(), match)
        if token is not None:
            yield token


def _token(written: str, match: re.Match[str]) -> _Token | None:
    start, end = match.span()
    if written in _LETTERS or any(map(str.isdigit, written)):
        digits = match.group().translate(_LOOK_ALIKE)
        return _Token(start=start, end=end, digits=digits, word="")
    digit = _WORDS.get(written) or _WITHOUT_MARKS.get(written)
    return _Token(start=start, end=end, digits=digit, word=written) if digit else None
