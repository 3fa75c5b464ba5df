"""A commune's own words: how they are read, before every rule, and what may not be one.

An entry in capitals alone (``TTVH``) is found only as it is written, any other in any case; both
ways of placing a tone mark (``hoà``, ``hòa``) are the same word.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from loudspeaker.text.prefixes import Prefixes
from loudspeaker.text.regex import regex
from loudspeaker.text.spelling import one_placement

LONGEST_WRITTEN: Final = 60
_FIRST_WORD = regex(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is written and how it is read; ``sounds`` are hints for engines, by their names."""

    written: str
    reading: str
    sounds: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_exact(self) -> bool:
        """Tell whether only the written capitals are meant."""
        return self.written.isupper()


class Lexicon:
    """Entries, to be found at the beginning of a text."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        self.entries = tuple(entries)
        self._exact = {e.written: e for e in self.entries if e.is_exact}
        self._any_case = {key_of(e.written): e for e in self.entries if not e.is_exact}

    @cached_property
    def first_words(self) -> frozenset[str]:
        """The first words of all entries, in the form of ``key_of``."""
        found = (_FIRST_WORD.match(entry.written) for entry in self.entries)
        return frozenset(key_of(match.group()) for match in found if match)

    @cached_property
    def _prefixes(self) -> tuple[Prefixes, Prefixes]:
        return Prefixes(self._exact), Prefixes(self._any_case)

    def at(self, text: str) -> Entry | None:
        """Return the longest entry that the text begins with."""
        exact, any_case = self._prefixes
        small = key_of(text)
        found = [self._exact[written] for written in exact.of(text)][:1]
        if len(small) == len(text):  # a few foreign capitals become two small letters
            found += [self._any_case[written] for written in any_case.of(small)][:1]
        return max(found, key=lambda entry: len(entry.written), default=None)

    def like(self, written: str) -> Entry | None:
        """Return the entry that is found wherever this one would be."""
        return (
            self._exact.get(written) if written.isupper() else self._any_case.get(key_of(written))
        )

    def within(self, written: str) -> Iterator[Entry]:
        """Yield the entries that this one contains or that contain it, as whole words."""
        wanted = f" {key_of(written)} "
        for entry in self.entries:
            other = f" {key_of(entry.written)} "
            if other != wanted and (other in wanted or wanted in other):
                yield entry

    def sounds_in(self, readings: Iterable[str]) -> dict[str, dict[str, str]]:
        """Return the hints for what is read somewhere in these: reading → engine → sounds."""
        hinted = {e.reading: dict(e.sounds) for e in self.entries if e.sounds}
        said = frozenset(readings) if hinted else frozenset()
        return {reading: hints for reading, hints in hinted.items() if reading in said}


def key_of(written: str) -> str:
    """Return the form in which entries of any case are compared."""
    return one_placement(written.lower())
