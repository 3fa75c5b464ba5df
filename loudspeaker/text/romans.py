"""Roman numerals, where they are numerals."""

from __future__ import annotations

from typing import Final

from loudspeaker.text import numbers
from loudspeaker.text.found import CAPITAL, LETTERS, Found, Kind, Start, make_rule
from loudspeaker.text.regex import regex

_ROMAN_TRIGGERS = regex(
    r"\b(?:khóa|khoá|thế kỷ|thứ|quý|chương|phần|mục|điều|đại hội|kỳ|cấp|vùng|hạng|đợt|loại|tổ"
    r"|nhóm|bảng|giai đoạn|độ|tiểu học|phụ lục|học kỳ|tập|bậc|khu vực|tầng|số|bia|vòng|khu|lớp"
    r"|hệ|dân quân|nhiệm kỳ|lần|khối|tuyến|bước|ca|buồng|đội|báo động|bđ|kì)"
    r"(?:(?: ?, ?| ?[-–→/] ?| và | & | đến | |: ?)[ivx]{1,5})*(?: ?,|:| ?[-–→/]| và| &| đến)?$"
)
_WORDS = frozenset({"VI", "XI", "DI", "MI", "LI", "CI"})


def _roman(found: Found) -> str | None:
    letters, _, year = found.text.partition("/")
    value = numbers.roman(letters)
    if value is None:
        return None
    certain = len(letters) > 1 and letters not in _WORDS
    if not certain and not (_ROMAN_TRIGGERS.search(found.before) or _ends_a_name(found)):
        return None
    read = numbers.ordinal(value) if found.before.endswith("thứ") else numbers.cardinal(value)
    return f"{read} năm {numbers.number(year)}" if year else read


def _ends_a_name(found: Found) -> bool:
    """Tell the I of ``thôn Nà Cáy I`` and ``Lủng Vài I, II`` by the names before it."""
    start = found.match.start()
    return (
        found.text == "I"
        and _PLACE.search(found.match.string, max(0, start - _NEARBY), start) is not None
    )


_NEARBY = 40
_PLACE = regex(
    rf"\b(?:[Tt]hôn|[Bb]ản|[Xx]óm|[Ấấ]p|[Ll]àng|[Kk]hu|[Xx]ã|ở|[Đđ]ội|[Kk]hoa"
    rf"|HTX)(?: {CAPITAL}{LETTERS}*){{1,4}} $"
)


def _roman_item(found: Found) -> str | None:
    value = numbers.roman(found.text)
    return None if value is None else numbers.cardinal(value)


_LETTER = Start.LETTER
_NUMBER = Kind.NUMBER
_WORD_END = r"(?!\w)"
RULES: Final = (
    make_rule("roman", _NUMBER, _LETTER, r"(?<!\w)[IVXLC]{1,7}(?:/[0-9]{4})?" + _WORD_END, _roman),
    make_rule("roman_item", _NUMBER, _LETTER,
          r"(?:(?<![^\n])|(?<=[;:.] ))[IVX]{1,7}(?=[.)/-][ ])", _roman_item),
)  # fmt: skip
