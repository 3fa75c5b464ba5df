"""Types, and number and symbol as they are written and read."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loudspeaker.errors import EntryRefused
from loudspeaker.plugins.documents.papers.numbers import (
    Code,
    Form,
    code_for,
    code_from,
    code_of,
    code_told,
)
from loudspeaker.plugins.documents.papers.types import (
    LETTER,
    NAMED,
    TYPES,
    PaperType,
    type_abbreviated,
    type_of,
)

READ = [
    ("15/QĐ-UBND", "15/QĐ-UBND", Form.NAMED, "QĐ", "UBND", ""),
    ("Số: 5/qđ - ubnd", "05/QĐ-ubnd", Form.NAMED, "QĐ", "ubnd", ""),
    ("số 005/QĐ–UBND.", "05/QĐ-UBND", Form.NAMED, "QĐ", "UBND", ""),
    ("749/QĐ-TTg", "749/QĐ-TTg", Form.NAMED, "QĐ", "TTg", ""),
    ("15/UBND-VX", "15/UBND-VX", Form.LETTER, "", "UBND", "VX"),
    ("9/UBND", "09/UBND", Form.LETTER, "", "UBND", ""),
    ("1234/BNV-VTLTNN", "1234/BNV-VTLTNN", Form.LETTER, "", "BNV", "VTLTNN"),
    ("30/2020/NĐ-CP", "30/2020/NĐ-CP", Form.LAW, "NĐ", "CP", ""),
    ("91/2025/QH15", "91/2025/QH15", Form.LAW, "", "QH15", ""),
    ("05-NQ/ĐU", "05-NQ/ĐU", Form.PARTY, "NQ", "ĐU", ""),
    ("12 - CV / ĐU", "12-CV/ĐU", Form.PARTY, "CV", "ĐU", ""),
    ("15a/BC-UBND", "15a/BC-UBND", Form.NAMED, "BC", "UBND", ""),
    ("7/QYĐ-HĐND-VP", "07/QyĐ-HĐND-VP", Form.NAMED, "QyĐ", "HĐND-VP", ""),
]


def test_number_and_symbol_are_read_as_people_write_them() -> None:
    for text, written, form, kind, issuer, unit in READ:
        for given_text in (text, unicodedata.normalize("NFD", text)):
            code = code_of(given_text)
            assert (str(code), code.form) == (written, form), text
            assert (code.type, code.issuer, code.unit) == (kind, issuer, unit)
        assert code_from(code.written_number, code.symbol) == code


def test_what_is_no_number_is_refused_in_words() -> None:
    bad = ["", "QĐ-UBND", "/QĐ-UBND", "0/QĐ-UBND", "15", "15/", "15/-", "15//QĐ", "15/QĐ-UBND-",
           "15/2020/", "15/a/b/c", "x/QĐ-UBND", "15/QĐ-<b>", "-1/QĐ-UBND"]  # fmt: skip
    for text in bad:
        with pytest.raises(EntryRefused, match="số, ký hiệu"):
            code_of(text)
    with pytest.raises(EntryRefused, match="dài nhất 30"):
        code_of("15/QĐ-" + "X" * 30)
    with pytest.raises(EntryRefused, match="dài nhất 11"):
        code_of("1234567890abc/QĐ-UBND")


@settings(max_examples=150)
@given(st.text(max_size=40) | st.from_regex(r"[0-9]{1,4}[a-zA-ZĐ/ -]{0,20}", fullmatch=True))
def test_any_text_is_read_or_refused_and_what_is_read_is_read_again(text: str) -> None:
    try:
        code = code_of(text)
    except EntryRefused:
        return
    assert code_of(str(code)) == code


ABBREVIATION = st.text("ABCĐGHKLNPSTVX", min_size=2, max_size=6).filter(
    lambda text: type_abbreviated(text) is None
)


@settings(max_examples=100)
@given(
    st.integers(1, 99_999), st.sampled_from([*NAMED, LETTER]), ABBREVIATION, ABBREVIATION,
    st.none() | st.integers(1946, 2099),
)  # fmt: skip
def test_our_own_are_read_again_as_they_were_made(
    number: int, kind: PaperType, issuer: str, unit: str, year: int | None
) -> None:
    law = year if kind.abbreviation else None
    code = code_for(number, kind, issuer=issuer, unit=unit, law_year=law)
    assert code_of(str(code)) == code
    assert code.written_number == f"{number:02d}"


def test_our_own_are_refused_where_something_is_missing() -> None:
    decision = NAMED[1]
    for kind, issuer, unit, where in (
        (decision, "", "", "cơ quan ban hành"),
        (LETTER, "UBND", "", "đơn vị soạn thảo"),
        (decision, "U/B", "", "cơ quan ban hành"),
        (decision, "UBND", "v x", "đơn vị soạn thảo"),
    ):
        with pytest.raises(EntryRefused, match=where):
            code_for(1, kind, issuer=issuer, unit=unit)
    with pytest.raises(EntryRefused, match="số"):
        code_for(0, decision, issuer="UBND")
    assert str(code_for(3, decision, issuer="UBND", law_year=2026)) == "03/2026/QĐ-UBND"


def test_the_types_of_the_decree_are_known_by_name_and_abbreviation() -> None:
    assert len(NAMED) == 27
    for each in TYPES:
        if each.name != "Lệnh":  # shares its letter with the law
            assert type_of(each.name.upper()) == each
            assert not each.abbreviation or type_abbreviated(each.abbreviation) == each
    assert type_of("quyet dinh") == type_of("QĐ") == NAMED[1]
    assert type_of("TTr") != type_of("TT")
    assert type_of("Phương án") != type_of("Phiếu báo")
    assert (type_of(""), type_of("Đơn xin nghỉ")) == (None, None)
    assert isinstance(code_of("15/KH-UBND"), Code)


def test_a_code_is_told_as_it_stands_on_the_paper() -> None:
    assert code_told("05", "NQ/ĐU") == "05-NQ/ĐU"
    assert code_told("5", "QĐ-UBND") == "05/QĐ-UBND"
    assert code_told("5", "?? !") == "5/?? !"
