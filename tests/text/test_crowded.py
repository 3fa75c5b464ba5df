"""Signs and words without the space that belongs behind them."""

from __future__ import annotations

import pytest

from loudspeaker.text import speakable


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Thời gian:7h30", "Thời gian: 7h30"),
        ("thứ 5,10/12/2026", "thứ 5, 10/12/2026"),
        ("THỨ 5,10/12/2026", "thứ 5, 10/12/2026"),
        ("sáng T7,8h00", "sáng T7, 8h00"),
        ("đêm 22/7,20h00", "đêm 22/7, 20h00"),
        ("lớp 9A2,9A3", "lớp 9A2, 9A3"),
        ("ghế 14,15,24", "ghế 14, 15, 24"),
        ("NGÀY 18.11,MONG CÁC EM", "ngày 18/11, mong các em"),
        ("phòng 15,16 nhà K2", "phòng 15, 16 nhà K2"),
        ("sáng 16/11,45 cụ", "sáng 16/11, 45 cụ"),
        ("ảnh3x4", "ảnh 3x4"),
        ("lúc6h", "lúc 6h"),
        ("nhàB", "nhà B"),
    ],
)
def test_a_missing_space_changes_nothing(written: str, meant: str) -> None:
    assert speakable(written) == speakable(meant)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("tỷ lệ 1/2,5", "tỷ lệ một trên hai phẩy năm"),
        ("dài 7,5 km", "dài bảy phẩy năm ki lô mét"),
        ("tháng 1,2,4", "tháng một hai tư"),
        ("1,234,567 đồng", "một triệu hai trăm ba mươi tư nghìn năm trăm sáu mươi bảy đồng"),
        ("SỬA CHỮA", "sửa chữa"),
    ],
)
def test_what_looks_crowded_and_is_not(written: str, read: str) -> None:
    assert speakable(written) == read


@pytest.mark.parametrize("before", ["sáng", "tối", "T7", "CN,", "thứ Hai,", "Ngày:"])
def test_a_day_stands_behind_its_word(before: str) -> None:
    assert speakable(f"{before} 11/10 thôn Nà Hin").endswith("mười một tháng mười thôn nà hin")
