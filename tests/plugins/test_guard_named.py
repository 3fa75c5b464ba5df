"""Persons named with what is their own, and those whom everybody may hear of."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.guard import DATA, named_score
from loudspeaker.plugins.guard.check import personal_data
from loudspeaker.plugins.guard.folding import fold
from loudspeaker.plugins.guard.kinds import NAMED
from loudspeaker.plugins.guard.named.told import told
from tests.plugins.test_guard import review


def named(text: str) -> list[tuple[str, str]]:
    hits = personal_data(text)
    return [(hit.kind.value, text[start:end]) for hit, start, end in hits if hit.kind in NAMED]


def names(text: str) -> list[str]:
    return [piece for _kind, piece in named(text)]


def test_the_first_half_is_judged_as_it_is_labelled() -> None:
    result = named_score(DATA / "named.tsv")
    assert (result.none, result.there.total()) == (149, 169)
    assert set(result.there) == NAMED
    assert (result.missed, result.false, result.elsewhere) == ([], [], [])
    assert len(result.other) <= 1


def test_the_second_half_is_judged_no_worse_than_the_page_says() -> None:
    result = named_score(DATA / "named_second.tsv")
    assert (result.none, result.there.total()) == (130, 170)
    assert set(result.there) == NAMED
    assert len(result.missed) <= 4
    assert len(result.false) <= 6


def test_a_mistake_about_a_person_would_be_seen(tmp_path: Path) -> None:
    path = tmp_path / "wrong.tsv"
    path.write_text("Họp thôn.\tdebt\nÔng A nợ thuế.\tnone\n[Bà B] nợ.\thealth\n", encoding="utf-8")
    result = named_score(path)
    assert [len(each) for each in (result.missed, result.false, result.other)] == [1, 1, 1]


@pytest.mark.parametrize(
    ("text", "kind", "piece"),
    [
        ("Mời ông Lò A đến lấy sổ đỏ.", "matter", "ông Lò A đến lấy sổ"),
        ("Hồ sơ của bà Mỷ đã xong.", "matter", "Hồ sơ của bà Mỷ"),
        ("Chị H'Linh Niê bị lao.", "health", "Chị H'Linh Niê bị lao"),
        ("ÔNG LÒ VĂN A NỢ THUẾ ĐẤT", "debt", "ÔNG LÒ VĂN A NỢ THUẾ"),
        ("Anh Giàng A B theo đạo lạ.", "ethnicity", "Anh Giàng A B theo đạo"),
        ("Tìm cháu Vừ A C.", "children", "cháu Vừ A C"),
        ("Xín Văn Tý còn nợ tiền điện.", "debt", "Xín Văn Tý còn nợ"),
        ("Hộ bà Tám chưa nộp thuỷ lợi phí", "debt", "bà Tám chưa nộp"),
        ("Trần Văn B (lớp 3A) nghỉ học.", "children", "Trần Văn B (lớp 3A) nghỉ học"),
        ("Hộ nợ 1.250.000 đồng là ông A.", "debt", "nợ 1.250.000 đồng là ông A"),
        ("Ông A bị kỉ luật.", "matter", "Ông A bị kỉ luật"),
    ],
)
def test_a_hit_is_the_name_with_what_is_said(text: str, kind: str, piece: str) -> None:
    assert named(text) == [(kind, piece)]


@pytest.mark.parametrize(
    "text",
    [
        "Chủ tịch UBND xã Lò Văn A ký quyết định xử phạt các hộ vi phạm.",
        "Ông Lò Văn A, 61 tuổi, trưởng bản, nhận đơn của bà con.",
        "BS. Lò Văn A khám bệnh lao tại trạm.",
        "Nộp tiền điện cho chị Hoa trước ngày 5.",
        "Hồ sơ thiếu gì, bà con gặp anh Sơn.",
        "Cảm ơn bà Lò Thị B đã giúp các hộ nghèo.",
        "Lễ tang ông Lò Văn A, mất vì bệnh, lúc 8 giờ.",
        "Chúc mừng em Lò Thị B đạt giải Nhất.",
        "Đường Nguyễn Văn Cừ có tai nạn.",
        "Trường Tiểu học và THCS Lê Văn Tám thu học phí.",
        "Nhà ở số 9 đường Trần Hưng Đạo của bà Na có giếng.",
        "Đàn lợn nhà bà Mai nhiễm bệnh.",
        "Hồ Ba Bể thu phí.",
        "Các hộ còn nợ tiền điện nộp trước ngày 5.",
    ],
)
def test_what_everybody_may_hear_is_no_concern(text: str) -> None:
    assert named(text) == []


@pytest.mark.parametrize(
    ("text", "piece"),
    [
        ("Ông Lò Văn A, giáo viên, bị xử phạt.", "Ông Lò Văn A, giáo viên, bị xử phạt"),
        ("Chủ tịch xã mời ông Lò Văn A hòa giải.", "ông Lò Văn A hòa giải"),
        ("Kêu gọi ủng hộ cho anh Lò A bị ung thư.", "anh Lò A bị ung thư"),
        ("Bà Na làm thừa kế, chồng đã qua đời.", "Bà Na làm thừa kế"),
        ("Em Sua mồ côi, đạt giải Nhất.", "Em Sua mồ côi"),
        ("Xã gọi anh Páo lên nhận quyết định.", "anh Páo lên nhận quyết định"),
    ],
)
def test_an_office_or_an_occasion_hides_nothing_else(text: str, piece: str) -> None:
    assert names(text) == [piece]


def test_a_heading_counts_for_each_line_below_it_and_no_farther() -> None:
    text = "DANH SÁCH HỘ NGHÈO\n1. Lò Văn A\n2. Bà Vừ Thị B\n\nHọp thôn lúc 19 giờ. Mời ông Cứ."
    assert names(text) == ["HỘ NGHÈO\n1. Lò Văn A", "HỘ NGHÈO\n1. Lò Văn A\n2. Bà Vừ Thị B"]


def test_the_next_sentence_may_be_about_the_same_person() -> None:
    assert named("Mời ông Lò A ra chợ. Ông bị lao.") == [("health", "ông Lò A ra chợ. Ông bị lao")]
    assert named("Đã có kết quả xét nghiệm. Mời ông Lò A ra nhận.") == [
        ("health", "kết quả xét nghiệm. Mời ông Lò A")
    ]
    assert named("Mời ông Lò A ra sân. Trạm phát thuốc lao.") == []


def test_a_concern_is_soft_and_says_what_to_do() -> None:
    (concern,) = review("Họp thôn.", title="Hồ sơ của bà Mỷ")
    assert (concern.code, concern.severity.value, concern.part.value) == ("matter", "warn", "title")
    assert (concern.start, concern.end) == (0, 15)
    assert "leave out the name" in concern.advice


PIECES = (
    "ông", "Bà", "cháu", "Nguyễn", "Văn", "A", "H'Linh", "GIÀNG", "THỊ", "nợ", "hồ sơ", "bị bệnh",
    "chủ tịch", "xã", "danh sách", "cảm ơn", "qua đời", "đường", "lớp 3", "12 tuổi", "và",
    "học sinh",
)  # fmt: skip
GAPS = st.sampled_from((" ", " ", " ", ", ", ". ", "\n", "\n\n", ": ", " (", "; ", " - ", ""))


@settings(max_examples=150)
@given(st.lists(st.tuples(st.sampled_from(PIECES), GAPS), max_size=30))
def test_any_row_of_such_words_is_judged(parts: list[tuple[str, str]]) -> None:
    folded = fold("".join(word + gap for word, gap in parts))
    for hit in told(folded):
        assert 0 <= hit.start < hit.end <= len(folded.plain)
        assert folded.plain[hit.start] != " "
        assert hit.kind in NAMED


HOSTILE = (
    "Ông A ", "Nguyễn Văn A, ", "ông Nguyễn Văn A nợ ", "chủ tịch ủy ban nhân dân ", "A ",
    "danh sách nợ:\n" + "1. ông A\n" * 40, "NGUYỄN VĂN ", "Trường Tiểu học và ", "nộp cho ",
)  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_the_cost_grows_no_faster_than_the_text(piece: str) -> None:
    text = (piece * 10_000)[:10_000]
    assert _least_s(text) < 15 * _least_s(text[:2000]) + 0.02  # five times the text


def _least_s(text: str) -> float:
    spent = []
    for _ in range(2):
        begun = time.thread_time()
        list(told(fold(text)))
        spent.append(time.thread_time() - begun)
    return min(spent)
