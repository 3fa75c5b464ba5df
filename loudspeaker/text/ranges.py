"""The dash that is *đến*, between numbers, days, codes and weekdays."""

from __future__ import annotations

import re
from typing import Final

from loudspeaker.text.ends import are_one_range, is_counted, is_room_of_block
from loudspeaker.text.found import LETTERS, Found, Kind, Start, make_rule
from loudspeaker.text.numbers import roman
from loudspeaker.text.regex import regex

_AMOUNT_BEFORE = regex(rf"[0-9](?: ?(?:{LETTERS}{{1,6}}|[%°]c?))?$")
_WEEKDAY_BEFORE = regex(r"\b(?:thứ \w+|t[2-7])$")
_WEEKDAY_AFTER = regex(r"(?:thứ|chủ nhật|cn|t[2-7])\b")
_ROAD_BEFORE = regex(r"\bkm ?[0-9]+(?:\+[0-9]+)?$")
_MONTH_BEFORE = regex(r"(?<!\w)t(?:[189]|1[0-2])$")  # T11 – T2
_LUNAR_MONTH_BEFORE = regex(r"\btừ [^.;]{0,24}\b(?:tháng )?(?:chạp|giêng)$")
_LUNAR_DAY_BEHIND = regex(r"(?:mùng|mồng|ngày|rằm)\b")
_MONTH_BEHIND = regex(r"t(?:[1-9]|1[0-2])(?![\w/])")
_DATE_BEFORE = regex(r"\bngày [0-9./]+$")


def _to(found: Found) -> str:
    before, after = found.before, found.after
    two_telephones = _TELEPHONE_BEFORE.search(before) and _TELEPHONE_BEHIND.match(after)
    is_spaced = found.match.string[found.match.start() - 1] == " "
    is_roll = is_counted(after) or _PUPILS_BEHIND.match(after)
    if is_spaced and is_roll and _CLASS_BEFORE.search(before):
        return ""  # lớp 9A2 - 42 học sinh
    is_range = not two_telephones and are_one_range(before, after, is_spaced=is_spaced)
    return "đến" if is_range else ""


_VOLTAGES = regex("[0-9]+/[0-9]")  # 180kVA-22/0,4kV
_TELEPHONE_BEFORE = regex(r"[0-9](?:[ .]?[0-9]{3}){2}$")
_CLASS_BEFORE = regex(r"(?<!\w)[0-9]{1,2}[a-zđ][0-9]{0,2}$")
_PUPILS_BEHIND = regex(r"[0-9]{1,3} ?(?:hs|ph|em|bạn|cháu)\b")
_TELEPHONE_BEHIND = regex(r"\(?(?:\+84|0[0-9])[0-9]")


def _always_to(_: Found) -> str:
    return "đến"


def _amount_to(found: Found) -> str | None:
    before = found.before
    is_spaced = found.match.string[found.match.start() - 1] == " "
    is_one_name = is_room_of_block(before, found.after) or (
        _GRADE_BEFORE.search(before) and _GROUP_BEHIND.match(found.after)
    )
    is_rating = before.endswith("kva") and _VOLTAGES.match(found.after)
    if (not is_spaced and is_one_name) or is_rating:
        return None
    is_range = _AMOUNT_BEFORE.search(before) and are_one_range(before, found.after)
    return "đến" if is_range else None


_GRADE_BEFORE = regex(r"\b(?:lớp|chi đội|chi đoàn) [0-9]{1,2}[a-eđ]$")  # lớp 11A-3
_GROUP_BEHIND = regex(r"[0-9]{1,2}(?![0-9a-zđ])")


def _days_to(found: Found) -> str | None:
    before, after = found.before, found.after
    weekdays = _WEEKDAY_AFTER.match(after) and _WEEKDAY_BEFORE.search(before)
    days = after.startswith("ngày") and _DATE_BEFORE.search(before)
    roads = after.startswith("km") and _ROAD_BEFORE.search(before)
    open_end = after.startswith("dưới ") and before[-1:].isdigit()  # 70 - dưới 75 tuổi
    months = _MONTH_BEFORE.search(before) and _MONTH_BEHIND.match(after)
    lunar = _LUNAR_MONTH_BEFORE.search(before) and _LUNAR_DAY_BEHIND.match(after)
    in_a_row = _are_alike(found) or _are_codes_in_a_row(found) or _are_romans(found)
    return "đến" if weekdays or months or lunar or days or roads or open_end or in_a_row else None


