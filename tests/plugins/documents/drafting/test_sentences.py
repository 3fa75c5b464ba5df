"""Lines become sentences, and what offices tell each other is left out."""

from __future__ import annotations

import pytest

from loudspeaker.errors import EntryRefused
from loudspeaker.plugins.documents.drafting.draft import draft
from loudspeaker.plugins.documents.drafting.values import Confirmed
from loudspeaker.plugins.documents.reading.values import Page, Source
from tests.plugins.documents.drafting.examples import PAPER, of


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Thực hiện Công văn số 5/UBND, Điện lực thông báo tạm ngừng cấp điện từ 7 giờ.", True),
        ("Thực hiện Kế hoạch số 5/KH-UBND ngày 1/2/2026 về phòng, chống dịch;", False),
        ("Kính gửi:\n- Các hộ dân thôn Nà Lưu;\n- Trạm Y tế xã.", False),
        ("Các thôn nghiêm túc thực hiện.", False),
        ("Các hộ dọn chuồng trước ngày 5/12/2026 và nghiêm túc thực hiện.", True),
        ("Nà Lưu\t7 giờ ngày 5/12/2026", True),
        ("STT\tThời gian\tThôn", False),
        ("Vậy UBND xã thông báo để nhân dân được biết và thực hiện.", False),
        ("Trong quá trình thực hiện nếu có vướng mắc, các đơn vị phản ánh về UBND xã.", False),
    ],
)
def test_what_offices_tell_each_other_is_left_out_and_what_people_need_is_not(
    text: str, kept: bool
) -> None:
    made = of(text)
    assert (len(made.lines) > 3) is kept


def test_an_abbreviation_that_would_be_spelled_is_said() -> None:
    made = of("Bà con mang phiếu QXZ đến nhà văn hóa thôn lúc 7 giờ.")
    assert any("QXZ" in note for note in made.notes)


def test_a_sentence_goes_on_over_a_page_and_keeps_both_sources() -> None:
    pages = (
        Page(number=1, text="Đề nghị bà con thôn Nà Lưu chuẩn bị đầy đủ giấy tờ và đến\n1"),
        Page(number=2, text="2\ntrụ sở lúc 7 giờ ngày 5/12/2026."),
    )
    spans = [Source(page=p.number, start=0, end=len(p.text)) for p in pages]
    made = draft(pages, spans, PAPER)
    line = next(line for line in made.lines if not line.is_frame)
    assert line.text.endswith("và đến trụ sở lúc 7 giờ ngày 5/12/2026.")
    assert [each.page for each in line.sources] == [1, 2]


@pytest.mark.parametrize("field", ["type", "issuer", "summary"])
def test_the_fields_that_the_frame_says_are_needed(field: str) -> None:
    values = {"type": "Thông báo", "issuer": "UBND xã", "summary": "Họp"}
    for wrong in (" ", "họp " * 200):
        with pytest.raises(EntryRefused) as refused:
            draft([], [], Confirmed(**{**values, field: wrong}))
        assert refused.value.where in ("loại văn bản", "cơ quan ban hành", "trích yếu")


def test_a_number_alone_on_its_line_is_a_page_number_only_at_the_pages_edge() -> None:
    made = of(
        "1\nKhi thấy cháy rừng trên địa bàn xã, đề nghị bà con gọi ngay số\n114.\nHọp lúc 7 giờ.\n2"
    )
    assert "gọi ngay số 114." in made.text
    assert "2." not in made.text


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("{}\n20. Sau ngày này trạm không tiêm nữa.", "trước ngày 20."),
        ("{}\n7.30 sáng mai tại trụ sở.", "ngày 7.30 sáng mai"),
        ("{}\n15/12/2026 tại trụ sở.", "ngày 15/12/2026 tại"),
        ("Nhiệt độ đêm 20/12 xuống tới\n-2 độ.", "tới -2 độ"),
        ("Gọi đường dây nóng:\n+84 206 3888 113.", "nóng: +84 206 3888 113"),
        ("Bước 1: đăng ký tại trụ sở trước ngày 5/12.", "Bước 1: đăng ký"),
    ],
)
def test_a_number_that_looks_like_the_mark_of_a_list_is_not_lost(text: str, kept: str) -> None:
    made = of(text.format("Đề nghị toàn thể bà con trong thôn đến tiêm phòng trước ngày"))
    assert kept in made.text


def test_marks_of_lists_are_not_said() -> None:
    made = of(
        "1. Thời gian: 7 giờ.\n2. Địa điểm: trụ sở xã.\na) Bà con mang theo cuốc.\n(3) Ăn tại chợ."
    )
    kept = [line.text for line in made.lines if not line.is_frame]
    assert kept[:3] == ["Thời gian: 7 giờ.", "Địa điểm: trụ sở xã.", "Bà con mang theo cuốc."]
    assert kept[3] == "Ăn tại chợ."


def test_the_rows_of_a_table_are_sentences_without_their_numbers() -> None:
    made = of(
        "TT\tThời gian\tThôn\n1\t6h00 ngày 3/12/2026\tNà Lưu\n2\t7h00 ngày 4/12/2026\tPác Ngòi"
    )
    kept = [line.text for line in made.lines if not line.is_frame]
    assert kept == ["6h00 ngày 3/12/2026, Nà Lưu.", "7h00 ngày 4/12/2026, Pác Ngòi."]
