"""Differences word by word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.text.difference import Kind, word_difference

texts = st.lists(st.sampled_from(["a", "b", "mười.", "giờ,", "họp"]), max_size=30).map(" ".join)


def shown(before: str, after: str) -> str:
    marks = {Kind.SAME: "{}", Kind.OUT: "[-{}-]", Kind.IN: "{{+{}+}}"}
    return " ".join(marks[s.kind].format(s.text) for s in word_difference(before, after))


@given(texts, texts)
def test_both_texts_are_in_it_whole(before: str, after: str) -> None:
    found = word_difference(before, after)
    old = " ".join(s.text for s in found if s.kind is not Kind.IN)
    new = " ".join(s.text for s in found if s.kind is not Kind.OUT)
    assert (old, new) == (before, after)


@given(texts)
def test_the_same_text_has_no_difference(text: str) -> None:
    assert {stretch.kind for stretch in word_difference(text, text)} <= {Kind.SAME}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("họp lúc bảy giờ", "họp lúc tám giờ", "họp lúc [-bảy-] {+tám+} giờ"),
        ("a b", "a b c", "a b {+c+}"),
        ("a b", "", "[-a b-]"),
        ("", "", ""),
    ],
)
def test_a_changed_word_stands_alone(before: str, after: str, expected: str) -> None:
    assert shown(before, after) == expected


@pytest.mark.timeout(5)
def test_a_hostile_text_takes_no_time() -> None:
    same = "a " * 10_000
    assert [s.kind for s in word_difference(same, same + "b")] == [Kind.OUT, Kind.IN]
    sentences = "".join(f"a b c câu {n}. " for n in range(2000))
    changed = sentences.replace("câu 7.", "câu bảy.")
    found = [s for s in word_difference(sentences, changed) if s.kind is not Kind.SAME]
    assert [s.text for s in found] == ["a b c câu 7.", "a b c câu bảy."]
