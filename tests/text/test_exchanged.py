"""Any day and any time in the place of another: its surroundings have to tell what it is.

20/11 says by itself that it is a day, 3/4 does not; nor does 06:30 in ``PHÒNG 202: 06:30``.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping

import pytest

from loudspeaker.text import read_text, speakable
from loudspeaker.text.dates import month
from loudspeaker.text.found import Span
from loudspeaker.text.numbers import cardinal
from loudspeaker.text.prepare import prepare
from tests.text.test_sets import sentences
from tests.whole import WHOLE


def day(written: str) -> str:
    of_month, of_year = map(int, written.split("/"))
    return f"{cardinal(of_month)} tháng {month(of_year)}"


DAYS = {
    written: day(written)
    for written in ("2/3", "1/2", "3/4", "9/10", "1/10", "12/12", "8/3", "30/4", "2/9", "1/5",
                    "31/12", "5/6", "7/8", "24/7")
}  # fmt: skip
TIMES = {
    "7h": "bảy giờ", "13h": "mười ba giờ", "8 giờ": "tám giờ", "17h00": "mười bảy giờ",
    "7h30": "bảy giờ ba mươi phút", "06:30": "sáu giờ ba mươi phút",
    "7 giờ 30": "bảy giờ ba mươi phút", "7h 30": "bảy giờ ba mươi phút",
    "5h15'": "năm giờ mười lăm phút", "9h05": "chín giờ năm phút",
}  # fmt: skip
MOST_WRONG = 0.01  # where a person would have to know: ĐỢT 3/4


def is_day(span: Span, written: str) -> bool:
    return span.rule.name == "day_and_month" and "/" in written


def is_time(span: Span, _: str) -> bool:
    return span.rule.name.startswith("clock")


def exchanged(
    text: str, dice: random.Random, is_one: Callable[[Span, str], bool], others: Mapping[str, str]
) -> tuple[str, str] | None:
    """Return the text with one of those in the place of another, and how it is to be read."""
    spans = read_text(text).spans
    places = [
        number for number, span in enumerate(spans) if is_one(span, text[span.start : span.end])
    ]
    if not places:
        return None
    place, written = dice.choice(places), dice.choice(list(others))
    span = spans[place]
    readings = [each.reading for each in spans]
    readings[place] = "ngày " * span.reading.startswith("ngày") + others[written]
    return text[: span.start] + written + text[span.end :], words(" ".join(readings))


def words(reading: str) -> str:
    return " ".join(reading.replace(",", " ").split())


@pytest.mark.slow
@pytest.mark.no_cover
@pytest.mark.parametrize("seed", range(2 if WHOLE else 1))
@pytest.mark.parametrize(("is_one", "others"), [(is_day, DAYS), (is_time, TIMES)])
def test_it_stays_what_it_was(
    is_one: Callable[[Span, str], bool], others: Mapping[str, str], seed: int
) -> None:
    dice = random.Random(seed)
    tried, wrong = 0, []
    for sentence in sentences("seen"):
        if pair := exchanged(prepare(sentence.written).text, dice, is_one, others):
            tried += 1
            if words(speakable(pair[0])) != words(pair[1]):
                wrong.append(pair[0])
    assert tried > 900
    assert len(wrong) <= MOST_WRONG * tried, wrong


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("từ nay đến 9/10.", "từ nay đến ngày chín tháng mười"),
        ("lấy ý kiến đến 1/10.", "lấy ý kiến đến ngày một tháng mười"),
        ("nước ngập đến 1/2.", "nước ngập đến một phần hai"),
        ("sáng mai 5/6 họp", "sáng mai ngày năm tháng sáu họp"),
        ("hoãn sang 24/7.", "hoãn sang ngày hai mươi tư tháng bảy"),
        ("thứ Tư (24/7)", "thứ tư ngày hai mươi tư tháng bảy"),
        ("trực 24/7, gọi ngay", "trực hai mươi tư trên bảy gọi ngay"),
        ("Lịch: 14/12 tổ 1-4, 3/4 tổ 5-9",
         "lịch ngày mười bốn tháng mười hai tổ một đến bốn ngày ba tháng tư tổ năm đến chín"),
        ("HTX 2/3, THCS 5/6", "hợp tác xã hai tháng ba trung học cơ sở năm tháng sáu"),
        ("Ngày 15/11, 2/3 số hộ đã nộp", "ngày mười lăm tháng mười một hai phần ba số hộ đã nộp"),
        ("Lớp 5: 07:30 họp", "lớp năm bảy giờ ba mươi phút họp"),
        ("hiệp 1: 0-2, thắng 21:15", "hiệp một không hai thắng hai mươi mốt mười lăm"),
        ("nhận kết quả lúc 07:30", "nhận kết quả lúc bảy giờ ba mươi phút"),
        ("TỪ 8H-06:30, LỚP 5D LÚC 06:30,BỂ 1",
         "từ tám giờ đến sáu giờ ba mươi phút lớp năm dê lúc sáu giờ ba mươi phút bể một"),
        ("từ 8-11:30 sáng", "từ tám đến mười một giờ ba mươi phút sáng"),
        ("từ 7g đến 17h, 6h - 16g", "từ bảy giờ đến mười bảy giờ sáu giờ đến mười sáu giờ"),
        ("trước 7h 30.", "trước bảy giờ ba mươi phút"),
        ("làm 7 giờ 30/ngày", "làm bảy giờ ba mươi phút trên ngày"),
    ],
)  # fmt: skip
def test_days_times_and_what_looks_like_them(written: str, read: str) -> None:
    assert speakable(written) == read
