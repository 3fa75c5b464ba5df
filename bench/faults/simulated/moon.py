"""The lunar calendar reckoned a second time, from new moons and the longitude of the sun.

Hồ Ngọc Đức's method after Meeus, *Astronomical Algorithms*, in the zone +07:00
(https://www.informatik.uni-leipzig.de/~duc/amlich/); nothing here is the product's.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from math import floor, pi, sin

ZONE = 7.0 / 24.0
_JULIAN = 1721425
"""The Julian day number of the day before 0001-01-01."""
_MONTH = 29.530588853


def new_moon(k: int) -> float:
    """Return the Julian date of the k-th new moon after 1900-01-01, in universal time."""
    t = k / 1236.85
    t2, t3, r = t * t, t**3, pi / 180
    julian = 2415020.75933 + 29.53058868 * k + 0.0001178 * t2 - 0.000000155 * t3
    julian += 0.00033 * sin((166.56 + 132.87 * t - 0.009173 * t2) * r)
    sun = (359.2242 + 29.10535608 * k - 0.0000333 * t2 - 0.00000347 * t3) * r
    moon = (306.0253 + 385.81691806 * k + 0.0107306 * t2 + 0.00001236 * t3) * r
    lat = (21.2964 + 390.67050646 * k - 0.0016528 * t2 - 0.00000239 * t3) * r
    c = (0.1734 - 0.000393 * t) * sin(sun) + 0.0021 * sin(2 * sun)
    c += -0.4068 * sin(moon) + 0.0161 * sin(2 * moon) - 0.0004 * sin(3 * moon)
    c += 0.0104 * sin(2 * lat) - 0.0051 * sin(sun + moon) - 0.0074 * sin(sun - moon)
    c += 0.0004 * sin(2 * lat + sun) - 0.0004 * sin(2 * lat - sun)
    c += -0.0006 * sin(2 * lat + moon) + 0.0010 * sin(2 * lat - moon) + 0.0005 * sin(sun + 2 * moon)
    return julian + c - (-0.000278 + 0.000265 * t + 0.000262 * t2)


@lru_cache(maxsize=4096)
def _month_begins(k: int) -> int:
    """Return the day on which the k-th month begins."""
    return floor(new_moon(k) + 0.5 + ZONE)


def _sign_of(day: int) -> int:
    """Return in which of twelve parts of its way the sun is when a day begins."""
    t = (day - 0.5 - ZONE - 2451545.0) / 36525
    r = pi / 180
    anomaly = (357.52910 + 35999.05030 * t - 0.0001559 * t * t - 0.00000048 * t**3) * r
    longitude = 280.46645 + 36000.76983 * t + 0.0003032 * t * t
    longitude += (1.914600 - 0.004817 * t - 0.000014 * t * t) * sin(anomaly)
    longitude += (0.019993 - 0.000101 * t) * sin(2 * anomaly) + 0.000290 * sin(3 * anomaly)
    return floor(longitude % 360 / 30)


@lru_cache(maxsize=512)
def _eleventh(year: int) -> int:
    """Return which new moon begins the month that has the winter solstice of a year."""
    day = date(year, 12, 31).toordinal() + _JULIAN
    k = floor((day - 2415021) / _MONTH)
    return k - 1 if _sign_of(_month_begins(k)) >= 9 else k


def lunar(day: date) -> tuple[int, int, bool]:
    """Return day and month of the lunar calendar, and whether it is a leap month."""
    number = day.toordinal() + _JULIAN
    k = floor((number - 2415021.076998695) / _MONTH)
    while _month_begins(k + 1) <= number:
        k += 1
    while _month_begins(k) > number:
        k -= 1
    year = day.year if _eleventh(day.year) <= k else day.year - 1
    first, last = _eleventh(year), _eleventh(year + 1)
    months, leap = k - first, None
    if last - first == 13:
        leap = next(
            i
            for i in range(1, 14)
            if _sign_of(_month_begins(first + i)) == _sign_of(_month_begins(first + i + 1))
        )
    is_leap = leap == months
    if leap is not None and months >= leap:
        months -= 1
    return number - _month_begins(k) + 1, (months + 10) % 12 + 1, is_leap
