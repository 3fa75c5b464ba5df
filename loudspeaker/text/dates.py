"""Dates: ``5/11/2026``, ``5/11``, ``5-7/11``, ``tháng 5/2026``, ``2026-11-05``."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from loudspeaker.text.days_told import AFTER_DAY, NAMED_AFTER_DAY, is_dashed_day
from loudspeaker.text.found import Found, Kind, Read, Rule, Start
from loudspeaker.text.numbers import cardinal
from loudspeaker.text.regex import regex
from loudspeaker.text.shares import Pair, pair_of

_DAYS = 31
_MONTHS = 12
_APRIL = 4
_YEARS = range(1000, 3000)
_AFTER_TERM = regex(r"\b(?:quý|đợt|kỳ|vụ|phiên|lần|học kỳ|học kì|kì|tuần|khóa|khoá|lứa|kỳ họp)$")
_AFTER_SERIES = regex(r"\b(?:số|phụ lục|mẫu)$")
_AFTER_MONTH = regex(r"\btháng$")


def month(number: int) -> str:
    """Read a month's number; April is *tư*."""
    return "tư" if number == _APRIL else cardinal(number)


def _whole(found: Found) -> str | None:
    day_of_month, month_number, year = (int(part) for part in re.split("[/.-]", found.text))
    return _date(found, day_of_month, month_number, year)


def _iso(found: Found) -> str | None:
    year, month_number, day_of_month = (int(part) for part in found.text.split("-"))
    return _date(found, day_of_month, month_number, year)


def _date(
    found: Found, day_of_month: int, month_number: int, year: int | None = None
) -> str | None:
    if not _fits(day_of_month, month_number, year):
        return None
    words = [cardinal(day_of_month), "tháng", month(month_number)]
    if not (AFTER_DAY.search(found.before) or NAMED_AFTER_DAY.search(found.before)):
        words.insert(0, "ngày")
    return " ".join([*words, *([] if year is None else ["năm", cardinal(year)])])


def _fits(day_of_month: int, month_number: int, year: int | None) -> bool:
    in_calendar = 1 <= day_of_month <= _DAYS and 1 <= month_number <= _MONTHS
    return in_calendar and (year is None or year in _YEARS)


def _day_and_month(found: Found) -> str | None:
    day_of_month, month_number = (int(part) for part in re.split("[/.]", found.text))
    kind = pair_of(day_of_month, month_number, found.before, found.after)
    return _date(found, day_of_month, month_number) if kind is Pair.DAY else None


def _day_dash_month(found: Found) -> str | None:
    written = found.text.replace("–", "-")
    day_of_month, month_number = (int(part) for part in written.split("-"))
    is_day = is_dashed_day(written, found.before, found.after)
    return _date(found, day_of_month, month_number) if is_day else None


def _days_of_month(found: Found) -> str | None:
    first, last, month_number, *year = (int(part) for part in re.findall("[0-9]+", found.text))
    read = _date(found, last, month_number, *year)
    if read is None or not 1 <= first <= _DAYS:
        return None
    if first > last or _NUMBERED.search(found.before):
        return None
    begin = "" if AFTER_DAY.search(found.before) else "ngày "
    return f"{begin}{cardinal(first)} đến {read.removeprefix('ngày ')}"


_NUMBERED = regex(
    r"\b(?:tổ|lớp|khối|phòng|thôn|xóm|bản|tầng|đội|nhóm|bàn|cửa|quầy|khu|chi hội|điểm trường|ngăn"
    r"|kệ|tủ|giường|ô|sạp|gian|ghế|ngõ|căn|ke|lô)$"
)


def _days_listed(found: Found) -> str | None:
    """Read days of one month in a row: ``ngày 5,6/11``, ``tối 19 và 20/12``."""
    is_named = AFTER_DAY.search(found.before)
    if not is_named and not _PART_OF_DAY.search(found.before):
        return None
    listed, *rest = found.text.split("/")
    *days, last = re.findall("[0-9]+|và", listed)
    read = _date(found, int(last), *(int(part) for part in rest))
    if read is None or not all(each == "và" or 1 <= int(each) <= _DAYS for each in days):
        return None
    said = [each if each == "và" else cardinal(int(each)) for each in days]
    return " ".join([*([] if is_named else ["ngày"]), *said, read.removeprefix("ngày ")])


