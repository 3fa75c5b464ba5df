"""Registers and reports: what stands in each line, and that paper and workbook have every one."""

from __future__ import annotations

import io
import re
import unicodedata
from datetime import date, timedelta

import pypdfium2
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from loudspeaker.plugins.documents.papers.deadlines import Reckoned
from loudspeaker.plugins.documents.papers.entry import Book
from loudspeaker.plugins.documents.papers.files import file_entry_of
from loudspeaker.plugins.documents.printed import rows
from loudspeaker.plugins.documents.printed.making import Issued, to_pdf, to_workbook
from loudspeaker.plugins.documents.printed.rows import COLUMNS, Counted, Report
from loudspeaker.plugins.documents.register.looking import reckoned
from loudspeaker.plugins.documents.register.values import Paper
from tests.plugins.documents.bench import CLERK, NOW, STAFF, Desk
from tests.plugins.documents.calendars import Calendar

TODAY = NOW.date()
ISSUED = Issued(
    above="UBND TỈNH", body="ỦY BAN NHÂN DÂN XÃ", place="Xã thử", below="Năm 2026", made_at=NOW
)


def text_of(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    try:
        text = " ".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text))


def cells_of(content: bytes) -> list[tuple[object, ...]]:
    book = load_workbook(io.BytesIO(content))
    try:
        return list(book.worksheets[0].iter_rows(values_only=True))
    finally:
        book.close()


def book_of(desk: Desk, book: Book) -> list[Paper]:
    since, until = date(2026, 1, 1), date(2026, 12, 31)
    return list(desk.looking.book(book, viewer=CLERK, since=since, until=until))


def reckon(paper: Paper) -> Reckoned:
    return reckoned(paper, today=TODAY, calendar=Calendar())


def test_the_incoming_register_has_each_number_once_and_says_what_was_cancelled(
    desk: Desk,
) -> None:
    desk.enter(urgency=2, note="kèm phụ lục")
    wrong = desk.enter(number="7")
    desk.act(wrong, "cancel", CLERK, note="vào nhầm sổ")
    desk.assigned("chuyên viên", number="8")
    found = list(rows.incoming(book_of(desk, Book.IN)))
    assert [row[1] for row in found] == ["01", "02", "03"]
    assert found[0][:6] == (
        "01/12/2026", "01", "UBND tỉnh", "05/QĐ-UBND", "30/11/2026",
        "Quyết định: Về việc tiêm phòng đợt cuối năm",
    )  # fmt: skip
    assert found[0][8].endswith("; kèm phụ lục")
    assert found[1][8] == "ĐÃ HỦY: vào nhầm sổ"
    assert found[2][6] == "chuyên viên"


def test_the_outgoing_register_has_what_was_numbered_and_the_progress_has_all(
    desk: Desk,
) -> None:
    desk.issued(signer="Người ký", recipients="Các thôn; lưu VT", copies=12)
    draft = desk.draft()
    found = list(rows.outgoing(book_of(desk, Book.OUT)))
    assert len(found) == 1
    code, day, what, signer, recipients, _keeper, copies, _note = found[0]
    assert code.startswith("01/TB-UBND")
    assert (day, what, signer) == ("01/12/2026", "Thông báo: Lịch tiêm phòng", "Người ký")
    assert (recipients, copies) == ("Các thôn; lưu VT", "12")
    (line,) = rows.outgoing_progress([draft], reckon)
    assert (line[0], line[3], line[4]) == ("", STAFF.name, "Bản thảo")


def test_progress_tells_what_is_late_and_by_how_much(desk: Desk) -> None:
    late = desk.assigned("chuyên viên", due_on=(TODAY - timedelta(days=1)).isoformat())
    soon = desk.assigned("chuyên viên", number="9", due_on=TODAY.isoformat())
    progress = [row[6] for row in rows.incoming_progress([late, soon], reckon)]
    assert progress == ["Đã giao; quá hạn 1 ngày", "Đã giao; đến hạn hôm nay"]


def test_files_and_the_papers_in_them(desk: Desk) -> None:
    entry = file_entry_of(
        {"notation": "01/VX", "title": "Tiêm phòng", "retention": "10 năm",
         "begun_on": "2026-01-05"},
        today=TODAY,
    )  # fmt: skip
    (line,) = rows.files([Counted(entry=entry, papers=2, pages=7)])
    assert line == ("1", "01/VX", "Tiêm phòng", "05/01/2026", "10 năm", "2", "7", "")
    (line,) = rows.papers_of_file([(1, desk.enter(pages=4))])
    assert line[:2] == ("1", "05/QĐ-UBND")
    assert line[5] == "4"


def test_a_year_is_whole_on_paper_and_in_the_workbook(desk: Desk) -> None:
    papers = desk.enter_many(60)
    assert len(papers) == 60
    made = list(rows.incoming(book_of(desk, Book.IN)))
    text = text_of(to_pdf(Report.INCOMING, made, ISSUED))
    for wanted in ("SỔ ĐĂNG KÝ VĂN BẢN ĐẾN", "Năm 2026", "ỦY BAN NHÂN DÂN XÃ", "NGƯỜI LẬP",
                   "Xã thử, ngày 01 tháng 12 năm 2026"):  # fmt: skip
        assert wanted in text
    for number in (1, 30, 60):
        assert f" {number:02d} " in text
    head, *lines = cells_of(to_workbook(Report.INCOMING, made))
    assert head == tuple(heading for heading, _share in COLUMNS[Report.INCOMING])
    assert [line[1] for line in lines] == [f"{n:02d}" for n in range(1, 61)]


def test_every_report_can_be_printed_empty() -> None:
    for report in Report:
        assert report.label.upper() in text_of(to_pdf(report, [], ISSUED))
        assert len(cells_of(to_workbook(report, []))) == 1


def test_a_formula_is_a_text(desk: Desk) -> None:
    desk.enter(subject="=1+1")
    made = list(rows.incoming(book_of(desk, Book.IN)))
    (line,) = cells_of(to_workbook(Report.INCOMING, [("=1+1",) * len(made[0])]))[1:]
    assert set(line) == {"=1+1"}


@settings(max_examples=15, deadline=None)
@given(cell=st.text(max_size=120), days=st.integers(-9000, 30000))
def test_no_text_breaks_paper_or_workbook(cell: str, days: int) -> None:
    made = [(cell,) * len(COLUMNS[Report.FILES])]
    issued = Issued(
        above=cell, body=cell, place=cell, below=cell, made_at=NOW + timedelta(days=days)
    )
    assert to_pdf(Report.FILES, made, issued).startswith(b"%PDF-")
    assert to_workbook(Report.FILES, made).startswith(b"PK")
