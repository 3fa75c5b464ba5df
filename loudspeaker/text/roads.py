"""Roads, kilometre posts and house numbers."""

from __future__ import annotations

import re
from typing import Final

from loudspeaker.text.codes import mixed_part
from loudspeaker.text.found import Found, Start, code_rule
from loudspeaker.text.letters import spelled
from loudspeaker.text.numbers import cardinal, number
from loudspeaker.text.regex import regex
from loudspeaker.text.times import may_be_hour

_ROADS = {
    "QL": "quốc lộ", "ĐT": "đường tỉnh", "TL": "tỉnh lộ", "HL": "hương lộ", "ĐH": "đường huyện",
    "ĐX": "đường xã", "DT": "đường tỉnh", "CT": "cao tốc", "P": "phòng",
    "KP": "khu phố", "TDP": "tổ dân phố", "HK": "học kỳ",
}  # fmt: skip
_HOUSE = regex(r"\b(?:số hiệu|số nhà|nhà số|số|ngõ|ngách|hẻm|kiệt|đường|phòng|thửa|lô)$")


def _road_kilometre(found: Found) -> str:
    return "ki lô mét " + " cộng ".join(map(number, re.findall("[0-9]+", found.text)))


def _road(found: Found) -> str | None:
    kind, *rest = re.findall("[A-ZĐ]+|[0-9]+", found.text.upper())
    no_road = {"CT": _FORM_OR_HOUSE, "P": _MODEL}.get(kind)
    if no_road and no_road.search(found.before):
        return None
    if kind == "ĐT" and found.after[:1].isdigit():
        return None  # ĐT 097 2205 418
    is_said = found.before.endswith(_ROADS[kind])  # quốc lộ QL3
    return " ".join([*([] if is_said else [_ROADS[kind]]), *map(mixed_part, rest)])


_FORM_OR_HOUSE = regex(
    r"\b(?:mẫu|tờ khai|biểu|đơn|phiếu|tòa|toà|nhà|dãy|khu|chung cư|khối|căn hộ|phòng|lô)(?: số)?$"
)
_MODEL = regex(
    r"\b(?:phòng|vitamin|nhóm|loại|pin|model|máy|gen|giống|bãi(?: đỗ)?(?: xe)?|cổng|bến|trạm"
    r"|cột|trụ|vị trí|mốc|hàng)"
    r"(?: p[0-9]{1,2}(?:,| và| -))*$"
)


def _house(found: Found) -> str | None:
    if found.text.isdigit() or not _HOUSE.search(found.before):
        return None
    if _HOUR.fullmatch(found.text) and may_be_hour(found):
        return None
    parts = re.findall(r"[0-9]+|[^\W\d_]|/", found.text)
    return " ".join(map(_house_part, parts))


_HOUR = regex("[0-9]{1,2}[GH]")


def _house_part(part: str) -> str:
    if part == "/":
        return "trên"
    return cardinal(int(part)) if part.isdigit() else spelled(part)


_LETTER, _DIGIT = Start.LETTER, Start.DIGIT
KILOMETRE: Final = code_rule(
    "road_kilometre",
    _LETTER,
    r"(?<![0-9/])(?:(?<![0-9] )[Kk][Mm] ?|[Kk][Mm](?![23](?![0-9+])))"  # 5 km2 is an area
    r"[0-9]{1,4}(?: ?\+ ?[0-9]{1,4})?(?!\w|,[0-9])",
    _road_kilometre,
)
NAME: Final = code_rule(
    "road",
    _LETTER,
    r"(?<!\w)(?:(?:QL|ĐT|TL|HL|ĐH|ĐX|KP|TDP|HK|P(?=\.?[0-9]| [0-9]{3}(?! ?[0-9]))|p(?=\.[0-9]))"
    r"[. ]{0,2}[0-9]{1,3}[A-ZĐ]?"
    r"|CT[. ]{0,2}[0-9]{1,3}|DT\.?[0-9]{3}[A-ZĐ]?(?! ?m))"
    r"(?!\w|/[0-9]|[.,][0-9]|-[A-ZĐ]{2})",  # CT 05-CT/TW is a directive
    _road,
)
HOUSE: Final = code_rule(
    "house", _DIGIT,
    r"(?<![\w.,/])[0-9]{1,4}(?:/[0-9]{1,4}){0,3}[A-ZĐ]?(?![\w/,.]\w|\w)",
    _house, often_none=True,
)  # fmt: skip
