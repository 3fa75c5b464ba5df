"""Papers are read back by another library: what was written, on which page, in which letters."""

from __future__ import annotations

import re
import unicodedata
from datetime import UTC, datetime

import pypdfium2
import pytest

from loudspeaker.errors import NotFound
from loudspeaker.printing import fonts
from loudspeaker.printing.paper import Column, Head, Paper, Signature

MADE = datetime(2026, 11, 29, 3, tzinfo=UTC)
HEAD = Head(
    body=("ỦY BAN NHÂN DÂN TỈNH", "ỦY BAN NHÂN DÂN XÃ"),
    number="Số: 05/TB-UBND",
    place_and_date="Thôn Nà Ít, ngày 29 tháng 11 năm 2026",
)


def pages_of(content: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(content)
    try:
        texts = [page.get_textpage().get_text_bounded() for page in document]
    finally:
        document.close()
    return [re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)) for text in texts]


def paper(**more: bool) -> Paper:
    return Paper(title="Sổ", made_at=MADE, **more)


def test_a_whole_paper_reads_as_it_was_written() -> None:
    sheet = paper()
    sheet.head(HEAD)
    sheet.titled("THÔNG BÁO", "Về việc tiêm chủng")
    sheet.paragraph("Ủy ban nhân dân xã thông báo: “ẳ ẵ ặ ữ ự ỵ Đ đ”.")
    sheet.field("Họ và tên", "Nguyễn Văn A")
    sheet.signed([Signature(who="Người nộp"), Signature(who="Người nhận", name="Trần Thị B")])
    (text,) = pages_of(sheet.to_bytes())
    for wanted in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", "Số: 05/TB-UBND",
        "“ẳ ẵ ặ ữ ự ỵ Đ đ”", "Họ và tên: Nguyễn Văn A", "NGƯỜI NHẬN", "Trần Thị B",
    ):  # fmt: skip
        assert wanted in text


def test_an_empty_field_is_left_for_the_hand() -> None:
    sheet = paper()
    sheet.field("Ghi chú", "")
    assert "Ghi chú: ……" in pages_of(sheet.to_bytes())[0]


def test_headings_of_a_table_are_on_every_page_and_pages_are_numbered_from_the_second() -> None:
    sheet = paper(wide=True)
    columns = (Column(heading="Số đến", share=1, right=True), Column(heading="Trích yếu", share=6))
    sheet.rows(columns, [(str(n), f"văn bản thứ {n} của năm") for n in range(1, 101)])
    pages = pages_of(sheet.to_bytes())
    assert len(pages) > 2
    assert all("Số đến" in text and "Trích yếu" in text for text in pages)
    assert not pages[0].startswith("1 ")
    assert [text.split()[0] for text in pages[1:]] == [str(n) for n in range(2, len(pages) + 1)]
    rows = re.findall(r"văn bản thứ (\d+)", " ".join(pages))
    assert [int(n) for n in rows] == list(range(1, 101))


def test_signatures_are_never_torn_apart() -> None:
    for lines in range(18, 40, 3):
        sheet = paper()
        for _ in range(lines):
            sheet.paragraph("Một dòng.")
        sheet.signed([Signature(who="Người lập"), Signature(who="Lãnh đạo", name="Tên")])
        last = pages_of(sheet.to_bytes())[-1]
        assert "NGƯỜI LẬP" in last
        assert "LÃNH ĐẠO" in last
        assert last.rstrip().endswith("Tên")


def test_marks_apart_are_joined_and_unknown_letters_become_boxes() -> None:
    sheet = paper()
    assert sheet.written(unicodedata.normalize("NFD", "Ủy ban\nxã")) == "Ủy ban\nxã"
    assert sheet.written("a\U0001f600\x00b") == "a□□b"
    sheet.to_bytes()  # closes the files of the font


def test_the_same_paper_is_the_same_file() -> None:
    def made() -> bytes:
        sheet = paper()
        sheet.head(HEAD)
        return sheet.to_bytes()

    assert made() == made()


def test_without_the_office_font_the_common_one_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "FOLDERS", ("/nowhere",))
    family = fonts.family_here()
    assert family.name == "DejaVu Sans"
    assert family.regular.endswith("DejaVuSans.ttf")


def test_without_any_font_it_is_said_which_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(name: str) -> str:
        raise NotFound(kind="font", name=name, known=[])

    monkeypatch.setattr(fonts, "FOLDERS", ("/nowhere",))
    monkeypatch.setattr(fonts, "font_file", none)
    with pytest.raises(NotFound) as told:
        fonts.family_here()
    assert told.value.name == "DejaVuSans.ttf"
