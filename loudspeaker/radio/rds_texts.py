"""What a receiver shows, as the bytes that are sent: names of 8, texts of 64, UTF-8 beside them.

Too long is shortened at a space where there is one, never refused.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from loudspeaker.radio.rds_characters import encode, fold
from loudspeaker.radio.rds_text_groups import (
    ENHANCED_TEXT_LENGTH,
    LONG_NAME_LENGTH,
    NAME_LENGTH,
    TEXT_END,
    TEXT_LENGTH,
)

_LONGEST_LOOKED_AT = 1_000  # characters; more cannot matter
# What a station's name may begin with and be known without; longer ones first.
_GENERAL = (
    "đài truyền thanh", "đài phát thanh", "đài tiếng nói", "truyền thanh", "phát thanh",
    "uỷ ban nhân dân", "ủy ban nhân dân", "ubnd", "đài", "loa", "xã", "phường", "thị trấn",
    "đặc khu", "thôn", "bản", "ấp", "buôn", "tổ dân phố", "khu phố",
)  # fmt: skip


def short_name(name: str) -> str:
    """Return at most 8 characters of the table for a name.

    Of a longer one, what it shares with all stations goes first (``Đài truyền thanh xã``), then the
    spaces (``VinhPhúc``), then the last words; only a single long word is cut.
    """
    own = _own_part(_one_line(name), _fits_name)
    closed = "".join(word[:1].upper() + word[1:] for word in own.split())
    fitting = closed if _fits_name(closed) and not _fits_name(own) else own
    return fold(_shortened(fitting, _fits_name))


def name_bytes(name: str) -> bytes:
    """Return PS or PTYN: exactly 8 bytes, filled with spaces."""
    return encode(short_name(name)).ljust(NAME_LENGTH)


def text_bytes(text: str) -> bytes:
    """Return radio text: at most 64 bytes, ended by 0D if there is room; of nothing, nothing."""
    line = _shortened(" ".join(fold(_one_line(text)).split()), lambda cut: len(cut) <= TEXT_LENGTH)
    return _ended(encode(line), TEXT_LENGTH)


def long_name_bytes(name: str) -> bytes:
    """Return the long name: exactly 32 bytes of UTF-8, filled with 0D; of nothing, nothing.

    Of a longer one, what it shares with all stations goes first, then the last words.
    """
    own = _own_part(_one_line(name), _fits_long_name)
    data = _shortened(own, _fits_long_name).encode()
    return data and data.ljust(LONG_NAME_LENGTH, TEXT_END)


def enhanced_text_bytes(text: str) -> bytes:
    """Return enhanced radio text: at most 128 bytes of UTF-8, ended by 0D if there is room."""
    cut = _shortened(_one_line(text), _fits_enhanced_text)
    return _ended(cut.encode(), ENHANCED_TEXT_LENGTH)


def _one_line(text: str) -> str:
    """Return the text in NFC on one line, without what cannot be seen."""
    visible = "".join(map(_visible, text[:_LONGEST_LOOKED_AT]))
    return " ".join(unicodedata.normalize("NFC", visible).split())


def _visible(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cc":
        return " "
    return "" if category.startswith("C") else character


def _fits_name(text: str) -> bool:
    return len(text) <= NAME_LENGTH


def _fits_long_name(text: str) -> bool:
    return len(text.encode()) <= LONG_NAME_LENGTH


def _fits_enhanced_text(text: str) -> bool:
    return len(text.encode()) <= ENHANCED_TEXT_LENGTH


def _own_part(name: str, fits: Callable[[str], bool]) -> str:
    """Take general words from the beginning as long as it does not fit, leaving one at least."""
    words = name.split()
    while not fits(" ".join(words)) and (general := _general_words(words)):
        words = words[general:]
    return " ".join(words)


def _general_words(words: list[str]) -> int:
    line = " ".join(words).casefold() + " "
    found = (len(general.split()) for general in _GENERAL if line.startswith(general + " "))
    return next((count for count in found if count < len(words)), 0)


def _shortened(text: str, fits: Callable[[str], bool]) -> str:
    """Return as many whole words from the beginning as fit; of a single word, as much of it."""
    words = text.split(" ")
    for count in range(len(words), 0, -1):
        if fits(part := " ".join(words[:count])):
            return part
    first = words[0]
    return next(first[:end] for end in range(len(first), -1, -1) if fits(first[:end]))


def _ended(data: bytes, most: int) -> bytes:
    return data + TEXT_END if 0 < len(data) < most else data
