"""Amounts whose unit stands in capitals: ``50K``, ``2TR5``, ``12.000Đ``, ``40X60CM``."""

from __future__ import annotations

import re
from typing import Final

from loudspeaker.text.regex import regex

_AMOUNT: Final = regex(
    r"(?<![\w.,/])(?P<number>[0-9][0-9.,]*)(?:[-–][0-9][0-9.,]*)?(?P<unit>K|TR|Đ)"
    r"(?P<rest>[0-9]{0,3})(?!\w)(?=(?P<by>/?))"
)
_SIDES: Final = regex(r"(?<![\w.,/-])[0-9]{1,4}(?:X[0-9]{1,4}){1,2}(?=[CM]?M\b|(?![\w.-]))")
_NAMED: Final = regex(
    r"\b(?:lớp|khối|phòng|nhà|dãy|tổ|lô|khu|ghế|số|mẫu|loại|mã|đội|giường|sạp|bàn|biển)"
    r"(?: ?[0-9]{1,3}[A-ZĐ][0-9]{0,2}(?:,| và))*\s*$",
    re.IGNORECASE,
)
_LONGEST_NAME = 40
_FEWEST_THOUSANDS_DIGITS = 2  # 5K is a slogan and 4K a screen
_FEWEST_DIGITS = 3


def in_small(text: str) -> str:
    """Return the text with units of money, and the × between sides, in small letters.

    As many characters as before, each at its place.
    """
    return _SIDES.sub(lambda sides: sides.group().lower(), _AMOUNT.sub(_amount, text))


def _amount(found: re.Match[str]) -> str:
    start = found.start()
    is_name = _NAMED.search(found.string, max(0, start - _LONGEST_NAME), start)
    return found.group() if is_name or not _is_money(found) else found.group().lower()


def _is_money(found: re.Match[str]) -> bool:
    digits = re.sub("[^0-9]", "", found["number"])
    match found["unit"]:
        case "TR":
            return True
        case "Đ":
            return len(digits) >= _FEWEST_DIGITS and not found["rest"]
        case _:
            is_small = len(digits.lstrip("0")) < _FEWEST_THOUSANDS_DIGITS
            return bool(found["by"]) or not (is_small or found["rest"])
