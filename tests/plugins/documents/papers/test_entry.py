"""What is entered of a paper: every field at its length, and refused where it stands."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loudspeaker.errors import EntryRefused
from loudspeaker.plugins.documents.papers.entry import APPENDIX, Book, Entry, entry_of
from loudspeaker.plugins.documents.papers.fields import FILE, INCOMING, OUTGOING, Kind
from loudspeaker.plugins.documents.papers.urgency import (
    SECRECY,
    Urgency,
    is_secret,
    urgency_of,
)

ARRIVED: dict[str, Any] = {
    "type": "QĐ",
    "number": "5",
    "symbol": "qđ-UBND",
    "issued_on": "2/9/2026",
    "issuer": "UBND tỉnh",
    "subject": "Về việc tiêm phòng",
}
DRAFTED: dict[str, Any] = {
    "type": "thông báo",
    "issuer": "UBND xã",
    "subject": "Lịch tiêm phòng",
    "organ": "UBND",
}


def test_an_incoming_paper_is_brought_to_its_written_form() -> None:
    entry = entry_of(Book.IN, ARRIVED | {"urgency": "hoả tốc", "issuer_code": "h03.12"})
    assert (entry.type, entry.number, entry.symbol) == ("Quyết định", "05", "QĐ-UBND")
    assert (entry.issued_on, entry.urgency) == (date(2026, 9, 2), Urgency.FLASH)
    assert (entry.issuer_code, entry.language) == ("H03.12", "Tiếng Việt")
    assert entry_of(Book.IN, entry.to_values()) == entry


def test_a_paper_of_our_own_has_no_number_that_somebody_types() -> None:
    entry = entry_of(Book.OUT, DRAFTED | {"copies": "12", "law": False})
    assert (entry.type, entry.number, entry.copies) == ("Thông báo", "", 12)
    assert entry_of(Book.OUT, entry.to_values()) == entry
    laws = [entry_of(Book.OUT, DRAFTED | {"law": law}).law for law in ("Có", "true", "", "không")]
    assert laws == [True, True, False, False]
    with pytest.raises(EntryRefused, match="có hoặc không"):
        entry_of(Book.OUT, DRAFTED | {"law": "maybe"})
    for name, value in (("number", "5"), ("symbol", "TB-UBND"), ("issued_on", "2/9/2026")):
        with pytest.raises(EntryRefused, match="hệ thống cấp"):
            entry_of(Book.OUT, DRAFTED | {name: value})
    for kind in ("Đơn", "Thông tư"):
        with pytest.raises(EntryRefused, match="danh mục"):
            entry_of(Book.OUT, DRAFTED | {"type": kind})
    assert entry_of(Book.IN, ARRIVED | {"type": "Đơn  đề nghị"}).type == "Đơn đề nghị"


def test_each_field_is_as_long_as_the_decree_has_it() -> None:
    """Text of the length is kept, one character more is refused at the field."""
    for book, forms, values in ((Book.IN, INCOMING, ARRIVED), (Book.OUT, OUTGOING, DRAFTED)):
        for name, known in APPENDIX.items():
            form = forms.get(known)
            if form is None or form.kind is not Kind.TEXT or name in ("type", "number", "symbol"):
                continue
            text = "đ" * form.longest
            assert getattr(entry_of(book, values | {name: text}), name) == text
            with pytest.raises(EntryRefused) as caught:
                entry_of(book, values | {name: text + "x"})
            assert caught.value.where == form.label
            assert f"dài nhất {form.longest} ký tự" in caught.value.problem
    assert [INCOMING[each].longest for each in ("CodeNumber", "CodeNotation", "Subject")] == [
        11, 30, 500,
    ]  # fmt: skip
    assert (INCOMING["ToPlaces"].longest, OUTGOING["To.OrganName"].longest) == (1000, 200)
    assert (INCOMING["ArrivalNumber"].longest, FILE["Maintenance"].longest) == (10, 30)
    assert sum(1 for each in INCOMING.values() if each.by_system) == 7


def test_what_cannot_be_is_refused_at_its_field() -> None:
    for name, value, where in (
        ("type", "", "tên loại văn bản"),
        ("issuer", " ", "cơ quan ban hành"),
        ("subject", "\u200b", "trích yếu"),
        ("subject", 5, "trích yếu"),
        ("issued_on", "30/2/2026", "ngày văn bản"),
        ("due_on", "mai", "hạn giải quyết"),
        ("pages", "1000", "số trang"),
        ("pages", "-1", "số trang"),
        ("pages", True, "số trang"),
        ("urgency", "gấp", "độ khẩn"),
        ("urgency", 4, "độ khẩn"),
        ("issuer_code", "X", "mã cơ quan"),
        ("symbol", "", "số, ký hiệu"),
        ("colour", "x", "colour"),
    ):
        with pytest.raises(EntryRefused) as caught:
            entry_of(Book.IN, ARRIVED | {name: value})
        assert caught.value.where == where, (name, value)


def test_secret_papers_are_refused_and_ordinary_words_are_not() -> None:
    for word in (*SECRECY, "MẬT", "tuyet mat", "Tối  mật", "top secret", "?"):
        with pytest.raises(EntryRefused, match="độ mật"):
            entry_of(Book.IN, ARRIVED | {"secrecy": word})
    with pytest.raises(EntryRefused, match="độ mật"):
        entry_of(Book.IN, ARRIVED | {"subject": "TỐI MẬT"})
    for word in ("", " ", "Thường", "Không"):
        assert isinstance(entry_of(Book.IN, ARRIVED | {"secrecy": word}), Entry)
    assert not is_secret("mắt")
    assert isinstance(entry_of(Book.IN, ARRIVED | {"subject": "Khám mắt"}), Entry)


def test_urgency_by_word_or_number() -> None:
    assert [urgency_of(each.label) for each in Urgency] == list(Urgency)
    assert [urgency_of(str(each.value)) for each in Urgency] == list(Urgency)
    assert [each.at_once for each in Urgency] == [False, True, True, True]


ANY = st.none() | st.booleans() | st.integers() | st.text(max_size=40) | st.floats()


@settings(max_examples=150)
@given(st.dictionaries(st.sampled_from([*APPENDIX, "secrecy", "law", "recipients"]), ANY))
def test_anything_is_taken_or_refused(values: dict[str, Any]) -> None:
    for book, known in ((Book.IN, ARRIVED), (Book.OUT, DRAFTED)):
        try:
            entry = entry_of(book, known | values)
        except EntryRefused:
            continue
        assert entry_of(book, entry.to_values()) == entry
