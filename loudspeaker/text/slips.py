"""Characters that were typed, pasted or scanned in place of the one that was meant."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from loudspeaker.text.regex import regex

_SAME: Final = str.maketrans({
    **dict.fromkeys("º˚", "°"), "℃": "°C", "℉": "°F",
    **dict.fromkeys("ÐƉ", "Đ"), **dict.fromkeys("ðɖ", "đ"), "Ƣ": "Ư", "ƣ": "ư",
    **dict.fromkeys("‐‑⁃﹣－", "-"), "‒": "–", "―": "—",
    **dict.fromkeys("„‟〝", "“"), **dict.fromkeys("〞〟", "”"), **dict.fromkeys("‚‛‹", "‘"),
    **dict.fromkeys("›`´ʼʹ", "’"), **dict.fromkeys("⁄∕", "/"), "∶": ":",
    **dict.fromkeys("✕✖⨯", "×"),
})  # fmt: skip
# Cyrillic and Greek letters that are drawn like Latin ones.
_LIKE: Final = "АВЕЅІЈКМНОРСТУХаеѕіјорсухΑΒΕΖΗΙΚΜΝΟΡΤΥΧο"
_LATIN: Final = "ABESIJKMHOPCTYXaesijopcyxABEZHIKMNOPTYXo"
_ALIKE: Final = str.maketrans(_LIKE, _LATIN)
_ANY_ALIKE: Final = regex(f"[{_LIKE}]")
_LETTER: Final = regex(r"[^\W\d_]")
_WORD: Final = regex(r"\w+")
_WHOLLY_LATIN: Final = regex("[0-9A-Za-z\xc0-\xd6\xd8-\xf6\xf8-\u024f\u1e00-\u1eff]*")
# Behind a consonant it is an apostrophe: H‘Mông.
_APOSTROPHE: Final = regex(r"(?<=\w)‘(?=\w)")
_BULLET: Final = regex(r"·(?=\s)")
_DASH: Final = regex("[–—−]")
_JOINED: Final = regex(r"(?<![^\W_])[^\W_]++(?:[-–—−][^\W_]++)+")
_MINUS_BEHIND: Final = regex(r"(?<=[\w%°'])−(?=\w)")
_MINUS_APART: Final = regex(r"−(?=\s|$)")
_LONG_DASH: Final = regex(r"([0-9][^\S\n]*)—(?=[^\S\n]*[0-9])")


def mended(text: str) -> str:
    """Return the text with the characters that were meant; never raises."""
    same = _BULLET.sub("•", _APOSTROPHE.sub("’", text.translate(_SAME)))
    if _ANY_ALIKE.search(same):
        same = _WORD.sub(_in_latin, same)
    if _DASH.search(same):
        same = _with_dashes(same)
    return unicodedata.normalize("NFC", same)


def _with_dashes(text: str) -> str:
    """Return the text with hyphens in codes and short dashes between numbers.

    A minus stays one only where it stands before a number and behind nothing.
    """
    text = _JOINED.sub(_hyphenated, text)
    text = _MINUS_APART.sub("–", _MINUS_BEHIND.sub("-", text))
    return _LONG_DASH.sub(r"\1–", text)


def _hyphenated(found: re.Match[str]) -> str:
    """Return a code, a compound or a date with hyphens; two numbers may be a stretch: 5–7."""
    joined = found.group()
    dashes = sum(1 for sign in joined if not sign.isalnum())
    return joined if dashes == 1 and not _LETTER.search(joined) else _DASH.sub("-", joined)


def _in_latin(found: re.Match[str]) -> str:
    """Return a word of Latin letters or digits wholly so; of another alphabet as it is."""
    word = found.group()
    latin = word.translate(_ALIKE)
    has_latin = any(letter not in _LIKE for letter in word)
    return latin if has_latin and _WHOLLY_LATIN.fullmatch(latin) else word
