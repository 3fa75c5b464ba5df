"""What offices abbreviate, measure and borrow, as data: tables are parsed here, not read.

Every table is UTF-8 text with tabs between its columns and their names in the first line
(``voices/vi/*.tsv``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from re import escape
from typing import Final, NamedTuple

from loudspeaker.text.lexicon import Lexicon
from loudspeaker.text.prefixes import Prefixes
from loudspeaker.text.spelling import both_placements

NAMES: Final = ("abbreviations", "units", "documents", "foreign")


class Entry(NamedTuple):
    """One meaning of an abbreviation; it holds between the words it names, if it names any."""

    reading: str
    kind: str
    before: tuple[str, ...]
    after: tuple[str, ...]

    @property
    def has_context(self) -> bool:
        """Whether the meaning depends on the words beside it."""
        return bool(self.before or self.after)

    def fits(self, before: str, after: str) -> bool:
        """Tell whether small-letter surroundings, without space towards it, allow the meaning."""
        if self.before and not _ends_with_word(before, self.before):
            return False
        return not self.after or after.startswith(self.after)


def _ends_with_word(text: str, words: tuple[str, ...]) -> bool:
    return any(
        text.endswith(word) and not text[: -len(word)][-1:].isalnum() for word in words
    )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Tables:
    """Everything the rules look up; written form → reading."""

    abbreviations: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    units_behind_numbers: Mapping[str, str] = field(default_factory=dict)
    document_types: Mapping[str, str] = field(default_factory=dict)
    issuers: Mapping[str, str] = field(default_factory=dict)
    foreign: Mapping[str, str] = field(default_factory=dict)
    lexicon: Lexicon = field(default_factory=Lexicon)

    @cached_property
    def memory(self) -> dict[str, str]:
        """Readings of ordinary words that were looked up with these tables."""
        return {}

    @cached_property
    def abbreviation_prefixes(self) -> Prefixes:
        """The written abbreviations, to be found at the beginning of a text."""
        return Prefixes(self.abbreviations)

    @cached_property
    def unit_prefixes(self) -> Prefixes:
        """The written units of both kinds, to be found at the beginning of a text."""
        return Prefixes([*self.units, *self.units_behind_numbers])

    @cached_property
    def known(self) -> Mapping[str, str]:
        """Foreign words, and abbreviations known in small letters: long ones of one meaning."""
        small = {
            written.casefold(): entries[0].reading
            for written, entries in self.abbreviations.items()
            if len(written) >= _SURELY_SHORT and len(entries) == 1 and not _has_context(entries[0])
        }
        return {**small, **self.foreign}


_SURELY_SHORT = 4


def _has_context(entry: Entry) -> bool:
    return bool(entry.before or entry.after)


def make_tables(texts: Mapping[str, str]) -> Tables:
    """Return the tables of ``NAMES`` → text; raise ValueError naming table and line."""
    units = list(_rows(texts, "units", ("written", "reading", "after_number")))
    documents = list(_rows(texts, "documents", ("written", "reading", "kind")))
    return Tables(
        abbreviations=_abbreviations(texts),
        units={written: reading for written, reading, behind in units if behind == "no"},
        units_behind_numbers={w: reading for w, reading, behind in units if behind == "yes"},
        document_types={w: reading for w, reading, kind in documents if kind == "type"},
        issuers={w: reading for w, reading, kind in documents if kind == "issuer"},
        foreign={row[0]: row[1] for row in _rows(texts, "foreign", ("written", "reading"))},
    )


def _abbreviations(texts: Mapping[str, str]) -> dict[str, tuple[Entry, ...]]:
    columns = ("written", "reading", "class", "before", "after")
    found: defaultdict[str, list[Entry]] = defaultdict(list)
    for written, reading, kind, before, after in _rows(texts, "abbreviations", columns):
        found[written].append(Entry(reading, kind, _words(before), _words(after)))
    return {written: tuple(sorted(e, key=_default_last)) for written, e in found.items()}


def _default_last(entry: Entry) -> bool:
    return not _has_context(entry)


def _words(cell: str) -> tuple[str, ...]:
    if not cell:
        return ()
    return tuple(form for word in cell.split("|") if word for form in both_placements(word))


def _rows(
    texts: Mapping[str, str], name: str, columns: tuple[str, ...]
) -> Iterator[tuple[str, ...]]:
    header, *lines = texts[name].splitlines()
    if tuple(header.split("\t")) != columns:
        raise ValueError(f"{name}:1: the columns are {', '.join(columns)}")
    for number, line in enumerate(lines, start=2):
        row = tuple(line.split("\t"))
        if len(row) != len(columns) or not all(row[:2]):
            raise ValueError(f"{name}:{number}: {len(columns)} columns are wanted")
        yield row


def any_of(words: Iterable[str]) -> str:
    """Return a pattern for the longest of a few words."""
    return "|".join(escape(word) for word in sorted(words, key=len, reverse=True))
