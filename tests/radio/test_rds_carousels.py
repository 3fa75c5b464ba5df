"""Circles of groups and their shares."""

from __future__ import annotations

from hypothesis import given

from loudspeaker.radio.rds_carousels import (
    Carousel,
    FlaggedText,
    Kind,
    carousels,
    name_circle,
)
from loudspeaker.radio.rds_programme import Programme
from loudspeaker.radio.rds_texts import text_bytes
from tests.radio.rds_air import FULL, PI, programmes

LEFT_BY_0A = 1_000 * 7 // 11


def _circles(programme: Programme) -> dict[Kind, Carousel]:
    text = FlaggedText(data=text_bytes(programme.radio_text))
    return carousels(programme, text=text, type_name=FlaggedText(data=b"THONGBAO", flag=True))


@given(programmes)
def test_shares_fit_into_what_0a_leaves(programme: Programme) -> None:
    circles = _circles(programme)
    assert sum(circle.share for circle in circles.values()) <= LEFT_BY_0A
    assert all(circle.share > 0 and circle.groups for circle in circles.values())
    assert {group.pi for circle in circles.values() for group in circle.groups} == {PI}


def test_a_full_programme_has_all_of_them() -> None:
    circles = _circles(FULL)
    assert circles.keys() == set(Kind)
    lengths = {kind: len(circle.groups) for kind, circle in circles.items()}
    assert lengths == {
        Kind.TEXT: 16,
        Kind.COUNTRY: 1,
        Kind.LANGUAGE: 1,
        Kind.TYPE_NAME: 2,
        Kind.LONG_NAME: 8,
        Kind.COMMANDS_ANNOUNCED: 1,
        Kind.ENHANCED_ANNOUNCED: 1,
        Kind.ENHANCED: 32,
    }


def test_a_bare_programme_has_only_its_labels() -> None:
    bare = Programme(pi=PI, ps="x")
    circles = carousels(bare, text=FlaggedText(), type_name=FlaggedText())
    assert circles.keys() == {Kind.COUNTRY, Kind.LANGUAGE}


def test_names_and_frequencies_go_round_together() -> None:
    groups = name_circle(FULL)
    assert len(groups) == 8
    assert [group.tail & 3 for group in groups] == [0, 1, 2, 3] * 2
    assert [group.blocks[2] for group in groups[:2]] == [0xE37E, 0x8892]


def test_the_flag_flips_only_for_another_text() -> None:
    first = FlaggedText(data=b"a")
    assert first.changed_to(b"a") is first
    assert first.changed_to(b"b") == FlaggedText(data=b"b", flag=True)
    assert first.changed_to(b"b").changed_to(b"a") == first
