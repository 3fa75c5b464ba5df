"""Letters in names of persons and places: initials, H'Mông, H. for a district."""

from __future__ import annotations

from typing import Final

from loudspeaker.text.found import CAPITAL, LETTERS, Found, Kind, Rule, Start
from loudspeaker.text.letters import spelled, word
from loudspeaker.text.regex import regex

SYLLABLES_OF_SHORT_NAMES: Final = frozenset({"Gi", "Qu"})
"""Beginnings of names that would pass for ordinary words."""
_INITIALS: Final = frozenset({
    "KT.", "Tr", "Th", "Tr.", "Th.", "Ph", "Kh",
})  # fmt: skip
_MORE_INITIALS: Final = regex(r"\.?[A-ZĐ](?![^\W\d])")
_PERSON: Final = regex(
    r"\b(?:ông|bà|anh|chị|em|cháu|cụ|bác|cô|chú|dì|bạn|chồng|vợ|con|mẹ|bố|thầy|chí|đ/c|trưởng thôn"
    r"|bí thư)(?: [^\W\d]+){0,2}$"
    r"|\b(?:thị|văn)$"
)
_PLACES: Final = {"H": "huyện", "T": "tỉnh", "X": "xã", "P": "phường", "Q": "quận"}
_TOWARDS: Final = ("quê", "đi", "đến", "về", "ở", "tại", "từ", "thuộc")
_INITIAL_BEFORE: Final = regex(r"\b[a-zđ]\.,$")


def are_initials(written: str, found: Found) -> bool:
    """Tell letters that stand for a person's names: ``anh Q.``, ``cháu T.T.Y``, ``Cứ A Tr``.

    ``written`` is an abbreviation with which what was found begins.
    """
    is_one = len(written) == 2 and written[1] == "."  # noqa: PLR2004 - a letter and a dot
    if (is_one or written in _INITIALS) and _PERSON.search(found.before):
        return True
    return "." in written and _MORE_INITIALS.match(found.text[len(written) :]) is not None


def is_letter_y(found: Found) -> bool:
    """Tell the initial Y from a name such as Y Moan."""
    if found.text != "Y":
        return False
    start = found.match.start()
    is_among_initials = _INITIAL.search(found.match.string[max(0, start - 3) : start])
    return found.after[:1] in ".,;)" or is_among_initials is not None


_INITIAL = regex(r"(?:^|[^\w])[A-ZĐ]\.$")  # L.T.Y, not the end of a sentence


def _short_name(found: Found) -> str | None:
    """Read the beginning of a name as letters: ``Lục Thị Gi.``, ``Hoàng Gia Kh``."""
    return spelled(found.text) if _PERSON.search(found.before) else None


def _place(found: Found) -> str | None:
    """Read ``H.`` before a name as a district's word where an address is, else not."""
    before, letter = found.before, found.text[0]
    if before.endswith(","):
        is_address = letter in "HX" or not _INITIAL_BEFORE.search(before)
    else:
        is_address = before.endswith(_TOWARDS) and (letter in "HX" or before.endswith("quê"))
    return _PLACES[letter] if is_address else None


def _elided(found: Found) -> str:
    """Read names such as H'Mông and K'Brết: the consonant has a short ơ of its own."""
    consonant = "c" if found.text[0] == "K" else found.text[0].casefold()
    return f"{consonant}ơ {word(found.text[2:], found.tables.known)}"


_TO_REACH = regex(
    r"\b(?:gọi|hỏi|gặp|hệ|lh|qua|cho|báo|nhà|của|và|hoặc|với|đt|sđt)$|[0-9]{3},?(?: ?[(–—―-])?$"
)
_ANOTHER_BEFORE = regex(r"\b[ac]\.? [^\W\d]+(?:,| và| hoặc)$")  # gặp a. Sáng, c. Hiền
_ADDRESSED = {"a": "anh", "c": "chị"}


def _addressed(found: Found) -> str | None:
    said = _TO_REACH.search(found.before) or _ANOTHER_BEFORE.search(found.before)
    return _ADDRESSED[found.text[0]] if said else None


ADDRESSED: Final = Rule(  # gọi a Chấn; the small letter before a name's capital
    name="addressed", kind=Kind.ABBREVIATION, starts=Start.LETTER,
    pattern=rf"(?<!\w)[ac]\.?(?= {CAPITAL}{LETTERS})", read=_addressed, often_none=True,
)  # fmt: skip
SHORT_NAME: Final = Rule(
    name="short_name", kind=Kind.WORD, starts=Start.LETTER,
    pattern=rf"(?<!\w)(?:Ch|Gi|Kh|Ng|Nh|Ph|Qu|Th|Tr)(?=\.|[,;)]|$|\n| (?!{CAPITAL}))",
    read=_short_name, often_none=True,
)  # fmt: skip
PLACE: Final = Rule(
    name="place", kind=Kind.ABBREVIATION, starts=Start.LETTER,
    pattern=rf"(?<!\w)[HTXPQ]\.(?= ?{CAPITAL}{LETTERS})", read=_place, often_none=True,
)  # fmt: skip
ELIDED: Final = Rule(
    name="elided", kind=Kind.WORD, starts=Start.LETTER,
    pattern=rf"(?<!\w)[BDĐHKLMNPRST]['’]{LETTERS}+", read=_elided,
)  # fmt: skip
