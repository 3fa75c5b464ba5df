"""Units and money, and the numbers whose reading they decide."""

from __future__ import annotations

import re
from typing import Final

from loudspeaker.text import numbers
from loudspeaker.text.ends import is_counted
from loudspeaker.text.found import LETTERS, Found, Kind, Part, Start, make_rule
from loudspeaker.text.letters import word
from loudspeaker.text.regex import regex
from loudspeaker.text.tables import Tables

GROUPED: Final = r"[1-9][0-9]{0,2}(?:\.[0-9]{3})+(?![0-9])(?:,[0-9]+)?"
WRITTEN: Final = rf"(?:{GROUPED}|[0-9]+(?:\.[0-9]+)+|[0-9]+(?:,[0-9]+)?)"
_WORD_END = r"(?!\w)"
_AMOUNT = regex(r"[0-9] ?(?:nghìn|ngàn|triệu|tỷ|tỉ|trăm|k|tr)$")
_NO_COUNT = regex(
    r"\b(?:thôn|tổ|số|lớp|điểm|xóm|khối|phòng|điện thoại|gọi|mã|năm|tháng|ngày|lúc|đợt"
    r"|kỳ|quý|vụ|lần|khóa|cấp|tập|bài|đội|khu|quận|phường|km|quốc lộ|ql|mùng|bão số)$"
)
_CURRENCIES = {"$": "đô la", "US$": "đô la mỹ", "€": "ơ rô", "£": "bảng anh", "¥": "yên"}
_CURRENCY = regex(r"(US\$|[$€£¥])|([0-9.,]+)")


_SECONDS_BEFORE = regex(r'^(?:[^"]|(?<=[0-9])")*(?<![0-9])[0-9]{1,2}$')


_AGED = regex(
    r"\b(?:trẻ|trẻ em|cháu|các cháu|em|bé|cụ|người|học sinh|bệnh nhân|công dân)"
    r"(?: (?:dưới|trên|từ|đủ|mới|khoảng|hơn|gần))? [0-9]{1,3}(?: ?[-–] ?[0-9]{1,3})?$"
    r"|\b(?:mừng|chúc) thọ(?: [0-9]{2,3}(?:,| và))* [0-9]{2,3}$"
)


def _unit(found: Found) -> Part | None:
    """Read a unit; single letters are units only behind a number, an amount or a slash."""
    tables = found.tables
    for written in tables.unit_prefixes.of(found.text):
        if written in tables.units:
            return Part(tables.units[written], len(written))
        before = found.before
        if written == '"' and not _SECONDS_BEFORE.search(before):
            continue  # the end of a quotation
        if written == "t" and _AGED.search(before):
            return Part("tuổi", 1)
        if written == "v" and _MEDICINE.search(before):
            return Part("viên", 1)
        if before[-1:].isdigit() or before[-1:] == "/" or _AMOUNT.search(before):
            return Part(tables.units_behind_numbers[written], len(written))
    return None


_MEDICINE = regex(r"\b(?:uống|thuốc|ngày|lần|mỗi lần|[0-9]mg)\b[^.;]{0,24} [0-9/,]+$|mg x ?[0-9]+$")


def is_measured(found: Found) -> bool:
    """Tell whether a unit stands behind."""
    after = found.after
    if _MEASURE.match(after):
        return True
    end = found.match.end()
    written = found.match.string[end : end + _LONGEST_UNIT].lstrip(" ")
    return bool(after) and next(found.tables.unit_prefixes.of(written), None) is not None


_LONGEST_UNIT = 12


def _metres(found: Found) -> str:
    metres, parts = found.text.split("m")
    read = numbers.digits(parts) if parts.startswith("0") else numbers.number(parts)
    return f"{numbers.number(metres)} mét {read}"


def _height(found: Found) -> str | None:
    metres, parts = found.text.split("m")
    is_height = _HEIGHT.search(found.before)
    return f"{numbers.number(metres)} mét {numbers.number(parts)}" if is_height else None


_HEIGHT = regex(r"\b(?:cao|cao từ|cao trên|cao khoảng)$|[0-9]m ?[-–]$")


def _unit_and_part(found: Found) -> str:
    """Read ``3kg5``: tenths are said without telling so."""
    whole, unit, part = re.split("(kg|km|ha)", found.text)
    return f"{numbers.number(whole)} {unit_named(unit, found.tables)} {numbers.number(part)}"


def _thousands_too(found: Found) -> str:
    """Read ``1tr250k``."""
    whole, part = re.split("tr|k", found.text)[:2]
    return f"{numbers.number(whole)} triệu {numbers.number(part)} nghìn"


def _age(found: Found) -> str | None:
    is_person = found.before.endswith("(") and _PERSON.search(found.before)
    return f"{numbers.number(found.text.rstrip('t '))} tuổi" if is_person else None


def _load(found: Found) -> str | None:
    """Read ``cầu 12T`` and ``xe 7c``: tonnes, and seats."""
    if not _VEHICLE.search(found.before):
        return None
    amounts = re.findall("[0-9,]+", found.text)
    unit = "tấn" if found.text[-1] == "T" else "chỗ"
    return " ".join([" đến ".join(map(numbers.number, amounts)), unit])


def _age_or_load(found: Found) -> str | None:
    return _load(found) or (_age_of_a_group(found) if found.text[-1] == "T" else None)