def _are_romans(found: Found) -> bool:
    """Tell ``nhóm IV – VI``: numerals that rise."""
    first, last = _ROMAN_BEFORE.search(found.before), _ROMAN_BEHIND.match(found.after)
    if first is None or last is None:
        return False
    least, most = roman(first[1].upper()), roman(last[1].upper())
    return least is not None and most is not None and least < most


_ROMAN_BEFORE = regex(
    r"\b(?:nhóm|cấp|vùng|hạng|loại|bậc|quý|khu vực|độ|lớp|chương|mục|phần|bảng) ([ivx]{1,5})$"
)
_ROMAN_BEHIND = regex(r"([ivx]{1,5})(?!\w)")


def _are_codes_in_a_row(found: Found) -> bool:
    """Tell ``ghế C14 - C18``: one letter, and a number that rises."""
    first, last = _CODE_BEFORE.search(found.before), _CODE_BEHIND.match(found.after)
    return (
        first is not None and last is not None
        and first[1] == last[1] and int(first[2]) < int(last[2])
    )  # fmt: skip


_CODE_BEFORE = regex(
    r"\b(?:ghế|hàng|số|lô|sạp|gian|bàn|phòng|ô|giường|mã|kệ|tủ|dãy|nhà|tòa|khu|cổng|cửa|quầy|cột"
    r"|trụ|căn|kho|ngăn|vị trí|điểm|trạm|tuyến) ([a-zđ])([0-9]{1,3})$"
)
_CODE_BEHIND = regex(r"([a-zđ])([0-9]{1,3})(?!\w)")


def _are_alike(found: Found) -> bool:
    """Tell ``lớp 1 - lớp 5`` from a dash between two things."""
    noun = _NOUN_BEHIND.match(found.after)
    if noun is None:
        return False
    alike = re.search(
        rf"(\btừ )?\b{noun[0]} ([a-zđ]?)([0-9]{{1,3}})[a-eđ]?[0-9]{{0,2}}$", found.before
    )
    if alike is None:
        return False
    is_far = noun[0] in _HAMLETS and int(noun[1]) - int(alike[3]) >= _FEWEST_STEPS
    start = found.match.start()
    nearby = found.match.string[max(0, start - _NEARBY) : start].casefold()
    is_match = _SCORE_BEHIND.search(found.after) or _GAME.search(nearby)
    return noun[0] in _NUMBERED_IN_A_ROW or alike[1] is not None or (is_far and not is_match)


_NOUN_BEHIND = regex(rf"{LETTERS}+(?= [a-zđ]?([0-9]{{1,3}}))")
_NEARBY = 200
_HAMLETS = frozenset({"thôn", "xóm", "bản", "ấp", "khu"})
_SCORE_BEHIND = regex(
    r"^[^,.;]{0,24}(?:\(|:|lượt đi|lượt về|tỷ số)[^0-9,.;]{0,12}"
    r"[0-9]{1,2} ?[-–] ?[0-9]{1,2}(?![0-9hg:/])"
)
_GAME = regex(r"\b(?:trận|giải|bảng|lượt|kết|bóng|cầu lông|kéo co|đấu|gặp|tỷ số|hòa|thắng|thua)\b")
_NUMBERED_IN_A_ROW = frozenset({
    "lớp", "khối", "nhóm", "tổ", "phòng", "bàn", "bài", "tiết", "trang", "tuần", "câu", "điều",
    "sạp", "lô", "ghế", "giường", "quầy", "mùng", "mồng", "hàng", "toa", "cột",
})  # fmt: skip


