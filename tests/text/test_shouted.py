"""Amounts in a heading's capitals, and what only looks like one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.text import speakable
from loudspeaker.text.shouted import in_small


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("PHÍ 50K", "phí năm mươi nghìn"),
        ("GIÁ 8K/KG", "giá tám nghìn trên ki lô gam"),
        ("THU 2TR5", "thu hai triệu rưỡi"),
        ("ỦNG HỘ 60.000.000Đ", "ủng hộ sáu mươi triệu đồng"),
        ("HỐ 40X40X40CM", "hố bốn mươi nhân bốn mươi nhân bốn mươi xăng ti mét"),
        ("450.000.000Đ/LÔ", "bốn trăm năm mươi triệu đồng trên lô"),
        ("450.000.000đ/Lô", "bốn trăm năm mươi triệu đồng trên lô"),
        ("186.500.000ĐỒNG", "một trăm tám mươi sáu triệu năm trăm nghìn đồng"),
        ("8.000-10.500Đ/KG", "tám nghìn đến mười nghìn năm trăm đồng trên ki lô gam"),
        ("LÚC 13G30", "lúc mười ba giờ ba mươi phút"),
    ],
)
def test_amounts(written: str, read: str) -> None:
    assert speakable(written) == read


@pytest.mark.parametrize("written", ["lớp 10K", "thông điệp 5K", "97X1-234.56", "phòng 12K", "5Đ"])
def test_names_keep_their_capitals(written: str) -> None:
    assert in_small(written) == written


def test_a_long_number_is_no_trouble() -> None:
    assert in_small("1" * 10_000 + "K").endswith("1k")


@given(st.text("0123456789.,-–/KTRĐXCM lớp"))
def test_every_character_keeps_its_place(text: str) -> None:
    small = in_small(text)
    assert len(small) == len(text)
    assert small.lower() == text.lower()
