"""Numbers as they stand, weekdays by number, and signs."""

from __future__ import annotations

import re
from typing import Final

from loudspeaker.text import numbers
from loudspeaker.text.dates import PLACE_BEFORE, month
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
    "№": "số",
}
_WEEKDAYS = re.compile(
    r"\bthứ (?:[2-7](?:, ?| và |,? ))+$|\bthứ (?:[2-7](?:, ?| và ))*[2-7](?:,| và)$"
)
_MONTHS = re.compile(
    r"\btháng(?: [0-9]{1,2}(?: ?[-–,] ?| đến | và |, ))*(?: [0-9]{1,2}(?: ?[-–,]| đến| và))?$"
)
_COLD = re.compile(r"\b(?:từ|xuống|dưới|đến|còn|là|khoảng|độ)$")
_DEGREES = re.compile("°|độ")
_AMOUNT_BEHIND = re.compile(r"(?:cấp |mức |độ |báo động |bđ)?\s?[+-]?[0-9]")
_TELEPHONE_BEFORE = re.compile(r"(?<![0-9])0[0-9. ]{7,13}[0-9]$")
_HOUR_BEFORE = re.compile(r"[0-9] ?(?:h|g|giờ)$")
_DAY_BEHIND = re.compile(r"[0-9]{1,2}/[0-9]{1,2}\b")
_COUNT_BEFORE = re.compile(r"[0-9.]+ (?:hộ|người|khẩu|thôn|lớp|học sinh|đảng viên|trẻ|em|cháu)$")
_COUNT_BEHIND = re.compile(r"[0-9.]+ [^\W\d]+")
_CLASS_BEHIND = re.compile(r"[0-9]{1,2}[a-eđ]\b")
_CLASS_BEFORE = re.compile(r"\b[0-9]{1,2}[a-eđ]$")
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
    before = found.before
    is_share = (found.after.startswith("%") and not before[-1:].isalnum()) or before.endswith("|")
    if found.text[0] == "-" and not (
        is_share or _COLD.search(before) or _DEGREES.match(found.after)
    ):
        return None
    return f"âm {numbers.number(found.text[1:])}"


def _weekday(found: Found) -> str | None:
    if found.text != "CN" and PLACE_BEFORE.search(found.before):
        return None
    return "chủ nhật" if found.text == "CN" else f"thứ {numbers.ordinal(int(found.text[1]))}"


def _slash(found: Found) -> str:
    is_class = _CLASS_BEFORE.search(found.before) and _CLASS_BEHIND.match(found.after)
    before, after = found.before, found.after
    is_silent = is_class or _TELEPHONE_BEFORE.search(before)
    is_silent = is_silent or (_HOUR_BEFORE.search(before) and _DAY_BEHIND.match(after))
    if is_silent or (_COUNT_BEFORE.search(before) and _COUNT_BEHIND.match(after)):
        return ""
    return "trên" if _BEHIND_AMOUNT.search(found.before) else ""


def _symbol(found: Found) -> str:
    compares = found.text in "<>"
    return "" if compares and not _AMOUNT_BEHIND.match(found.after) else SYMBOLS[found.text]


def _key(found: Found) -> str:
    return {"#": "thăng", "*": "sao"}[found.text]


def _service_code(found: Found) -> str:
    signs = {"#": "thăng", "*": "sao"}
    return " ".join(
        signs.get(p) or numbers.digits(p) for p in re.findall("[0-9]+|[*#]", found.text)
    )


_DIGIT, _SIGN, _LETTER = Start.DIGIT, Start.SIGN, Start.LETTER
_NUMBER, _SYMBOL = Kind.NUMBER, Kind.SYMBOL
BELOW_ZERO: Final = make_rule(
    "below_zero", _NUMBER, _SIGN, rf"(?<![\w/.,%])[-−]{WRITTEN}", _below_zero
)
RULES: Final = (
    make_rule("weekday", _NUMBER, _LETTER, r"(?<!\w)(?:T[2-7]|CN)(?![\w/]|\.\w)", _weekday),
    make_rule("number", _NUMBER, _DIGIT, WRITTEN, _number),
    make_rule("service_code", _SYMBOL, _SIGN,
              r"\*[0-9]{1,6}(?:\*[0-9]{1,20}){0,4}#", _service_code),
    make_rule("key", _SYMBOL, _SIGN, r"(?:(?<=phím )|(?<=dấu )|(?<=nút ))[#*](?!\w)", _key),
    make_rule("arrow", _SYMBOL, _SIGN, r"[-=]{1,3}>+|<[-=]{1,3}|>{2,}|<{2,}", lambda _: ""),
    make_rule("slash", _SYMBOL, _SIGN, "/", _slash),
    make_rule("symbol", _SYMBOL, _SIGN, any_of(SYMBOLS), _symbol),
)  # fmt: skip
