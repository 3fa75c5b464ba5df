"""A commune's timetable as files, and the same read a second time: what is due on which day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bench.faults.simulated.moon import lunar
from loudspeaker.model import STATION_ZONE

_FIXED_HOLIDAYS = {(1, 1), (30, 4), (1, 5), (2, 9)}


def is_tet(day: date) -> bool:
    """Tell the last day of the lunar year and the first four of the new one."""
    return any(lunar(day + timedelta(days=off))[:2] == (1, 1) for off in (1, 0, -1, -2, -3))


def is_holiday(day: date) -> bool:
    """Tell the days off whose date is certain."""
    kings = lunar(day) == (10, 3, False)
    culture = (day.day, day.month) == (24, 11) and day.year > 2025
    return (day.day, day.month) in _FIXED_HOLIDAYS or is_tet(day) or kings or culture


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One schedule: its file, its times of day, and the days on which it is due."""

    name: str
    text: str
    at: tuple[time, ...]
    counts: Callable[[date], bool]

    def due(self, day: date) -> Iterator[datetime]:
        """Yield when it is due on a day."""
        if self.counts(day):
            for at in self.at:
                yield datetime.combine(day, at, STATION_ZONE)


def _file(title: str, words: str, *lines: str) -> str:
    return "".join(f"{line}\n" for line in (f"title: {title}", f"text: {words}", *lines))


def _always(_day: date) -> bool:
    return True


def timetable(season: tuple[date, date]) -> tuple[Slot, ...]:
    """Return the programmes of an ordinary commune; one of them is for a season only."""
    return (
        Slot(
            name="ban-tin-sang",
            text=_file("Bản tin sáng", "Bản tin sáng của đài xã xin bắt đầu.", "cron: 30 5 * * *"),
            at=(time(5, 30),),
            counts=_always,
        ),
        Slot(
            name="ban-tin-chieu",
            text=_file(
                "Bản tin chiều", "Bản tin chiều của đài xã xin bắt đầu.", "cron: '0 17 * * *'"
            ),
            at=(time(17, 0),),
            counts=_always,
        ),
        Slot(
            name="chieu-thu-sau",
            text=_file(
                "Vệ sinh môi trường", "Sáng mai toàn xã tổng vệ sinh.", "cron: 0 17 * * fri",
                "points: [1, 4, 9]", "priority: priority",
            ),
            at=(time(17, 0),),
            counts=lambda day: day.weekday() == 4,
        ),
        Slot(
            name="gio-hoc",
            text=_file(
                "Giờ học", "Mời các cháu học sinh đến trường.", "cron: ['10 6 * * mon-fri']",
                "except: holidays", "zone: Thôn 4", "repeat: 1",
            ),
            at=(time(6, 10),),
            counts=lambda day: day.weekday() < 5 and not is_holiday(day),
        ),
        Slot(
            name="ram-mong-mot",
            text=_file(
                "Ngày rằm", "Mời bà con giữ gìn an ninh trật tự.", "cron: '15 6,18 * * *'",
                "lunar_days: [1, 15]",
            ),
            at=(time(6, 15), time(18, 15)),
            counts=lambda day: lunar(day)[0] in (1, 15),
        ),
        Slot(
            name="cho-phien",
            text=_file(
                "Chợ phiên", "Chợ phiên họp sáng nay.", "cron: 45 5 */5 * *",
                "except: tet", "repeat: 1",
            ),
            at=(time(5, 45),),
            counts=lambda day: (day.day - 1) % 5 == 0 and not is_tet(day),
        ),
        Slot(
            name="mua-bao",
            text=_file(
                "Mùa mưa bão", "Đề nghị bà con chủ động phòng chống thiên tai.",
                "cron: '50 16 * * *'", f"valid_from: {season[0]}", f"valid_to: {season[1]}",
            ),
            at=(time(16, 50),),
            counts=lambda day: season[0] <= day <= season[1],
        ),
    )  # fmt: skip


def due_between(
    slots: tuple[Slot, ...], first: datetime, last: datetime
) -> Iterator[tuple[Slot, datetime]]:
    """Yield what is due from ``first`` (included) to ``last`` (not)."""
    day = first.date()
    while day <= last.date():
        for slot in slots:
            for due in slot.due(day):
                if first <= due < last:
                    yield slot, due
        day += timedelta(days=1)
