"""Groups in words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.radio.rds import Group, group_from_hex
from loudspeaker.radio.rds_words import group_words
from tests.radio.rds_vectors import EXPECTED

WORDS = {
    "0A": "0A PTY 3 TP: PS 0 'DA', speech, AF E0CD",
    "0A TA": "0A PTY 3 TP: PS 0 'DA', speech, TA, AF E0CD",
    "0B": "0B PTY 3 TP: PS 1 'I ', speech",
    "1A ECC": "1A PTY 3 TP: ecc F2",
    "1A language": "1A PTY 3 TP: language 46",
    "1A EWS": "1A PTY 3 TP: warning_channel 1",
    "2A": "2A PTY 3 TP: RT A 0 'Thon'",
    "3A FF01": "3A PTY 3 TP: AID FF01 in 11A, message 0001",
    "3A RT+": "3A PTY 3 TP: AID 4BD7 in 11A, message 0000",
    "4A": "4A PTY 3 TP: clock 2021-01-01T07:30+07:00",
    "6A": "6A PTY 3 TP: 15 BEEF 1234",
    "9A": "9A PTY 31 TP: 05 CAFE F00D",
    "10A": "10A PTY 3 TP: PTYN A 0 'CANH'",
    "11A": "11A PTY 3 TP: 15 BEEF 1234",
    "11B": "11B PTY 3 TP: 0A 7F2B 1234",
}


@pytest.mark.parametrize("label", EXPECTED)
def test_vectors_in_words(label: str) -> None:
    group = group_from_hex("".join(word[:4] for word in EXPECTED[label].split()))
    assert group_words(group) == WORDS[label]


@pytest.mark.parametrize(
    ("digits", "ok", "words"),
    [
        ("7001000CE0CD4441", (True, True, True, True), "0A PTY 0: PS 0 'DA', music, AF E0CD"),
        ("70012010 54685C27".replace(" ", ""), (True,) * 4, '2A PTY 0: RT B 0 "Th\\\\\'"'),
        ("7001200054686F6E", (True, True, False, True), "2A PTY 0: RT A 0 '··on'"),
        ("7001200054686F6E", (True, False, False, True), "···· ···· 6F6E"),
        ("7001280170016F6E", (True,) * 4, "2B PTY 0: RT A 1 'on'"),
        ("7001100060010000", (True,) * 4, "1A PTY 0: 6001 0000"),
        ("7001301600010000", (True, True, True, False), "3A PTY 0: 0001 ····"),
        ("7001400000000000", (True,) * 4, "4A PTY 0: no time 0000 0000"),
        ("7001F003C3A00D0D", (True,) * 4, "15A PTY 0: long PS 3 C3A0 0D0D"),
    ],
)
def test_other_groups(digits: str, ok: tuple[bool, bool, bool, bool], words: str) -> None:
    assert group_words(Group(blocks=group_from_hex(digits).blocks, ok=ok)) == words


@given(st.tuples(*[st.integers(0, 0xFFFF)] * 4), st.tuples(*[st.booleans()] * 4))
def test_any_group_has_one_line_of_words(
    blocks: tuple[int, int, int, int], ok: tuple[bool, bool, bool, bool]
) -> None:
    line = group_words(Group(blocks=blocks, ok=ok))
    assert line.isprintable()
    assert line.splitlines() == [line]
