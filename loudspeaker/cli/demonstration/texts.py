"""What a commune office would write: a meeting with a vaccination day, and help for two hamlets."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

FRIDAY: Final = 4
SOONEST_DAYS: Final = 2
TWO_ZONES: Final = (4, 7)
_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """The two texts; the second is for the hamlets ``TWO_ZONES``."""

    to_all: str
    to_two: str


def texts(today: date) -> Texts:
    """Return texts whose dates lie in the coming days, each with its right weekday."""
    ahead = (FRIDAY - today.weekday() - SOONEST_DAYS) % 7 + SOONEST_DAYS
    meeting = today + timedelta(days=ahead)
    vaccination = meeting + timedelta(days=1)
    handout = meeting + timedelta(days=3)
    first, second = TWO_ZONES
    return Texts(
        to_all=(
            "UBND xã thông báo: Kính mời bà con đến dự họp tại Nhà văn hóa xã lúc 19h30,"
            f" {weekday_name(meeting)} ngày {meeting:%d/%m/%Y}."
            " Trạm Y tế xã tiêm vắc-xin cho 45 trẻ từ 6–24 tháng tuổi, từ 7h30 đến 11h00"
            f" {weekday_name(vaccination)} ngày {vaccination:%d/%m}."
            " Khi đi, nhớ mang theo sổ tiêm chủng. Trân trọng cảm ơn!"
        ),
        to_two=(
            f"Mời bà con thôn {first} và thôn {second} đến nhận 2,5 tấn phân NPK hỗ trợ"
            f" lúc 8h00 {weekday_name(handout)} ngày {handout:%d/%m}, tại nhà văn hóa thôn."
            " Xin cảm ơn!"
        ),
    )


def weekday_name(day: date) -> str:
    """Return ``thứ Hai`` to ``Chủ nhật``."""
    return _WEEKDAYS[day.weekday()]