_PART_OF_DAY = regex(r"\b(?:sáng|trưa|chiều|tối|đêm)$")


def _month_alone(found: Found) -> str | None:
    """Read ``T11/2026`` and ``T10``: what cannot be a weekday is a month."""
    number, *year = (int(part) for part in re.findall("[0-9]+", found.text))
    is_monthly = _MONTHLY.search(found.before) or _MONTH_BEFORE.search(found.before)
    is_weekday = not year and number in _WEEKDAYS and not is_monthly
    if not 1 <= number <= _MONTHS or is_weekday:
        return None
    if not year and is_place(found.before):
        return None
    return " ".join(["tháng", month(number), *(f"năm {cardinal(each)}" for each in year)])


_WEEKDAYS = range(2, 8)
_MONTHLY = regex(r"\b(?:tiền điện|tiền nước|lương|lương hưu|học phí|cước|quỹ|trợ cấp|lịch)$")
_MONTH_BEFORE = regex(  # T1, T2; lương T1 chi trước, T3 chi sau
    r"\b(?:lương|lương hưu|học phí|tiền điện|tiền nước|trợ cấp|cước) t[0-9]{1,2}\b[^.;]{0,40}[,;]$"
    r"|(?<!\w)t(?:1|[89]|1[0-2])(?:, t[0-9]{1,2}){0,8}(?:,| và| đến| ?[-–])$"
)
PLACE_BEFORE = regex(
    r"\b(?:phòng|tủ|kệ|bể|giếng|kho|lô|nhà|tòa|toà|khu|dãy|cột|tuyến|đường|xe|máy|biến áp|trạm"
    r"|tầng|giống|mã|lớp|áo|số"
    r"|điểm|tổ|cọc|mốc|hầm|ga|thang|thang máy|kênh|mương|chốt|cổng|cầu|trụ|van|nhánh|bến|hồ|tháp"
    r"|đập|phà|bãi|buýt|vòi|bơm)$"
)


def is_place(before: str) -> bool:
    """Tell that T2 is no day and no month but a place, also the second: ``thang T1, T2``."""
    return PLACE_BEFORE.search(_LISTED_T.sub("", before)) is not None


_JOINED_T = r"(?:,| và| ?[-–]|, và| hoặc)"
_LISTED_T = regex(rf" t[0-9]{{1,2}}{_JOINED_T}(?: ?t[0-9]{{1,2}}{_JOINED_T}){{0,5}}$")


def _months_of_year(found: Found) -> str | None:
    *listed, year = re.findall("[0-9]+", found.text)
    if not _AFTER_MONTH.search(found.before) or int(listed[-1]) > _MONTHS:
        return None
    signs = re.findall(r"[0-9]([^0-9/]+)[0-9]", found.text)
    words = [month(int(listed[0]))]
    for sign, number in zip(signs, listed[1:], strict=True):
        words += [_JOINED.get(sign.strip(), ""), month(int(number))]
    return " ".join(filter(None, [*words, "năm", cardinal(int(year))]))


def _months_listed(found: Found) -> str | None:
    """Read ``tháng 11,12``: months that follow each other, no decimal."""
    first, second = (int(part) for part in found.text.split(","))
    is_named = _AFTER_MONTH.search(found.before) and not _MONTHS_BEFORE.search(found.before)
    if not is_named or not first < second <= _MONTHS:
        return None
    return f"{month(first)} {month(second)}"


def _days_dashed(found: Found) -> str | None:
    """Read the days of a market, ``ngày 1-6-11-16-21-26``: they rise, and each is a day."""
    days = [int(part) for part in re.split("[-–]", found.text)]
    rises = all(a < b for a, b in pairwise(days)) and days[-1] <= _DAYS
    return " ".join(map(cardinal, days)) if rises and AFTER_DAY.search(found.before) else None


def _months_counted(found: Found) -> str | None:
    """Read ``9T/2026``, the first nine months of a year, and ``6T đầu năm``."""
    count, *year = (int(part) for part in re.findall("[0-9]+", found.text))
    if not 1 <= count <= _MONTHS or not (year or _PART_OF_YEAR.match(found.after)):
        return None
    return " ".join([cardinal(count), "tháng", *(f"năm {cardinal(each)}" for each in year)])