def _letters_to(found: Found) -> str | None:
    """Read ``hàng E–K``; two letters that follow each other may as well be two things."""
    first, last = _LETTER_BEFORE.search(found.before), found.after[:1]
    far = first is not None and ord(last) - ord(first[1]) >= _FEWEST_STEPS
    return "đến" if far else None


_FEWEST_STEPS = 2
_LETTER_BEFORE = regex(r"\b(?:hàng|dãy|khu|lô|cổng|ô|vần|chữ|tên)(?: từ)? ([a-z])$")


def _codes_to(found: Found) -> str:
    """Read ``A12-A18``; a house and a room in it, ``C3-P204``, are two things."""
    first, last = _CODE_LETTER.search(found.before), found.after[:1]
    alike = first is None or first[1] == last or found.after.startswith("p.")
    return "đến" if alike or _FROM_CODE.search(found.before) else ""


_CODE_LETTER = regex(r"(?<![a-zđ])([a-zđ])m?[0-9]+$")
_FROM_CODE = regex(r"\btừ(?: \w+)? \w+$")


def _roads_to(found: Found) -> str | None:
    return "đến" if _ROAD_BEFORE.search(found.before) else None


def _alike_to(found: Found) -> str | None:
    """Read a dash between two of a kind: ``lớp 1–lớp 5``."""
    before, after = re.findall(r"\w+", found.before)[-2:], found.after.split()[:1]
    return "đến" if before[:1] == after else None


_SIGN = Start.SIGN
_SYMBOL = Kind.SYMBOL
RULES: Final = (
    make_rule("to", _SYMBOL, _SIGN,
          r"(?:(?<=[0-9%'])|(?<=[0-9%'] )|(?<=°C)|(?<=°C ))[-–—→~] ?(?=[0-9])", _to),
    make_rule("amount_to", _SYMBOL, _SIGN,
          r"(?<= )[-–—](?= ?[0-9])|(?<=\w)[-–—](?= ?[0-9])", _amount_to),
    make_rule("dots_to", _SYMBOL, _SIGN, r"(?<=[0-9])(?:\.{2,3}|…)(?=[0-9])", _always_to),
    make_rule("arrow_to", _SYMBOL, _SIGN, r"(?<=[0-9]) ?-{1,2}> ?(?=[0-9])", _always_to),
    make_rule("span", _SYMBOL, _SIGN, r"(?<=[0-9]) ?÷ ?(?=[0-9])", _always_to),
    make_rule("codes_to", _SYMBOL, _SIGN,
              r"(?<=[A-ZĐm][0-9])[-–](?=[A-ZĐ]m?[0-9])"
              r"|(?<=T1[0-2])[-–](?=T[1-9])|(?<=[A-ZĐ][0-9]{3})[-–](?=[A-ZĐ][0-9]{3}(?!\w))|(?<=[0-9])[-–](?=P\.[0-9])",
              _codes_to),
    make_rule("letters_to", _SYMBOL, _SIGN, r"(?<=[A-Z ])[-–—→](?= ?[A-Z](?!\w))", _letters_to),
    make_rule("roman_to", _SYMBOL, _SIGN, r"(?<=[IVX])[-–—](?=[IVX])", _always_to),
    make_rule("roads_to", _SYMBOL, _SIGN, r"(?:(?<=[0-9])|(?<=[0-9] ))[-–—→] ?(?=[Kk][Mm] ?[0-9])",
              _roads_to),
    make_rule("alike_to", _SYMBOL, _SIGN,
              rf"(?<=[0-9])[-–—→](?={LETTERS}+ [0-9])|(?<=[0-9] )→ ?(?={LETTERS}+ [0-9])",
              _alike_to),
    make_rule("days_to", _SYMBOL, _SIGN, r"(?<= )[-–—](?= )", _days_to),
    make_rule("weekdays_to", _SYMBOL, _SIGN,
              r"(?<=T[2-7])[-–—](?=T[2-7]|CN)|(?<=[Tt]hứ [Hh]ai)[-–—](?=[Tt]hứ )", _always_to),
)  # fmt: skip
