"""Numbers in words, in the northern manner: linh, mốt, tư, lăm."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from loudspeaker.text.regex import regex

DIGITS: Final = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_GROUPS = ("", "nghìn", "triệu")
_BILLION = 10**9
_LARGEST = 10**18
_LONGEST_FRACTION = 3
_TELEPHONE_DIGITS = (10, 11)
_JOINED_TO_NEXT = regex(r"(?<=[. -][0-9])[. -](?=[0-9]{3})")  # the 3 of 0209.3.871.234
_AFTER_TENS = {1: "mốt", 4: "tư", 5: "lăm"}
_ROMAN = {"I": 1, "V": 5, "X": 10}
_ROMAN_FORM = regex(r"X{0,3}(?:IX|IV|V?I{0,3})")


def digits(text: str) -> str:
    """Read digit by digit; everything else in ``text`` is left out."""
    return " ".join(DIGITS[int(digit)] for digit in text if digit in "0123456789")


def in_groups(text: str) -> str:
    """Read digit by digit with a short rest between groups: as they are written, else in threes.

    A telephone number without groups begins with the four digits of its network or province.
    """
    groups = re.findall("[0-9]+", _JOINED_TO_NEXT.sub("", text))
    if len(groups) == 1:
        first = 4 if text.startswith("0") and len(groups[0]) in _TELEPHONE_DIGITS else 0
        groups = [groups[0][:first], *_in_threes(groups[0][first:])]
    return ", ".join(filter(None, map(digits, groups)))


def _in_threes(text: str) -> list[str]:
    """Return groups of three digits, the last ones of two or four, never of one."""
    cuts = range(0, max(len(text) - 1, 1), 3)
    return [text[cut : None if cut == cuts[-1] else cut + 3] for cut in cuts]


def cardinal(number: int) -> str:
    """Read a whole number from 0; from 10**18 on digit by digit."""
    if number >= _LARGEST:
        return digits(str(number))
    return " ".join(_parts(number, leading=True)) or DIGITS[0]


def _parts(number: int, *, leading: bool) -> list[str]:
    """Return the words of a number; one that is not leading keeps its empty hundreds."""
    words: list[str] = []
    high, number = divmod(number, _BILLION)
    if high:
        words += [*_parts(high, leading=leading), "tỷ"]
        leading = False
    for power in (2, 1, 0):
        group, number = divmod(number, 1000**power)
        if group:
            words += _hundreds(group, leading=leading)
            words += [_GROUPS[power]] if power else []
            leading = False
    return words


def _hundreds(number: int, *, leading: bool) -> list[str]:
    hundreds, rest = divmod(number, 100)
    if leading and not hundreds:
        return _tens(rest)
    words = [DIGITS[hundreds], "trăm"]
    if not rest:
        return words
    if rest < len(DIGITS):
        return [*words, "linh", "tư" if rest == 4 else DIGITS[rest]]  # noqa: PLR2004 - linh tư
    return words + _tens(rest)


def _tens(number: int) -> list[str]:
    tens, ones = divmod(number, 10)
    if tens == 0:
        return [DIGITS[ones]]
    if tens == 1:
        after_ten = {0: [], 5: ["lăm"]}
        return ["mười", *after_ten.get(ones, [DIGITS[ones]])]
    return [DIGITS[tens], "mươi", *([_AFTER_TENS.get(ones, DIGITS[ones])] if ones else [])]


@lru_cache(maxsize=1024)
def number(text: str) -> str:
    """Read a written number: ``12.500``, ``1,5``, ``2.1``, ``05``, ``007``.

    Dots between groups of three mark thousands, a comma the decimals; any other dot is read.
    Three digits and more that begin with zero are a code.
    """
    whole, _, fraction = text.partition(",")
    if not _is_grouped(whole) and "." in whole:
        return " chấm ".join(number(part) for part in text.split("."))
    plain = whole.replace(".", "")
    read = digits(plain) if _is_code(plain) else cardinal(int(plain))
    return f"{read} phẩy {_fraction(fraction)}" if fraction else read


def _is_grouped(text: str) -> bool:
    return re.fullmatch(r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+", text) is not None


def _is_code(text: str) -> bool:
    too_long = len(text.lstrip("0")) >= len(str(_LARGEST))
    return too_long or (text.startswith("0") and len(text) > 2)  # noqa: PLR2004 - 05 is a number


def _fraction(text: str) -> str:
    if len(text) > _LONGEST_FRACTION:
        return digits(text)
    rest = text.lstrip("0")
    zeros = [DIGITS[0]] * (len(text) - len(rest))
    return " ".join([*zeros, *([cardinal(int(rest))] if rest else [])])


def ordinal(number: int) -> str:
    """Read what follows *thứ*: nhất and tư have forms of their own."""
    return {1: "nhất", 4: "tư"}.get(number) or cardinal(number)


def roman(text: str) -> int | None:
    """Return the value of a Roman number up to 39, None for anything else."""
    if not text or not _ROMAN_FORM.fullmatch(text):
        return None
    values = [_ROMAN[letter] for letter in text]
    following = [*values[1:], 0]
    return sum(-v if v < later else v for v, later in zip(values, following, strict=True))