_MONTHS_BEFORE = regex(r"[0-9] tháng$")  # gửi 6 tháng 4,9 %
_PART_OF_YEAR = regex(r"(?:đầu|cuối|qua|đã qua)\b")
_JOINED = {"-": "đến", "–": "đến", "—": "đến", "đến": "đến", "và": "và", "&": "và", ",": ""}


def _month_and_year(found: Found) -> str | None:
    month_number, year = (int(part) for part in found.text.split("/"))
    if _AFTER_TERM.search(found.before):
        return f"{cardinal(month_number)} năm {cardinal(year)}"
    if not _fits(1, month_number, year) or _AFTER_SERIES.search(found.before):
        return None
    begin = "" if _AFTER_MONTH.search(found.before) else "tháng "
    return f"{begin}{month(month_number)} năm {cardinal(year)}"


_START = r"(?:(?<![0-9/.])(?<![0-9][A-ZĐ])|(?<=[0-9][hHg]/))"
_END = r"(?![0-9]|[/.][0-9]|[A-ZĐ](?![^\W\d_]))"  # not lớp 6N9/10A2
_TWO = "[0-9]{1,2}"
_AFTER_DAY_PART = "|".join(
    f"(?<=(?i:{part}) )" for part in ("ngày", "sáng", "trưa", "chiều", "tối", "đêm")
)
_FOUR = "[0-9]{4}"


def _rule(name: str, pattern: str, read: Read) -> Rule:
    return Rule(
        name=name, kind=Kind.DATE, starts=Start.DIGIT, pattern=f"{_START}{pattern}{_END}", read=read
    )


_WHOLE = "|".join(_TWO + sign + _TWO + sign + _FOUR for sign in ("/", "-", r"\."))
WHOLE: Final = (
    _rule("date_whole", f"(?:{_WHOLE})", _whole),
    _rule("days_listed", rf"{_TWO}(?:(?:, ?| và ){_TWO}){{1,6}}/{_TWO}(?:/{_FOUR})?", _days_listed),
    _rule("date_iso", f"{_FOUR}-[0-9]{{2}}-[0-9]{{2}}", _iso),
    _rule("days_of_month", f"{_TWO} ?[-–] ?{_TWO}/{_TWO}(?:/{_FOUR})?", _days_of_month),
    _rule("days_to_day", f"{_TWO} (?:đến|tới) {_TWO}/{_TWO}(?:/{_FOUR})?", _days_of_month),
    _rule(
        "months_of_year", f"{_TWO}(?: ?[-–—] ?| đến | và | & |, ?){_TWO}/{_FOUR}", _months_of_year
    ),
    _rule("month_and_year", f"{_TWO}/{_FOUR}", _month_and_year),
    _rule("days_dashed", f"{_TWO}(?:[-–]{_TWO}){{3,7}}(?![-–])", _days_dashed),
    _rule("months_listed", rf"{_TWO},{_TWO}(?!,[0-9]| ?(?:%|tuổi|tháng))", _months_listed),
    Rule(
        name="months_counted",
        kind=Kind.DATE,
        starts=Start.DIGIT,
        pattern=rf"(?<![\w.,/-]){_TWO}T(?:/{_FOUR})?(?![\w/-]|[.,]\w)",
        read=_months_counted,
        often_none=True,
    ),
)
RULES: Final = (
    _rule("day_and_month", f"{_TWO}/{_TWO}", _day_and_month),
    _rule(
        "day_dash_month", rf"{_TWO}[-–]{_TWO}(?!:[0-9]| ?(?:%|h(?![^\W\d])|giờ))", _day_dash_month
    ),
    Rule(
        name="month_alone",
        kind=Kind.DATE,
        starts=Start.LETTER,
        pattern=rf"(?<!\w)T\.?[0-9]{{1,2}}(?:/{_FOUR})?(?![\w/-]|\.\w)"
        r"|(?<!\w)T(?:[189]|1[0-2])(?=[-–]T(?:[1-9]|1[0-2])(?![\w/-]))",  # T9-T12
        read=_month_alone,
    ),
    _rule(
        "day_dot_month",
        rf"(?:{_AFTER_DAY_PART}){_TWO}\.{_TWO}(?! ?(?:m|km|%|tạ|tấn)\b)",
        _day_and_month,
    ),
)
