"""Pieces and where they stand become lines, columns kept apart."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from loudspeaker.plugins.documents.reading.lines import Piece, page_lines


def piece(text: str, left: float, top: float, *, width: float | None = None) -> Piece:
    right = left + (width if width is not None else 6.0 * len(text))
    return Piece(text=text, left=left, right=right, top=top, bottom=top - 10)


def test_lines_go_from_top_to_bottom_and_columns_are_parted() -> None:
    pieces = [piece("dưới", 0, 80), piece("phải", 200, 101), piece("trái", 0, 100)]
    assert page_lines(pieces) == ["trái\tphải", "dưới"]


def test_words_are_parted_by_a_space_and_pieces_of_a_word_by_none() -> None:
    pieces = [piece("Thông", 0, 100), piece("bá", 33, 100), piece("o", 45, 100)]
    assert page_lines(pieces) == ["Thông báo"]


def test_letters_beside_smaller_ones_stand_on_one_line() -> None:
    small = Piece(text="2", left=6.5, right=10, top=102, bottom=97)
    assert page_lines([piece("m", 0, 100), small]) == ["m2"]


@given(
    st.lists(
        st.builds(
            piece,
            st.text("ab", min_size=1, max_size=3),
            st.floats(-1e6, 1e6),
            st.floats(-1e6, 1e6),
            width=st.floats(0, 1e3),
        ),
        max_size=12,
    )
)
@settings(max_examples=40)
def test_no_piece_is_lost(pieces: list[Piece]) -> None:
    told = "".join(page_lines(pieces))
    assert sorted(told.replace("\t", "").replace(" ", "")) == sorted(
        "".join(p.text for p in pieces)
    )
