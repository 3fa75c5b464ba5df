"""Procedures are found by what people type."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loudspeaker.plugins.dossiers.procedures.searching import found, one_letter_off
from tests.plugins.dossiers.making import procedure

ALL = [
    procedure(code=code, name=name, domain_name=domain)
    for code, name, domain in (
        ("1.001193", "Đăng ký khai sinh", "Hộ tịch"),
        ("1.000894", "Đăng ký kết hôn", "Hộ tịch"),
        ("1.000656", "Đăng ký khai tử", "Hộ tịch"),
        ("2.000815", "Chứng thực bản sao từ bản chính", "Chứng thực"),
        ("1.004873", "Cấp giấy xác nhận tình trạng hôn nhân", "Hộ tịch"),
    )
]


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("khai sinh", ["1.001193"]),
        ("KHAI SINH đăng ký", ["1.001193"]),
        ("khai snih", ["1.001193"]),
        ("chung thuwc", ["2.000815"]),
        ("dang ky ket hon", ["1.000894"]),
        ("hôn", ["1.000894", "1.004873"]),
        ("kha", ["1.000656", "1.001193"]),
        ("1.0008", ["1.000894"]),
        ("sao y", []),
        ("", []),
        ("...", []),
        ("x" * 10_000, []),
    ],
)
def test_found(typed: str, codes: list[str]) -> None:
    assert [each.code for each in found(ALL, typed)] == codes


def test_at_most_so_many() -> None:
    assert len(found(ALL, "h", most=2)) == 2


words = st.text("abcd", min_size=1, max_size=6)


@settings(max_examples=200)
@given(words, st.integers(0, 6), st.sampled_from("abcd"))
def test_one_letter_is_forgiven_wherever_it_is(word: str, place: int, letter: str) -> None:
    place %= len(word)
    before, behind = word[:place], word[place + 1 :]
    swapped = before + behind[:1] + word[place] + behind[1:]
    for typed in (before + letter + behind, before + behind, before + letter + word[place:],
                  swapped):  # fmt: skip
        assert typed == word or one_letter_off(typed, word)


@settings(max_examples=300)
@given(words, words)
def test_more_than_one_is_not(word: str, other: str) -> None:
    """Against every word that one change makes of the other."""
    near = {word[:n] + c + word[n + 1 :] for n in range(len(word)) for c in "abcd"}
    near |= {word[:n] + word[n + 1 :] for n in range(len(word))}
    near |= {word[:n] + c + word[n:] for n in range(len(word) + 1) for c in "abcd"}
    near |= {word[:n] + word[n + 1] + word[n] + word[n + 2 :] for n in range(len(word) - 1)}
    assert one_letter_off(other, word) == (other in near - {word})
