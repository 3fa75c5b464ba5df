"""Two numbers with a slash, told apart by little: a day, a count, a share, a class again."""

from __future__ import annotations

import pytest

from loudspeaker.text import speakable


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Từ 1/12 hộ nghèo được giảm.", "từ ngày một tháng mười hai hộ nghèo được giảm"),
        ("Từ 2/3 hộ trở lên.", "từ hai trên ba hộ trở lên"),
        ("Phải có từ 2/3 hộ ký.", "phải có từ hai trên ba hộ ký"),
        ("Tăng từ 3/9 hộ lên 5/9 hộ.", "tăng từ ba trên chín hộ lên năm trên chín hộ"),
        ("Từ 1/3 diện tích.", "từ một phần ba diện tích"),
        (
            "Từ 1/12 bình 12kg giá mới.",
            "từ ngày một tháng mười hai bình mười hai ki lô gam giá mới",
        ),
        ("Nghỉ sau 1/2 tháng.", "nghỉ sau một phần hai tháng"),
        ("Trước 5/12 em nào thiếu thì nộp.", "trước ngày năm tháng mười hai em nào thiếu thì nộp"),
        ("15/12 hộ nào thiếu thì nộp.", "ngày mười lăm tháng mười hai hộ nào thiếu thì nộp"),
        ("Đạt 12/10 chỉ tiêu.", "đạt mười hai trên mười chỉ tiêu"),
        ("9/12 xã tiếp dân.", "ngày chín tháng mười hai xã tiếp dân"),
        ("9/12 xã đạt chuẩn.", "chín trên mười hai xã đạt chuẩn"),
        ("Tổ 1, 1/2 tổ 2 mất nước.", "tổ một một phần hai tổ hai mất nước"),
        ("Ngày 1/2 tổ 2 họp.", "ngày một tháng hai tổ hai họp"),
        ("Nộp 1/2 trước, 1/2 sau.", "nộp một phần hai trước một phần hai sau"),
        ("Thị lực < 7/10.", "thị lực nhỏ hơn bảy trên mười"),
        ("Đủ 12/12 áo phao.", "đủ mười hai trên mười hai áo phao"),
        ("9/1 thắng 9/4.", "chín trên một thắng chín trên bốn"),
        ("Tìm 2/3 cánh đồng Nà Pản.", "tìm hai phần ba cánh đồng nà pản"),
    ],
)
def test_two_numbers(written: str, read: str) -> None:
    assert speakable(written) == read


@pytest.mark.parametrize(
    ("written", "ends"),
    [
        ("Lớp 2/4, 2/5 học ở Nà Mèo; 2/6 giải thể.", "hai trên sáu giải thể"),
        ("Lớp 2/4 học ở Nà Mèo, em nào của 2/4 thiếu.", "em nào của hai trên bốn thiếu"),
        ("Lớp 2/4 nghỉ từ 1/2, 2/5 học lại.", "ngày hai tháng năm học lại"),
        ("Lớp 2/4 họp sáng 2/5.", "sáng ngày hai tháng năm"),
        ("Lớp 2/4 học ở Nà Mèo; 3/5 nghỉ lễ.", "ngày ba tháng năm nghỉ lễ"),
    ],
)
def test_a_class_named_before(written: str, ends: str) -> None:
    assert speakable(written).endswith(ends)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("≥ 57/112 hộ ký", "từ năm mươi bảy trên một trăm mười hai hộ trở lên ký"),
        ("≥ 140/90 chuyển bàn 4", "từ một trăm bốn mươi trên chín mươi trở lên chuyển bàn bốn"),
        ("≥ 160/100mmHg", "từ một trăm sáu mươi trên một trăm mi li mét thủy ngân trở lên"),
        ("≤ 1/4 diện tích gieo", "không quá một phần tư diện tích gieo"),
        ("≥ 2/3 SỐ HỘ", "từ hai phần ba số hộ trở lên"),
    ],
)
def test_a_pair_with_a_sign_before_it(written: str, read: str) -> None:
    assert speakable(written) == read
