"""Which passwords are taken: long ones that are not the first that others would try."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Final

FEWEST: Final = 12
MOST: Final = 128
_DISTINCT: Final = 5
_NAME_LETTERS: Final = 4
_HIDDEN: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_RUNS: Final = (
    "01234567890123456789",
    "abcdefghijklmnopqrstuvwxyz",
    "qwertyuiopasdfghjklzxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm",
)
_COMMON: Final = frozenset(
    {
        *("password", "passw0rd", "matkhau", "admin", "administrator", "quantri", "quantrivien"),
        *("welcome", "letmein", "iloveyou", "anhyeuem", "emyeuanh", "vietnam", "truyenthanh"),
        *(
            "loaphuong",
            "loaxa",
            "loudspeaker",
            "thongbao",
            "daitruyenthanh",
            "ubndxa",
            "uybannhandan",
        ),
    }
)


def normal(password: str) -> str:
    """Return a password as it is hashed: one keyboard's letters are not another's code points."""
    return unicodedata.normalize("NFC", password)


def folded(text: str) -> str:
    """Return letters and digits alone, without diacritics and case."""
    parts = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return "".join(each for each in parts if each.isalnum())


def problem_of(password: str, *, names: Iterable[str] = ()) -> str | None:
    """Return why a password is not taken, None if it is.

    ``short``, ``long``, ``hidden`` (characters that nobody sees), ``plain`` (few different ones, or
    a row of keys), ``common``, or ``name`` (little besides a name of the person or the station).
    """
    text = normal(password)
    if any(unicodedata.category(each) in _HIDDEN for each in text):
        return "hidden"
    if len(text) < FEWEST:
        return "short"
    if len(text) > MOST:
        return "long"
    return _guessable(folded(text) or text, names)


def _guessable(plain: str, names: Iterable[str]) -> str | None:
    if len(set(plain)) < _DISTINCT or _is_row(plain):
        return "plain"
    if any(_is_mostly(plain, word) for word in _COMMON):
        return "common"
    known = (folded(name) for name in names)
    if any(len(name) >= _NAME_LETTERS and _is_mostly(plain, name) for name in known):
        return "name"
    return None


def _is_row(plain: str) -> bool:
    """Tell whether it is one run of keys or digits, forwards or backwards, or a piece repeated."""
    rows = (*_RUNS, *(run[::-1] for run in _RUNS))
    if any(plain in row * 2 for row in rows):
        return True
    return plain in (plain + plain)[1:-1]


def _is_mostly(plain: str, word: str) -> bool:
    """Tell whether nothing but digits is left once a word is taken away."""
    return word in plain and not plain.replace(word, "").strip("0123456789")
