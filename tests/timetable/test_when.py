from __future__ import annotations

import time
import unicodedata
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.errors import TimeRefused
from loudspeaker.model import STATION_ZONE
from loudspeaker.timetable.when import read_when
from tests.timetable.moments import at, moments

NOW = at("2026-11-04 10:15:30")  # a Wednesday

READ = [
    ("17:00", "2026-11-04 17:00"),
    ("5:30", None),
    ("17h", "2026-11-04 17:00"),
    ("17h30", "2026-11-04 17:30"),
    ("17h 30", "2026-11-04 17:30"),
    ("17 giờ", "2026-11-04 17:00"),
    ("17 giờ 30", "2026-11-04 17:30"),
    ("17 giờ 30 phút", "2026-11-04 17:30"),
    ("lúc 17h", "2026-11-04 17:00"),
    ("10:16", "2026-11-04 10:16"),
    ("hôm nay 18:00", "2026-11-04 18:00"),
    ("18:00 hôm nay", "2026-11-04 18:00"),
    ("mai 5:30", "2026-11-05 05:30"),
    ("Mai 5:30", "2026-11-05 05:30"),
    ("ngày mai 5h30", "2026-11-05 05:30"),
    ("5h30 ngày mai", "2026-11-05 05:30"),
    ("5h30, ngày mai", "2026-11-05 05:30"),
    ("ngay mai 5h30", "2026-11-05 05:30"),
    ("NGÀY MAI LÚC 5 GIỜ 30", "2026-11-05 05:30"),
    ("mai 0:00", "2026-11-05 00:00"),
    ("mốt 7:00", "2026-11-06 07:00"),
    ("ngày kia 7h", "2026-11-06 07:00"),
    ("thứ hai 17:00", "2026-11-09 17:00"),
    ("thứ 2 17:00", "2026-11-09 17:00"),
    ("T2 17h", "2026-11-09 17:00"),
    ("thứ tư 17:00", "2026-11-04 17:00"),
    ("thứ tư 5:00", "2026-11-11 05:00"),
    ("thứ bẩy 5h", "2026-11-07 05:00"),
    ("chủ nhật 6h30", "2026-11-08 06:30"),
    ("CN 6h30", "2026-11-08 06:30"),
    ("25/12 5h30", "2026-12-25 05:30"),
    ("5h30 25/12", "2026-12-25 05:30"),
    ("17h 25/12", "2026-12-25 17:00"),
    ("25/12/2026 05:30", "2026-12-25 05:30"),
    ("25-12-2026 05:30", "2026-12-25 05:30"),
    ("ngày 5/12 lúc 7h", "2026-12-05 07:00"),
    ("7h ngày 5 tháng 12", "2026-12-05 07:00"),
    ("ngày 5 tháng 12 năm 2026, 7h", "2026-12-05 07:00"),
    ("thứ sáu 25/12 5h30", "2026-12-25 05:30"),
    ("5h30 thứ sáu, ngày 25/12/2026", "2026-12-25 05:30"),
    ("5/1 7h00", "2027-01-05 07:00"),
    ("2026-12-01 17:00", "2026-12-01 17:00"),
    ("2026-12-01 5:30", "2026-12-01 05:30"),
    ("2026-12-01 17h", "2026-12-01 17:00"),
    ("2026-12-01T17:00", "2026-12-01 17:00"),
    ("2026-12-01T17:00:30.5", "2026-12-01 17:00:30.500000"),
    ("2026-12-01T17:00+07:00", "2026-12-01 17:00"),
    ("2026-12-01T10:00Z", "2026-12-01 17:00"),
    ("2026-12-01t10:00:00+0000", "2026-12-01 17:00"),
    ("2026-12-01 09:00-08:00", "2026-12-02 00:00"),
]


@pytest.mark.parametrize(("text", "moment"), [(t, m) for t, m in READ if m])
def test_times_as_typed(text: str, moment: str) -> None:
    for form in ("NFC", "NFD"):
        read = read_when(f"  {unicodedata.normalize(form, text)} ", NOW)
        assert read == at(moment)
        assert read.tzinfo is STATION_ZONE


