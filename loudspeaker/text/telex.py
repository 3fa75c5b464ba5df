"""Words in which the keys of the Telex input method were left standing: ``hopj``, ``ddaay``.

Only what shows it: a word that is no syllable, becomes one, and has the keys for it.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Final

from loudspeaker.text.regex import regex
from loudspeaker.text.syllables import is_syllable

_TONES: Final = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323"}
_KEYS: Final = (
    ("dd", "đ"), ("aa", "â"), ("ee", "ê"), ("oo", "ô"), ("uow", "ươ"), ("uaw", "uă"),
    ("aw", "ă"), ("ow", "ơ"), ("uw", "ư"),
)  # fmt: skip
_TONED: Final = regex(r"([^\W\d_]*?[aeiouyăâêôơư][^\W\d_]*?)([sfrxj])([^\W\d_]{0,2})")
_SURE: Final = regex(r"^dd|uow|.{2}[fj]")
_LIKELY: Final = regex(r"aa|ee|oo|w")
_MAIN_VOWEL: Final = regex("ươ|[ăâêôơư]")
_VOWELS: Final = regex(r"(?:(?<=^q)u|(?<=^g)i(?=[aăâeêioôơuưy]))?([aeiouy]+)")


@lru_cache(maxsize=2048)
def decoded(word: str) -> str | None:
    """Return the syllable that the keys of a word in small letters were meant for, or None."""
    if is_syllable(word) or not word.isascii():
        return None
    toned = _TONED.fullmatch(word)
    shows = _SURE.search(word) or (toned and _LIKELY.search(word))
    if not shows:
        return None
    plain, tone = (toned[1] + toned[3], _TONES[toned[2]]) if toned else (word, "")
    for keys, letter in _KEYS:
        plain = plain.replace(keys, letter)
    read = _with_tone(plain, tone)
    return read if read is not None and is_syllable(read) else None


def _with_tone(plain: str, tone: str) -> str | None:
    """Put the tone mark on the vowel that carries it, in the older way: ``hòa``."""
    place = _place(plain)
    if place is None:
        return None
    return unicodedata.normalize("NFC", plain[: place + 1] + tone + plain[place + 1 :])


def _place(plain: str) -> int | None:
    marked = list(_MAIN_VOWEL.finditer(plain))
    if marked:
        return marked[-1].end() - 1
    vowels = _VOWELS.search(plain)
    if vowels is None:
        return None
    start, end = vowels.span(1)
    closed_or_three = end < len(plain) or end - start > 2  # noqa: PLR2004 - hoang, ngoai
    return start + 1 if closed_or_three and end - start > 1 else start
