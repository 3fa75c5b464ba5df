"""Numbers as they stand, weekdays by number, and signs."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from loudspeaker.text import numbers
from loudspeaker.text.dates import is_place, month
from loudspeaker.text.ends import is_counted
from loudspeaker.text.found import Found, Kind, Start, make_rule
from loudspeaker.text.measures import WRITTEN, is_measured
from loudspeaker.text.regex import regex
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
    "↑": "tăng",
    "↓": "giảm",
}
_WEEKDAYS = regex(
    r"\bthứ (?:[2-7](?:, ?| và |,? ))+$|\bthứ (?:[2-7](?:, ?| và ))*[2-7](?:,| và)$"
    r"|(?<!\w)t(?:[2-7](?:, | và ))*[2-7](?:,| và)$"
)
_MONTHS = regex(
    r"\btháng(?: [0-9]{1,2}(?: ?[-–,] ?| đến | và |, ))*(?: [0-9]{1,2}(?: ?[-–,]| đến| và))?$"
)
_COLD = regex(r"\b(?:từ|xuống|dưới|đến|còn|là|khoảng|độ)$")
_DEGREES = regex("(?:(?:đến|tới|[-–]) ?[-−]?[0-9,]{1,5} ?)?(?:°|độ)")
_AMOUNT_BEHIND = regex(r"(?:cấp |mức |độ |báo động |bđ)?\s?[+-]?[0-9]")


def _number(found: Found) -> str:
    text = found.text
    if text.isdigit() and len(text) <= 2:  # noqa: PLR2004 - ordinals and months have two digits
        before = found.before
        if before.endswith("thứ") or (_WEEKDAYS.search(before) and not is_counted(found.after)):
            return numbers.ordinal(int(text))
        if _MONTHS.search(before):
            return month(int(text))
    if "," in text and _LISTED.search(found.before) and not is_measured(found):
        return " ".join(map(numbers.number, text.split(",")))
    return numbers.number(text)


_LISTED = regex(
    r"\b(?:khối|lớp|thôn|tổ|xóm|phòng|ghế|giường|bàn|sạp|quầy|lều|cổng|dãy|trang|câu|tiết|bài"
    r"|đội|lô|buồng|cửa)$"
)


def _list(found: Found) -> str:
    """Read three numbers and more with commas: a list, ``số 14,15,24``, or thousands."""
    first, *more = found.text.split(",")
    if all(len(part) == _THOUSANDS for part in more) and not _LISTED.search(found.before):
        return numbers.number(first + "".join(more))
    read = _NAMED.get(found.before.rpartition(" ")[2], numbers.cardinal)
    return " ".join(read(int(part)) for part in (first, *more))


_THOUSANDS = 3
_NAMED: Final[dict[str, Callable[[int], str]]] = {"thứ": numbers.ordinal, "tháng": month}


def _weekdays(found: Found) -> str:
    """Read ``thứ 2-4-6`` and ``T2-4-6``, a list."""
    named = "thứ " * found.text.startswith("T")
    return named + " ".join(map(numbers.ordinal, map(int, re.findall("[2-7]", found.text))))


def _below_zero(found: Found) -> str | None:
    before = found.before
    is_share = (found.after.startswith("%") and not before[-1:].isalnum()) or before.endswith("|")
    if found.text[0] == "-" and not (
        is_share or _COLD.search(before) or _DEGREES.match(found.after)
    ):
        return None
    return f"âm {numbers.number(found.text[1:])}"


def _weekday(found: Found) -> str | None:
    is_named = is_place(found.before) and not _DAY_BEHIND.match(found.after)
    if found.text != "CN" and is_named:
        return None
    return "chủ nhật" if found.text == "CN" else f"thứ {numbers.ordinal(int(found.text[1]))}"


_DAY_BEHIND = regex(r"[(,]? ?[0-9]{1,2}/[0-9]{1,2}(?!\d)")  # nhận giống T5 4/3


def _symbol(found: Found) -> str:
    compares = found.text in "<>↑↓"
    return "" if compares and not _AMOUNT_BEHIND.match(found.after) else SYMBOLS[found.text]


def _arrow(found: Found) -> str:
    """Read an arrow between two of a kind, ``6h -> 15h``; any other points from word to word."""
    return "đến" if _OF_A_KIND.search(f"{found.before}>{found.after}") else ""


_OF_A_KIND = regex(
    r"\b[0-9]{1,2}[hg](?:[0-9]{2}'?)?>[0-9]{1,2} ?(?:[hg]|giờ)|\b([a-zđ]{1,3})[0-9]{1,4}>\1[0-9]"
    r"|\b[0-9]{1,2}[a-eđ][0-9]{0,2}>[0-9]{1,2}[a-eđ]|[0-9]>[0-9]"
)


def _key(found: Found) -> str:
    return {"#": "thăng", "*": "sao"}[found.text]


def _service_code(found: Found) -> str:
    signs = {"#": "thăng", "*": "sao"}
    return " ".join(
        signs.get(p) or numbers.digits(p) for p in re.findall("[0-9]+|[*#]", found.text)
    )


_DIGIT, _SIGN, _LETTER = Start.DIGIT, Start.SIGN, Start.LETTER
_NUMBER, _SYMBOL = Kind.NUMBER, Kind.SYMBOL
WEEKDAYS: Final = make_rule(
    "weekdays",
    _NUMBER,
    _DIGIT,
    r"(?<=thứ )[2-7](?:-[2-7]){2,5}(?![\w-])",
    _weekdays,
)
BELOW_ZERO: Final = make_rule(
    "below_zero", _NUMBER, _SIGN, rf"(?<![\w/.,%])[-−]{WRITTEN}", _below_zero
)
ARROW: Final = make_rule("arrow", _SYMBOL, _SIGN, r"[-=]{1,3}>+|<[-=]{1,3}|>{2,}|<{2,}|→", _arrow)
RULES: Final = (
    make_rule("weekdays_short", _NUMBER, _LETTER,
              r"(?<!\w)T[2-7](?:[-,][2-7]){2,5}(?![\w-])", _weekdays),
    make_rule("weekday", _NUMBER, _LETTER, r"(?<!\w)(?:T[2-7]|CN)(?![\w/]|\.\w)"
              r"|(?<!\w)T[2-7](?=(?:/T[2-7]){0,4}/(?:T[2-7]|CN)(?![\w/]|\.\w))", _weekday),
    make_rule("list", _NUMBER, _DIGIT,
              r"(?<![\w.,])[0-9]{1,3}(?:,[0-9]{1,3}){2,12}(?![\w/,]|[.-][0-9])", _list),
    make_rule("number", _NUMBER, _DIGIT, WRITTEN, _number),
    make_rule("service_code", _SYMBOL, _SIGN,
              r"\*[0-9]{1,6}(?:\*[0-9]{1,20}){0,4}#", _service_code),
    make_rule("key", _SYMBOL, _SIGN,
              r"(?:(?<=phím )|(?<=dấu )|(?<=nút )|(?<=bấm )|(?<=nhấn )|(?<=số ))[#*]"
              r"(?=[\s,.;)]|$)", _key),
    ARROW,
    make_rule("symbol", _SYMBOL, _SIGN, any_of(SYMBOLS), _symbol),
)  # fmt: skip
