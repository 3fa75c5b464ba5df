from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.text import speakable
from loudspeaker.text.letters import VIETNAMESE
from loudspeaker.text.prefixes import Prefixes
from loudspeaker.text.reader import read
from loudspeaker.text.shipped import shipped_tables
from loudspeaker.text.tables import NAMES, Entry, Tables, any_of, make_tables

HEADERS = {
    "abbreviations": "written\treading\tclass\tbefore\tafter",
    "units": "written\treading\tafter_number",
    "documents": "written\treading\tkind",
    "foreign": "written\treading",
}


def made(**lines: str) -> Tables:
    """Return tables of a header each and the given lines."""
    return make_tables({name: f"{HEADERS[name]}\n{lines.get(name, '')}" for name in NAMES})


def said(text: str, tables: Tables) -> str:
    return " ".join(span.reading for span in read(text, tables) if span.reading)


# --- tables of one's own --------------------------------------------------------------------------


def test_an_abbreviation_is_read_by_its_surroundings() -> None:
    tables = made(abbreviations=(
        "BCH\tban chấp hành\toffice\t\t\n"
        "BCH\tban chỉ huy\toffice\t\tquân sự\n"
        "TT\tthông tư\tdocument\tsố|theo\t"
    ))  # fmt: skip
    assert said("BCH Đoàn, BCH Quân sự", tables) == "ban chấp hành đoàn ban chỉ huy quân sự"
    assert said("theo TT mới", tables) == "theo thông tư mới"
    assert said("treo TT mới", tables) == "treo tê tê mới", "not after a longer word"


def test_the_longest_abbreviation_wins() -> None:
    tables = made(abbreviations="TH\ttiểu học\teducation\t\t\nTHCS\ttrung học\teducation\t\t")
    assert said("THCS và TH", tables) == "trung học và tiểu học"
    assert said("THX", tables) == "tê hát ích", "no abbreviation within a word"


def test_a_noun_is_not_said_twice() -> None:
    tables = made(abbreviations="LHPN\thội liên hiệp phụ nữ\torganisation\t\t")
    assert said("Hội LHPN", tables) == "hội liên hiệp phụ nữ"
    assert said("LHPN", tables) == "hội liên hiệp phụ nữ"


def test_single_letters_are_units_behind_a_number_only() -> None:
    tables = made(units="g\tgam\tyes\nkg\tki lô gam\tno")
    assert said("5g, 5 kg, kg, 3/g", tables) == "năm gam năm ki lô gam ki lô gam ba trên gam"
    assert said("tổ g", tables) == "tổ giê"


def test_a_letter_means_one_thing_as_a_type_and_another_as_an_issuer() -> None:
    tables = made(documents="CT\tchỉ thị\ttype\nCT\tchủ tịch\tissuer\nTW\ttrung ương\tissuer")
    assert said("05-CT/TW", tables) == "năm chỉ thị trung ương"


@pytest.mark.parametrize(
    ("name", "text", "where"),
    [
        ("units", "written\treading\n", "units:1"),
        ("units", HEADERS["units"] + "\nkg\tki lô gam", "units:2"),
        ("foreign", HEADERS["foreign"] + "\nzalo\tda lô\n\tx", "foreign:3"),
    ],
)
def test_a_table_that_is_no_table_names_its_line(name: str, text: str, where: str) -> None:
    texts = {each: HEADERS[each] for each in NAMES} | {name: text}
    with pytest.raises(ValueError, match=where):
        make_tables(texts)


@given(
    st.lists(st.text("abĐ.2", min_size=1, max_size=4), min_size=1), st.text("abĐ.2 ", min_size=1)
)
def test_prefixes_finds_what_a_search_word_by_word_finds(words: list[str], text: str) -> None:
    expected = [
        word for word in sorted(set(words), key=len, reverse=True)
        if text.startswith(word)
        and not (word[-1].isalnum() and text[len(word) : len(word) + 1].isalnum())
    ]  # fmt: skip
    assert list(Prefixes(words).of(text)) == expected


def test_any_of_prefers_the_longest() -> None:
    found = re.match(any_of(["m", "m²", "+"]), "m²")
    assert found is not None
    assert found[0] == "m²"


# --- the shipped ones -----------------------------------------------------------------------------


def entries() -> list[tuple[str, Entry]]:
    found = shipped_tables().abbreviations.items()
    return [(written, entry) for written, meanings in found for entry in meanings]


def test_there_are_enough() -> None:
    tables = shipped_tables()
    assert len(tables.abbreviations) >= 600
    assert len(tables.units) + len(tables.units_behind_numbers) >= 120
    assert len({entry.kind for _, entry in entries()}) >= 12


def test_every_reading_can_be_spoken() -> None:
    tables = shipped_tables()
    others = (tables.units, tables.units_behind_numbers, tables.document_types, tables.issuers)
    readings = {entry.reading for _, entry in entries()}
    readings.update(*(table.values() for table in (*others, tables.foreign)))
    for reading in readings:
        assert set(reading) <= VIETNAMESE | {" "}, reading
        assert reading == " ".join(reading.split())
        assert unicodedata.is_normalized("NFC", reading)


def test_a_default_meaning_stands_last() -> None:
    for meanings in shipped_tables().abbreviations.values():
        assert not any(not (e.before or e.after) for e in meanings[:-1])


@pytest.mark.parametrize("heading", [
    "THÔNG BÁO VỀ VIỆC TIÊM CHỦNG MỞ RỘNG",
    "KẾ HOẠCH TỔ CHỨC ĐẠI HỘI ĐẠI BIỂU",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM ĐỘC LẬP TỰ DO HẠNH PHÚC",
    "DANH SÁCH HỘ NGHÈO, HỘ CẬN NGHÈO CÁC THÔN BẢN TRONG XÃ",
    "QUYẾT ĐỊNH VỀ VIỆC THU HỒI ĐẤT LÀM ĐƯỜNG GIAO THÔNG LIÊN THÔN",
])  # fmt: skip
def test_headings_in_capitals_are_words(heading: str) -> None:
    assert speakable(heading) == heading.casefold().replace(",", "")
