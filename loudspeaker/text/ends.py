"""Whether two things with a dash between them are the two ends of one range.

``7h30 – 11h30`` and ``3 – 5 triệu`` are; ``tổ 3 – 19h30`` and ``5/11 – 25 hộ`` are two things, one
beside the other.
"""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import Final

from loudspeaker.text.found import LETTERS
from loudspeaker.text.labels import WHOLE_WORD
from loudspeaker.text.regex import regex


class End(Enum):
    """What stands on one side of the dash."""

    CLOCK = auto()
    DATE = auto()
    MONEY = auto()
    PERCENT = auto()
    TELEPHONE = auto()
    DOCUMENT = auto()
    LABEL = auto()
    LASTING = auto()  # minutes, months, years of age
    COUNTED = auto()  # households, pupils
    MEASURE = auto()
    VARIETY = auto()  # ST25
    OTHER = auto()


_CLOCK = r"[0-9]{1,2}(?: ?(?:h|g)(?:[0-9]{2})?'?|:[0-9]{2}| giờ(?: [0-9]{1,2}(?: phút)?)?)"
_DATE = r"[0-9]{1,2}(?:/[0-9]{1,2}(?:/[0-9]{4})?|\.[0-9]{1,2}\.[0-9]{4}|-[0-9]{1,2}-[0-9]{4})"
_MONEY = r"(?:k|tr[0-9]?|đ|₫|vnđ|vnd|đồng|nghìn|ngàn|triệu|tỷ)"
_PERCENT = r"(?:%|phần trăm)"
_TELEPHONE = r"\+?[0-9]{2,5}(?:[ .]?[0-9]{3}){2,3}"
_DOCUMENT = r"[0-9]{1,5}(?:/[0-9]{4})?/[a-zđ][a-zđ-]+"
_AMOUNT = r"[0-9]{1,9}(?:[.,][0-9]{1,3}){0,3} ?"
_LASTING = r"(?:giây|phút|tiếng|ngày|tuần|tháng|năm|tuổi)"
_COUNTED = (
    r"(?:hộ|khẩu|người|em|cháu|học sinh|học viên|sinh viên|đại biểu|đoàn viên|hội viên|cử tri|suất"
    r"|con|cái|chiếc|thẻ|phiếu|lượt|trường hợp|ca|xe|trẻ|khách|bạn|cán bộ|giáo viên|thành viên"
    r"|đảng viên|quyển|cuốn|tờ|trang|cây|quả|chuyến|buổi)"
)
_MEASURE = r"(?:[kmc]?m[²³23]?|[kcm]?g|ml|l|lít|ha|sào|tạ|tấn|yến|bao|viên|liều|kwh?|độ|°c)"
_LABELS = (
    r"đợt|kỳ|khóa|khoá|lần|phòng|lớp|khối|nhóm|tổ|thôn|xóm|bản|khu|tầng|dãy|cửa|bàn|quầy|ô"
    r"|hàng|ghế|lô|gian|kho|sân|bến|đội|cụm|chi hội|điểm|km|mục|điều|bài|tiết|chuyến"
)
_LABEL = rf"(?:{_LABELS}|số){WHOLE_WORD}"
_BEFORE: Final = (
    (End.CLOCK, regex(rf"(?<![\w/.]){_CLOCK}$")),
    (End.DOCUMENT, regex(rf"(?<![\w/.]){_DOCUMENT}$")),
    (End.OTHER, regex(r"(?<![\w/.,])(?:1/[2-9]|2/[35]|3/[45])$")),  # a share, or a day
    (End.DATE, regex(rf"(?<![\w/.,]){_DATE}$")),
    (End.MONEY, regex(rf"[0-9] ?{_MONEY}$")),
    (End.PERCENT, regex(rf"[0-9] ?{_PERCENT}$")),
    (End.TELEPHONE, regex(rf"(?<![\w.,/])0{_TELEPHONE}$")),
    (End.OTHER, regex(r"\b(?:mỗi|từng|một|cách|gần|xa)(?: \w+){1,2} [0-9]+$")),
    (End.LABEL, regex(rf"\b{_LABEL} [0-9]{{1,3}}(?:[a-z][0-9]{{0,2}})?$")),
    (End.LABEL, regex(r"(?<![\w.])[0-9]{1,2}[a-z][0-9]{1,2}$")),
    (End.LASTING, regex(rf"[0-9] {_LASTING}$")),
    (End.COUNTED, regex(rf"[0-9] {_COUNTED}$")),
    (End.MEASURE, regex(rf"[0-9] ?{_MEASURE}$")),
    (End.VARIETY, regex(r"(?<![\w.])[a-zđ]{1,4}[0-9]{1,4}$")),
)
_AFTER: Final = (
    (End.CLOCK, regex(rf"{_CLOCK}(?!\w)|24/(?:24|7)h?\b")),
    (End.DOCUMENT, regex(_DOCUMENT)),
    (End.DATE, regex(rf"(?:ngày )?{_DATE}(?![\w/%]|[.,][0-9]| ?(?:%|{LETTERS}{{1,3}}\b))")),
    (End.MONEY, regex(rf"{_AMOUNT}{_MONEY}(?!\w)|[0-9]tr")),
    (End.PERCENT, regex(rf"{_AMOUNT}{_PERCENT}")),
    (End.TELEPHONE, regex(rf"\(?0{_TELEPHONE}(?!\w)")),
    (End.LASTING, regex(rf"{_AMOUNT}{_LASTING}\b(?! [0-9])")),
    (End.COUNTED, regex(rf"{_AMOUNT}{_COUNTED}\b")),
    (End.MEASURE, regex(rf"{_AMOUNT}{_MEASURE}(?!\w)")),
)
_CLOCK_AND_DATE = regex(rf"{_CLOCK}(?:,? \w+){{0,4}},? {_DATE}$")
_OF_AN_AGE = regex(r"\b(?:lớp|nhóm)(?: trẻ)? [0-9]+$")
_CLASS_BEFORE = regex(r"(?<![\w.])[0-9]{1,2}[a-z]$")
_CLASS_BEHIND = regex(r"[0-9]{1,2}[a-z](?!\w)")
_CLASSES_BEFORE = regex(r"(?<![\w.])[0-9]{1,2}[a-z]-[0-9]{1,2}[a-z]$")  # 10A-11A-12A
_CLASSES_BEHIND = regex(r"[0-9]{1,2}[a-z]-[0-9]{1,2}[a-z](?!\w)")
_BLOCK_BEFORE = regex(r"(?<![\w.])[0-9]{1,2}[a-fđ]$")
_FLAT_BEFORE = regex(r"\b(?:căn hộ|căn)\b[^.;]{0,30} [0-9]{1,2}[a-fđ]$")  # căn hộ 2B-14
_FLAT_BEHIND = regex(r"[0-9]{2,3}(?![\w/])")
_ROOM_BEHIND = regex(r"[0-9]{3}(?![\w.,])")
_COUNT_BEHIND = regex(
    rf"{_AMOUNT}(?:(?:{_LASTING}|{_COUNTED}|{_MEASURE})(?!\w)|(?:h|g|giờ)(?!\w| [0-9]))"
)
_FROM = regex(r"\b(?:từ|khoảng)(?: \w+){0,2} [0-9:hg./]+$")


