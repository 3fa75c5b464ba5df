"""Scores of matches beside stretches and days that look like them."""

from __future__ import annotations

import re

import pytest

from loudspeaker.text import read_text, speakable
from loudspeaker.text.found import Span
from loudspeaker.text.prepare import prepare
from tests.text.test_sets import sentences


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("thắng 3-1", "thắng ba một"),
        ("hòa 2 – 2 (luân lưu 4-2)", "hòa hai hai luân lưu bốn hai"),
        ("bán kết: Nà Lạn 1-2 Bản Ca", "bán kết nà lạn một hai bản ca"),
        ("sau loạt 4-5 trận đấu", "sau loạt bốn năm trận đấu"),
        (
            "tổ 4 thua tổ 9 15-21, 18-21",
            "tổ bốn thua tổ chín mười lăm hai mươi mốt mười tám hai mươi mốt",
        ),
        ("11A7 thua 11A2 2-4", "mười một a bảy thua mười một a hai hai bốn"),
        ("lớp 6/1 thua 6/3 1-2", "lớp sáu trên một thua sáu trên ba một hai"),
        ("Giao hữu: Dân quân 2–3 Công đoàn", "giao hữu dân quân hai ba công đoàn"),
        ("tứ kết: lớp 9A 2-3 lớp 9B", "tứ kết lớp chín a hai ba lớp chín bê"),
        ("thôn 4 – thôn 9 (lượt đi 2-4)", "thôn bốn thôn chín lượt đi hai bốn"),
        ("thôn 1 - thôn 2: 1-3; hiệp 1: 0-2", "thôn một thôn hai một ba hiệp một không hai"),
        ("ván 1: 15-21, hiệu số 6-15", "ván một mười lăm hai mươi mốt hiệu số sáu mười lăm"),
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
        ("bóng đá có 2-3 đội tham gia", "bóng đá có hai đến ba đội tham gia"),
        ("trẻ 0-2 tuổi", "trẻ không đến hai tuổi"),
        ("thua 5-7 điểm", "thua năm đến bảy điểm"),
        ("kết quả: 15-20 hộ", "kết quả mười lăm đến hai mươi hộ"),
        ("uống 2-3 lần", "uống hai đến ba lần"),
    ],
)
def test_a_stretch_is_not(written: str, read: str) -> None:
    assert speakable(written) == read


def scores_in(text: str) -> list[Span]:
    """Return the scores among the spans; ``lớp 3-8`` turned round is a stretch of classes."""
    spans = [span for span in read_text(text).spans if span.rule.name == "score"]
    return [span for span in spans if not text[: span.start].casefold().endswith("lớp ")]


def test_turned_round_a_score_stays_a_score() -> None:
    """For who has lost 1-3 it is no stretch from one to three, and no day."""
    for sentence in sentences("seen"):
        text = prepare(sentence.written).text
        scores = scores_in(text)
        if not scores:
            continue
        turned, wanted = text, [span.reading for span in read_text(text).spans]
        for span in reversed(scores):
            first, sign, second = re.split("( ?[-–] ?)", text[span.start : span.end])
            turned = f"{turned[: span.start]}{second}{sign}{first}{turned[span.end :]}"
            wanted[wanted.index(span.reading)] = f"{speakable(second)} {speakable(first)}"
        said = " ".join(span.reading for span in read_text(turned).spans)
        assert said.split() == " ".join(wanted).split()
