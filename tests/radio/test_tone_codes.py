"""Which codes reach exactly some receivers, and which codes would be mistaken for another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.radio.tone_codes import ToneCode, ToneCodes, clash, pause_s
from loudspeaker.radio.tone_systems import ToneSystem

DTMF = ToneSystem.DTMF


def codes(*groups: set[int], points: int = 6) -> ToneCodes:
    made = tuple(
        ToneCode(points=frozenset(group), open=f"1{number}#", close=f"2{number}#")
        for number, group in enumerate(groups)
    )
    return ToneCodes(system=DTMF, codes=made, points=frozenset(range(1, points + 1)))


ALL = set(range(1, 7))


def test_all_at_once_where_there_is_a_code_for_all() -> None:
    station = codes(ALL, {1}, {2, 3})
    assert [code.open for code in station.opening(ALL)] == ["10#"]
    assert [code.open for code in station.opening({1, 2, 3})] == ["12#", "11#"]
    assert [code.close for code in station.closing(ALL)] == ["20#"]


def test_never_more_than_what_was_asked_for() -> None:
    station = codes(ALL, {1}, {2, 3})
    with pytest.raises(ValueError, match=r"^2$"):
        station.opening({1, 2})
    with pytest.raises(ValueError, match=r"^4, 5$"):
        station.opening({1, 4, 5})


def test_closing_rather_takes_others_along_than_leaves_one_open() -> None:
    station = codes(ALL, {1}, {2, 3})
    assert [code.close for code in station.closing({1, 2})] == ["21#", "22#"]
    assert [code.close for code in station.closing({4})] == ["20#"]


@given(
    st.lists(st.sets(st.integers(1, 6), min_size=1), min_size=1, max_size=8),
    st.sets(st.integers(1, 6)),
)
def test_whatever_the_codes_are(groups: list[set[int]], wanted: set[int]) -> None:
    station = codes(*groups)
    try:
        opened = {point for code in station.opening(wanted) for point in code.points}
        assert opened == wanted
    except ValueError:
        within = [group for group in groups if group <= wanted]
        assert set().union(*within) != wanted
    closed = {point for code in station.closing(wanted) for point in code.points}
    assert closed >= wanted - station.unreachable


def test_what_cannot_be_reached_or_not_alone() -> None:
    station = codes({1}, {2, 3}, points=4)
    assert station.unreachable == {4}
    assert station.never_alone == {2, 3}
    assert codes(ALL, *({point} for point in ALL)).never_alone == frozenset()


def test_how_long_a_code_takes() -> None:
    assert pause_s(ToneSystem.CCIR) == pytest.approx(0.35)
    assert codes(ALL).longest_s == pytest.approx(0.28 + 3.5 * 0.06)


@pytest.mark.parametrize(
    ("texts", "wrong"),
    [
        (["12#", "34#"], None), (["12#", "12#"], "12#"), (["12", "3124"], "3124"),
        (["3124", "12"], "12"), (["1E"], "1E"), (["", "1"], ""), ([], None),
    ],
)  # fmt: skip
def test_codes_that_clash(texts: list[str], wrong: str | None) -> None:
    assert clash(DTMF, texts) == wrong


@given(st.lists(st.text("0123456789", min_size=1, max_size=6), max_size=5))
def test_codes_that_do_not_clash_are_never_heard_in_each_other(texts: list[str]) -> None:
    if clash(ToneSystem.CCIR, texts) is None:
        assert not any(a in b for a in texts for b in texts if a is not b)
