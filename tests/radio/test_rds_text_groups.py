"""Texts cut into groups."""

from __future__ import annotations

import pytest

from loudspeaker.radio.rds import Version
from loudspeaker.radio.rds_text_groups import (
    enhanced_text,
    enhanced_text_announcement,
    long_name,
    pieces,
    programme_type_name,
    radio_text_b,
)

PI = 0x7001


def test_2b_carries_two_characters_and_the_pi_again() -> None:
    group = radio_text_b(pi=PI, text=b"Thon 4", segment=2, flag=True)
    assert group.blocks == (PI, 0x2812, PI, int.from_bytes(b" 4", "big"))
    assert group.version is Version.B
    assert radio_text_b(pi=PI, text=b"Tho", segment=1).blocks[3] == int.from_bytes(b"o ", "big")


def test_both_halves_of_a_type_name() -> None:
    halves = [programme_type_name(pi=PI, name=b"CANH BAO", segment=n, flag=True) for n in range(2)]
    assert [group.hex() for group in halves] == ["7001A01043414E48", "7001A0112042414F"]


def test_a_long_name_is_cut_into_eight() -> None:
    name = "Đài xã".encode().ljust(32, b"\r")
    groups = [long_name(pi=PI, name=name, segment=n) for n in range(8)]
    assert [group.tail for group in groups] == list(range(8))
    assert {group.name for group in groups} == {"15A"}
    assert bytes.fromhex("".join(group.hex()[8:] for group in groups)) == name


def test_enhanced_text_ends_with_0d_to_the_end_of_its_group() -> None:
    text = "Họp".encode() + b"\r"
    assert pieces(text) == 2
    groups = [enhanced_text(pi=PI, kind=12, text=text, segment=n) for n in range(2)]
    assert [group.hex()[4:] for group in groups] == ["C00048E1BB8D", "C001700D0D0D"]


def test_enhanced_text_is_announced_as_utf_8() -> None:
    assert enhanced_text_announcement(pi=PI, kind=12).hex() == "7001301800016552"


@pytest.mark.parametrize(("length", "count"), [(0, 0), (1, 1), (4, 1), (5, 2), (128, 32)])
def test_pieces(length: int, count: int) -> None:
    assert pieces(bytes(length)) == count
