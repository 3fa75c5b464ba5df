"""Numbers as they stand, weekdays by number, and signs."""

from __future__ import annotations

import re
from typing import Final

from loudspeaker.text import numbers
from loudspeaker.text.dates import month
from loudspeaker.text.found import LETTERS, Found, Kind, Start, make_rule
from loudspeaker.text.measures import WRITTEN
from loudspeaker.text.tables import any_of

SYMBOLS: Final = {
    "&": "và",
    "^": "mũ",
    "+": "cộng",
    "=": "bằng",
    "@": "a còng",
    "$": "đô la",
    "€": "ơ rô",
    "≤": "không quá",
    "≥": "từ",
    "<": "nhỏ hơn",
    ">": "lớn hơn",
    "±": "cộng trừ",
    "×": "nhân",
    "÷": "chia",
    "½": "một phần hai",
    "¼": "một phần tư",
    "¾": "ba phần tư",
    "⅓": "một phần ba",
    "⅔": "hai phần ba",
    "²": "bình phương",
    "³": "lập phương",
    "~": "khoảng",
    "≈": "khoảng",
}
_WEEKDAYS = re.compile(
    r"\bthứ (?:[2-7](?:, ?| và |,? ))+$|\bthứ (?:[2-7](?:, ?| và ))*[2-7](?:,| và)$"
)
_MONTHS = re.compile(
    r"\btháng(?: [0-9]{1,2}(?: ?[-–,] ?| đến | và |, ))*(?: [0-9]{1,2}(?: ?[-–,]| đến| và))?$"
)
_COLD = re.compile(r"\b(?:từ|xuống|dưới|đến|còn|là|khoảng|độ)$")
_DEGREES = re.compile("°|độ")
_BEHIND_AMOUNT = re.compile(
    rf"[0-9](?: ?(?:{LETTERS}+[²³23]?|[%°]c?)){{0,3}}(?:/{LETTERS}+[²³23]?(?: {LETTERS}+)?){{0,3}}$"
)


def _number(found: Found) -> str:
    text = found.text
    if text.isdigit() and len(text) <= 2:  # noqa: PLR2004 - ordinals and months have two digits
        before = found.before
        if before.endswith("thứ") or _WEEKDAYS.search(before):
            return numbers.ordinal(int(text))
        if _MONTHS.search(before):
            return month(int(text))
    return numbers.number(text)


def _below_zero(found: Found) -> str | None:
    if found.text[0] == "-" and not (_COLD.search(found.before) or _DEGREES.match(found.after)):
        return None
    return f"âm {numbers.number(found.text[1:])}"


def _weekday(found: Found) -> str:
    return "chủ nhật" if found.text == "CN" else f"thứ {numbers.ordinal(int(found.text[1]))}"


def _slash(found: Found) -> str:
    return "trên" if _BEHIND_AMOUNT.search(found.before) else ""


def _symbol(found: Found) -> str:
    return SYMBOLS[found.text]


_DIGIT, _SIGN, _LETTER = Start.DIGIT, Start.SIGN, Start.LETTER
_NUMBER, _SYMBOL = Kind.NUMBER, Kind.SYMBOL
BELOW_ZERO: Final = make_rule(
    "below_zero", _NUMBER, _SIGN, rf"(?<![\w/.,%])[-−]{WRITTEN}", _below_zero
)
RULES: Final = (
    make_rule("weekday", _NUMBER, _LETTER, r"(?<!\w)(?:T[2-7]|CN)(?![\w./])", _weekday),
    make_rule("number", _NUMBER, _DIGIT, WRITTEN, _number),
    make_rule("slash", _SYMBOL, _SIGN, "/", _slash),
    make_rule("symbol", _SYMBOL, _SIGN, any_of(SYMBOLS), _symbol),
)  # fmt: skip
