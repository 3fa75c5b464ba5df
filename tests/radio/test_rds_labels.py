"""What single groups say."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from loudspeaker.radio.rds import Group, Version, group_from_hex, make_group
from loudspeaker.radio.rds_groups import country, language, slow_labelling, warning_channel
from loudspeaker.radio.rds_labels import clock_in, heard_application, label_in
from loudspeaker.radio.rds_station import Application

PI = 0x7001


@pytest.mark.parametrize(
    ("group", "said"),
    [
        (country(pi=PI, ecc=0xF2), {"ecc": 0xF2}),
        (language(pi=PI, code=0x46), {"language": 0x46}),
        (warning_channel(pi=PI, channel=0xABC), {"warning_channel": 0xABC}),
        (slow_labelling(pi=PI, variant=6, data=0xFFF), {}),
        (slow_labelling(pi=PI, variant=0, data=0x2F2, item=9), {"ecc": 0xF2, "item_number": 9}),
        (make_group(pi=0x0046, kind=1, version=Version.B, block_4=9), {"item_number": 9}),
    ],
)
def test_labels(group: Group, said: dict[str, int]) -> None:
    assert label_in(group) == said


def test_lost_blocks_say_nothing() -> None:
    group = slow_labelling(pi=PI, variant=0, data=0xF2, item=9)
    assert label_in(replace(group, ok=(True, True, False, True))) == {"item_number": 9}
    assert label_in(replace(group, ok=(True, True, True, False))) == {"ecc": 0xF2}


def test_applications() -> None:
    group = group_from_hex("7F2B34760001FF01")
    assert heard_application(group) == Application(aid=0xFF01, group="11A", message=1)
    assert heard_application(replace(group, ok=(True, True, True, False))) is None
    assert heard_application(make_group(pi=PI, kind=3, version=Version.B)) is None


@pytest.mark.parametrize(
    ("digits", "local"),
    [
        ("7F2B4461CE9E078E", "2021-01-01T07:30+07:00"),
        ("7F2B4461CE9E07AE", "2020-12-31T17:30-07:00"),
        ("7F2B4461CE9E079F", "2021-01-01T16:00+15:30"),
        ("7F2B4003FFFF0000", "2217-09-27T16:00+00:00"),
    ],
)
def test_clock(digits: str, local: str) -> None:
    assert clock_in(group_from_hex(digits)) == {"clock": datetime.fromisoformat(local)}
    assert clock_in(group_from_hex(digits))["clock"].isoformat("T", "minutes") == local


@pytest.mark.parametrize(
    "digits",
    [
        "7F2B400000000000",  # not trusted
        "7F2B4461CE9F8000",  # hour 24
        "7F2B4461CE9E0F00",  # minute 60
        "7F2B4C61CE9E078E",  # 4B
    ],
)
def test_what_is_no_clock(digits: str) -> None:
    assert clock_in(group_from_hex(digits)) == {}


def test_a_clock_needs_both_blocks() -> None:
    group = group_from_hex("7F2B4461CE9E078E")
    for ok in ((True, True, False, True), (True, True, True, False)):
        assert clock_in(replace(group, ok=ok)) == {}
