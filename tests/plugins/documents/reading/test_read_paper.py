"""Files as people bring them: read, or refused with the reason."""

from __future__ import annotations

import os
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from fpdf import FPDF
from openpyxl import Workbook

from loudspeaker.errors import EntryRefused, FileRefused, UsageRefused
from loudspeaker.plugins.documents.reading.intake_jobs import read_file, read_paper
from loudspeaker.plugins.documents.reading.proposal import proposal_of
from loudspeaker.plugins.documents.reading.values import paper_text_of
from tests.plugins.documents.reading.papers import (
    FONT,
    labelled,
    make_docx,
    make_pdf,
    scanned,
    stamped,
)
from tests.text.old_fonts import tcvn3, vni

PAPER = next(labelled("tuned.txt"))


def read(path: Path, kind: str = "") -> dict[str, Any]:
    return read_paper({"path": str(path), "kind": kind})


def write(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path


def codes(answer: dict[str, Any]) -> list[str]:
    return [each["code"] for each in answer["notices"]]


def test_a_pdf_is_read_page_by_page_with_its_columns(tmp_path: Path) -> None:
    answer = read(write(tmp_path, "a.pdf", make_pdf([PAPER.text, "Phụ lục\nTrang hai"])))
    first, second = answer["pages"]
    assert first["text"].splitlines()[:3] == PAPER.text.splitlines()[:3]
    assert second == {"number": 2, "text": "Phụ lục\nTrang hai"}
    assert (answer["kind"], answer["notices"], answer["needs_ocr"]) == ("pdf", [], False)
    number = proposal_of(answer["proposal"]).number
    assert number is not None
    assert number.value == "08"
    assert paper_text_of(answer).to_values() == {k: answer[k] for k in answer if k != "proposal"}


def test_a_docx_is_read_with_the_cells_of_its_letterhead(tmp_path: Path) -> None:
    answer = read(write(tmp_path, "a.docx", make_docx(PAPER.text)), "docx")
    assert answer["kind"] == "docx"
    found = proposal_of(answer["proposal"])
    for name in ("number", "symbol", "date", "issuer", "type", "summary", "signer", "recipients"):
        proposed = getattr(found, name)
        assert proposed is not None, name
        assert proposed.value.lower() == PAPER.fields[name].lower()


def test_nothing_that_a_docx_shows_is_left_out_and_nothing_hidden_is_read(tmp_path: Path) -> None:
    document = Document()
    document.sections[0].header.paragraphs[0].text = "TỐI MẬT"
    body = document.element.body
    box = "<w:txbxContent><w:p><w:r><w:t>HỎA TỐC</w:t></w:r></w:p></w:txbxContent>"
    pieces = (
        "<w:r><w:t>thường</w:t></w:r>",
        "<w:ins w:id='1' w:author='x'><w:r><w:t>chèn</w:t></w:r></w:ins>",
        "<w:del w:id='2' w:author='x'><w:r><w:delText>xóa</w:delText></w:r></w:del>",
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>ẩn</w:t></w:r>",
        f"<w:r><w:pict>{box}</w:pict></w:r>",
    )
    inner = f"<w:p {nsdecls('w')}>{''.join(pieces)}</w:p>"
    body.insert(0, parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtContent>{inner}</w:sdtContent></w:sdt>"))
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Thôn", "Giờ"
    document.add_section()
    document.add_paragraph("phần hai")
    out = BytesIO()
    document.save(out)
    answer = read(write(tmp_path, "b.docx", out.getvalue()))
    first, second = (page["text"] for page in answer["pages"])
    assert first.split("\n") == ["TỐI MẬT", "thườngchèn", "HỎA TỐC", "Thôn\tGiờ"]
    assert second == "phần hai"
    assert codes(answer) == ["sections", "hidden"]
    assert answer["proposal"]["secrecy"]["value"] == "Tối mật"


@pytest.mark.parametrize("old", [tcvn3, vni])
def test_letters_of_old_fonts_are_rewritten_and_said(tmp_path: Path, old: Any) -> None:
    text = "Thông báo về việc tiêm phòng cho đàn trâu, bò\nThời gian: sáng thứ Bảy"
    pdf = write(tmp_path, "a.pdf", make_pdf([old(text)]))
    plain = write(tmp_path, "a.txt", old(text).encode("cp1252", "replace"))
    for answer in (read(pdf), read(plain)):
        assert answer["pages"][0]["text"].splitlines()[0] == text.splitlines()[0]
        assert codes(answer) == ["converted"]
        assert old.__name__.upper() in answer["notices"][0]["says"]


def test_plain_text_has_pages_where_a_form_feed_is(tmp_path: Path) -> None:
    answer = read(write(tmp_path, "a.txt", "Trang một\fTrang hai\n".encode()))
    assert [page["text"] for page in answer["pages"]] == ["Trang một", "Trang hai"]


def test_the_content_tells_the_kind_and_a_wrong_name_is_said(tmp_path: Path) -> None:
    pdf, text = make_pdf(["Thông báo"]), "Thông báo".encode()
    assert codes(read(write(tmp_path, "a.docx", pdf))) == ["wrong_extension"]
    assert codes(read(write(tmp_path, "a.bin", pdf), "pdf")) == []
    assert codes(read(write(tmp_path, "c.PDF", text))) == ["wrong_extension"]


def _sheet() -> bytes:
    out = BytesIO()
    Workbook().save(out)
    return out.getvalue()


def _archive() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("../../etc/passwd", "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "tệp rỗng"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 99, ".doc kiểu cũ"),
        (b"{\\rtf1 x}", "RTF"),
        (b"\xff\xd8\xff\xe0" + b"\0" * 99, "JPEG"),
        (b"\x89PNG\r\n", "PNG"),
        (b"PK\x03\x04 broken", "tệp nén bị hỏng"),
        (_sheet(), "bảng tính"),
        (_archive(), "giải nén"),
        (bytes(range(256)) * 9, "không phải PDF"),
        (b"a\0b", "không phải PDF"),
        (b"%PDF-1.7\nnothing", "bị hỏng"),
        (make_pdf(["x"], password="123456"), "mật khẩu"),
        (b"a " * 900_000, "dài hơn"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(tmp_path: Path, data: bytes, says: str) -> None:
    with pytest.raises(EntryRefused) as refused:
        read(write(tmp_path, "a.pdf", data))
    assert says in refused.value.problem


def test_a_protected_pdf_that_opens_is_read_and_said(tmp_path: Path) -> None:
    answer = read(write(tmp_path, "a.pdf", make_pdf(["Thông báo"], password="")))
    assert answer["pages"][0]["text"] == "Thông báo"
    assert codes(answer) == ["protected"]


def test_what_a_signature_stamps_on_a_page_is_read_and_what_it_hides_is_not(tmp_path: Path) -> None:
    answer = read(write(tmp_path, "a.pdf", stamped()))
    assert answer["pages"][0]["text"].split() == ["So:", "15", "/TB-UBND"]
    assert answer["proposal"]["number"]["value"] == "15"


def test_letters_that_run_upwards_are_read_as_words(tmp_path: Path) -> None:
    pdf = FPDF()
    pdf.add_font("Paper", fname=FONT)
    pdf.add_page()
    pdf.set_font("Paper", size=11)
    with pdf.rotation(90, x=100, y=150):
        for n in range(3):
            pdf.text(20, 100 + 8 * n, f"Lịch tiêm phòng của thôn số {n}")
    answer = read(write(tmp_path, "a.pdf", bytes(pdf.output())))
    lines = answer["pages"][0]["text"].splitlines()
    assert lines == [f"Lịch tiêm phòng của thôn số {n}" for n in range(3)]


def test_a_hundred_megabytes_are_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.touch()
    os.truncate(path, 100_000_000)
    with pytest.raises(EntryRefused) as refused:
        read(path)
    assert "100 MB" in refused.value.problem


def test_what_is_no_file_is_neither_waited_for_nor_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    for name, problem in (("pipe", "not_a_file"), (".", "not_a_file"), ("none", "missing")):
        with pytest.raises(FileRefused) as refused:
            read_file(tmp_path / name)
        assert refused.value.problem == problem


@pytest.mark.parametrize("arguments", [{}, {"path": ""}, {"path": 3}, {"path": "a", "kind": 3}])
def test_arguments_are_checked(arguments: dict[str, Any]) -> None:
    with pytest.raises(UsageRefused):
        read_paper(arguments)


@pytest.mark.parametrize("root", ["<a/>", "<w:styles xmlns:w='x'/>", "", "<w:document/>"])
def test_a_docx_whose_document_is_something_else_is_refused(tmp_path: Path, root: str) -> None:
    out = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(make_docx("x"))) as source,
        zipfile.ZipFile(out, "w") as target,
    ):
        for name in source.namelist():
            target.writestr(name, root if name == "word/document.xml" else source.read(name))
    with pytest.raises(EntryRefused) as refused:
        read(write(tmp_path, "a.docx", out.getvalue()))
    assert refused.value.problem == "tệp DOCX bị hỏng"


def test_letters_of_pictures_can_be_left_for_later(tmp_path: Path) -> None:
    path = tmp_path / "quét.pdf"
    path.write_bytes(scanned(make_pdf(["Một trang."])))
    told = read_paper({"path": str(path), "kind": "pdf", "ocr_s": 0})
    assert told["needs_ocr"]
    assert [each["code"] for each in told["notices"]] == ["scanned"]
    for bad in (-1, 601, "x", None):
        with pytest.raises(UsageRefused):
            read_paper({"path": str(path), "kind": "pdf", "ocr_s": bad})
