"""What may be a commune's own word, and what it gets in the way of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from loudspeaker.model.fixed import FIXED_SENTENCES
from loudspeaker.text.found import Kind
from loudspeaker.text.letters import VIETNAMESE, has_vowel
from loudspeaker.text.lexicon import LONGEST_WRITTEN, Entry, Lexicon, key_of
from loudspeaker.text.reader import read
from loudspeaker.text.tables import Tables

LONGEST_READING: Final = 200
LONGEST_SYLLABLE: Final = 8
NUMBER_WORDS: Final = frozenset({
    "không", "một", "mốt", "hai", "ba", "bốn", "tư", "năm", "lăm", "sáu", "bảy", "tám", "chín",
    "mười", "mươi", "trăm", "nghìn", "ngàn", "triệu", "tỷ", "linh", "lẻ", "phẩy",
})  # fmt: skip
_COUNTED: Final = frozenset({Kind.NUMBER, Kind.DATE, Kind.TIME})
ENGINES: Final[Mapping[str, re.Pattern[str]]] = {
    "espeak": re.compile(r"[!-Z^-z|~@ ]{1,200}"),  # its phoneme names are ASCII; no bracket
    "piper": re.compile(r"[^\[\]\x00-\x1f]{1,200}"),
}
"""Engines that take sounds, and the notation of each: espeak-ng's own, the IPA."""


class Problem(StrEnum):
    """Why something is no entry."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    NO_LETTER_FIRST = "no_letter_first"
    SHADOWS_NUMBER = "shadows_number"
    UNSPEAKABLE = "unspeakable"
    SOUNDS = "sounds"
    FIXED = "fixed"
    """It would change a sentence that the program answers for."""


def problem_of(entry: Entry, tables: Tables) -> Problem | None:
    """Return what keeps this from being an entry; its texts are in NFC with single spaces."""
    written, reading = entry.written, entry.reading
    if not written or not reading:
        return Problem.EMPTY
    if len(written) > LONGEST_WRITTEN or len(reading) > LONGEST_READING:
        return Problem.TOO_LONG
    if not written[0].isalpha() or not written.isprintable():
        return Problem.NO_LETTER_FIRST
    if _shadows_number(written, tables):
        return Problem.SHADOWS_NUMBER
    if not all(map(_can_be_spoken, reading.split())):
        return Problem.UNSPEAKABLE
    return _problem_of_sounding(entry, tables)


def _problem_of_sounding(entry: Entry, tables: Tables) -> Problem | None:
    if not _fits_engines(entry):
        return Problem.SOUNDS
    return Problem.FIXED if _changes_fixed(entry, tables) else None


def _fits_engines(entry: Entry) -> bool:
    hints = entry.sounds.items()
    return all(name in ENGINES and ENGINES[name].fullmatch(hint) for name, hint in hints)


def _changes_fixed(entry: Entry, tables: Tables) -> bool:
    """Tell whether a fixed sentence would be read, or sound, otherwise."""
    written = key_of(entry.written)
    found = [sentence for sentence in FIXED_SENTENCES if written in key_of(sentence)]
    if not found:
        return False
    plain, own = replace(tables, lexicon=Lexicon()), replace(tables, lexicon=Lexicon([entry]))
    return bool(entry.sounds) or any(_spoken(each, plain) != _spoken(each, own) for each in found)


def _spoken(sentence: str, tables: Tables) -> list[str]:
    return " ".join(span.reading for span in read(sentence, tables)).split()


def _shadows_number(written: str, tables: Tables) -> bool:
    if NUMBER_WORDS.issuperset(written.lower().split()):
        return True
    return any(span.kind in _COUNTED for span in read(written, tables))


def _can_be_spoken(word: str) -> bool:
    in_letters = VIETNAMESE.issuperset(word) and len(word) <= LONGEST_SYLLABLE
    return in_letters and has_vowel(word)


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Something that a new entry meets.

    ``kind`` is ``same`` (an entry of the lexicon that it replaces), ``rule`` (what is read so
    far, by the shipped tables and rules), ``longer`` or ``shorter`` (an entry that contains it or
    that it contains: the longer one is taken wherever both fit).
    """

    kind: str
    written: str
    reading: str


def conflicts(entry: Entry, tables: Tables) -> Iterator[Conflict]:
    """Yield what an entry meets in the tables that are in force."""
    lexicon = tables.lexicon
    same = lexicon.like(entry.written)
    if same is not None:
        yield Conflict(kind="same", written=same.written, reading=same.reading)
    else:
        so_far = " ".join(span.reading for span in read(entry.written, tables) if span.reading)
        if so_far not in (entry.reading, entry.written.lower()):
            yield Conflict(kind="rule", written=entry.written, reading=so_far.replace(",", ""))
    for other in lexicon.within(entry.written):
        kind = "longer" if len(other.written) > len(entry.written) else "shorter"
        yield Conflict(kind=kind, written=other.written, reading=other.reading)
