"""Scores of matches beside stretches and days that look like them."""

from __future__ import annotations

import pytest

from loudspeaker.text import speakable


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("thắng 3-1", "thắng ba một"),
        ("hòa 2 – 2 (luân lưu 4-2)", "hòa hai hai luân lưu bốn hai"),
        ("bán kết: Nà Lạn 1-2 Bản Ca", "bán kết nà lạn một hai bản ca"),
        ("sau loạt 4-5 trận đấu", "sau loạt bốn năm trận đấu"),
    ],
)
def test_a_score_is_two_numbers(written: str, read: str) -> None:
    assert speakable(written) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("kéo co, đẩy gậy (mỗi đội 5-7 người)", "kéo co đẩy gậy mỗi đội năm đến bảy người"),
        ("thắng lợi, thu 5-7 tạ", "thắng lợi thu năm đến bảy tạ"),
        ("từ 9-7 đến 11-7", "từ ngày chín tháng bảy đến ngày mười một tháng bảy"),
        ("lều 1-6: thanh niên", "lều một đến sáu thanh niên"),
        ("mất nước 6h -> 15h", "mất nước sáu giờ đến mười lăm giờ"),
        ("P305 -> P312", "phòng ba trăm linh năm đến phòng ba trăm mười hai"),
        ("uống 2-3 lần", "uống hai đến ba lần"),
    ],
)
def test_a_stretch_is_not(written: str, read: str) -> None:
    assert speakable(written) == read
