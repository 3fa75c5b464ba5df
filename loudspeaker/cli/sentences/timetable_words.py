"""What could stand in a schedule file, for who wrote something else there.

The core says these in English (``timetable.times``, ``timetable.day_words`` and their readers);
here they are found by whoever translates, and a test holds both together.
"""

from __future__ import annotations

from typing import Final

from loudspeaker.sentences.language import N_

EXPECTED: Final = frozenset(
    {
        N_("days and times such as daily 05:30, mon-sat 17:00, hằng ngày 5h30, thứ bảy 16h"),
        N_("a time such as 05:30, 17:00 or 5h30, from 0:00 to 23:59"),
        N_("the hour of the whole day, such as 17:00 instead of 5 in the afternoon"),
        N_("days before the time: daily, mon-sat, thứ bảy, ngày 1, 15 hằng tháng"),
        N_("days of the month from 1 to 31, such as ngày 1, 15 hằng tháng"),
        N_("daily and a time here, and the days of the moon under lunar_days: [1, 15]"),
        N_("daily and a time here, and that day under only, valid_from or valid_to"),
        N_("thursday, or thứ and the number of the day before the time: thứ 5 17:00"),
        N_("the days themselves: mon-fri or mon-sat, thứ 2 - thứ 6 or thứ 2 - thứ 7"),
        N_("weekdays such as mon-sat, sat,sun, thứ 2 - thứ 7, chủ nhật"),
        N_(
            "tet or holidays, a date such as 2027-02-05, 2027-02-05..2027-02-11, 1/4..30/9,"
            " sat,sun, lunar 1,15, lunar ending 3,8, every 5 days from 2026-12-01"
        ),
        N_("a last day that is not before the first"),
        N_("days of every year as day/month, such as 1/4..30/9 or 1/10..31/3"),
        N_("days of the moon from 1 to 30, such as lunar 1,15 or âm lịch 1, 15"),
        N_("last digits of lunar days, such as lunar ending 3,8 or âm lịch đuôi 3, 8"),
        N_("from 2 to 60 days from a date, such as every 5 days from 2026-12-01"),
        N_("seasons that have no day in common"),
        N_("times, cron or seasons"),
        N_("times or cron"),
        N_("a day or days such as 2026-07-25 or 2026-07-25..2026-07-26"),
    }
)
