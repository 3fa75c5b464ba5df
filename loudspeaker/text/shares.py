"""``3/4``: a share, a count, an address or a day, by what stands around it.

All surroundings are small letters of the same line, without space towards the numbers.
"""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import Final

from loudspeaker.text.day_of_change import is_day_of_change, is_day_of_counted
from loudspeaker.text.days_told import (
    AFTER_DAY,
    DATE_BEHIND,
    DATE_NEAR,
    DAY_PART,
    DAY_SAID,
    EVENT,
    FROM_DAY,
    HOLIDAYS,
    NAMED_AFTER_DAY,
    REMEMBRANCE,
    UNTIL,
    is_day_listed,
    is_day_of_july,
)
from loudspeaker.text.regex import regex
from loudspeaker.text.things import (
    ADDRESS,
    COUNTED,
    NUMBERED,
    OF_GRADE,
    OF_SOMETHING,
    PAYS,
    PORTION,
)

_LARGEST_PORTION = 4
_LARGEST_SHARE = 10
_LARGEST_COMMON: Final = 4  # halves, thirds, quarters: what is said without telling of what
_MONTHS = 12
_ROUND_THE_CLOCK = (24, 7)
_SHARE: Final = regex(
    r"\b(?:mất|chỉ|gần|hơn|quá|khoảng|còn|đạt|chiếm|trong đó|giảm|tăng|bằng|cạn|trộn|thêm|ngập"
    r"|nhận|hưởng|được|lấy|chia|dùng|bớt|ít nhất|tối đa|tối thiểu|tới|đến|giảm từ|tăng từ"
    r"|đầy|vơi|rút|đổ|đong|múc|chừa|hụt|hao|thiếu|trên|dưới|phủ|che|hoàn thành|xấp xỉ|tương đương"
    r"|chừng|cỡ|ngót|(?<!mầm )non|lấp|vỏn vẹn|độ|một nửa)$"
)
_ABOUT: Final = regex(r"\b(?:hơn|gần|ngót|(?<!mầm )non|quá|khoảng)$")
_EACH_DAY: Final = regex(r"ngày(?: (?:trong|một|mỗi|cả)\b|/|[.,;)]|$)")
_ALL: Final = regex(r"\b(?:đủ|cả|đủ cả)$")
_NOUN_BEHIND: Final = regex(
    r"(?!(?:và|hoặc|hay|rồi|sẽ|sang|nghỉ|mở|khai|bế|bắt|kết|phát|thu|cắt|các|toàn"
    r"|học(?! sinh| viên| bổng| phí))\b)"
    r"[^\W\d]+\b(?! [0-9])"
)
_STRETCH_OF_SOMETHING: Final = regex(r"[-–] ?[0-9,]+ ?[^\W\d]+")
_IN_PROPORTION: Final = regex(r"\bt[ỷỉ] lệ\b[^.;]{0,60}$")


class Pair(Enum):
    """What two numbers with a slash between them are."""

    SHARE = auto()
    """So many parts of a whole: *phần*."""
    COUNT = auto()
    """So many of so many: *trên*."""
    DAY = auto()
    OTHER = auto()
    """An address, round the clock: other rules know it."""


def pair_of(first: int, second: int, before: str, after: str) -> Pair:
    """Tell what ``first/second`` is between these surroundings."""
    if _is_surely_day(first, second, before, after):
        return Pair.DAY
    told = _told(first, second, before, after)
    if told is not None:
        return told
    if _is_plain_share(first, second, before, after):
        return Pair.SHARE
    if _is_count(first, second, before, after):
        return Pair.COUNT
    is_name = NAMED_AFTER_DAY.search(before) and not OF_SOMETHING.match(after)
    if not is_name and _is_share(first, second, before, after):
        return Pair.SHARE
    is_round = (first, second) == _ROUND_THE_CLOCK and not is_day_of_july(before, after)
    return Pair.OTHER if is_round else Pair.DAY


def _is_surely_day(first: int, second: int, before: str, after: str) -> bool:
    if AFTER_DAY.search(before) or (second <= _MONTHS and DAY_PART.search(before)):
        return True
    return is_day_of_change(first, second, before, after)


