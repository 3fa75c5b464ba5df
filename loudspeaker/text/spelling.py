"""How Vietnamese syllables are written: which are ones, and the two places of a tone mark."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

TONES: Final = "\u0300\u0301\u0303\u0309\u0323"
_SHARP_OR_HEAVY: Final = frozenset("\u0301\u0323")

_ONSETS: Final = "ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdđghklmnprstvx]"
_OPEN: Final = (
    "a|ai|ao|au|ay|âu|ây|e|eo|ê|êu|i|ia|iêu|iu|o|oa|oai|oao|oay|oe|oeo|oi|ô|ôi|ơ|ơi|u|ua|uây|uê|ui"
    "|uôi|uơ|uy|uya|uyu|ư|ưa|ươi|ươu|ưi|ưu|y|yêu|ya|êu"
)
_CLOSED: Final = (
    "(?:a|ă|â|e|ê|i|iê|o|oa|oă|oe|oo|ô|ôô|ơ|u|uâ|uô|ư|ươ|uyê|yê|y|uy|uê)(?:ng|nh|ch|[cmnpt])"
)
_SYLLABLE: Final = re.compile(rf"(?:{_ONSETS})?(?:{_OPEN}|{_CLOSED})")
_STOPPED: Final = re.compile(r".*(?:ch|[cpt])")


def without_tones(word: str) -> str:
    """Return a word without its tone marks; the other marks of its letters stay."""
    decomposed = unicodedata.normalize("NFD", word)
    return unicodedata.normalize("NFC", "".join(c for c in decomposed if c not in TONES))


def has_shape(word: str) -> bool:
    """Tell whether a word in small letters is a syllable but for its tone."""
    return _SYLLABLE.fullmatch(without_tones(word)) is not None


@lru_cache(maxsize=8192)
def is_syllable(word: str) -> bool:
    """Tell whether a word in small letters, NFC, is written as a Vietnamese syllable can be."""
    tones = [mark for mark in unicodedata.normalize("NFD", word) if mark in TONES]
    bare = without_tones(word)
    if len(tones) > 1 or not _SYLLABLE.fullmatch(bare):
        return False
    return not _STOPPED.fullmatch(bare) or (bool(tones) and tones[0] in _SHARP_OR_HEAVY)


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
_FIRST_VOWEL: Final = re.compile(rf"(?<!q)(?:{'|'.join(_LATER)})(?![^\W\d_])")
_LATE: Final = re.compile(rf"(?<!q)(?:{'|'.join(_EARLY)})(?![^\W\d_])")


def one_placement(text: str) -> str:
    """Return small letters with the tone mark of an open syllable on its first vowel: ``hòa``."""
    return _LATE.sub(lambda found: _EARLY[found.group()], text)


def both_placements(text: str) -> tuple[str, ...]:
    """Return small letters as they stand, and the other way of placing their tone marks."""
    early = one_placement(text)
    late = _FIRST_VOWEL.sub(lambda found: _LATER[found.group()], text)
    return tuple(dict.fromkeys((text, early, late)))
