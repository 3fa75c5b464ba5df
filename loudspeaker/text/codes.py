"""Codes of letters and digits: what has the make of one, or is named so."""

from __future__ import annotations

import re
from typing import Final

from loudspeaker.text.found import Found, Start, code_rule
from loudspeaker.text.letters import spelled
from loudspeaker.text.naming import is_named, is_named_from_afar
from loudspeaker.text.numbers import digits, number
from loudspeaker.text.regex import regex

_LONGEST_COUNT = 3
_FEWEST_CODE_DIGITS = 5
_PARTS = regex(r"[0-9]+|[^\W\d_]+")
_HOUR = "(?:[01]?[0-9]|2[0-4])"
_TIME = rf"{_HOUR}(?:H|[HG][0-5][0-9])"
_CLOCK = regex(rf"{_TIME}(?:-{_TIME})?")  # 7H30-10H, in a heading
_CLASS_BEFORE = regex(r"\b(?:lớp|phòng|khối)$")
_MONTH = regex(r"T[0-9]{1,2}")
_AMOUNT = regex(r"(?:[0-9]+[-–])?(?:[0-9]{1,3}(?:\.[0-9]{3})*|[0-9]+)([A-ZĐ]{1,3}[23]?)")
_CLASSES = regex(r"([0-9]{1,2}[A-ZĐ]{1,2}[0-9]{1,2})[-–]([0-9]{1,2}[A-ZĐ]{1,2}[0-9]{1,2})")
_CLASSES_IN_A_ROW = regex(r"[0-9]{1,2}[A-ZĐ](?:-[0-9]{1,2}[A-ZĐ]){2,5}")
_STRETCH = regex(r"([0-9]{0,2}([A-ZĐ]{1,2})[0-9]{1,3})[-–]([0-9]{0,2}\2[0-9]{1,3})")
_VARIETY = regex(r"[A-ZĐ]{1,3}[0-9]{0,2}-[0-9]{1,3}")  # TH3-3, BTE-1, DC-70
_ROOM_BEFORE = regex(r"\b(?:căn|căn hộ|phòng|tòa|toà|nhà|ghế|giường|ô)$")
_FORM = regex(r"\b(?:mẫu|biểu|biểu mẫu|tờ khai)(?: số)?$")  # TK1-TS
_SEED = regex("([A-ZĐ]{2,3})([0-9]{3})")  # CP511, TBR225
_SERIES = ("số", "seri", "sê ri", "mã")


def mixed_text(text: str) -> str:
    """Read capitals by their names and the counts between them."""
    return " ".join(map(mixed_part, _PARTS.findall(text)))


def mixed_part(part: str) -> str:
    """Read one run of letters, or of digits: a count, or digit by digit if it is too long."""
    if not part.isdigit():
        return spelled(part)
    return digits(part) if part.startswith("0") or len(part) > _LONGEST_COUNT else number(part)


def _sign_by_sign(part: str) -> str:
    return digits(part) if part[0].isdigit() else spelled(part)


def _mixed(found: Found) -> str:
    """Read a short code: a class, a room, a virus, a variety of rice."""
    seed = _SEED.fullmatch(found.text)
    return f"{spelled(seed[1])} {digits(seed[2])}" if seed else mixed_text(found.text)


def _code(found: Found) -> str | None:
    text = found.text
    parts = _PARTS.findall(text)
    is_time = _CLOCK.fullmatch(text) and not _CLASS_BEFORE.search(found.before)
    has_letter = any(map(str.isalpha, text))  # the one that was seen may stand behind: 12-5-10+TE
    if not has_letter or is_time:
        return None
    if in_a_row := _in_a_row(text):
        return in_a_row
    if _is_no_code(found, parts):
        return None
    has_make = _has_make(text, parts)
    is_long_name = len(parts) > 2 and is_named(found.before)  # noqa: PLR2004 - 1C26TAA, not DC-70
    if has_make or is_long_name:
        is_room = has_make and _ROOM_BEFORE.search(found.before)  # căn 14A04
        return " ".join(map(mixed_part if is_room else _sign_by_sign, parts))
    is_code = is_named(found.before) or _FORM.search(found.before) or _VARIETY.fullmatch(text)
    return " ".join(map(mixed_part, parts)) if is_code else None


def _in_a_row(text: str) -> str | None:
    """Read codes from one to another, or three and more of them."""
    if (stretch := _STRETCH.fullmatch(text)) and text[0] != "T":  # T2-T6 are weekdays
        return f"{mixed_text(stretch[1])} đến {mixed_text(stretch[3])}"
    if _CLASSES_IN_A_ROW.fullmatch(text):
        return mixed_text(text)
    if classes := _CLASSES.fullmatch(text):  # 12A5-12D9
        return f"{mixed_text(classes[1])} đến {mixed_text(classes[2])}"
    return None


def _has_make(text: str, parts: list[str]) -> bool:
    """Tell many digits, or a part that begins with zero."""
    begins_with_zero = any(part[0] == "0" and len(part) > 1 for part in parts)
    return begins_with_zero or sum(map(str.isdigit, text)) >= _FEWEST_CODE_DIGITS


def _is_no_code(found: Found, parts: list[str]) -> bool:
    """Tell months, amounts with their unit, and words with a number behind them."""
    text, tables = found.text, found.tables
    if _MONTH.fullmatch(text):
        return True
    amount = _AMOUNT.fullmatch(text)
    if amount and (amount[1] in tables.units or amount[1] in tables.units_behind_numbers):
        return True
    if parts[0] == "TK" and " " in text:
        return True
    is_word = " " in text and parts[0] in tables.abbreviations
    return is_word and not (found.before.endswith(_SERIES) or is_named(found.before))


def _serial(found: Found) -> str | None:
    """Read a code in letters of any case where one is named: ``97015k2m8``."""
    if not (is_named(found.before) or is_named_from_afar(found.before)):
        return None
    return " ".join(map(_sign_by_sign, re.findall("[0-9]+|[A-Za-z]+", found.text)))


_BOTH = Start.LETTER | Start.DIGIT
_PART = r"(?:[0-9]{1,14}|[A-ZĐ]{1,4})"
CODE: Final = code_rule(
    "code", _BOTH,
    rf"(?<!\w)(?:(?=\S{{0,20}}[0-9])(?=\S{{0,20}}[A-ZĐ]){_PART}(?:[.-]?{_PART}){{1,9}}"
    r"|[A-ZĐ]{1,3} [0-9]{5,9})(?![\w/]|[.,:-][0-9])", _code,
)  # fmt: skip
SERIAL: Final = code_rule(
    "serial", _BOTH,
    r"(?<!\w)(?=[0-9A-Za-z-]{0,12}[0-9])(?=[0-9A-Z-]{0,12}[a-z])"
    r"[0-9A-Za-z]{2,14}(?:-[0-9A-Za-z]{1,14}){0,3}(?!\w)",
    _serial, often_none=True,
)  # fmt: skip
MIXED: Final = code_rule(
    "mixed", _BOTH,
    r"(?<!\w)(?:[0-9]{1,3}(?=[A-ZĐ]))?(?:[A-ZĐ]{1,3}[0-9]{1,4}){1,3}[A-ZĐ]?(?!\w)"
    r"|(?<!\w)[0-9]{1,3}[A-ZĐ](?!\w)", _mixed,
)  # fmt: skip
