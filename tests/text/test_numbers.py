from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.text.numbers import cardinal, digits, number, ordinal, roman

# --- a second implementation: understand the words again ---------------------------------------

VALUES = {
    "không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5,
    "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10,
}  # fmt: skip


def understood(words: str) -> int:
    """Return the number that a listener hears."""
    billions, millions, thousands, group, last = 0, 0, 0, 0, 0
    for word in words.split():
        if word == "tỷ":
            billions = (billions + millions + thousands + group + last) * 10**9
            millions = thousands = group = last = 0
        elif word == "triệu":
            millions, group, last = (group + last) * 10**6, 0, 0
        elif word == "nghìn":
            thousands, group, last = (group + last) * 1000, 0, 0
        elif word == "trăm":
            group, last = last * 100, 0
        elif word == "mươi":
            group, last = group + last * 10, 0
        elif word == "mười":
            group += 10
        elif word != "linh":
            last = VALUES[word]
    return billions + millions + thousands + group + last


@given(st.integers(0, 10**18 - 1) | st.integers(0, 10**6))
def test_cardinals_are_understood(value: int) -> None:
    assert understood(cardinal(value)) == value


def test_all_small_cardinals_are_understood_and_differ() -> None:
    words = [cardinal(value) for value in range(3000)]
    assert [understood(text) for text in words] == list(range(3000))
    assert len(set(words)) == 3000


@given(st.integers(0, 10**18 - 1))
def test_forms_of_their_own_stand_only_where_they_belong(value: int) -> None:
    words = cardinal(value).split()
    for before, word in zip(["", *words], words, strict=False):
        if word in {"mốt", "lăm", "tư"}:
            assert before in {"mươi", "mười", "linh"}
        if before == "mươi":
            assert word not in {"một", "năm", "bốn"}


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "không"),
        (4, "bốn"),
        (14, "mười bốn"),
        (15, "mười lăm"),
        (24, "hai mươi tư"),
        (104, "một trăm linh tư"),
        (214, "hai trăm mười bốn"),
        (1_000, "một nghìn"),
        (1_004, "một nghìn không trăm linh tư"),
        (10_015, "mười nghìn không trăm mười lăm"),
        (1_000_000_005, "một tỷ không trăm linh năm"),
        (21_000_000_000, "hai mươi mốt tỷ"),
        (1_250_000_000_000, "một nghìn hai trăm năm mươi tỷ"),
        (5_000_000_000_000_000_00, "năm trăm triệu tỷ"),
    ],
)
def test_cardinals(value: int, words: str) -> None:
    assert cardinal(value) == words


def test_what_is_too_large_is_said_digit_by_digit() -> None:
    assert cardinal(10**18) == "một" + " không" * 18


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("5", "năm"),
        ("05", "năm"),
        ("00", "không"),
        ("007", "không không bảy"),
        ("0", "không"),
        ("12.500", "mười hai nghìn năm trăm"),
        ("0.500", "không chấm năm trăm"),
        ("1.5", "một chấm năm"),
        ("2.1.3", "hai chấm một chấm ba"),
        ("1,5", "một phẩy năm"),
        ("1,25", "một phẩy hai mươi lăm"),
        ("1,05", "một phẩy không năm"),
        ("3,145", "ba phẩy một trăm bốn mươi lăm"),
        ("1.234,5", "một nghìn hai trăm ba mươi tư phẩy năm"),
        ("1" * 18, cardinal(int("1" * 18))),
        ("1" * 19, digits("1" * 19)),
        ("9" * 5000, digits("9" * 5000)),
    ],
)
def test_written_numbers(text: str, words: str) -> None:
    assert number(text) == words


def test_ordinals() -> None:
    assert [ordinal(value) for value in (1, 2, 4, 5)] == ["nhất", "hai", "tư", "năm"]


def test_roman_numbers() -> None:
    units = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")
    for value in range(1, 40):
        assert roman("X" * (value // 10) + units[value % 10]) == value


@pytest.mark.parametrize("text", ["", "IIII", "VX", "IXX", "XXXX", "IL", "ABC", "i"])
def test_what_is_no_roman_number(text: str) -> None:
    assert roman(text) is None


@given(st.text(alphabet="0123456789", min_size=1, max_size=40))
def test_digits_are_all_said(text: str) -> None:
    assert [VALUES[word] for word in digits(text).split()] == [int(digit) for digit in text]
