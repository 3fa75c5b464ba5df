"""Times, places and lengths as the pages write them in Vietnamese."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from loudspeaker.model import STATION_ZONE

_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_MINUTE = 60


def clock_time(moment: datetime) -> str:
    """Return ``17 giờ 30``."""
    local = moment.astimezone(STATION_ZONE)
    return f"{local.hour} giờ {local.minute:02}"


def day_name(moment: datetime | date) -> str:
    """Return ``thứ Sáu 27/11/2026``."""
    day = moment.astimezone(STATION_ZONE) if isinstance(moment, datetime) else moment
    return f"{_WEEKDAYS[day.weekday()]} {day.day}/{day.month}/{day.year}"


def moment_words(moment: datetime) -> str:
    """Return ``17 giờ 30, thứ Sáu 27/11/2026``."""
    return f"{clock_time(moment)}, {day_name(moment)}"


def machine_time(moment: datetime) -> str:
    """Return the time for ``<time datetime>``."""
    return moment.astimezone(STATION_ZONE).isoformat(timespec="seconds")


_MEGABYTE: Final = 1_000_000


def length_words(seconds: float) -> str:
    """Return ``1 phút 12 giây``."""
    minutes, rest = divmod(max(1, round(seconds)), _MINUTE)
    told = [f"{minutes} phút"] if minutes else []
    return " ".join([*told, f"{rest} giây"] if rest else told)


def file_size(size: int) -> str:
    """Return ``1,2 MB`` or ``34 KB``, rounded up."""
    if size < _MEGABYTE:
        return f"{-(-size // 1000)} KB"
    tenths = -(-size // 100_000)
    return f"{tenths // 10},{tenths % 10} MB"


def places(hamlets: Sequence[str], points: Sequence[int], known: Sequence[str]) -> str:
    """Return where something is heard: all hamlets together are the whole commune."""
    if hamlets and known and set(known) <= set(hamlets):
        return "toàn xã"
    if hamlets:
        return ", ".join(hamlets)
    return "loa " + ", ".join(map(str, points)) if points else ""
