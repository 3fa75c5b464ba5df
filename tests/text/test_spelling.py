from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.text.spelling import both_placements, one_placement
from loudspeaker.text.syllables import has_shape, is_syllable
from loudspeaker.text.telex import decoded

SYLLABLES = "nghiêng khuya quyết hòa hoà thuỷ gì giếng quốc khoẻ xoong ỷ huỳnh ngoèo khuỷu rượu yên"
NONE = "bjoóc phja slưn robot cat hoc đẹpp q  ngq àá toán1 zô fa"


@pytest.mark.parametrize("word", SYLLABLES.split())
def test_syllables(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", NONE.split())
def test_what_is_no_syllable(word: str) -> None:
    assert not is_syllable(word)


def test_a_stop_wants_a_sharp_or_heavy_tone() -> None:
    assert is_syllable("cát")
    assert is_syllable("học")
    assert not is_syllable("càt")
    assert has_shape("cat")


def test_both_places_of_a_tone_mark_are_one_word() -> None:
    assert one_placement("hoà bình, thuỷ lợi, khoẻ, uỷ ban") == "hòa bình, thủy lợi, khỏe, ủy ban"
    assert one_placement("quý toàn hoàng quỹ") == "quý toàn hoàng quỹ"
    assert both_placements("khoá") == ("khoá", "khóa")
    assert both_placements("khóa") == ("khóa", "khoá")
    assert both_placements("thôn") == ("thôn",)


@given(st.text(alphabet="hoaquyeàáạỳýthng ", max_size=12))
def test_placing_marks_keeps_the_length_and_is_final(text: str) -> None:
    placed = one_placement(text)
    assert len(placed) == len(text)
    assert one_placement(placed) == placed


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("hopj", "họp"), ("ddi", "đi"), ("dduwowngf", "đường"), ("thoongs", "thống"),
        ("nguowif", "người"), ("hoaf", "hòa"), ("ngoaif", "ngoài"), ("vaajy", "vậy"),
    ],
)  # fmt: skip
def test_keys_of_telex(typed: str, meant: str) -> None:
    assert decoded(typed) == meant


@pytest.mark.parametrize(
    "word",
    ["bà", "họp", "of", "off", "golf", "box", "now", "how", "online", "staff", "room", "book"],
)
def test_words_that_are_left_alone(word: str) -> None:
    assert decoded(word) is None


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyzđâơ", max_size=12))
def test_what_is_decoded_is_a_syllable(word: str) -> None:
    meant = decoded(word)
    assert meant is None or is_syllable(meant)
