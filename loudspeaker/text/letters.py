"""Single words: which can be spoken as they stand, and how the others are spelled."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from loudspeaker.text.regex import regex
from loudspeaker.text.spelling import without_tones
from loudspeaker.text.syllables import has_shape

_PLAIN: Final = "aăâbcdđeêghiklmnoôơpqrstuưvxy"
_TONES: Final = "\u0300\u0301\u0303\u0309\u0323"
VIETNAMESE: Final = frozenset(
    unicodedata.normalize("NFC", letter + tone) for letter in _PLAIN for tone in ("", *_TONES)
    if tone == "" or letter in "aăâeêioôơuưy"
)  # fmt: skip
STRANGE: Final = "ký tự lạ"

_NAMES: Final = dict(
    zip(
        "abcdđefghijklmnopqrstuvwxyz",
        ["a", "bê", "xê", "dê", "đê", "e", "ép", "giê", "hát", "i", "gi", "ca", "lờ", "mờ",
         "nờ", "o", "pê", "quy", "rờ", "ét", "tê", "u", "vê", "vê kép", "ích", "i", "dét"],
        strict=True,
    )
)  # fmt: skip
_RESPELLED: Final = {"f": "ph", "j": "gi", "w": "v", "z": "d", "ł": "l", "ø": "o", "ß": "ss"}
_TAY_ONSETS: Final = regex("(?:b|m|p|ph)j")  # Bjoóc, Pjoỏng, Phja
_LONGEST_SPELLED = 5
_VOWELS: Final = frozenset("aeiouy")


def word(text: str, known: Mapping[str, str]) -> str:
    """Read a run of letters: as is known of it, as a word if it can be one, else spelled."""
    return known.get(text.casefold()) or known.get(read := _unknown(text), read)


@lru_cache(maxsize=4096)
def is_spelled(text: str) -> bool:
    """Tell whether letters that nothing is known of are said one by one.

    Capitals that make no Vietnamese syllable are taken for an abbreviation.
    """
    small = _latin(text.casefold())
    if small is None:
        return False
    is_abbreviation = text.isupper() and 1 < len(text) <= _LONGEST_SPELLED
    has_tone = without_tones(small) != small
    return not has_vowel(small) or (is_abbreviation and not has_tone and not has_shape(small))


@lru_cache(maxsize=4096)
def _unknown(text: str) -> str:
    small = _latin(text.casefold())
    if small is None:
        return STRANGE
    if is_spelled(text):
        return spelled(small)
    onset = _TAY_ONSETS.match(small)
    kept = onset.group() if onset else ""
    return kept + "".join(_RESPELLED.get(letter, letter) for letter in small[len(kept) :])


def has_vowel(text: str) -> bool:
    """Tell whether a word can be said at all."""
    return not _VOWELS.isdisjoint(_without_marks(text))


def spelled(text: str) -> str:
    """Read Latin letters one by one."""
    return " ".join(_NAMES.get(letter, letter) for letter in map(_base, text.casefold()))


def _base(letter: str) -> str:
    if letter in _PLAIN or letter in _NAMES:
        return letter
    return _without_marks(_RESPELLED.get(letter, letter))


def _latin(text: str) -> str | None:
    """Return the word in letters that can be said: foreign marks dropped; None if not Latin."""
    if VIETNAMESE.issuperset(text):
        return text
    letters = [_vietnamese(letter) for letter in text]
    return None if None in letters else "".join(filter(None, letters))


def _vietnamese(letter: str) -> str | None:
    if letter in VIETNAMESE or letter in _RESPELLED:
        return letter
    base = _without_marks(letter)
    return base if base in _NAMES else None


def _without_marks(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))
