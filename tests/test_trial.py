"""The fixed text of a test, and what is not one."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.text import speakable
from loudspeaker.trial import LONGEST_S, is_genuine, text_of, text_sha256


def test_the_text_says_that_it_is_a_test_and_of_which_point() -> None:
    assert text_of([4]) == "Đây là thử loa điểm 4. Bà con không cần làm gì."
    assert text_of([1, 2]) == "Đây là thử loa tất cả các điểm. Bà con không cần làm gì."
    assert speakable(text_of([14])).startswith("đây là thử loa điểm mười bốn")
    assert text_sha256([4]) == hashlib.sha256(text_of([4]).encode()).hexdigest()


@pytest.mark.parametrize(
    ("points", "said", "length_s"),
    [
        ([4], text_sha256([5]), 3.0),
        ([4, 5], text_sha256([4]), 3.0),
        ([4], "0" * 64, 3.0),
        ([4], text_sha256([4]), LONGEST_S + 0.01),
        ([4], text_sha256([4]), 0.0),
        ([], text_sha256([1, 2]), 3.0),
    ],
)
def test_another_text_point_or_length_is_none(
    points: list[int], said: str, length_s: float
) -> None:
    assert not is_genuine(points=points, said_sha256=said, length_s=length_s)


@given(st.lists(st.integers(1, 16383), min_size=1, max_size=20), st.floats(0.1, LONGEST_S))
def test_the_text_of_any_points_is_one(points: list[int], length_s: float) -> None:
    assert is_genuine(points=points, said_sha256=text_sha256(points), length_s=length_s)
