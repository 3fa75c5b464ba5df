"""Single words: which can be spoken as they stand, and how the others are spelled."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

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
        ["a", "bê", "xê", "dê", "đê", "e", "ép", "giê", "hát", "i", "gi", "ca", "lờ", "mờ", "nờ",
         "o", "pê", "quy", "rờ", "ét", "tê", "u", "vê", "vê kép", "ích", "i", "dét"],
        strict=True,
    )
)  # fmt: skip
_RESPELLED: Final = {"f": "ph", "j": "gi", "w": "v", "z": "d", "ł": "l", "ø": "o", "ß": "ss"}
_TAY_ONSETS: Final = re.compile("(?:b|m|p|ph)j")  # Bjoóc, Pjoỏng, Phja
_LONGEST_SPELLED = 5
_VOWELS: Final = frozenset("aeiouy")
_SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdđghklmnprstvx])?"
    r"[aăâeêioôơuưy]{1,3}(?:ch|ng|nh|[ckmnpt])?"
)


def word(text: str, known: Mapping[str, str]) -> str:
    """Read a run of letters: as is known of it, as a word if it can be one, else spelled.

    Capitals that make no Vietnamese syllable are taken for an abbreviation and spelled.
    """
    return known.get(text.casefold()) or known.get(read := _unknown(text), read)


@lru_cache(maxsize=4096)
def _unknown(text: str) -> str:
    small = _latin(text.casefold())
    if small is None:
        return STRANGE
    bare = _without_tones(small)
    has_vowel = not _VOWELS.isdisjoint(_without_marks(bare))
    is_abbreviation = text.isupper() and 1 < len(text) <= _LONGEST_SPELLED
    if not has_vowel or (is_abbreviation and not _SYLLABLE.fullmatch(bare)):
        return spelled(small)
    onset = _TAY_ONSETS.match(small)
    kept = onset.group() if onset else ""
    return kept + "".join(_RESPELLED.get(letter, letter) for letter in small[len(kept) :])


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


def _without_tones(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(c for c in decomposed if c not in _TONES))
