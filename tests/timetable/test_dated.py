"""Fields of programme texts: filled at the slot's date, the same on every day for approval."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.model import STATION_ZONE
from loudspeaker.timetable.dated import FIELDS, dated, stand_in, unknown_field


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Hôm nay, {thứ}, {ngày}.", "Hôm nay, thứ Ba, ngày 1 tháng 12 năm 2026."),
        ("{âm lịch}", "ngày 23 tháng 10 âm lịch"),
        ("{ Giờ }", "17 giờ 5 phút"),
        ("Không có gì.", "Không có gì."),
    ],
)
def test_filled(text: str, said: str) -> None:
    assert dated(text, datetime(2026, 12, 1, 17, 5, tzinfo=STATION_ZONE)) == said


def test_sunday_and_a_leap_month() -> None:
    sunday = datetime(2026, 11, 29, 5, 0, tzinfo=STATION_ZONE)
    assert dated("{thứ}, {giờ}", sunday) == "Chủ nhật, 5 giờ"
    leap = datetime(2025, 8, 1, 5, 0, tzinfo=STATION_ZONE)
    assert dated("{âm lịch}", leap) == "ngày 8 tháng 6 nhuận âm lịch"


@pytest.mark.parametrize(
    ("text", "field"),
    [("{tên}", "{tên}"), ("{ngày", "{"), ("ngày}", "}"), ("{}", "{}"), ("{thứ} {ngày}", None)],
)
def test_what_is_no_field(text: str, field: str | None) -> None:
    assert unknown_field(text) == field


@given(st.text(), st.integers(0, 100_000))
def test_no_brace_is_ever_read_out(text: str, days: int) -> None:
    moment = datetime(1900, 1, 2, tzinfo=STATION_ZONE) + timedelta(days=days)
    whole = text.replace("{", "").replace("}", "") + "".join("{" + name + "}" for name in FIELDS)
    assert unknown_field(whole) is None
    assert not set("{}") & set(dated(whole, moment) + stand_in(whole))
