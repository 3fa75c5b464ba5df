from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.errors import TextRefused
from loudspeaker.text import read_text
from loudspeaker.text.audit import audit
from loudspeaker.text.findings import Concern
from loudspeaker.text.shipped import shipped_tables

TODAY = date(2026, 11, 28)  # a Saturday


def found(text: str, today: date | None = TODAY) -> list[tuple[str, str, str]]:
    findings = audit(read_text(text), shipped_tables(), today=today)
    return [(f.concern.value, f.text, f.detail) for f in findings]


def concerns(text: str, today: date | None = TODAY) -> list[str]:
    return [concern for concern, _, _ in found(text, today)]


@pytest.mark.parametrize(
    ("text", "concern", "piece"),
    [
        ("Ông XQZ nói", Concern.SPELLED, "XQZ"),
        ("Họp online nhé", Concern.FOREIGN, "online"),
        ("Gặp ông Brumlay", Concern.STRANGE, "Brumlay"),
        ("Mời hopj thôn", Concern.TELEX, "hopj"),
        ("Mời BCH họp", Concern.SEVERAL_MEANINGS, "BCH"),
        ("Kết quả 12345678", Concern.NUMBER, "12345678"),
        ("Phần 12.34.56 này", Concern.NUMBER, "12.34.56"),
        ("Ghi 007 vào", Concern.NUMBER, "007"),
        ("Họp ngày 31/11", Concern.DATE_IMPOSSIBLE, "31/11"),
        ("Họp ngày 32/11", Concern.DATE_IMPOSSIBLE, "32/11"),
        ("Họp ngày 30 tháng 2", Concern.DATE_IMPOSSIBLE, "ngày 30 tháng 2"),
        ("Họp 29/2/2027", Concern.DATE_IMPOSSIBLE, "29/2/2027"),
        ("Chờ {nghỉ: 90} rồi nói", Concern.MARK, "{nghỉ: 90}"),
        ("Vui lắm ★ nhé", Concern.SILENT, "★"),
        ("thôn 8 -> Trường THCS", Concern.SILENT, "->"),
    ],
)
def test_what_is_to_be_looked_at(text: str, concern: Concern, piece: str) -> None:
    assert (concern.value, piece) in [(c, p) for c, p, _ in found(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Mời bà con họp thôn lúc 19h30 ngày 5/12/2026 tại nhà văn hóa.",
        "Alô, alô, mời bà con tiêm vắc-xin.",
        "Bản Bjoóc, Păc Ngòi, Slưn, Đắk Lắk.",
        "1.1. Thành phần: 12.500 đồng, 1.250 hộ, 05 thành viên.",
        "Đạt 19/19 tiêu chí, 3/4 số hộ, 31/31 thôn.",
        "Khu A, lớp 9A2, ông Nguyễn Văn B.",
        "Rằm tháng 7 (15/7 âm lịch).",
        "BCH Quân sự xã thông báo.",
        "Theo Quyết định số 5/QĐ-UBND ngày 3/2/2026.",
        "Gọi {lặp: 0209 3871 123} {nghỉ: 2} {đánh vần: Nà Ít}.",
    ],
)
def test_what_is_in_order(text: str) -> None:
    assert concerns(text) == []


# --- dates ----------------------------------------------------------------------------------------


def test_a_weekday_that_is_not_the_dates() -> None:
    assert found("Họp thứ Hai, ngày 5/12/2026") == [("weekday", "5/12/2026", "2026-12-05")]
    assert concerns("Họp thứ Bảy, ngày 5/12/2026") == []
    assert concerns("Họp CN 6/12 và T7, 5/12") == []
    assert concerns("Họp Chủ nhật, 5/12") == ["weekday"]


def test_every_weekday_of_a_year() -> None:
    names = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
    for days in range(1, 366):
        day = TODAY + timedelta(days=days)
        written = f"Họp {names[day.weekday()]}, ngày {day.day}/{day.month}/{day.year}"
        assert concerns(written) == []
        other = f"Họp {names[(day.weekday() + 1) % 7]}, ngày {day.day}/{day.month}/{day.year}"
        assert concerns(other) == ["weekday"]


def test_a_date_without_a_year_is_the_nearest_one() -> None:
    assert found("Họp ngày 27/11") == [("date_past", "27/11", "2026-11-27")]
    assert concerns("Họp ngày 5/1") == []
    assert concerns("Họp ngày 28/11") == [], "today is not over"


def test_without_today_nothing_is_past() -> None:
    assert concerns("Họp ngày 27/11/2020", None) == []
    assert concerns("Họp thứ Hai, ngày 27/11/2020", None) == ["weekday"]
    assert concerns("Họp ngày 31/11", None) == ["date_impossible"]


def test_a_date_in_words_is_looked_at_too() -> None:
    assert found("Họp ngày 5 tháng 11 năm 2026") == [
        ("date_past", "ngày 5 tháng 11 năm 2026", "2026-11-05")
    ]


def test_findings_come_in_the_order_of_the_text() -> None:
    findings = audit(read_text("XQZ họp ngày 31/11 ★ online"), shipped_tables(), today=TODAY)
    assert [f.start for f in findings] == sorted(f.start for f in findings)


@given(st.text(max_size=200))
def test_any_text_can_be_audited(text: str) -> None:
    try:
        reading = read_text(text)
    except TextRefused:
        return
    for finding in audit(reading, shipped_tables(), today=TODAY):
        assert reading.text[finding.start : finding.end] == finding.text


def test_an_arrow_that_is_read_is_no_concern() -> None:
    found = audit(read_text("mất nước 6h -> 15h, P305 → P312"), shipped_tables())
    assert [finding for finding in found if finding.concern is Concern.SILENT] == []
