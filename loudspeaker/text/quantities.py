"""Numbers, what is counted with them, and the signs between them."""

from __future__ import annotations

import re
from typing import Final

from loudspeaker.text import numbers
from loudspeaker.text.dates import month
from loudspeaker.text.found import Found, Kind, Rule
from loudspeaker.text.tables import SYMBOLS, UNITS, UNITS_BEHIND_NUMBERS

_LONGEST_UNIT_BEFORE = 5
_COLD = re.compile(r"\b(?:từ|xuống|dưới|đến|còn|là|khoảng|độ)$")
_DEGREES = re.compile("°|độ")
_BEHIND_AMOUNT = re.compile(
    rf"(?:[0-9] ?[^\W\d_]{{0,{_LONGEST_UNIT_BEFORE}}}[%°²³23]?c?"
    r"|\b(?:đồng|tấn|tạ|yến|lít|suất|lần)(?:/[^\W\d_]+)?)$"
)
_WEEKDAY_BEFORE = re.compile(r"\b(?:thứ \w+|t[2-7])$")
_WEEKDAY_AFTER = re.compile(r"(?:thứ|chủ nhật|cn|t[2-7])\b")
_DATE_BEFORE = re.compile(r"\bngày [0-9./]+$")
_ROMAN_TRIGGERS = re.compile(
    r"\b(?:khóa|khoá|thế kỷ|thứ|quý|chương|phần|mục|điều|đại hội|kỳ|cấp|vùng|hạng|đợt)$"
)


def _number(found: Found) -> str:
    text = found.text
    if text.isdigit() and len(text) <= 2:  # noqa: PLR2004 - ordinals and months have two digits
        before = found.before
        if before.endswith("thứ"):
            return numbers.ordinal(int(text))
        if before.endswith("tháng"):
            return month(int(text))
    return numbers.number(text)


def _below_zero(found: Found) -> str | None:
    if found.text[0] == "-" and not (_COLD.search(found.before) or _DEGREES.match(found.after)):
        return None
    return f"âm {numbers.number(found.text[1:])}"


def _metres(found: Found) -> str:
    metres, parts = found.text.split("m")
    return f"{numbers.number(metres)} mét {numbers.number(parts)}"


def _times(found: Found) -> str:
    first, second = re.split(" ?[x×] ?", found.text)
    return f"{numbers.number(first)} nhân {numbers.number(second)}"


def _spaced(found: Found) -> str:
    return numbers.number(found.text.replace(" ", "."))


def _by(_: Found) -> str:
    return "nhân"


def _days_to(found: Found) -> str | None:
    before, after = found.before, found.after
    weekdays = _WEEKDAY_AFTER.match(after) and _WEEKDAY_BEFORE.search(before)
    days = after.startswith("ngày") and _DATE_BEFORE.search(before)
    return "đến" if weekdays or days else None


def _roman(found: Found) -> str | None:
    letters, _, year = found.text.partition("/")
    value = numbers.roman(letters)
    if value is None or not _ROMAN_TRIGGERS.search(found.before):
        return None
    read = numbers.ordinal(value) if found.before.endswith("thứ") else numbers.cardinal(value)
    return f"{read} năm {numbers.number(year)}" if year else read


def _roman_item(found: Found) -> str | None:
    value = numbers.roman(found.text)
    return None if value is None else numbers.cardinal(value)


def _unit(found: Found) -> str:
    return UNITS[found.text]


def _unit_behind_number(found: Found) -> str | None:
    behind = found.before[-1:].isdigit() or found.before[-1:] == "/"
    return UNITS_BEHIND_NUMBERS[found.text] if behind else None


def _slash(found: Found) -> str:
    return "trên" if _BEHIND_AMOUNT.search(found.before) else ""


def _to(_: Found) -> str:
    return "đến"


def _symbol(found: Found) -> str:
    return SYMBOLS[found.text]


def _any_of(words: dict[str, str]) -> str:
    longest_first = sorted(words, key=len, reverse=True)
    return "|".join(re.escape(text) for text in longest_first)


_GROUPED = r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?![0-9])(?:,[0-9]+)?"
_WRITTEN = rf"(?:{_GROUPED}|[0-9]+(?:\.[0-9]+)+|[0-9]+(?:,[0-9]+)?)"
_MONEY = "(?:đồng|đ|VNĐ|VND)"
_WORD_END = r"(?!\w)"

RULES: Final = (
    Rule(name="below_zero", kind=Kind.NUMBER, read=_below_zero,
         pattern=rf"(?<![\w/.,%])[-−]{_WRITTEN}"),
    Rule(name="to", kind=Kind.SYMBOL, read=_to,
         pattern=r"(?:(?<=[0-9hg%'mờ])|(?<=[0-9hg%'mờ] )|(?<=°C)|(?<=°C ))[-–—] ?(?=[0-9])"),
    Rule(name="metres", kind=Kind.NUMBER, read=_metres,
         pattern=r"(?<![\w.,])[0-9]{1,4}m(?:[0-9]{2}|[014-9])" + _WORD_END),
    Rule(name="times", kind=Kind.NUMBER, read=_times,
         pattern=r"(?<![\w.,])[0-9]{1,6}(?:,[0-9])? ?[x×] ?[0-9]{1,6}(?:,[0-9])?" + _WORD_END),
    Rule(name="by", kind=Kind.SYMBOL, read=_by, pattern=r"(?<=[0-9m] )[x×](?= [0-9])"),
    Rule(name="days_to", kind=Kind.SYMBOL, read=_days_to, pattern=r"(?<= )[-–—](?= )"),
    Rule(name="spaced", kind=Kind.NUMBER, read=_spaced,
         pattern=rf"(?<![\w.,])[1-9][0-9]{{0,2}}(?: [0-9]{{3}}){{1,4}}(?= {_MONEY}{_WORD_END})"),
    Rule(name="number", kind=Kind.NUMBER, read=_number, pattern=_WRITTEN),
    Rule(name="roman", kind=Kind.NUMBER, read=_roman,
         pattern=r"(?<!\w)[IVX]{1,7}(?:/[0-9]{4})?" + _WORD_END),
    Rule(name="roman_item", kind=Kind.NUMBER, read=_roman_item,
         pattern=r"(?<![^\n])[IVX]{1,7}(?=[.)/])"),
    Rule(name="unit", kind=Kind.UNIT, read=_unit,
         pattern=rf"(?<![^\W\d])(?:{_any_of(UNITS)})" + _WORD_END),
    Rule(name="unit_behind_number", kind=Kind.UNIT, read=_unit_behind_number,
         pattern=rf"(?<=[0-9/ ])(?:{_any_of(UNITS_BEHIND_NUMBERS)})" + _WORD_END),
    Rule(name="slash", kind=Kind.SYMBOL, read=_slash, pattern="/"),
    Rule(name="symbol", kind=Kind.SYMBOL, read=_symbol, pattern=_any_of(SYMBOLS)),
)  # fmt: skip
