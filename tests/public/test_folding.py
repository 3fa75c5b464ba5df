"""Folding, questions and what is marked in the true text."""

from __future__ import annotations

import sqlite3
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.public.folding import flat, folded, words
from loudspeaker.public.highlight import (
    Needles,
    Sought,
    Stretch,
    around,
    excerpt,
    found_in,
    stretches,
)
from loudspeaker.public.query import MOST_PHRASES, match_of, phrases_of

ANY = st.text(st.characters(), max_size=60)
VIETNAMESE = "aăâbcdđeêghiklmnoôơpqrstuưvxy"


@pytest.mark.parametrize(
    "typed", ["duong", "đường", "Duong", "ĐƯỜNG", unicodedata.normalize("NFD", "Đường"), "dương"]
)
def test_one_word_however_it_is_typed(typed: str) -> None:
    assert folded(typed) == "duong"


def test_every_vietnamese_letter_is_plain() -> None:
    for letter in VIETNAMESE:
        for tone in ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"):
            for form in ("NFC", "NFD"):
                for case in (str.lower, str.upper):
                    text = unicodedata.normalize(form, case(letter + tone))
                    assert folded(text).isascii() and len(folded(text)) == 1, text  # noqa: PT018


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("15.000đ, 19h30", "15 000d 19h30"),
        ("Trung Lý – Mường Lát", "trung ly muong lat"),
        ("", ""),
        ("!?\u0301", ""),
        ("ﬁle №5 snake_case", "file 5 snake case"),
    ],
)
def test_words(text: str, expected: str) -> None:
    assert folded(text) == expected


@given(ANY)
def test_words_know_their_place(text: str) -> None:
    for word in words(text):
        assert folded(text[word.start : word.end]) == word.folded


@given(ANY)
def test_folding_twice_changes_nothing(text: str) -> None:
    assert folded(folded(text)) == folded(text)


# --- questions ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Đường sạt", (("duong",), ("sat",))),
        ('"nhà văn hóa" họp', (("nha", "van", "hoa"), ("hop",))),
        ("“nhà văn hóa", (("nha", "van", "hoa"),)),
        ("họp họp", (("hop",),)),
        ("15.000", (("15", "000"),)),
        ("NEAR(a b) OR title:* ^-", (("near", "a"), ("b",), ("or",), ("title",))),
        ('""', ()),
    ],
)
def test_phrases(typed: str, expected: object) -> None:
    assert phrases_of(typed) == expected


def test_too_much_is_cut() -> None:
    assert len(phrases_of(" ".join(str(n) for n in range(500)))) == MOST_PHRASES


@given(ANY | st.text("\"*^():-+{}'\0 ANDORTd", max_size=40))
def test_nothing_that_is_typed_upsets_the_index(typed: str) -> None:
    phrases = phrases_of(typed)
    if phrases:
        index = sqlite3.connect(":memory:")
        index.execute("CREATE VIRTUAL TABLE t USING fts5(a, tokenize='unicode61')")
        index.execute("SELECT * FROM t WHERE t MATCH ?", (match_of(phrases),)).fetchall()
        index.close()


# --- marking --------------------------------------------------------------------------------------


def test_the_true_text_is_marked() -> None:
    assert stretches("Bờ ĐƯỜNG, duong", phrases_of("đương")) == (
        Stretch("Bờ ", found=False),
        Stretch("ĐƯỜNG", found=True),
        Stretch(", ", found=False),
        Stretch("duong", found=True),
    )


def test_a_phrase_is_marked_as_one_and_only_as_a_whole() -> None:
    cut = stretches("nhà văn hóa, nhà cửa", phrases_of('"nha van hoa"'))
    assert [each.text for each in cut if each.found] == ["nhà văn hóa"]


@given(
    st.text(VIETNAMESE + "  .,_-“”²ﬁß\u0301\u00a0文", max_size=60),
    st.text(VIETNAMESE[:4] + ' "', max_size=9),
)
def test_the_quick_way_marks_what_the_slow_one_does(text: str, typed: str) -> None:
    needles, ready = Needles.of(phrases_of(typed)), Sought.of(text)
    spans = found_in(ready, needles)
    assert spans == found_in(Sought(text, None), needles)
    for length in (1, 10, 30, 240):
        cut = around(ready, spans, length=length)
        assert cut == around(Sought(text, None), spans, length=length)


def test_every_letter_and_mark_of_vietnamese_is_folded_in_its_place() -> None:
    text = "Ưu tiên: “họp” – 19h30, 5 m², 3.000₫ · Đ/c A"
    assert flat(text) == " uu tien   hop    19h30  5 m2  3 000    d c a "
    assert flat("Đo\u0302i") is None, "a mark of its own"


@given(ANY, ANY)
def test_stretches_are_the_text(text: str, typed: str) -> None:
    assert "".join(each.text for each in stretches(text, phrases_of(typed))) == text


@given(st.text(VIETNAMESE + "  .", max_size=400), st.text(VIETNAMESE + " ", max_size=12))
def test_an_excerpt_shows_what_was_found(text: str, typed: str) -> None:
    phrases = phrases_of(typed)
    shown = excerpt(text, phrases, length=120)
    assert sum(len(each.text) for each in shown) <= 120 + 4
    if any(each.found for each in stretches(text, phrases[:1])) and len(typed) < 6:
        assert any(each.found for each in shown)
