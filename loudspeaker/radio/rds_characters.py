"""The character table of RDS and the way from any text into it.

EN 50067, annex E, table E.1 (G0): 78 of the 178 Vietnamese letters are in it; those with ă, ơ, ư, a
hook, a dot, or two marks are not.  Folding gives at most one character for each of the text.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from itertools import combinations

_ROWS = (
    "áàéèíìóòúùÑÇŞß¡Ĳ"
    "âäêëîïôöûüñçşğıĳ"
    "ªα©‰Ğěňőπ€£$←↑→↓"
    "º¹²³±İńűµ¿÷°¼½¾§"
    "ÁÀÉÈÍÌÓÒÚÙŘČŠŽĐĿ"
    "ÂÄÊËÎÏÔÖÛÜřčšžđŀ"
    "ÃÅÆŒŷÝÕØÞŊŔĆŚŹŦð"
    "ãåæœŵýõøþŋŕćśźŧ"
)
_UNLIKE_ASCII = {0x24: "¤", 0x5E: "―", 0x60: "‖", 0x7E: "¯"}
_LINE_BREAK, _SOFT_HYPHEN = 0x0A, 0x1F
_CODES = (
    {chr(code): code for code in range(0x20, 0x7F) if code not in _UNLIKE_ASCII}
    | {character: code for code, character in _UNLIKE_ASCII.items()}
    | {character: 0x80 + place for place, character in enumerate(_ROWS)}
)
_CHARACTERS = {code: character for character, code in _CODES.items()} | {
    _LINE_BREAK: "\n",
    _SOFT_HYPHEN: "\u00ad",
}
_TONES = frozenset("\u0300\u0301\u0303\u0309\u0323")  # the marks dropped first: tờ > tò, tế > tê
_SUBSTITUTES = (
    dict.fromkeys("‘’‚‛`´′", "'")
    | dict.fromkeys("“”„‟«»″", '"')
    | dict.fromkeys("‐‑‒–—−•~", "-")
    | {"×": "x", "·": ".", "₫": "đ", "Ð": "Đ", "Ł": "L", "ł": "l", "≥": ">", "≤": "<", "…": "."}
)
_BY_CATEGORY = {
    "Cc": " ", "Zs": " ", "Zl": " ", "Zp": " ",
    "Pd": "-", "Pi": '"', "Pf": '"', "Pc": "_", "Ps": "(", "Pe": ")", "Po": ".",
    "Lu": "?", "Ll": "?", "Lt": "?", "Lm": "?", "Lo": "?", "Nd": "?", "Nl": "?", "No": "?",
    "Sc": "?", "Sm": "?",
}  # fmt: skip
_SIMPLE_CHARACTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789',-./ ")
_SIMPLER = {
    ":": ".", ";": ",", "!": ".", "?": ".", '"': "'", "(": ",", ")": ",", "\\": "/", "―": "-",
    "_": "-", "Đ": "D", "đ": "D", "ß": "S", "Æ": "A", "æ": "A", "Œ": "O", "œ": "O", "Ø": "O",
    "ø": "O", "Þ": "T", "þ": "T", "Ŋ": "N", "ŋ": "N", "Ŧ": "T", "ŧ": "T", "ð": "D", "ı": "I",
}  # fmt: skip


def fold(text: str) -> str:
    """Return the text with characters of the table only; never raises, never longer.

    A letter that is missing becomes the nearest one that is there, first without its tone; other
    letters and digits become ``?``; controls become spaces; pictures and stray marks fall away.
    """
    return "".join(map(_folded, unicodedata.normalize("NFC", text)))


def simple(text: str) -> str:
    """Return the text with A-Z, 0-9, space and ``' , - . /`` only, for plain displays."""
    return "".join(map(_simpler, fold(text)))


def encode(text: str) -> bytes:
    """Return the text, folded, as bytes of the table: one for each character, never a control."""
    return bytes(_CODES[character] for character in fold(text))


def decode(data: bytes) -> str:
    """Return bytes of the table as text, one character for each; those undefined are spaces."""
    return "".join(_CHARACTERS.get(code, " ") for code in data)


@lru_cache(maxsize=4096)
def _folded(character: str) -> str:
    if character in _CODES:
        return character
    if character in _SUBSTITUTES:
        return _SUBSTITUTES[character]
    found = _with_fewer_marks(character) or _compatible(character)
    return found or _BY_CATEGORY.get(unicodedata.category(character), "")


def _with_fewer_marks(character: str) -> str:
    """Drop as few marks as possible, tones before the others; "" if even that is not there."""
    letter, *marks = list(unicodedata.normalize("NFD", character))
    marks.sort(key=_TONES.__contains__)
    for count in range(len(marks) - 1, -1, -1):
        for kept in combinations(marks, count):
            candidate = unicodedata.normalize("NFC", letter + "".join(kept))
            if candidate in _CODES:
                return candidate
    return ""


def _compatible(character: str) -> str:
    """Return the first usable character that it is a form of, as A of a full-width A."""
    forms = unicodedata.normalize("NFKD", character)
    return next((form for form in forms if form in _CODES), "")


@lru_cache(maxsize=512)
def _simpler(character: str) -> str:
    if character in _SIMPLER:
        return _SIMPLER[character]
    letter = unicodedata.normalize("NFKD", character)[0].upper()
    return letter if letter in _SIMPLE_CHARACTERS else " "
