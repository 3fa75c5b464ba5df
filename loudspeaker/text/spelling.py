"""The marks of Vietnamese words: without the tones, and the two places where a tone may stand."""

from __future__ import annotations

import unicodedata
from typing import Final

from loudspeaker.text.regex import regex

TONES: Final = "\u0300\u0301\u0303\u0309\u0323"


def without_tones(word: str) -> str:
    """Return a word without its tone marks; the other marks of its letters stay."""
    decomposed = unicodedata.normalize("NFD", word)
    return unicodedata.normalize("NFC", "".join(c for c in decomposed if c not in TONES))


def _pairs() -> dict[str, str]:
    """Return new-style endings → old-style ones: ``oà`` → ``òa``, ``uỳ`` → ``ùy``."""
    found = {}
    for first, second in ("oa", "oe", "uy"):
        for tone in TONES:
            late = unicodedata.normalize("NFC", first + second + tone)
            found[late] = unicodedata.normalize("NFC", first + tone + second)
    return found


_EARLY: Final = _pairs()
_LATER: Final = {early: late for late, early in _EARLY.items()}
_FIRST_VOWEL: Final = regex(rf"(?<!q)(?:{'|'.join(_LATER)})(?![^\W\d_])")
_LATE: Final = regex(rf"(?<!q)(?:{'|'.join(_EARLY)})(?![^\W\d_])")


def one_placement(text: str) -> str:
    """Return small letters with the tone mark of an open syllable on its first vowel: ``hòa``."""
    return _LATE.sub(lambda found: _EARLY[found.group()], text)


def both_placements(text: str) -> tuple[str, ...]:
    """Return small letters as they stand, and the other way of placing their tone marks."""
    early = one_placement(text)
    late = _FIRST_VOWEL.sub(lambda found: _LATER[found.group()], text)
    return tuple(dict.fromkeys((text, early, late)))
