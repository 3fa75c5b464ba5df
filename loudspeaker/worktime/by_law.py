"""What the law alone tells of a year that nothing was announced for: certain, but not complete."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from typing import Final

from loudspeaker.timetable.days import is_holiday
from loudspeaker.worktime.hours import Hours, Part
from loudspeaker.worktime.years import Marked, Year

SOURCE: Final = "theo luật, chưa có thông báo của năm"
_HOLIDAY: Final = Marked(part=Part.NONE, why="Nghỉ lễ, Tết")
_INSTEAD: Final = Marked(part=Part.NONE, why="Nghỉ bù")


@lru_cache(maxsize=32)
def lawful_year(number: int, hours: Hours) -> Year:
    """Return a year with the holidays whose day is certain.

    A holiday on a day that is not worked is made up for on the next working day (Labour Code
    45/2019/QH14, article 111).  The second day off at National Day, and days that are moved, are
    announced each year: they are not in it.
    """
    days: dict[date, Marked] = {}
    owed = 0
    day = date(number, 1, 1)
    while day.year == number:
        worked = bool(hours.week[day.weekday()])
        if is_holiday(day):
            days[day] = _HOLIDAY
            owed += not worked
        elif worked and owed:
            days[day] = _INSTEAD
            owed -= 1
        day += timedelta(days=1)
    return Year(number=number, source=SOURCE, days=days)