@pytest.mark.parametrize(
    ("text", "later"),
    [
        ("5:30", "2026-11-05 05:30"),
        ("10:15", "2026-11-05 10:15"),
        ("hôm nay 8h", "2026-11-05 08:00"),
        ("3/11 8h", "2027-11-03 08:00"),
        ("4/11 8h", "2027-11-04 08:00"),
    ],
)
def test_what_has_passed_names_the_next(text: str, later: str) -> None:
    with pytest.raises(TimeRefused) as caught:
        read_when(text, NOW)
    assert caught.value.problem == "past"
    assert datetime.fromisoformat(caught.value.later) == at(later)
    assert datetime.fromisoformat(caught.value.now) == NOW


@pytest.mark.parametrize("text", ["2026-11-04T10:15:30+07:00", "1/1/2026 5h", "2020-01-01 05:00"])
def test_what_has_passed_for_good(text: str) -> None:
    with pytest.raises(TimeRefused) as caught:
        read_when(text, NOW)
    assert (caught.value.problem, caught.value.later) == ("past", "")


@pytest.mark.parametrize("text", ["1/1/2030 5h", "9999-12-31 23:59", "2126-11-04 17:00"])
def test_years_ahead(text: str) -> None:
    with pytest.raises(TimeRefused) as caught:
        read_when(text, NOW)
    assert caught.value.problem == "far"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "mai",
        "17",
        "17:",
        "17:5",
        "17h5",
        "24:00",
        "25:00",
        "17:60",
        "5.30",
        "17:00:30",
        "2026-12-01",
        "20261201T1700",
        "2026-12-01T17",
        "2026-13-01 17:00",
        "30/2 5h",
        "30/2/2027 5h",
        "32/1 5h",
        "25/12/26 5h",
        "thứ tám 5h",
        "thứ hai 25/12 5h30",
        "thứ hai tuần sau 5h",
        "chiều mai 5h",
        "hôm qua 5h",
        "mai mai 5h",
        "ngày 5:30",
        "-5:30",
        "٥:٣٠",
        "17:00 x",
        "17:00 17:00",
        "now",
        "5h30" + " " * 60,
        "$(reboot) 17:00",
        "0001-01-01T00:00+14:00",
    ],
)
def test_what_cannot_be_read(text: str) -> None:
    with pytest.raises(TimeRefused) as caught:
        read_when(text, NOW)
    assert caught.value.problem == "unreadable"
    assert len(caught.value.given) <= 60


def test_a_day_without_year_at_the_turn_of_the_year() -> None:
    december = at("2026-12-28 10:00")
    assert read_when("5/1 7h", december) == at("2027-01-05 07:00")
    with pytest.raises(TimeRefused) as caught:
        read_when("25/12 7h", december)
    assert caught.value.problem == "past"


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2027-11-04 10:00", "2028-02-29 07:00"),
        ("2028-01-04 10:00", "2028-02-29 07:00"),
    ],
)
def test_the_29th_of_february(now: str, due: str) -> None:
    assert read_when("29/2 7h", at(now)) == at(due)


@pytest.mark.parametrize(
    ("now", "problem"), [("2026-01-04 10:00", "unreadable"), ("2028-03-04 10:00", "past")]
)
def test_no_29th_of_february(now: str, problem: str) -> None:
    with pytest.raises(TimeRefused) as caught:
        read_when("29/2 7h", at(now))
    assert caught.value.problem == problem


def test_now_in_another_zone() -> None:
    now = datetime(2026, 11, 3, 23, 0, tzinfo=UTC)  # 06:00 on the 4th in the commune
    assert read_when("hôm nay 18:00", now) == at("2026-11-04 18:00")


@given(
    st.text(max_size=80) | st.text(alphabet="0123456789:/h -tg maingàythứ", max_size=30), moments
)
def test_any_text_is_a_coming_time_or_refused(text: str, now: datetime) -> None:
    try:
        coming = read_when(text, now) > now
    except TimeRefused as refused:
        coming = refused.problem in {"unreadable", "past", "far"}
    assert coming


@given(moments, st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)))  # noqa: DTZ001
def test_what_iso_writes_is_read(now: datetime, local: datetime) -> None:
    due = local.replace(tzinfo=STATION_ZONE)
    if now < due < now + timedelta(days=700):
        assert read_when(due.isoformat(), now) == due


def test_long_texts_cost_nothing() -> None:
    began = time.process_time()
    for text in ("1" * 1_000_000, "mai " * 250_000, "ngày 1/" * 8):
        with pytest.raises(TimeRefused):
            read_when(text, NOW)
    assert time.process_time() - began < 0.2
