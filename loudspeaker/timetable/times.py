"""Times of a schedule in plain words, read as the cron lines they equal.

``daily 05:30``, ``mon-sat 17:00``, ``sat,sun 6:00``, ``hằng ngày 5h30, 17h``, ``thứ 2 - thứ 7
17:00``, ``ngày 1, 15 hằng tháng 7:00``.  What could mean two things is refused: it would be heard
by everybody.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from typing import Final

from loudspeaker.timetable.plain import (
    LONGEST,
    THU,
    WEEKDAYS_EXPECTED,
    Words,
    fold,
    read_numbers,
    read_weekdays,
)

EXPECTED: Final = "days and times such as daily 05:30, mon-sat 17:00, hằng ngày 5h30, thứ bảy 16h"
TIME_EXPECTED: Final = "a time such as 05:30, 17:00 or 5h30, from 0:00 to 23:59"
HALVES_EXPECTED: Final = "the hour of the whole day, such as 17:00 instead of 5 in the afternoon"
DAYS_EXPECTED: Final = "days before the time: daily, mon-sat, thứ bảy, ngày 1, 15 hằng tháng"
MONTHLY_EXPECTED: Final = "days of the month from 1 to 31, such as ngày 1, 15 hằng tháng"
MOON_EXPECTED: Final = "daily and a time here, and the days of the moon under lunar_days: [1, 15]"
DATE_EXPECTED: Final = "daily and a time here, and that day under only, valid_from or valid_to"
THU_EXPECTED: Final = "thursday, or thứ and the number of the day before the time: thứ 5 17:00"
WORKING_EXPECTED: Final = "the days themselves: mon-fri or mon-sat, thứ 2 - thứ 6 or thứ 2 - thứ 7"

ADVICE: Final = (
    *(EXPECTED, TIME_EXPECTED, HALVES_EXPECTED, DAYS_EXPECTED, MONTHLY_EXPECTED),
    *(MOON_EXPECTED, DATE_EXPECTED, THU_EXPECTED, WORKING_EXPECTED, WEEKDAYS_EXPECTED),
)

_TIME = re.compile(
    r"(?<![0-9:/.-])(?P<hour>[0-9]{1,2})"
    r"(?::(?P<colon>[0-9]{2})| ?(?:h|gio)(?: ?(?P<minute>[0-9]{2})(?: ?phut)?)?)(?![0-9a-z:.])"
)
_BETWEEN_TIMES = re.compile(r" ?(?:,|and|va)? ?(?:luc )?")
_HALVES = re.compile(r"(?<![a-z])(?:am|pm|sa|ch|sang|trua|chieu|toi|dem|ruoi)(?![a-z])")
_MOON = re.compile(r"(?:^| )(?:ram|mung|mong|am lich|lunar)(?:$| )")
_DATE = re.compile(r"[0-9]{4}-[0-9]{1,2}|[0-9]{1,2}[/.][0-9]{1,2}|[0-9] thang [0-9]")
_WORKING = frozenset({"weekdays", "workdays", "ngay thuong", "ngay lam viec"})
_DAILY = frozenset({"daily", "every day", "hang ngay", "moi ngay"})
_MONTHLY = re.compile(
    r"(?:cac )?(?:ngay|days?) (?P<days>.+?)"
    r"(?: duong lich)?(?: hang thang| moi thang| of (?:the|every) month)(?: duong lich)?"
)


def cron_lines(text: str) -> tuple[str, ...]:
    """Return the cron lines that this equals, one for each time; Unfit where it is wrong."""
    if len(text) > LONGEST:
        raise fold(text).unfit(EXPECTED)
    words = fold(text)
    found = list(_TIME.finditer(words.text))
    if not found:
        raise words.unfit(_advice_without_time(words))
    _check_between(words, found)
    days = _the_days(words, found)
    if days.text == THU and 2 <= int(found[0]["hour"]) <= 7:  # noqa: PLR2004 - thứ 2 to thứ 7
        raise days.unfit(THU_EXPECTED)
    dom, weekdays = _day_fields(days)
    times = sorted({_time(words, each) for each in found})
    return tuple(f"{minute} {hour} {dom} * {weekdays}" for hour, minute in times)


def _advice_without_time(words: Words) -> str:
    return HALVES_EXPECTED if _HALVES.search(words.text) else TIME_EXPECTED


def _check_between(words: Words, found: list[re.Match[str]]) -> None:
    for one, other in itertools.pairwise(found):
        between = words.text[one.end() : other.start()]
        if not (between and _BETWEEN_TIMES.fullmatch(between)):
            part = words.part(one.end(), other.start())
            halves = _HALVES.search(between)
            raise part.unfit(HALVES_EXPECTED if halves else EXPECTED)


def _time(words: Words, found: re.Match[str]) -> tuple[int, int]:
    hour, minute = int(found["hour"]), int(found["colon"] or found["minute"] or 0)
    if hour > 23 or minute > 59:  # noqa: PLR2004 - a day's hours and an hour's minutes
        raise words.part(*found.span()).unfit(TIME_EXPECTED)
    return hour, minute


def _the_days(words: Words, found: list[re.Match[str]]) -> Words:
    before = words.part(0, found[0].start())
    behind = words.part(found[-1].end(), len(words.text))
    if _HALVES.match(behind.text):
        raise behind.unfit(HALVES_EXPECTED)
    if before.text and behind.text:
        raise behind.unfit(EXPECTED)
    days = before if before.text else behind
    for joint in (" luc", " vao", " at", ","):
        if days.text.endswith(joint):
            days = days.part(0, len(days.text) - len(joint))
    return days


def _day_fields(days: Words) -> tuple[str, str]:
    """Return the fields *day of month* and *weekday* of the cron line."""
    if not days.text:
        raise days.unfit(DAYS_EXPECTED)
    if days.text in _DAILY:
        return "*", "*"
    for pattern, advice in ((_MOON, MOON_EXPECTED), (_DATE, DATE_EXPECTED)):
        if pattern.search(days.text):
            raise days.unfit(advice)
    if days.text in _WORKING:
        raise days.unfit(WORKING_EXPECTED)
    if monthly := _MONTHLY.fullmatch(days.text):
        numbers = read_numbers(days.part(*monthly.span("days")), 1, 31, MONTHLY_EXPECTED)
        return _listed(numbers), "*"
    weekdays = read_weekdays(days)
    if weekdays is None:
        raise days.unfit(MONTHLY_EXPECTED if days.text.startswith("ngay ") else DAYS_EXPECTED)
    return "*", _listed((day + 1) % 7 for day in weekdays)


def _listed(numbers: Iterable[int]) -> str:
    return ",".join(str(number) for number in sorted(numbers))
