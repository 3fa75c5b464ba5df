"""Texts from pieces."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.radio.rds_collector import TextCollector


def _word(text: bytes) -> int:
    return int.from_bytes(text, "big")


def test_a_text_is_whole_up_to_its_end_in_any_order() -> None:
    collector = TextCollector(8)
    collector.put(2, _word(b"c\r"))
    assert collector.whole() is None
    collector.put(0, _word(b"ab"))
    assert collector.whole() == b"abc"


def test_without_an_end_all_of_it_is_needed() -> None:
    collector = TextCollector(4, may_end=False)
    collector.put(0, _word(b"a\r"))
    assert collector.whole() is None
    collector.put(2, _word(b"cd"))
    assert collector.whole() == b"a\rcd"
    collector.clear()
    assert collector.whole() is None


def test_another_text_begins_anew() -> None:
    collector = TextCollector(4)
    collector.put(0, _word(b"ab"))
    collector.put(2, _word(b"cd"))
    collector.put(0, _word(b"ab"))
    assert collector.whole() == b"abcd"
    collector.put(2, _word(b"xy"))
    assert collector.whole() is None
    collector.put(0, _word(b"vw"))
    assert collector.whole() == b"vwxy"


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 0xFFFF)), max_size=40))
def test_a_whole_text_is_made_of_pieces_that_came(pieces: list[tuple[int, int]]) -> None:
    collector = TextCollector(8)
    for place, word in pieces:
        collector.put(2 * place, word)
        whole = collector.whole()
        assert whole is None or (len(whole) <= 8 and b"\r" not in whole)
