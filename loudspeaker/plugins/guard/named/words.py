"""A text as words that are compared, and what stands before each of them.

Lists side by side instead of an object a word: the longest announcement has some thousands.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from loudspeaker.plugins.guard.folding import Folded
from loudspeaker.text.regex import regex

SPACE: Final = " "
END: Final = "."
LINE: Final = "\n"
BLANK: Final = "\n\n"
_WORD: Final = regex(r"[^\W_]+(?:['’/][^\W_]+)*")
_STOP: Final = regex(r"[.!?…][^\w.]*\s|[!?…]")
_SIGNS: Final = (",", ";", ":", "(", ")", "-", "–", "“", '"')
_OLD_MARKS: Final = {
    "oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa", "oè": "òe", "oé": "óe",
    "oẻ": "ỏe", "oẽ": "õe", "oẹ": "ọe", "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy",
}  # fmt: skip
_ABBREVIATIONS: Final = frozenset(
    (
        "TP",
        "Tp",
        "Th",
        "Tr",
        "BS",
        "Bs",
        "YS",
        "ThS",
        "Ths",
        "TS",
        "Ts",
        "GS",
        "PGS",
        "KS",
        "LS",
        "Đc",
    )
)
_LONG_I: Final = dict(zip("yýỳỷỹỵ", "iíìỉĩị", strict=True))


@lru_cache(maxsize=8192)
def key(written: str) -> str:
    """Return a word as it is compared: small, and alike for oà and òa, kỷ and kỉ."""
    small = written.lower()
    for old, new in _OLD_MARKS.items():
        small = small.replace(old, new)
    if len(small) > 1 and small[-1] in _LONG_I and small[-2] in "hklmst":
        return small[:-1] + _LONG_I[small[-1]]
    return small


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Of each word: where it stands in the folded text, as written, its key, the gap before it."""

    starts: list[int]
    ends: list[int]
    written: list[str]
    keys: list[str]
    gaps: list[str]

    def __len__(self) -> int:
        return len(self.keys)

    def is_capital(self, place: int) -> bool:
        """Tell whether a word begins with a capital letter."""
        return place < len(self.keys) and self.written[place][0].isupper()

    def is_titled(self, place: int) -> bool:
        """Tell whether a word has a capital first and small letters behind it."""
        return (
            self.written[place].istitle()
            and self.written[place].isalpha()
            and len(self.written[place]) > 1
        )

    def joined(self, place: int) -> bool:
        """Tell whether nothing but a space stands before a word."""
        return 0 < place < len(self.keys) and self.gaps[place] == SPACE


def words_of(folded: Folded) -> Words:
    """Return the words of a folded text."""
    starts: list[int] = []
    ends: list[int] = []
    written: list[str] = []
    gaps: list[str] = []
    before = 0
    for match in _WORD.finditer(folded.cased):
        start, end = match.span()
        gaps.append(_gap(folded.cased[before:start], written[-1] if written else ""))
        starts.append(start)
        ends.append(end)
        written.append(match.group())
        before = end
    keys = [key(each) for each in written]
    return Words(starts=starts, ends=ends, written=written, keys=keys, gaps=gaps)


def _gap(between: str, last: str) -> str:
    """Return the sign that parts two words most: a line's end, a sentence's, any other, a space."""
    if between in {SPACE, ""}:
        return SPACE
    if "\n" in between:
        return BLANK if between.count("\n") > 1 else LINE
    if _STOP.search(between) and not _is_short(last):
        return END
    return next((sign for sign in _SIGNS if sign in between), SPACE)


def _is_short(last: str) -> bool:
    """Tell the number of an item and an initial, whose dot ends no sentence."""
    return len(last) == 1 or (len(last) <= 2 and last.isdigit()) or last in _ABBREVIATIONS  # noqa: PLR2004


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A phrase of a table in a text: words from ``first`` up to ``last``, and the table's name."""

    first: int
    last: int
    name: str


_Index = dict[str, list[tuple[tuple[str, ...], str]]]


class Phrases:
    """Tables of phrases by their first and last words; the longest one that fits counts.

    Read when they are first asked: not every process looks at announcements.
    """

    def __init__(self, tables: Mapping[str, str]) -> None:
        self._tables = tables
        self._read: tuple[_Index, _Index] | None = None

    def _indexes(self) -> tuple[_Index, _Index]:
        if self._read is None:
            self._read = _index(self._tables, 0), _index(self._tables, -1)
        return self._read

    def at(self, words: Words, place: int) -> Said | None:
        """Return the longest phrase that begins at a word."""
        for phrase, name in self._indexes()[0].get(words.keys[place], ()):
            last = place + len(phrase)
            if tuple(words.keys[place:last]) == phrase and _holds(words, place, last):
                return Said(first=place, last=last, name=name)
        return None

    def before(self, words: Words, end: int) -> Said | None:
        """Return the longest phrase that ends right before a word."""
        for phrase, name in self._indexes()[1].get(words.keys[end - 1], ()) if end else ():
            first = end - len(phrase)
            if first >= 0 and tuple(words.keys[first:end]) == phrase and _holds(words, first, end):
                return Said(first=first, last=end, name=name)
        return None

    def all(self, words: Words, taken: Iterable[range] = ()) -> Iterator[Said]:
        """Yield all phrases in order; none begins inside ``taken`` or another."""
        closed = {place for each in taken for place in each}
        place = 0
        while place < len(words):
            said = None if place in closed else self.at(words, place)
            if said is not None:
                yield said
            place = said.last if said is not None else place + 1


def _index(tables: Mapping[str, str], which: int) -> _Index:
    """Return the phrases by their first word (0) or their last (-1), the longest first."""
    index: _Index = {}
    for name, table in tables.items():
        for phrase in phrases_in(table):
            index.setdefault(phrase[which], []).append((phrase, name))
    for found in index.values():
        found.sort(key=lambda each: -len(each[0]))
    return index


def _holds(words: Words, first: int, last: int) -> bool:
    return all(words.gaps[place] in {SPACE, "-", "–"} for place in range(first + 1, last))


def phrases_in(table: str) -> Iterator[tuple[str, ...]]:
    """Yield the phrases of a table, which a stroke or a line's end parts."""
    for phrase in table.replace("\n", "|").split("|"):
        if phrase.strip():
            yield tuple(key(word) for word in phrase.split())


def keys_in(table: str) -> frozenset[str]:
    """Return the single words of a table."""
    return frozenset(map(key, table.split()))
