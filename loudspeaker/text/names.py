"""Letters in names of persons and places: initials, H'Mông, H. for a district."""

from __future__ import annotations

import re
from typing import Final

from loudspeaker.text.found import LETTERS, Found, Kind, Rule, Start
from loudspeaker.text.letters import spelled, word

SYLLABLES_OF_SHORT_NAMES: Final = frozenset({"Gi", "Qu"})
"""Beginnings of names that would pass for ordinary words."""
_INITIALS: Final = frozenset({
    "P.", "Q.", "H.", "T.", "X.", "KT.", "Tr", "Th", "Tr.", "Th.", "Ph", "Kh",
})  # fmt: skip
_MORE_INITIALS: Final = re.compile(r"\.?[A-ZĐ](?![^\W\d])")
_PERSON: Final = re.compile(
    r"\b(?:ông|bà|anh|chị|em|cháu|cụ|bác|cô|chú|dì|bạn|chồng|vợ|con|mẹ|bố)(?: [^\W\d]+){0,2}$"
    r"|\b(?:thị|văn)$"
)
_PLACES: Final = {"H": "huyện", "T": "tỉnh", "X": "xã", "P": "phường", "Q": "quận"}
_TOWARDS: Final = ("quê", "đi", "đến", "về", "ở", "tại", "từ", "thuộc")
_INITIAL_BEFORE: Final = re.compile(r"\b[a-zđ]\.,$")


def are_initials(written: str, found: Found) -> bool:
    """Tell letters that stand for a person's names: ``anh Q.``, ``cháu T.T.Y``, ``Cứ A Tr``.

    ``written`` is an abbreviation with which what was found begins.
    """
    if written in _INITIALS and _PERSON.search(found.before):
        return True
    return "." in written and _MORE_INITIALS.match(found.text[len(written) :]) is not None


def is_letter_y(found: Found) -> bool:
    """Tell the initial Y from a name such as Y Moan."""
    stands_alone = found.after[:1] in ".,;)" or found.before.endswith(".")
    return found.text == "Y" and stands_alone


def _short_name(found: Found) -> str | None:
    """Read the beginning of a name as letters: ``Lục Thị Gi.``, ``Hoàng Gia Kh``."""
    return spelled(found.text) if _PERSON.search(found.before) else None


def _place(found: Found) -> str | None:
    """Read ``H.`` before a name as a district's word where an address is, else not."""
    before, letter = found.before, found.text[0]
    if before.endswith(","):
        is_address = not _INITIAL_BEFORE.search(before)
    else:
        is_address = before.endswith(_TOWARDS) and (letter in "HX" or before.endswith("quê"))
    return _PLACES[letter] if is_address else None


def _elided(found: Found) -> str:
    """Read names such as H'Mông and K'Brết: the consonant has a short ơ of its own."""
    consonant = "c" if found.text[0] == "K" else found.text[0].casefold()
    return f"{consonant}ơ {word(found.text[2:], found.tables.known)}"


SHORT_NAME: Final = Rule(
    name="short_name", kind=Kind.WORD, starts=Start.LETTER,
    pattern=r"(?<!\w)(?:Ch|Gi|Kh|Ng|Nh|Ph|Qu|Th|Tr)(?=\.|[,;)]|$|\n| (?![A-ZĐÀ-Ỹ]))",
    read=_short_name, often_none=True,
)  # fmt: skip
PLACE: Final = Rule(
    name="place", kind=Kind.ABBREVIATION, starts=Start.LETTER,
    pattern=rf"(?<!\w)[HTXPQ]\.(?= ?[A-ZĐÀ-Ỹ]{LETTERS})", read=_place, often_none=True,
)  # fmt: skip
ELIDED: Final = Rule(
    name="elided", kind=Kind.WORD, starts=Start.LETTER,
    pattern=rf"(?<!\w)[BDĐHKLMNPRST]['’]{LETTERS}+", read=_elided,
)  # fmt: skip
