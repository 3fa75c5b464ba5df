"""A station that sends its own composite: the same announcement, points and sound."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bench.station import running
from loudspeaker.radio.rds import group_from_hex
from loudspeaker.radio.rds_listener import Listener
from tests.acceptance.hearing import Aired

pytestmark = pytest.mark.slow

TEXT = "Mời bà con thôn 2 và thôn 4 đến nhận 2,5 tấn phân bón lúc 7h30 ngày 5/12/2026."
FEW = (3, 5, 6)


@pytest.fixture(scope="module")
def aired() -> Iterator[Aired]:
    with running(voice="vi-bac", chime="ding_dong", hardware="multiplex") as bench:
        yield Aired(bench, TEXT, FEW)


def test_the_addressed_points_heard_what_was_approved_and_no_others(aired: Aired) -> None:
    aired.assert_heard_whole_and_nowhere_else()


def test_the_record_agrees_with_what_was_heard(aired: Aired) -> None:
    aired.assert_recorded_as_heard()
    sources = {e["source"] for e in aired.events if e["ev"] == "audio" and e["n"] in FEW}
    assert sources == {"mpx"}


def test_no_sound_before_a_point_can_be_open(aired: Aired) -> None:
    opened = min(e["mono_ns"] for e in aired.events if e["ev"] == "point" and e["open"])
    loud = [
        e["mono_ns"]
        for e in aired.events
        if e["ev"] == "audio" and e["n"] == 0 and e["rms_dbfs"] > -60
    ]
    assert min(loud) > opened


def test_receivers_were_shown_the_station_and_the_announcement(aired: Aired) -> None:
    listener = Listener()
    groups = [group_from_hex(e["group"]) for e in aired.events if e["ev"] == "rds" and e["ok"]]
    for group in groups:
        listener.hear(group)
    assert listener.station.ps == "Vi Huong"
    announced = [bool(group.tail >> 4) for group in groups if group.name == "0A"]
    assert True in announced
    assert not announced[-1]
    assert not [e for e in aired.events if e["ev"] == "point" and e["rejected"]]
