"""A station with an ASCII encoder: the same announcement, the same points, the same sound."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bench.station import running
from loudspeaker.radio.rds import group_from_hex
from tests.acceptance.hearing import Aired

pytestmark = pytest.mark.slow

TEXT = "Mời bà con thôn 2 và thôn 4 đến nhận 2,5 tấn phân bón lúc 7h30 ngày 5/12/2026."
FEW = (3, 5, 6)


@pytest.fixture(scope="module")
def aired() -> Iterator[Aired]:
    with running(voice="vi-bac", chime="ding_dong", hardware="ascii-encoder") as bench:
        yield Aired(bench, TEXT, FEW)


def test_the_addressed_points_heard_what_was_approved_and_no_others(aired: Aired) -> None:
    aired.assert_heard_whole_and_nowhere_else()


def test_the_record_agrees_with_what_was_heard(aired: Aired) -> None:
    aired.assert_recorded_as_heard()


def test_the_encoder_took_everything_it_was_told(aired: Aired) -> None:
    assert "ascii" in aired.events[0]["protocols"]
    received = [e for e in aired.events if e["ev"] == "rx" and e["port"] == "encoder"]
    assert [event for event in received if not event["ok"]] == []
    lines = {bytes.fromhex(event["hex"]).decode() for event in received}
    assert {"PI=7001\r", "PS=DAI XA\r", "TP=1\r", "TA=1\r", "TA=0\r", "CT=1\r"} <= lines


def test_receivers_were_shown_the_announcement_and_its_end(aired: Aired) -> None:
    groups = [group_from_hex(e["group"]) for e in aired.events if e["ev"] == "rds"]
    basic = [group for group in groups if group.name == "0A"]
    assert {group.programme_type for group in groups} <= {3}
    assert True in {bool(group.tail >> 4) for group in basic}
    assert {group.traffic_programme for group in groups} == {True}
    assert not [e for e in aired.events if e["ev"] == "point" and e["rejected"]]
