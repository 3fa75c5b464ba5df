"""Classes, rooms, groups of children and candidates, beside numbers that only look like them."""

from __future__ import annotations

import pytest

from loudspeaker.text import speakable


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("lớp 1 - lớp 5", "lớp một đến lớp năm"),
        ("mẫu giáo 3-4T", "mẫu giáo ba đến bốn tuổi"),
        ("nhóm trẻ 24-36T", "nhóm trẻ hai mươi tư đến ba mươi sáu tháng"),
        ("phòng 201,202,204", "phòng hai trăm linh một hai trăm linh hai hai trăm linh tư"),
        ("tủ T4", "tủ tê bốn"),
        ("xuống P.Y tế", "xuống phòng y tế"),
        ("SBD 241-264.", "số báo danh hai bốn một đến hai sáu bốn"),
        ("5Đ", "năm đê"),
        ("phòng họp 3.02", "phòng họp ba không hai"),
        ("phòng P305", "phòng pê ba trăm linh năm"),
        ("quốc lộ QL3", "quốc lộ ba"),
        ("lớp 12A5 - 40 em", "lớp mười hai a năm bốn mươi em"),
        ("phòng 3.02 (T3)", "phòng ba không hai tầng ba"),
    ],
)
def test_names_with_numbers(written: str, read: str) -> None:
    assert speakable(written) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("7H30-10H, NGÀY 1/12", "bảy giờ ba mươi phút đến mười giờ ngày một tháng mười hai"),
        ("TỪ 7H-10H30 SÁNG", "từ bảy giờ đến mười giờ ba mươi phút sáng"),
        ("7H30–11H30", "bảy giờ ba mươi phút đến mười một giờ ba mươi phút"),
        ("đội 1 - đội 4", "đội một đội bốn"),
        ("trạm mở cửa T4", "trạm mở cửa thứ tư"),
        ("hoãn tới 3/6", "hoãn tới ngày ba tháng sáu"),
        ("thu 201,202 tấn", "thu hai trăm linh một phẩy hai trăm linh hai tấn"),
        ("thu 1,202,204 đồng", "thu một triệu hai trăm linh hai nghìn hai trăm linh tư đồng"),
    ],
)
def test_what_only_looks_like_one(written: str, read: str) -> None:
    assert speakable(written) == read
