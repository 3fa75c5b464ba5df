"""Groups, check words and bits, against vectors that two independent decoders accepted."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.radio.rds import (
    GROUP_NS,
    Group,
    Version,
    basic_tuning,
    check_word,
    check_words,
    from_bits,
    group_from_hex,
    groups_ns,
    in_house,
    make_group,
    open_data,
    open_data_announcement,
    radio_text,
    to_bits,
)
from tests.radio.rds_vectors import EXPECTED

PI, PTY = 0x7F2B, 3


def _generic(
    kind: int, tail: int, third: int, fourth: int, *, pty: int = PTY, version: Version = Version.A
) -> Group:
    return make_group(
        pi=PI,
        kind=kind,
        version=version,
        tail=tail,
        block_3=third,
        block_4=fourth,
        pty=pty,
        tp=True,
    )


def _text(data: bytes) -> tuple[int, int]:
    return int.from_bytes(data[:2], "big"), int.from_bytes(data[2:], "big")


VECTORS = [
    ("0A", basic_tuning(pi=PI, name=b"DAI XA  ", segment=0, pty=PTY, tp=True)),
    ("0A TA", basic_tuning(pi=PI, name=b"DAI XA  ", segment=0, pty=PTY, tp=True, ta=True)),
    ("0B", _generic(0, 1, 0, 0x4920, version=Version.B)),
    ("1A ECC", _generic(1, 0, 0x00F2, 0)),
    ("1A language", _generic(1, 0, 0x3046, 0)),
    ("1A EWS", _generic(1, 0, 0x7001, 0)),
    ("2A", radio_text(pi=PI, text=b"Thon", segment=0, pty=PTY, tp=True)),
    ("3A FF01", _generic(3, 22, 0x0001, 0xFF01)),
    ("3A RT+", _generic(3, 22, 0x0000, 0x4BD7)),
    ("4A", _generic(4, 1, 0xCE9E, 0x078E)),
    ("6A", _generic(6, 0x15, 0xBEEF, 0x1234)),
    ("9A", _generic(9, 0x05, 0xCAFE, 0xF00D, pty=31)),
    ("10A", _generic(10, 0, *_text(b"CANH"))),
    ("11A", _generic(11, 0x15, 0xBEEF, 0x1234)),
    ("11B", _generic(11, 0x0A, 0, 0x1234, version=Version.B)),
]


@pytest.mark.parametrize(("label", "group"), VECTORS, ids=[name for name, _ in VECTORS])
def test_blocks_and_check_words_are_those_of_the_vectors(label: str, group: Group) -> None:
    words = zip(group.blocks, check_words(group.blocks), strict=True)
    assert " ".join(f"{word:04X}:{check:03X}" for word, check in words) == EXPECTED[label]


@pytest.mark.parametrize(("label", "group"), VECTORS, ids=[name for name, _ in VECTORS])
def test_vectors_survive_the_way_through_bits(label: str, group: Group) -> None:
    assert from_bits(to_bits(group)) == group, label


def test_bits_of_the_first_vector() -> None:
    assert f"{to_bits(VECTORS[0][1]):026X}" == "7F2B3F4118018E0CD7A51105AD"


def test_check_words_without_and_with_offset() -> None:
    assert check_word(0x0001) == 0b0110111001
    assert check_word(0xFFFF) == 0b0011001101
    assert check_word(0x0001, 0x198) == 0b0000100001
    assert check_word(0xFFFF, 0x198) == 0b0101010101


def test_fields_are_read_back() -> None:
    group = _generic(9, 0x05, 0xCAFE, 0xF00D, pty=31)
    assert (group.pi, group.type, group.version, group.name) == (PI, 9, Version.A, "9A")
    assert (group.traffic_programme, group.programme_type, group.tail) == (True, 31, 5)


def test_named_constructors_agree_with_the_generic_one() -> None:
    six = in_house(pi=PI, tail=9, block_3=0xBEEF, block_4=0x1234, pty=7)
    eleven = open_data(pi=PI, tail=9, block_3=0xBEEF, block_4=0x1234, pty=7)
    assert six.blocks == (PI, 0x60E9, 0xBEEF, 0x1234)
    assert eleven.blocks == (PI, 0xB0E9, 0xBEEF, 0x1234)
    announcement = open_data_announcement(pi=PI, aid=0xFF01, kind=11, message=1)
    assert announcement.blocks == (PI, 0x3016, 0x0001, 0xFF01)


def test_decoder_bits_and_characters_go_round_the_segments() -> None:
    segments = [
        basic_tuning(pi=PI, name=b"DAI XA  ", segment=n, decoder_bits=0b1000, music=True)
        for n in range(4)
    ]
    assert [group.tail for group in segments] == [0b01100, 0b01001, 0b01010, 0b01011]
    assert b"".join(group.blocks[3].to_bytes(2, "big") for group in segments) == b"DAI XA  "


def test_short_radio_text_is_filled_with_spaces() -> None:
    assert radio_text(pi=PI, text=b"abcde", segment=1, flag=True).blocks == (
        PI,
        0x2011,
        0x6520,
        0x2020,
    )


def test_a_group_lasts_104_bits() -> None:
    assert groups_ns(1) == GROUP_NS
    assert groups_ns(11_875) == 104 * 10 * 1_000_000_000  # no drift over many groups


@pytest.mark.parametrize("text", ["", "7001", "7001 6064 14C0 00000", "7001 6064 14C0 000G"])
def test_text_that_is_no_group_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="hexadecimal"):
        group_from_hex(text)


words = st.integers(0, 0xFFFF)


@given(st.tuples(words, words, words, words))
def test_hexadecimal_and_bits_lead_back(blocks: tuple[int, int, int, int]) -> None:
    group = Group(blocks=blocks)
    assert group_from_hex(group.hex()) == group
    assert from_bits(to_bits(group)) == group


@given(st.tuples(words, words, words, words), st.integers(0, 3), st.integers(0, 25), st.data())
def test_a_burst_of_errors_in_a_block_is_seen(
    blocks: tuple[int, int, int, int], block: int, start: int, data: st.DataObject
) -> None:
    burst = data.draw(st.integers(1, 2 ** min(10, 26 - start) - 1)) << start
    received = from_bits(to_bits(Group(blocks=blocks)) ^ burst << 26 * (3 - block))
    assert not received.ok[block]
