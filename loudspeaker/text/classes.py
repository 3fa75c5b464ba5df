"""Classes, rooms, and how many copies are kept."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from loudspeaker.text.codes import mixed_text
from loudspeaker.text.found import Found, Start, code_rule
from loudspeaker.text.labels import WHOLE_WORD
from loudspeaker.text.numbers import digits, number
from loudspeaker.text.regex import regex
from loudspeaker.text.times import PART_OF_DAY, may_be_hour

_ANOTHER = r"(?: ?[0-9]{1,3}[a-zđ]?[0-9]{0,2} ?(?:[,;+&/–-]|và|với|hoặc|gặp|thua|thắng|hòa|đến))*$"
_CLASS = regex(
    r"\b(?:lớp|khối|phòng|dãy|tổ|nhóm|khu|lô|nhà|chi đội|ghế|giường|sạp|mẫu"
    r"|chi đoàn)" + WHOLE_WORD + ":?" + _ANOTHER
)
_PLACE = regex(
    r"\b(?:thôn|xóm|bản|ấp|tổ dân phố|kho|ngăn|bảng|bàn|bếp|(?<!mở )(?<!đóng )cửa"
    r"|quầy|tủ|ô|cụm|đội|học sinh)" + WHOLE_WORD + _ANOTHER
)
_TAUGHT = regex(r"\b(?:lớp|chi đội):?" + _ANOTHER)
_HOURS = ("G", "H")
_BESIDE_ANOTHER = regex(r"(?<![\w.])[0-9]{1,2}[a-eđ] ?(?:[,;+&/]|và|với|gặp|hoặc)$")
_WITH_ANOTHER = regex(r"(?:[,;+&/]|và|với|gặp|hoặc) ?[0-9]{1,2}[a-eđ](?!\w)")
_DOTTED_CLASS = regex(
    r"\blớp:?(?: ?[0-9]{1,2}\.[0-9]{1,2} ?(?:[,;&+–-]|và|đến|gặp|thắng|thua|hòa))*$"
)
_ROOM = regex(
    r"\b(?:phòng(?: (?:họp|học|thi|khám|máy|làm việc|chờ|trực|tiêm|tin học|bộ môn|thí nghiệm"
    r"|hội đồng|chức năng|hành chính|học thông minh|thực hành))?|căn hộ|căn|hộp thư|ô đỗ|shophouse"
    r"|ki ốt|kiốt|khóa cửa|thẻ cửa)(?: số)?"
    r"(?: ?[0-9]{1,2}\.[0-9]{2}(?:,| và| đến| ?[-–]))*$"
)
_KEPT = regex(r"(?:^|[-.+] ?)lưu\b")


def _class(found: Found) -> str | None:
    """Read a number and a letter where something is named so; a zero before it is silent."""
    before, letter = found.before, found.text[-1]
    if letter in _HOURS and _NEXT_IN_LIST.match(found.after):
        return None  # 8H LỚP 4B, 9H LỚP 4C
    is_beside = _BESIDE_ANOTHER.search(before) or _WITH_ANOTHER.match(found.after)
    if letter in _HOURS:  # VĂN PHÒNG 7H, in a heading, is a time
        is_named = _TAUGHT.search(before) or (_CLASS.search(before) and not may_be_hour(found))
    else:
        is_named = _CLASS.search(before) or _PLACE.search(before)
    is_class = is_beside or is_named
    return mixed_text(found.text.lstrip("0")) if is_class else None


_NEXT_IN_LIST = regex(r"(?:lớp|khối|phòng|nhóm|đội|tổ)\b")


def _low_class(found: Found) -> str | None:
    """Read ``lớp 10a1,10a2``, typed without capitals."""
    return mixed_text(found.text.upper()) if _CLASS.search(found.before) else None


def _large_class(found: Found) -> str | None:
    """Read ``lớp 6M2``, which is no area."""
    return mixed_text(found.text) if _CLASS.search(found.before) else None


def _room(found: Found) -> str | None:
    if not (_ROOM.search(found.before) or _BLOCK_BEHIND.match(found.after)):
        return None
    return _floor_and_room(found)


def _room_of_floor(found: Found) -> str | None:
    """Read ``phòng 2-03`` and ``14-02 tòa CT3``: no stretch, for it begins with a zero."""
    before = found.before
    if "-0" in found.text:
        is_room = _ROOM_NAMED.search(before) or _BLOCK_BEHIND.match(found.after)
    else:
        is_room = _ROOM_LISTED.search(before)
    return _floor_and_room(found) if is_room else None


_BLOCK_BEHIND = regex(r"(?:tòa|toà|tháp|block|chung cư)(?: nhà)? [a-zđ]{0,2}[0-9]{0,2}(?!\w)")
_ROOM_NAMED = regex(
    r"\b(?:phòng|căn hộ|căn|hộp thư)(?: số)?(?: ?[0-9]{1,2}[a-zđ]?-[0-9]{2}(?:,| và))*$"
)
_ROOM_LISTED = regex(
    r"\b(?:phòng|căn hộ|căn|hộp thư)(?: số)?(?: ?[0-9]{1,2}-[0-9]{2}(?:,| và)){0,4}"
    r" ?[0-9]{1,2}-0[0-9](?:,| và)(?: ?[0-9]{1,2}-[0-9]{2}(?:,| và)){0,4}$"
)


def _named_room(found: Found) -> str:
    """Read ``P.3.05``."""
    said = "pê" if found.before.endswith("phòng") else "phòng"  # phòng P.3.05
    return f"{said} {_floor_and_room(found)}"


def _floor_and_room(found: Found) -> str:
    floor, room = re.findall("[0-9]+", found.text)
    return f"{number(floor)} {digits(room) if room[0] == '0' else number(room)}"


def _grades(found: Found) -> str | None:
    """Read ``khối 3/4/5``: each is one more than the one before."""
    listed = [int(part) for part in found.text.split("/")]
    rises = all(b - a == 1 for a, b in pairwise(listed))
    is_named = rises and _NUMBERED_PLACE.search(found.before)
    return " ".join(number(str(each)) for each in listed) if is_named else None


_NUMBERED_PLACE = regex(
    r"\b(?:khối|lớp(?: (?:lá|chồi|mầm|mẫu giáo|bé|nhỡ|lớn))?|tổ"
    r"|thôn|xóm|bản|ấp|khu|đội|nhóm|tiết|ca|điểm|chi hội|buồng|bàn|cửa|quầy"
    r"|giường|ghế|cổng|phòng|sạp)"
    rf"{WHOLE_WORD}$"
)


def _class_number(found: Found) -> str | None:
    """Read ``lớp 6.2 và 6.3``; *mười hai* would be another class than 10.2."""
    if not _DOTTED_CLASS.search(found.before):
        return None
    grade, group = found.text.split(".")
    return f"{number(grade)}{' chấm' * (len(grade) > 1)} {number(group)}"


def _class_list(found: Found) -> str:
    """Read ``12A1,2,3``: three classes, no decimal."""
    first, *more = found.text.split(",")
    return " ".join([mixed_text(first), *map(number, more)])


def _small_class(found: Found) -> str | None:
    """Read ``các lớp 7g, 7h``."""
    in_a_row = _ANOTHER_SMALL.search(found.before) or _SMALL_BEHIND.match(found.after)
    is_hour = found.text[-1] == "h" and not in_a_row  # a class at seven: lớp 7h còn 8 chỗ
    is_time = is_hour or int(found.text[:-1]) > _LAST_GRADE or PART_OF_DAY.match(found.after)
    is_class = _SMALL_CLASS.search(found.before) and not is_time
    return mixed_text(found.text.upper()) if is_class else None


_ANOTHER_SMALL = regex(r"[0-9]{1,2}[a-zđ](?:,| và)$")
_SMALL_BEHIND = regex(r"(?:,|và) ?[0-9]{1,2}[a-zđ](?!\w)")
_LAST_GRADE = 12
_SMALL_CLASS = regex(r"\blớp(?: ?[0-9]{1,2}[a-zđ](?:,| và))*$")


def _short_class(text: str) -> str:
    """Read ``L.9A3`` and ``L.6/2``."""
    name = text.removeprefix("L.").strip()
    return f"lớp {' trên '.join(map(mixed_text, name.split('/')))}"


def _grade(found: Found) -> str | None:
    """Read ``học sinh K10 và K11``; without pupils around it may be any code."""
    is_grade = _PUPILS.search(found.before) or _LESSON_BEHIND.match(found.after)
    return f"khối {number(found.text[1:])}" if is_grade else None


_PUPILS = regex(r"\b(?:học sinh|các em|phụ huynh|gvcn)(?: k[0-9]{1,2}(?:,| và| -))*$")
_LESSON_BEHIND = regex(
    r"(?:nghỉ tiết|học (?:chính|bù|sáng|chiều|ca)|ôn (?:tập|thi)|thi (?:thử|học))\b"
)


def _floor(found: Found) -> str | None:
    is_floor = _ROOM_BEFORE.search(found.before) is not None
    return f"tầng {number(re.sub('[^0-9]', '', found.text))}" if is_floor else None


_ROOM_BEFORE = regex(r"\b(?:p\.?|phòng) ?[0-9][\w.]*,? ?\(?$")


def _copies(found: Found) -> str | None:
    """Read how many copies are kept, at the end of a letter: ``Lưu: VT (2b)``."""
    is_kept = found.before.endswith("(") and _KEPT.search(found.before)
    return f"{number(found.text[:-1])} bản" if is_kept else None


CLASS: Final = code_rule(
    "classroom", Start.DIGIT, r"(?<!\w)[0-9]{1,3}[A-ZĐ](?!\w)", _class, often_none=True
)
ROOM: Final = code_rule(
    "room", Start.DIGIT, r"(?<![0-9.,/+])[0-9]{1,2}\.[0-9]{2}(?![0-9])", _room, often_none=True
)


LARGE_CLASS: Final = code_rule(
    "large_class", Start.DIGIT, r"(?<!\w)[0-9]{1,2}[F-Z][0-9]{1,2}(?!\w)", _large_class,
    often_none=True,
)  # fmt: skip
ROOM_OF_FLOOR: Final = code_rule(
    "room_of_floor", Start.DIGIT,
    r"(?<![0-9.,/+-])[1-9][0-9]?-(?:0[1-9]|[1-3][0-9])(?![0-9/-])", _room_of_floor,
    often_none=True,
)  # fmt: skip
LOW_CLASS: Final = code_rule(
    "low_class", Start.DIGIT, r"(?<!\w)(?:[1-9]|1[0-2])[a-eđ][0-9]{1,2}(?!\w|\.[0-9])", _low_class,
    often_none=True,
)  # fmt: skip
CLASS_LIST: Final = code_rule(
    "class_list", Start.DIGIT,
    r"(?<!\w)[0-9]{1,2}[A-ZĐ][0-9]{1,2}(?:,[0-9]{1,2}){1,9}(?![0-9]|[.,/]?\w)", _class_list,
)  # fmt: skip
SMALL_CLASS: Final = code_rule(
    "small_class", Start.DIGIT, r"(?<!\w)[0-9]{1,2}[a-zđ](?!\w)", _small_class, often_none=True
)
CLASS_ALONE: Final = code_rule(  # nothing else is written so: 5Đ, 10A1/10A2
    "class_alone", Start.DIGIT,
    r"(?<![\w.,])(?:[1-9]|1[0-2])Đ(?!\w)|(?<!\w)[0-9]{1,2}[A-EĐ][0-9]{1,2}(?=/[0-9]{1,2}[A-EĐ])",
    lambda found: mixed_text(found.text),
)  # fmt: skip
GRADES: Final = code_rule(
    "grades", Start.DIGIT,
    r"(?<![\w.,/])[0-9]{1,2}(?:/[0-9]{1,2}){2,5}(?![\w/]|[.,][0-9])", _grades,
)  # fmt: skip
CLASS_NUMBER: Final = code_rule(
    "class_number", Start.DIGIT, r"(?<![0-9.,/+])[0-9]{1,2}\.[0-9]{1,2}(?![0-9]|[.,][0-9])",
    _class_number, often_none=True,
)  # fmt: skip
GRADE: Final = code_rule(
    "grade", Start.LETTER, r"(?<!\w)K(?:[6-9]|1[0-2])(?![\w/-]|[.,]\w)", _grade, often_none=True
)
NAMED_ROOM: Final = code_rule(
    "named_room", Start.LETTER, r"(?<!\w)[Pp]\.? ?[0-9]{1,2}\.[0-9]{2}(?![0-9])", _named_room
)
SHORT_CLASS: Final = code_rule(
    "short_class", Start.LETTER, r"(?<!\w)L\. ?[0-9]{1,2}(?:[A-ZĐ][0-9]{0,2}|/[0-9]{1,2})(?!\w)",
    lambda found: _short_class(found.text),
)  # fmt: skip
GROUP: Final = code_rule(  # of houses, before a quarter of a town: T.4, KP.2
    "group", Start.LETTER, r"(?<!\w)T\. ?[0-9]{1,2}(?=, ?(?:KP|TDP)\b)",
    lambda found: f"tổ {number(re.sub('[^0-9]', '', found.text))}",
)  # fmt: skip
FLOOR: Final = code_rule(
    "floor", Start.LETTER, r"(?<!\w)T\.? ?[0-9]{1,2}(?!\w|[.,/–-][0-9T])", _floor, often_none=True
)
WARD: Final = code_rule(  # of a town's address: P. 5, Q. 10
    "ward", Start.LETTER, r"(?<!\w)P\. ?[0-9]{1,2}(?=, ?(?:Q\.|TP|TX))",
    lambda found: f"phường {number(re.sub('[^0-9]', '', found.text))}",
)  # fmt: skip
COPIES: Final = code_rule("copies", Start.DIGIT, r"(?<=\()[0-9]{1,2}b(?=\))", _copies)
