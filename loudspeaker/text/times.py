"""Times of day: ``7h30``, ``07:30``, ``19 giờ 30``, ``21h15'``."""

from __future__ import annotations

import re
from typing import Final

from loudspeaker.text.found import Found, Kind, Read, Rule, Start
from loudspeaker.text.measures import is_measured
from loudspeaker.text.numbers import cardinal
from loudspeaker.text.regex import regex

_LAST_HOUR = 24
_LAST_MINUTE = 59


_NO_CLOCK = regex(r"\b(?:tỷ lệ|tỉ lệ|pha|pha đặc|pha loãng|bản đồ|tỷ số|tỉ số)$")
_CLASS_H = regex(r"\b(?:lớp|chi đội|khối)$")


def _clock(found: Found) -> str | None:
    if _NO_CLOCK.search(found.before):
        return None
    hour, *rest = (int(part) for part in re.findall("[0-9]+", found.text))
    minute = rest[0] if rest else 0
    if hour > _LAST_HOUR or minute > _LAST_MINUTE:
        return None
    read = f"{cardinal(hour)} giờ"
    return f"{read} {cardinal(minute)} phút" if minute else read


def _clock_short(found: Found) -> str | None:
    """Read ``8h5``, unless a class is named so."""
    return None if _CLASS_H.search(found.before) else _clock(found)


def _clock_spaced(found: Found) -> str | None:
    """Read ``7h 30``, unless what follows is a number of something."""
    return None if is_measured(found) or _COUNTED_BEHIND.match(found.after) else _clock(found)


def _clock_words(found: Found) -> str | None:
    """Read ``7 giờ 30``, unless what follows is an amount: ``1 giờ 50 nghìn``."""
    is_whole = found.text[-1].isdigit()
    return None if is_whole and is_measured(found) else _clock(found)


def _clock_g(found: Found) -> str | None:
    """Read ``5g`` as an hour only beside words or times that say so: it may be five grams."""
    before = found.before
    said = _HOUR_BEFORE.search(before) or _HOUR_BEHIND.match(found.after) or _SHUT.search(before)
    return _clock(found) if said else None


_HOUR_BEFORE = regex(
    r"(?:\b(?:chạy|bắt đầu|họp|mở|đi|cắt điện|trực|học) từ|\b(?:lúc|hồi|sáng|trưa|chiều|tối|đêm"
    r"|(?:(?:lúc|hồi|sáng|trưa|chiều|tối|đêm) [0-9]{1,2}g"
    r"|[0-9]{1,2}(?:g[0-9]{2}|h(?:[0-9]{2})?'?|:[0-9]{2})) ?(?:đến|[-–—―])))$"
)
_SHUT = regex(  # what has hours, and no weight: cấm xe từ 6g đến 20g
    r"(?:\b(?:cấm|cúp|cắt (?:điện|nước)|mất (?:điện|nước)|mở cửa|đóng cửa|làm việc|tiếp dân|phục vụ"
    r"|phát sóng|giới nghiêm|lưu thông|trực)\b[^.;:]{0,40}\b(?:từ|trước|sau)"
    r"|\b(?:ngày [0-9][0-9/, và&–-]*|chủ nhật|thứ \w+),? từ"
    r")(?: [0-9]{1,2}g ?(?:đến|tới|[-–—―]))?$"
)
_HOUR_BEHIND = regex(
    r"(?:đến|[-–—―]) ?[0-9]{1,2}(?:g[0-9]{2}|h|:[0-9]{2}| giờ)"
    r"|(?:sáng|trưa|chiều|tối|đêm|ngày|thứ)\b"
)
_COUNTED_BEHIND = regex(
    r"(?:người|hộ|em|cháu|con|cây|đại biểu|đội|xe|suất|bao|thanh niên|học sinh|hội viên|cái)\b"
)


PART_OF_DAY: Final = regex(r"(?:sáng|trưa|chiều|tối|đêm|ngày|hôm|mai)\b")
_LONGEST_WORD = 8


def may_be_hour(found: Found) -> bool:
    """Tell whether ``7H`` is an hour here and no name: in a heading, or before ``sáng``."""
    start = found.match.start()
    word = found.match.string[max(0, start - _LONGEST_WORD) : start].split()[-1:]
    is_heading = bool(word) and word[0].isupper() and word[0][0].isalpha()  # not ghế 1A–1H
    return is_heading or PART_OF_DAY.match(found.after) is not None


def _hour(found: Found) -> str | None:
    is_class = found.text[-1] == "H" and _CLASS_H.search(found.before)
    return None if is_class else _clock(found)


def _rule(name: str, pattern: str, read: Read) -> Rule:
    return Rule(name=name, kind=Kind.TIME, starts=Start.DIGIT, pattern=pattern, read=read)


def _clock_with_seconds(found: Found) -> str | None:
    hour, minute, second = (int(part) for part in found.text.split(":"))
    if hour > _LAST_HOUR or minute > _LAST_MINUTE or second > _LAST_MINUTE:
        return None
    return f"{cardinal(hour)} giờ {cardinal(minute)} phút {cardinal(second)} giây"


def _round_the_clock(found: Found) -> str:
    return "hai mươi tư trên hai mươi tư" + " giờ" * found.text.endswith("h")


_HOUR = r"(?<![0-9.,:])[0-9]{1,2}"
_END = r"(?![0-9]|[:.,][0-9])"

RULES: Final = (
    _rule("round_the_clock", r"(?<![0-9/])24/24 ?h?(?!\w)", _round_the_clock),
    _rule("clock_seconds", rf"{_HOUR}:[0-9]{{2}}:[0-9]{{2}}{_END}", _clock_with_seconds),
    _rule("clock_colon", rf"{_HOUR}:[0-9]{{2}}{_END}", _clock),
    _rule("clock_h", rf"{_HOUR} ?[hH][0-9]{{2}}(?:['’′]| ?(?:phút|ph|p)(?!\w))?{_END}", _clock),
    _rule("clock_h_short", rf"{_HOUR}h[0-9](?![\w/]|[:.,][0-9])", _clock_short),
    _rule("clock_h_spaced", rf"{_HOUR} ?[hH] [0-9]{{2}}(?![\w%]|[.,:/][0-9])", _clock_spaced),
    _rule("clock_g", rf"{_HOUR}[gG][0-9]{{2}}{_END}", _clock),
    _rule("clock_g_hour", rf"{_HOUR}g(?!\w)", _clock_g),
    _rule("clock_hour", rf"{_HOUR} ?[hH](?![\w])", _hour),
    _rule(
        "clock_words",
        rf"{_HOUR} giờ [0-9]{{1,2}}(?: phút|['’′])?(?![\w%]|[/.,][0-9])",
        _clock_words,
    ),
)
