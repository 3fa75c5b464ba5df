"""The slash: *trên* between a measure and what it is counted by, silent between two things."""

from __future__ import annotations

import pytest

from loudspeaker.text import speakable


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("thuê 300k/giải", "thuê ba trăm nghìn trên giải"),
        ("phát lại 60 phút/lần", "phát lại sáu mươi phút một lần"),
        ("uống 3 viên/ngày", "uống ba viên trên ngày"),
        ("400 kg phân chuồng/sào", "bốn trăm ki lô gam phân chuồng trên sào"),
        ("200.000 đ/hộ/năm", "hai trăm nghìn đồng trên hộ trên năm"),
        ("4 nhà x 60.000.000 đ/nhà", "bốn nhà nhân sáu mươi triệu đồng trên nhà"),
    ],
)
def test_by_what_a_measure_is_counted(written: str, read: str) -> None:
    assert speakable(written) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("nhất 1tr5/nhì 1tr/ba 700k", "nhất một triệu rưỡi nhì một triệu ba bảy trăm nghìn"),
        ("lớp 10A1/10A2", "lớp mười a một mười a hai"),
        ("46 hộ/203 khẩu", "bốn mươi sáu hộ hai trăm linh ba khẩu"),
        ("lúc 6h/Chủ nhật/ngày 28/3", "lúc sáu giờ chủ nhật ngày hai mươi tám tháng ba"),
        ("họp khối 6/7", "họp khối sáu bảy"),
        ("tổ 5/Bản Ngù 1/xã Vi Hương", "tổ năm bản ngù một xã vi hương"),
        ("phun lúc 16-18h/tránh mưa", "phun lúc mười sáu đến mười tám giờ tránh mưa"),
    ],
)
def test_between_two_things_it_is_silent(written: str, read: str) -> None:
    assert speakable(written) == read