def _age_of_a_group(found: Found) -> str | None:
    """Read ``mẫu giáo 3-4T`` and ``nhóm trẻ 24-36T``: years, and months of the youngest."""
    if not _GROUP.search(found.before):
        return None
    ages = re.findall("[0-9]+", found.text)
    unit = "tháng" if int(ages[-1]) > _OLDEST_AT_NURSERY else "tuổi"
    return " ".join([" đến ".join(map(numbers.number, ages)), unit])


_VEHICLE = regex(
    r"\b(?:cầu|xe|xe tải|ô tô|tải|tải trọng|trọng tải)"
    r"(?: (?:trên|dưới|quá|hơn|từ|không quá|[<>≤≥]))?$"
    r"|\b(?:xe|cầu|tải trọng)[^.;,]{0,16} ?[<>≤≥]$"
)
_OLDEST_AT_NURSERY = 6
_GROUP = regex(r"\b(?:mẫu giáo|mg|mầm non|nhóm trẻ|nhà trẻ|nt|lớp)$")
_PERSON = regex(r"\b(?:ông|bà|anh|chị|em|cháu|cụ|bác|cô|chú|bé|học sinh)\b")


def _millions(found: Found) -> str:
    whole, part = re.split("tr|triệu|tỷ|tỉ|k", found.text.replace(" ", ""))
    is_billion = re.search("tỷ|tỉ", found.text)
    unit = "tỷ" if is_billion else "nghìn" if "k" in found.text else "triệu"
    rest = {"5": "rưỡi", "4": "tư"}.get(part) or numbers.number(part)
    return f"{numbers.number(whole)} {unit} {rest}"


def _currency_before(found: Found) -> str:
    (sign, _), (_, amount) = _CURRENCY.findall(found.text)
    return f"{numbers.number(amount.rstrip('.,'))} {_CURRENCIES[sign]}"


def _decimal_dot(found: Found) -> str | None:
    is_range = _RANGE_BEHIND.match(found.after)
    if not (is_measured(found) or is_range):
        return None
    return numbers.number(found.text.replace(".", ","))


def _spaced(found: Found) -> str | None:
    is_count = is_measured(found) or is_counted(found.after)
    if _NO_COUNT.search(found.before) and not is_count:
        return None
    return numbers.number(found.text.replace(" ", "."))


def unit_named(unit: str, tables: Tables) -> str:
    """Return how a unit is read, or a word in its place."""
    if unit.startswith("% "):
        return f"phần trăm {unit.removeprefix('% ')}"
    known = tables.units.get(unit) or tables.units_behind_numbers.get(unit)
    return known or " ".join(word(part, tables.known) for part in unit.split())


_DIGIT, _SIGN = Start.DIGIT, Start.SIGN
_ALONE = r"(?<![\w.,])"
_RANGE_BEHIND = regex(
    rf"[-–] ?[0-9]{{1,3}}(?:\.[0-9]{{1,2}})? ?(?:{LETTERS}|[%°])|[-–] ?[0-9]{{1,3}}\.[0-9]"
)
_MEASURE = regex(r"(?:triệu|tỷ|tỉ|nghìn|tấn|tạ|lần|điểm)\b")
RULES: Final = (
    make_rule("height", Kind.NUMBER, _DIGIT, r"(?<![\w.,])[0-2]m[23](?![\w/])", _height),
    make_rule("thousands_too", Kind.NUMBER, _DIGIT, r"(?<![\w.,])[0-9]{1,4}tr[0-9]{1,3}k(?!\w)",
              _thousands_too),
    make_rule("age", Kind.NUMBER, _DIGIT, r"(?<=\()[0-9]{1,3} ?t(?=[),])", _age),
    make_rule("age_or_load", Kind.NUMBER, _DIGIT,
              r"(?<![\w.,])[0-9]{1,2}(?:(?: ?[-–] ?|,)[0-9]{1,2})?[Tc](?!\w)", _age_or_load),
    make_rule("metres", Kind.NUMBER, _DIGIT,
          rf"{_ALONE}[0-9]{{1,4}}m(?:[0-9]{{2}}|[014-9])" + _WORD_END, _metres),
    make_rule("unit_and_part", Kind.NUMBER, _DIGIT,
          rf"{_ALONE}[0-9]{{1,4}}(?:kg|km(?![23]\b)|ha)[0-9]{{1,2}}{_WORD_END}", _unit_and_part),
    make_rule("millions", Kind.NUMBER, _DIGIT,
          rf"{_ALONE}[0-9]{{1,4}}(?: ?(?:tr|triệu|tỷ|tỉ)[0-9]{{1,3}}|k[0-9]){_WORD_END}",
          _millions),
    make_rule("spaced", Kind.NUMBER, _DIGIT,
          rf"{_ALONE}[1-9][0-9]{{0,2}}(?: [0-9]{{3}}){{1,4}}(?:,[0-9]{{1,3}})?(?= ?{LETTERS})",
          _spaced),
    make_rule("decimal_dot", Kind.NUMBER, _DIGIT,
          rf"{_ALONE}[0-9]{{1,3}}\.[0-9]{{1,2}}"
          rf"(?= ?(?:{LETTERS}|[%°])| ?[-–] ?[0-9])", _decimal_dot),
    make_rule("currency_before", Kind.NUMBER, Start.LETTER | _SIGN,
          rf"(?:US\$|[$€£¥]) ?{WRITTEN}", _currency_before),
    make_rule("price_by", Kind.UNIT, Start.LETTER, rf"(?<![\w/])đ/(?={LETTERS}|[0-9])",
          lambda _: "đồng trên"),
    make_rule("unit", Kind.UNIT, Start.LETTER | _SIGN, r"(?<![^\W\d])[^\s0-9][^\n]{0,9}", _unit),
)  # fmt: skip
