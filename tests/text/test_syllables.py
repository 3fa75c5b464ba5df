from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.text.syllables import is_syllable

SYLLABLES = (
    "a ở ý yêu yến iêu nghiêng khuya khuỷu thuở quốc quý quyết quých gì gìn giếng giữa gió giàu "
    "uống ươm ngoằn ngoèo xoong soóc đắk lắk thúy thuý hòa hoà Đảng ĐẢNG mười tuần huênh uỵch"
)
OTHERS = (
    "b ng đ hđnd cé ngế ghà baó caì taù đaõ môt cat cảt sòt bầà thơng bờo müller paulo naïve "
    "schön krông café crème thônng x1 ²"
)


def test_syllables() -> None:
    assert [word for word in SYLLABLES.split() if not is_syllable(word)] == []


def test_what_is_none() -> None:
    others = [*OTHERS.split(), "", "bà con", "bà\u0301"]
    assert [word for word in others if is_syllable(word)] == []


@given(st.text(max_size=20))
def test_any_text_is_one_or_not(text: str) -> None:
    assert is_syllable(text) in {True, False}
