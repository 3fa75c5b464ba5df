"""What offices write that looks like something else: each of these was once read wrongly."""

from __future__ import annotations

import pytest

from loudspeaker.text import speakable


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("ĐT 097 2205 418", "điện thoại không chín bảy hai hai không năm bốn một tám"),
        ("ĐT 257 qua xã", "đường tỉnh hai trăm năm mươi bảy qua xã"),
        ("theo mẫu TK1-TS", "theo mẫu tê ca một tê ét"),
        ("thụ lý số 71/TLST-HS", "thụ lý số bảy mươi mốt trên thụ lý sơ thẩm hình sự"),
        ("nhắn tin đến số 8079", "nhắn tin đến số tám không bảy chín"),
        ("Ngày Chuyển đổi số 10/10.", "ngày chuyển đổi số ngày mười tháng mười"),
        ("ngõ số 10/10", "ngõ số mười trên mười"),
        ("cao ≥ 1m57", "cao từ một mét năm mươi bảy trở lên"),
        ("nặng ≤ 43 kg", "nặng không quá bốn mươi ba ki lô gam"),
        ("súng AK ngày 27/10", "súng a ca ngày hai mươi bảy tháng mười"),
        ('hú 20", nghỉ 10".', "hú hai mươi giây nghỉ mười giây"),
        ('gọi là "bè 10"', "gọi là bè mười"),
        ("gỗ nhóm IV – VI, quý I - II", "gỗ nhóm bốn đến sáu quý một đến hai"),
        ("ngày 19 và 20/10, từ 8g - 16g",
         "ngày mười chín và hai mươi tháng mười từ tám giờ đến mười sáu giờ"),
        ("mỗi ngày uống từ 5g đến 10g", "mỗi ngày uống từ năm gam đến mười gam"),
    ],
)  # fmt: skip
def test_it_is_read_as_it_was_meant(written: str, read: str) -> None:
    assert speakable(written) == read


@pytest.mark.parametrize("unit", ["đồng", "đ", "người", "tấn", "hộ"])
@pytest.mark.parametrize("before", ["tổng số", "số", "dân số", "số tiền", "đã thu"])
def test_thousands_by_space_are_one_number(before: str, unit: str) -> None:
    said = speakable(f"{before} 2 148 950 {unit}")
    assert "hai triệu một trăm bốn mươi tám nghìn chín trăm năm mươi" in said
