"""The dash that is *đến*, between numbers, days, codes and weekdays."""

from __future__ import annotations

import re
from typing import Final

from loudspeaker.text.found import LETTERS, Found, Kind, Read, Rule, Start

_AMOUNT_BEFORE = re.compile(rf"[0-9](?: ?(?:{LETTERS}{{1,6}}|[%°]c?))?$")
_WEEKDAY_BEFORE = re.compile(r"\b(?:thứ \w+|t[2-7])$")
_WEEKDAY_AFTER = re.compile(r"(?:thứ|chủ nhật|cn|t[2-7])\b")
_ROAD_BEFORE = re.compile(r"\bkm ?[0-9]+(?:\+[0-9]+)?$")
_DATE_BEFORE = re.compile(r"\bngày [0-9./]+$")


def _to(_: Found) -> str:
    return "đến"


def _amount_to(found: Found) -> str | None:
    return "đến" if _AMOUNT_BEFORE.search(found.before) else None


def _days_to(found: Found) -> str | None:
    before, after = found.before, found.after
    weekdays = _WEEKDAY_AFTER.match(after) and _WEEKDAY_BEFORE.search(before)
    days = after.startswith("ngày") and _DATE_BEFORE.search(before)
    roads = after.startswith("km") and _ROAD_BEFORE.search(before)
    return "đến" if weekdays or days or roads else None


def _rule(name: str, kind: Kind, starts: Start, pattern: str, read: Read) -> Rule:
    return Rule(name=name, kind=kind, starts=starts, pattern=pattern, read=read)


_DIGIT, _SIGN, _LETTER = Start.DIGIT, Start.SIGN, Start.LETTER
_NUMBER, _SYMBOL = Kind.NUMBER, Kind.SYMBOL
RULES: Final = (
    _rule("to", _SYMBOL, _SIGN,
          r"(?:(?<=[0-9%'])|(?<=[0-9%'] )|(?<=°C)|(?<=°C ))[-–—] ?(?=[0-9])", _to),
    _rule("amount_to", _SYMBOL, _SIGN,
          r"(?<= )[-–—](?= ?[0-9])|(?<=\w)[-–—](?= ?[0-9])", _amount_to),
    _rule("span", _SYMBOL, _SIGN, r"(?<=[0-9]) ?÷ ?(?=[0-9])", _to),
    _rule("codes_to", _SYMBOL, _SIGN, r"(?<=[A-ZĐm][0-9])[-–](?=[A-ZĐ]m?[0-9])", _to),
    _rule("roman_to", _SYMBOL, _SIGN, r"(?<=[IVX])[-–—](?=[IVX])", _to),
    _rule("days_to", _SYMBOL, _SIGN, r"(?<= )[-–—](?= )", _days_to),
    _rule("weekdays_to", _SYMBOL, _SIGN, r"(?<=T[2-7])[-–—](?=T[2-7]|CN)", _to),
)  # fmt: skip
