"""What the bytes of a file say that are not UTF-8: UTF-16, windows-1258, and old fonts' letters.

Nothing tells the one-byte encodings apart but their words, so bytes are text only if these are
Vietnamese; a document, an archive or a picture never is.
"""

from __future__ import annotations

import re
import unicodedata
from codecs import BOM_UTF16_BE, BOM_UTF16_LE
from typing import Final

from loudspeaker.text.legacy import recognise
from loudspeaker.text.syllables import is_syllable

_CONTROLS: Final = re.compile(rb"[\0-\x08\x0e-\x1f\x7f]")
_WORDS: Final = re.compile("(?:[^\\W\\d_¹²³¼½¾]|[\u0300-\u036f])+")
_LATIN: Final = re.compile("[\t-\r -~\xa0-\u036f\u1e00-\u22ff]")
_FEWEST_WORDS: Final = 2
_OVERWHELMING: Final = 4  # times as many words must be Vietnamese as are not


def older_text(data: bytes) -> str | None:
    """Return the text; None if it is none.  What old fonts wrote stays as it stands there."""
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return _utf16(data)
    if _CONTROLS.search(data):
        return None
    western = _decoded(data, "cp1252")
    if western and recognise(western):
        return western
    vietnamese = _decoded(data, "cp1258")
    return vietnamese if vietnamese and _is_vietnamese(vietnamese) else None


def _utf16(data: bytes) -> str | None:
    """Return the text if most of it is Latin: any bytes at all make some signs of UTF-16."""
    text = _decoded(data, "utf-16")
    if text is None or 2 * len(_LATIN.findall(text)) < len(text):
        return None
    return text


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return unicodedata.normalize("NFC", data.decode(encoding))
    except UnicodeDecodeError:
        return None


def _is_vietnamese(text: str) -> bool:
    words = [word for word in _WORDS.findall(text) if not (word.isascii() or _is_neutral(word))]
    right = sum(map(is_syllable, words))
    return right >= _FEWEST_WORDS and right >= _OVERWHELMING * (len(words) - right)


def _is_neutral(word: str) -> bool:
    """Tell an abbreviation, or a letter that stands alone."""
    return len(word) == 1 or (word.isupper() and not is_syllable(word))
