"""Any day in the place of another: 20/11 says by itself that it is one, 3/4 by its surroundings."""

from __future__ import annotations

import random
import re

import pytest

from loudspeaker.text import read_text, speakable
from loudspeaker.text.dates import month
from loudspeaker.text.numbers import cardinal
from loudspeaker.text.prepare import prepare
from tests.text.test_sets import sentences

DAYS = [
    "2/3", "1/2", "3/4", "9/10", "1/10", "12/12", "8/3", "30/4", "2/9", "1/5", "31/12", "5/6",
    "7/8", "24/7",
]  # fmt: skip
MOST_WRONG = 0.01  # where a person would have to know: ĐỢT 3/4


def exchanged(text: str, dice: random.Random) -> tuple[str, str] | None:
    """Return the text with one day in the place of another, and how it is to be read."""
    spans = read_text(text).spans
    days = [
        number
        for number, span in enumerate(spans)
        if span.rule.name == "day_and_month" and "/" in text[span.start : span.end]
    ]
    if not days:
        return None
    place, day = dice.choice(days), dice.choice(DAYS)
    span = spans[place]
    of_month, of_year = map(int, day.split("/"))
    ngay = "ngày " * span.reading.startswith("ngày")
    readings = [each.reading for each in spans]
    readings[place] = f"{ngay}{cardinal(of_month)} tháng {month(of_year)}"
    return text[: span.start] + day + text[span.end :], words(" ".join(readings))


def words(reading: str) -> str:
    return " ".join(re.sub(",", " ", reading).split())


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(3))
def test_every_day_is_a_day_where_one_was(seed: int) -> None:
    dice = random.Random(seed)
    tried, wrong = 0, []
    for sentence in sentences("seen"):
        if pair := exchanged(prepare(sentence.written).text, dice):
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
    ],
)  # fmt: skip
def test_days_and_shares(written: str, read: str) -> None:
    assert speakable(written) == read
