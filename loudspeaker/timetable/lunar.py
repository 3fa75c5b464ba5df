"""The Vietnamese lunar calendar: which day of which lunar month a day is.

Months begin at the new moon in the zone +07:00; reckoned in China's zone some months of some years
begin a day earlier or later (Tết of 1985 by a month, of 2007 and 2030 by a day).
"""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import Final, NamedTuple

FIRST_YEAR: Final = 1900
LAST_YEAR: Final = 2100


class LunarDay(NamedTuple):
    """A day of a lunar month; the second of two months with one number is a leap month."""

    day: int
    month: int
    is_leap: bool


@lru_cache(maxsize=4096)
def lunar_day(day: date) -> LunarDay | None:
    """Return what day it is; None outside ``FIRST_YEAR`` to ``LAST_YEAR``."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        return None
    from lunar_vn import solar_to_lunar  # noqa: PLC0415 - 45 ms, for the few who need the moon

    found = solar_to_lunar(day)
    return LunarDay(found.day, found.month, found.leap)


def is_lunar_new_year(day: date) -> bool:
    """Tell the five days off at Tết: the last of the old year and the first four of the new.

    Five days are the law's (Labour Code 45/2019/QH14, article 112); which five, and what is moved
    to other days, is announced each year.
    """
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        return False
    return any(
        found is not None and (found.day, found.month) == (1, 1) and not found.is_leap
        for found in (lunar_day(day + timedelta(days=ahead)) for ahead in range(1, -4, -1))
    )