_CLASS_AND_SCORE = regex(r"[0-9]{1,2}[a-zđ][0-9]{0,2}:? [0-9]{1,2} ?[-–] ?[0-9]{1,2}(?![0-9hg:/])")


def is_room_of_block(before: str, after: str) -> bool:
    """Tell a room by the block before it: ``giảng đường 4B-104``."""
    if _FLAT_BEFORE.search(before):
        return _FLAT_BEHIND.match(after) is not None
    return bool(_BLOCK_BEFORE.search(before) and _ROOM_BEHIND.match(after))


def are_one_range(before: str, after: str, *, is_spaced: bool = True) -> bool:
    """Tell whether the dash between them is *đến*; where nothing speaks against it, it is.

    ``before`` and ``after`` are in small letters, without space at the dash; ``is_spaced`` tells
    whether there was one before it, which sets ``tổ 1 - 12 hộ`` apart from ``tầng 3-4 nhà B``.
    """
    if _CLASS_BEFORE.search(before) and _CLASS_BEHIND.match(after):
        return not (_CLASSES_BEFORE.search(before) or _CLASSES_BEHIND.match(after))
    first, second = _end(_BEFORE, before), _end(_AFTER, after)
    if End.OTHER in {first, second} or first is second:
        telephones = first is End.TELEPHONE and second is End.TELEPHONE
        return not (telephones or _CLASS_AND_SCORE.match(after))
    if first is End.DATE and second is End.CLOCK:
        return (
            after.startswith("24/7")
            or (_CLOCK_AND_DATE.search(before) or _FROM.search(before)) is not None
        )
    if {first, second} == {End.CLOCK, End.LASTING}:
        return True
    if first is End.LABEL and _COUNT_BEHIND.match(after):
        return not is_spaced or _OF_AN_AGE.search(before) is not None
    return _FROM.search(before) is not None


_COUNTED_BEHIND = regex(rf"{_COUNTED}\b")


_AMOUNT_BEHIND = regex(rf"(?:{_COUNTED}|{_LASTING}|{_MEASURE}|{_MONEY}|{_PERCENT}|điểm|lần)(?!\w)")


def is_amount(after: str) -> bool:
    """Tell whether what stands behind a number says of what it is an amount."""
    return _AMOUNT_BEHIND.match(after) is not None


def is_counted(after: str) -> bool:
    """Tell whether the word behind a number says that it counts."""
    return _COUNTED_BEHIND.match(after) is not None


def _end(forms: tuple[tuple[End, re.Pattern[str]], ...], text: str) -> End:
    if forms is _BEFORE:
        return next((end for end, form in forms if form.search(text)), End.OTHER)
    return next((end for end, form in forms if form.match(text)), End.OTHER)
