"""The character table both ways, and folding into it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from loudspeaker.radio.rds_characters import decode, encode, fold, simple

VOWELS = "aăâeêioôơuưy"
TONES = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]
LETTERS = sorted(
    {
        unicodedata.normalize("NFC", case(letter + tone))
        for letter in VOWELS
        for tone in TONES
        for case in (str.lower, str.upper)
    }
    | set("đĐ")
    | set("bcdghklmnpqrstvxBCDGHKLMNPQRSTVX")
)
PRINTABLE = [*range(0x20, 0x7F), *range(0x80, 0xFF)]
SIMPLE = set("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789',-./ ")


def test_78_of_the_178_vietnamese_letters_are_in_the_table() -> None:
    assert len(LETTERS) == 178
    assert sum(fold(letter) == letter for letter in LETTERS) == 78


@pytest.mark.parametrize(
    ("code", "character"),
    [
        (0x24, "¤"), (0x5E, "―"), (0x60, "‖"), (0x7E, "¯"), (0x41, "A"), (0x7D, "}"),
        (0x80, "á"), (0x8E, "¡"), (0x8F, "Ĳ"), (0x99, "ü"), (0x9D, "ğ"), (0xA9, "€"), (0xAB, "$"),
        (0xAF, "↓"), (0xB8, "µ"), (0xBB, "°"), (0xBF, "§"), (0xCE, "Đ"), (0xDE, "đ"), (0xE4, "ŷ"),
        (0xEF, "ð"), (0xF0, "ã"), (0xF4, "ŵ"), (0xFE, "ŧ"),
    ],
)  # fmt: skip
def test_codes_of_the_table(code: int, character: str) -> None:
    assert decode(bytes([code])) == character
    assert encode(character) == bytes([code])


def test_every_printable_code_has_a_character_of_its_own() -> None:
    text = decode(bytes(PRINTABLE))
    assert len(set(text)) == len(PRINTABLE)
    assert encode(text) == bytes(PRINTABLE)


def test_controls_are_read_as_breaks_or_spaces() -> None:
    assert decode(b"a\nb\x1fc\x0bd\re\x00\xff") == "a\nb\u00adc d e  "


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Họp thôn", "Hop thôn"),
        ("Đài truyền thanh xã An Phú", "Đài truyên thanh xã An Phú"),
        ("nước mưa tờ ở ngỗng", "nuóc mua tò o ngông"),
        ("ĂN UỐNG ƠN ẤP", "AN UÔNG ON ÂP"),
        ("“17h30” – mời… ‘A’", "\"17h30\" - mòi. 'A'"),
        ("20.000₫ ~ 5 × 3 m²", "20.000đ - 5 x 3 m²"),
        ("\tmột\r\nhai\u00a0ba", " môt  hai ba"),
        ("Ａ①ﬁ№", "A1fN"),
        ("村 Привет \U0001f600!", "? ?????? !"),
        ("a\u0301\u0308\u200b\ufeff\ud800b", "áb"),
    ],
)
def test_folding(text: str, folded: str) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize("letter", LETTERS)
def test_a_folded_letter_is_still_that_letter(letter: str) -> None:
    folded = fold(letter)
    assert folded.isupper() is letter.isupper()
    base = unicodedata.normalize("NFD", letter)[0]
    assert unicodedata.normalize("NFD", folded)[0] == base
    assert simple(letter) == {"Đ": "D", "đ": "D"}.get(letter, base.upper())


def test_plain_displays() -> None:
    assert simple("Đài xã: họp 17:30 (thôn 4)!") == "DAI XA. HOP 17.30 ,THON 4,."
    assert simple("ßÆœŁ½€") == "SAOL1 "


@given(st.text())
@example("\u0344\ufb2c\U0001d160\u0958")  # longer in NFC than before
def test_folding_never_lengthens_and_gives_only_what_the_table_has(text: str) -> None:
    folded = fold(text)
    assert len(folded) <= len(text)
    assert decode(encode(text)) == folded == fold(folded)
    assert not set(encode(text)) - set(PRINTABLE)
    assert set(simple(text)) <= SIMPLE
    assert len(simple(text)) == len(folded)


@given(st.text(alphabet=st.sampled_from([*LETTERS, " ", ".", "7"])))
def test_both_forms_of_unicode_fold_alike(text: str) -> None:
    assert fold(unicodedata.normalize("NFD", text)) == fold(text)
    assert len(fold(text)) == len(text)


@given(st.binary())
def test_any_bytes_are_read_one_by_one(data: bytes) -> None:
    assert len(decode(data)) == len(data)


@pytest.mark.slow
def test_no_character_becomes_longer() -> None:
    assert all(len(fold(chr(code))) <= 1 for code in range(0x110000))
