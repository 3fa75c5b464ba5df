"""Forms 01 to 07 are read back from their PDFs and held against the fields that they must have."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loudspeaker.errors import EntryRefused, NotFound
from loudspeaker.plugins.dossiers.forms import letters, paper, sheets
from loudspeaker.plugins.dossiers.forms.sets import SETS, FormKind, FormSet, set_of
from loudspeaker.plugins.dossiers.forms.values import (
    Desk,
    Form,
    HandOver,
    Matter,
    PaperHandedIn,
    RegisterRow,
)

AT = datetime(2026, 11, 27, 2, 15, tzinfo=UTC)
DUE = AT + timedelta(days=3)
OLD, NEW = SETS
DESK = Desk(above="ỦY BAN NHÂN DÂN XÃ", body="Bộ phận Một cửa", place="Thôn Một", phone="1022")
MATTER = Matter(
    code="H03.12.25-261127-0003",
    procedure="Đăng ký khai sinh",
    applicant="Nguyễn Văn A",
    address="Thôn Nà Ít",
    phone="0900 000 000",
    papers=(PaperHandedIn(name="Tờ khai", originals=1), PaperHandedIn(name="Giấy", copies=2)),
    limit="01 ngày làm việc",
    received=AT,
    due=DUE,
)
WHERE = "http://loa.example/tra-cuu?ma=H03.12.25-261127-0003"


def receipt(forms: FormSet) -> Form:
    return letters.receipt(forms, DESK, MATTER, taker="Trần Thị B", address=WHERE)


def supplement(forms: FormSet) -> Form:
    wanted = ["Giấy chứng sinh", "Bản sao đăng ký kết hôn"]
    return letters.supplement(
        forms, DESK, MATTER, wanted=wanted, why="Còn thiếu", at=AT, by="Trần Thị B"
    )


def refusal(forms: FormSet) -> Form:
    return letters.refusal(
        forms, DESK, MATTER, why="Không thuộc thẩm quyền", at=AT, by="Trần Thị B"
    )


def apology(forms: FormSet) -> Form:
    return letters.apology(
        forms, DESK, MATTER, why="Cần xác minh", promised=DUE + timedelta(days=2), at=AT, by="Lê C"
    )


def halt(forms: FormSet) -> Form:
    return letters.halt(forms, DESK, MATTER, why="Người nộp không bổ sung", at=AT, by="Lê C")


def control(forms: FormSet) -> Form:
    rows = [HandOver(giver="Một cửa", taker="Tư pháp", at=AT, pace="trước hạn", note="đủ")]
    return sheets.control(forms, DESK, MATTER, hand_overs=rows, at=AT)


def register(forms: FormSet) -> Form:
    row = RegisterRow(matter=MATTER, agency="UBND xã", returned=DUE, way="Trực tiếp", note="—")
    begins, ends = date(2026, 11, 1), date(2026, 11, 30)
    return sheets.register(forms, rows=[row], begins=begins, ends=ends, at=AT)


MAKERS: dict[FormKind, Callable[[FormSet], Form]] = {
    FormKind.RECEIPT: receipt, FormKind.SUPPLEMENT: supplement, FormKind.REFUSAL: refusal,
    FormKind.APOLOGY: apology, FormKind.HALT: halt, FormKind.CONTROL: control,
    FormKind.REGISTER: register,
}  # fmt: skip
_STATE = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "ỦY BAN NHÂN DÂN XÃ", "Bộ phận Một cửa")
_WHO = ("Nguyễn Văn A", "Thôn Nà Ít", "0900 000 000", "Email", "Đăng ký khai sinh")
REQUIRED = {
    FormKind.RECEIPT: (
        *_STATE, *_WHO, "H03.12.25-261127-0003", "Tờ khai", "Số lượng hồ sơ: 1 (bộ)",
        "01 ngày làm việc", "09 giờ 15 phút, ngày 27 tháng 11 năm 2026",
        "09 giờ 15 phút, ngày 30 tháng 11 năm 2026", "Đăng ký nhận kết quả tại",
        "NGƯỜI NỘP HỒ SƠ", "NGƯỜI TIẾP NHẬN HỒ SƠ", "Trần Thị B",
    ),
    FormKind.SUPPLEMENT: (
        *_STATE, *_WHO, "1. Giấy chứng sinh", "2. Bản sao đăng ký kết hôn", "Lý do: Còn thiếu",
        "số điện thoại 1022", "NGƯỜI HƯỚNG DẪN",
    ),
    FormKind.REFUSAL: (*_STATE, *_WHO, "Không thuộc thẩm quyền", "NGƯỜI NỘP HỒ SƠ"),
    FormKind.APOLOGY: (
        *_STATE, "Kính gửi: Nguyễn Văn A", "H03.12.25-261127-0003", "27/11/2026", "Cần xác minh",
        "xin lỗi", "ngày 02 tháng 12 năm 2026", "Lê C",
    ),
    FormKind.HALT: (*_STATE, *_WHO, "Người nộp không bổ sung", "kể từ ngày 27 tháng 11"),
    FormKind.CONTROL: (
        *_STATE, "Người giao", "Người nhận", "Một cửa", "Tư pháp", "09:15 27/11/2026",
        "trước hạn", "đủ",
    ),
    FormKind.REGISTER: (
        *_STATE, "Mã hồ sơ", "H03.12.25-261127-0003", "Hẹn trả", "30/11/2026",
        "Từ ngày 01 tháng 11 năm 2026 đến ngày 30 tháng 11 năm 2026", "Trực tiếp",
    ),
}  # fmt: skip


def text_of(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    try:
        text = " ".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text))


def test_every_form_has_what_it_must_have_under_its_number_and_title() -> None:
    for forms in SETS:
        for kind, titled in forms.forms.items():
            form = MAKERS[kind](forms)
            text = text_of(paper.to_pdf(form, DESK, made_at=AT))
            for wanted in (*REQUIRED[kind], f"Mẫu số {titled.number}"):
                assert wanted in text, (forms.name, kind, wanted)
            assert titled.title.upper() in text


def test_a_dossier_keeps_to_the_forms_of_its_day_of_receipt() -> None:
    days = (date(2017, 1, 1), date(2025, 6, 30), date(2025, 7, 1), date(2026, 11, 27))
    assert [set_of(day) for day in days] == [OLD, OLD, NEW, NEW]
    assert apology(OLD).title == "Phiếu xin lỗi và hẹn lại ngày trả kết quả"
    assert control(OLD).label == "Mẫu số 05"
    assert control(NEW).label == "Mẫu số 06"


def test_the_older_set_has_no_notice_of_halting() -> None:
    with pytest.raises(NotFound):
        halt(OLD)


def test_what_must_be_said_is_asked_for() -> None:
    later = DUE + timedelta(days=1)
    refused: tuple[Callable[[], Form], ...] = (
        lambda: letters.supplement(NEW, DESK, MATTER, wanted=[" "], why="x", at=AT, by=""),
        lambda: letters.supplement(NEW, DESK, MATTER, wanted=["x"], why=" ", at=AT, by=""),
        lambda: letters.refusal(NEW, DESK, MATTER, why="", at=AT, by=""),
        lambda: letters.halt(NEW, DESK, MATTER, why="", at=AT, by=""),
        lambda: letters.apology(NEW, DESK, MATTER, why="", promised=later, at=AT, by=""),
        lambda: letters.apology(NEW, DESK, MATTER, why="x", promised=DUE, at=AT, by=""),
        lambda: letters.apology(NEW, DESK, MATTER, why="x", promised=later, at=later, by=""),
    )
    for make in refused:
        with pytest.raises(EntryRefused):
            make()


def test_the_square_picture_tells_where_to_look_and_nothing_of_the_person() -> None:
    form = receipt(NEW)
    assert form.qr == WHERE
    for private in (MATTER.applicant, MATTER.phone, MATTER.address, MATTER.procedure):
        assert private not in form.qr
    assert paper.qr_picture(form.qr).startswith(b"\x89PNG")
    assert not apology(NEW).qr


def test_the_receipt_does_not_hold_the_secret_number_and_its_slip_does() -> None:
    slip = text_of(paper.pin_slip(DESK, code=MATTER.code, pin="482913", made_at=AT))
    assert "Số bí mật: 482913" in slip
    assert MATTER.code in slip
    assert MATTER.applicant not in slip
    assert "482913" not in text_of(paper.to_pdf(receipt(NEW), DESK, made_at=AT))


def test_a_long_register_goes_on_with_its_headings() -> None:
    rows = [
        RegisterRow(matter=replace(MATTER, code=f"H03.12.25-261127-{number:04d}"))
        for number in range(1, 61)
    ]
    begins = ends = date(2026, 11, 27)
    form = sheets.register(NEW, rows=rows, begins=begins, ends=ends, at=AT)
    text = text_of(paper.to_pdf(form, DESK, made_at=AT))
    found = re.findall(r"H03\.12\.25-261127-(\d{4})", text)
    assert found == [f"{number:04d}" for number in range(1, 61)]
    assert text.count("Tên thủ tục hành chính") > 1


@settings(max_examples=15)
@given(text=st.text(max_size=200))
def test_no_text_breaks_a_form(text: str) -> None:
    matter = replace(MATTER, applicant=text, address=text, procedure=text, email=text)
    form = letters.receipt(NEW, DESK, matter, taker=text, address=WHERE)
    assert paper.to_pdf(form, DESK, made_at=AT).startswith(b"%PDF-")
