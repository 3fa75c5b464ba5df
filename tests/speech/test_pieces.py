from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.speech.pieces import cut_phonemes


def cut(text: str, longest: int) -> list[str]:
    return ["".join(piece) for piece in cut_phonemes(list(text), longest)]


@pytest.mark.parametrize(
    ("text", "longest", "pieces"),
    [
        ("", 5, []),
        ("abc", 5, ["abc"]),
        ("abcde", 5, ["abcde"]),
        ("ab, cd ef gh", 8, ["ab, cd ", "ef gh"]),
        ("ab cd, ef gh", 8, ["ab cd,", " ef gh"]),
        ("abcdefgh", 3, ["abc", "def", "gh"]),
        ("ab  cdefgh", 4, ["ab  ", "cdef", "gh"]),
    ],
)
def test_cut(text: str, longest: int, pieces: list[str]) -> None:
    assert cut(text, longest) == pieces


@given(st.text(alphabet="ab ,;.", max_size=200), st.integers(min_value=1, max_value=40))
def test_nothing_is_lost_and_no_piece_is_too_long(text: str, longest: int) -> None:
    pieces = cut(text, longest)
    assert "".join(pieces) == text
    assert all(1 <= len(piece) <= longest for piece in pieces)
    assert len(pieces) <= 2 * len(text) / longest + len(text.split()) + 1


def test_the_bound_must_be_positive() -> None:
    with pytest.raises(ValueError, match="longest=0"):
        cut("abc", 0)
