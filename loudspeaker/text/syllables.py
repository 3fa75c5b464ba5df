"""Whether a word is spelled as a Vietnamese syllable: evidence of what a text's letters mean.

Stricter than what can be read aloud: an onset, a rhyme of the written language, at most one tone,
and only the two tones that a stop allows.  Whether the syllable is in use is not asked.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import Final

from loudspeaker.text.regex import regex
from loudspeaker.text.spelling import TONES, without_tones

_TONES_OF_STOPS: Final = ("\u0301", "\u0323")
_STOPS: Final = ("p", "t", "c", "ch")
# A glide bears no tone: báo, not baó.  Spared are gió, quý, and what is written either way: thúy.
_TONE_ON_GLIDE: Final = regex(r"[aăâeêoôơư][iouy][\u0300\u0301\u0303\u0309\u0323]$")
_ONSETS: Final = (
    "(?:(?:c|ng)(?![eêiy])|g(?![eêy])|(?:gh|ngh)(?=[eêiy])|nh|gi|kh|ph|qu|th|tr|ch"
    "|[bdđhklmnprstvx])?"
)
_STOPPED: Final = "[mptck]|ng?"  # after most vowels; k in names: Đắk Lắk
_RHYMES: Final = (
    f"a(?:[iouy]|nh|ch|{_STOPPED})?",
    f"ă(?:{_STOPPED})",
    f"â(?:[uy]|{_STOPPED})",
    f"e(?:o|{_STOPPED})?",
    "ê(?:u|nh?|ng|ch|[mptk])?",
    "i(?:[au]|nh?|ch|[mptk])?",
    f"iê(?:u|{_STOPPED})",
    f"oo?(?:{_STOPPED})",
    "oi?",
    f"oa(?:[ioy]|nh|ch|{_STOPPED})?",
    f"oă(?:{_STOPPED})",
    "oe(?:o|[nt])?",
    f"ô(?:i|{_STOPPED})?",
    "ơ(?:i|[mnptk])?",
    f"u(?:[aiơ]|{_STOPPED})?",
    "uâ(?:y|ng?|t)",
    "uê(?:nh?|ch)?",
    f"uô(?:i|{_STOPPED})",
    "uy(?:[au]|nh?|ch|[tp])?",
    "uyê[nt]",
    "ư(?:[aiu]|ng|[mtck])?",
    f"ươ(?:[iu]|{_STOPPED})",
    "y(?:nh|ch|t)?",
    "yê(?:u|ng?|[mt])",
)


@lru_cache(maxsize=4096)
def is_syllable(word: str) -> bool:
    """Tell whether a composed word, in letters of any case, is spelled as a syllable is."""
    decomposed = unicodedata.normalize("NFD", word.lower())
    bare = without_tones(word.lower())
    tones = [mark for mark in decomposed if mark in TONES]
    if not _pattern().fullmatch(bare) or (tones and _TONE_ON_GLIDE.search(_last_two(word))):
        return False
    if bare.endswith(_STOPS):
        return len(tones) == 1 and tones[0] in _TONES_OF_STOPS
    return len(tones) <= 1


def has_shape(word: str) -> bool:
    """Tell whether a composed word would be a syllable with some tone, or none."""
    return _pattern().fullmatch(without_tones(word.lower())) is not None


def _last_two(word: str) -> str:
    """Return the last letters, the last one taken apart."""
    return word[-2:-1].lower() + unicodedata.normalize("NFD", word[-1:].lower())


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(f"{_ONSETS}(?:{'|'.join(_RHYMES)})")
