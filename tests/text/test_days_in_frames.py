"""A day of the month is read as one wherever announcements put it, whichever day it is.

``3/10`` may be a share; single sentences show too few of the pairs for which it could be.
"""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loudspeaker.text import speakable
from loudspeaker.text.dates import month
from loudspeaker.text.numbers import cardinal

FRAMES = [
    "từ {} đến {}", "từ ngày {} đến ngày {}", "{} - {}", "từ {}-{}", "Từ {} đến hết {}",
    "(từ {} đến {})", "ngày {} và {}", "các ngày {}, {}", "ngày {}, {} và 1/11",
    "từ sáng {} đến trưa {}", "từ 7h {} đến 17h {}", "7h30 {} và 8h {}", "7h30, {}; 8h, {}",
    "thứ 7, {}; thứ bảy {}", "Thời gian: {} và {}", "nghỉ từ {} đến {}", "khai mạc {}, bế mạc {}",
    "đợt 1: {}; đợt 2: {}", "đợt 1 {}, đợt 2 {}", "tiêm {} và {} tại trạm",
    "trước {}, chậm nhất {}", "đến hết {}, cho đến {}", "chuyển từ {} sang {}",
    "dời từ {} sang {}", "hoãn đến {}, lùi sang {}", "tối mai {}, ngày mai {}",
    "Lịch: {}: thôn 1; {}: thôn 2", "bắt đầu {}, kết thúc {}", "bắt đầu từ {}, vào {}",
    "vào các ngày {} và {}", "tính từ {} đến {}", "tính đến {}, kể từ {}", "phiên chợ {}, lễ {}",
    "nộp trước {}, trả {}", "cắt điện {} và {}", "từ đêm {} đến sáng {}", "hạn {} đến {}",
    "Ngày thi {}, ngày họp: {}", "hạn chót {}, xong {}",
]  # fmt: skip
DAYS = st.tuples(st.integers(1, 28), st.integers(1, 12)).filter(lambda day: day != (24, 7))


def read(day: tuple[int, int]) -> str:
    return f"{cardinal(day[0])} tháng {month(day[1])}"


@pytest.mark.parametrize("frame", FRAMES)
@settings(max_examples=60, deadline=None)
@given(first=DAYS, second=DAYS)
def test_a_day_is_read_as_a_day(
    frame: str, first: tuple[int, int], second: tuple[int, int]
) -> None:
    written = frame.format(*(f"{day}/{number}" for day, number in (first, second)))
    spoken = speakable(written)
    assert read(first) in spoken
    assert spoken.rindex(read(second)) >= spoken.index(read(first))


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("uống 1/2-1 viên", "uống một phần hai đến một viên"),
        ("từ 1/3 đến 1/2 diện tích", "từ một phần ba đến một phần hai diện tích"),
        ("giảm từ 1/3 xuống 1/4", "giảm từ một phần ba xuống một phần tư"),
        ("ăn 1/2, để dành 1/2", "ăn một phần hai để dành một phần hai"),
        ("chia 2/3 cho thôn 1", "chia hai phần ba cho thôn một"),
        ("trực 24/7, gọi (24/7)", "trực hai mươi tư trên bảy gọi hai mươi tư trên bảy"),
        ("nghỉ từ 24/7 đến 2/10", "nghỉ từ ngày hai mươi tư tháng bảy đến ngày hai tháng mười"),
        ("sáng 8-11h", "sáng tám đến mười một giờ"),
    ],
)
def test_and_a_share_as_a_share(written: str, spoken: str) -> None:
    assert speakable(written) == spoken
