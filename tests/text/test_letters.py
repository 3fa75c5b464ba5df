from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.text.letters import STRANGE, VIETNAMESE, spelled, word

FOREIGN = {"facebook": "phây búc"}


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("Nghiêng", "nghiêng"),
        ("THÔNG", "thông"),
        ("QUYẾT", "quyết"),
        ("GIỮA", "giữa"),
        ("Đ", "đê"),
        ("B", "bê"),
        ("A", "a"),
        ("BTC", "bê tê xê"),
        ("XYZ", "ích i dét"),
        ("USA", "u ét a"),
        ("DAKLAK", "daklak"),
        ("kg", "ca giê"),
        ("Agribank", "agribank"),
        ("Zoom", "doom"),
        ("Facebook", "phây búc"),
        ("jazz", "giadd"),
        ("Bjoóc", "bjoóc"),
        ("Pjoỏng", "pjoỏng"),
        ("Phja", "phja"),
        ("müller", "muller"),
        ("señor", "senor"),
        ("Łódź", "lódd"),
        ("ñ", "nờ"),
        ("ł", "lờ"),
        ("漢字", STRANGE),
        ("Привет", STRANGE),
        ("aж", STRANGE),
    ],
)
def test_words(text: str, reading: str) -> None:
    assert word(text, FOREIGN) == reading


def test_spelled() -> None:
    assert spelled("UBND") == "u bê nờ dê"
    assert spelled("ĂÂĐÊÔƠƯ") == "ă â đê ê ô ơ ư"
    assert spelled("fjwz") == "ép gi vê kép dét"


def test_the_alphabet() -> None:
    assert len(VIETNAMESE) == 17 + 12 * 6
    assert not set("fjwz") & VIETNAMESE


@given(st.text(alphabet=st.characters(categories=["L"]), min_size=1, max_size=30))
def test_only_vietnamese_letters_are_said(text: str) -> None:
    reading = word(text, FOREIGN)
    assert reading.split()
    assert set(re.sub(r"\b(?:b|m|p|ph)j", "", reading)) - {" "} <= VIETNAMESE