def _told(first: int, second: int, before: str, after: str) -> Pair | None:
    """Tell what a sign or a noun directly before says: ``< 7/10``, ``số 3/4``."""
    is_common = 0 < first < second <= _LARGEST_COMMON
    is_of_something = OF_SOMETHING.match(after) is not None
    if _PLAYS.search(f"{before}|{after}"):
        return Pair.COUNT
    if _ROUND.search(before) and second in _ROUNDS and first == 1:
        return Pair.SHARE
    if before.endswith(_COMPARED):
        return Pair.SHARE if is_common or is_of_something else Pair.COUNT
    if is_common and f" {first}/{second} " in before and before.endswith((",", ";", " và")):
        return Pair.SHARE  # nộp 1/2 trước, 1/2 sau
    if is_common and _PART_OF_PLACE.search(f"{before}|{after}"):
        return Pair.SHARE
    return Pair.OTHER if ADDRESS.search(before) and not is_of_something else None


_PLAYS = regex(  # 9/1 thắng 9/4, two classes
    r"(?<![0-9/])[0-9]{1,2}/[0-9]{1,2} (?:thắng|thua|hòa|hoà|gặp|đấu|đấu với)\||"
    r"\|(?:thắng|thua|hòa|hoà|gặp|đấu|đấu với) [0-9]{1,2}/[0-9]{1,2}(?![0-9/])"
)
_ROUND = regex(r"\bvòng$")  # of a cup: vòng 1/8
_ROUNDS = (4, 8, 16)
_COMPARED = ("<", ">", "≤", "≥", "=")
_PART_OF_PLACE = regex(  # tổ 1, 1/2 tổ 2
    r"\b(thôn|tổ|xóm|bản|ấp|khu|khối|đội|làng|lô|thửa|đoạn)(?: [0-9]+,){0,6} [0-9]+"
    r"(?:,| và|, và| \+)?\|\1 [0-9]"
)


def _is_count(first: int, second: int, before: str, after: str) -> bool:
    """Tell so many of so many: something named so, or something counted."""
    if _is_named(first, before) and not OF_SOMETHING.match(after):
        return True
    if 1 < first <= second and second > _MONTHS and _SHARE.search(before):
        return True  # đạt 18/19
    if 0 < first == second and (_ALL.search(before) or _EACH_DAY.match(after)):
        return True  # đủ 12/12 áo phao, 7/7 ngày
    if not COUNTED.match(after) or PAYS.match(after):
        return False
    return not is_day_of_counted(first, second, before, after)


def _is_named(first: int, before: str) -> bool:
    """Tell the name of a class or a group of houses: ``lớp 8/1``."""
    grade = OF_GRADE.search(before)
    return NUMBERED.search(before) is not None or (grade is not None and int(grade[1]) == first)


def _is_plain_share(first: int, second: int, before: str, after: str) -> bool:
    """Tell a share of what could also be counted: half a ration, more than half of the voters."""
    if not 0 < first < second:
        return False
    is_portion = second <= _LARGEST_PORTION and PORTION.match(after)
    return bool(is_portion or (second <= _LARGEST_SHARE and _ABOUT.search(before)))


def _is_share(first: int, second: int, before: str, after: str) -> bool:
    if not 0 < first < second:
        return False
    shared = rf"[0-9]/{second} {OF_SOMETHING.pattern}[^.;]{{0,30}}$"
    if re.search(shared, before) and not DATE_NEAR.search(before):
        return True
    is_listed = is_day_listed(before, after)
    is_day = is_listed or UNTIL.search(before) or FROM_DAY.search(before)
    if _is_of_something(after) or (_SHARE.search(before) and not is_day):
        return True
    if is_day or REMEMBRANCE.search(before) or DAY_SAID.search(before):
        return False
    is_small = second <= _LARGEST_SHARE and f"{first}-{second}" not in HOLIDAYS
    if not is_small or DATE_NEAR.search(before):
        return False
    return _is_share_alone(second, before, after)


def _is_share_alone(second: int, before: str, after: str) -> bool:
    """Tell a share, without a word that says so, from a day: by what stands behind."""
    if DATE_BEHIND.match(after) or _STRETCH_OF_SOMETHING.match(after):
        return _STRETCH_OF_SOMETHING.match(after) is not None
    if _NOUN_BEHIND.match(after) or _IN_PROPORTION.search(before):
        return True
    return second <= _LARGEST_COMMON and not (EVENT.search(before) or after.startswith(":"))


def _is_of_something(after: str) -> bool:
    """Tell what is shared, also behind a second share: ``từ 1/3 đến 1/2 diện tích``."""
    return OF_SOMETHING.match(_SECOND_SHARE.sub("", after)) is not None


_SECOND_SHARE = regex(r"^(?:đến|tới|hoặc|[-–]) ?[0-9]{1,2}/[0-9]{1,2} ")
