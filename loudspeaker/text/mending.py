"""What is not ordinary in a text: old fonts rewritten, slips mended, the unsayable taken out."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator
from typing import Final

from loudspeaker.text import slips
from loudspeaker.text.legacy import modernise
from loudspeaker.text.notices import Noticed
from loudspeaker.text.regex import regex

_LINE_ENDS: Final = regex(r"\r\n?|[\v\f\x85\u2028]|\u2029")
_SAYABLE: Final = regex(
    r"[\n -~\xa0-\xac\xae-\xb8\xba-\u02ff\u1ea0-\u1eff\u2010-\u2027\u2030-\u203a]*"
)


def mended(text: str, notices: Counter[Noticed]) -> str:
    """Return any composed text fit to be read, but for its spaces; count what became of it."""
    lines = _LINE_ENDS.sub("\n", text.replace("\t", " "))
    modern, count = modernise(lines)
    if count:
        notices[Noticed.CONVERTED] = count
    if not _SAYABLE.fullmatch(modern):
        modern = "".join(_kept(modern, notices))
    return slips.mended(modern)


_KEPT_NUMBERS: Final = frozenset("²³½¼¾⅓⅔")


def _has_plain_form(character: str, category: str) -> bool:
    """Tell Roman numerals, numbers in circles, joined letters, and letters of full width."""
    if "\ufb00" <= character <= "\ufb06" or "\uff00" <= character <= "\uffef":
        return True
    return category in {"Nl", "No"} and character not in _KEPT_NUMBERS


_REMOVED: Final = {
    "Cc": Noticed.CONTROL,
    "Cf": Noticed.HIDDEN,
    "Cs": Noticed.UNKNOWN,
    "Co": Noticed.UNKNOWN,
    "Cn": Noticed.UNKNOWN,
    "Mn": Noticed.MARK,
    "Mc": Noticed.MARK,
    "Me": Noticed.MARK,
}


def _kept(text: str, notices: Counter[Noticed]) -> Iterator[str]:
    for character in text:
        category = unicodedata.category(character)
        if character == "\n":
            yield character
        elif category in _REMOVED:
            notices[_REMOVED[category]] += 1
        elif category == "Nd":
            yield str(unicodedata.digit(character))
        elif _has_plain_form(character, category):
            plain = unicodedata.normalize("NFKC", character).replace("\u2044", "/")
            yield f" {plain} " if category == "No" else plain
        else:
            yield " " if character.isspace() else character
