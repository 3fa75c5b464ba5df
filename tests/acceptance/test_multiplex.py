"""A station that sends its own composite: the same announcement, points and sound."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bench.acceptance.compare import Sound, compare
from bench.faults.judge import airings, judge
from bench.station import Bench, json_lines, running
from loudspeaker.radio.rds import group_from_hex
from loudspeaker.radio.rds_listener import Listener
from tests.acceptance.hearing import approved_sound, point_sound

pytestmark = pytest.mark.slow

TEXT = "Mời bà con thôn 2 và thôn 4 đến nhận 2,5 tấn phân bón lúc 7h30 ngày 5/12/2026."
FEW = (3, 5, 6)


class Aired:
    """What was approved, what the points heard, and what the village saw of it."""

    def __init__(self, bench: Bench) -> None:
        filed = bench.announce(TEXT, points=",".join(map(str, FEW)))
        bench.approve(filed["id"])
        self.occurrence = str(filed["occurrence"])
        self.record = bench.wait_until_over(self.occurrence)
        self.expected: Sound = approved_sound(bench, filed["id"])
        bench.station.end()
        self.events = json_lines(bench.home / "village" / "events.jsonl")
        self.records = bench.records()
        self.heard = {number: point_sound(bench, number) for number in range(1, 12)}


@pytest.fixture(scope="module")
def aired() -> Iterator[Aired]:
    with running(voice="vi-bac", chime="ding_dong", hardware="multiplex") as bench:
        yield Aired(bench)


def test_the_addressed_points_heard_what_was_approved_and_no_others(aired: Aired) -> None:
    assert aired.record["result"] == "aired"
    for number, heard in aired.heard.items():
        if number in FEW:
            assert compare(aired.expected, heard).same
        else:
            assert len(heard) == 0


def test_the_record_agrees_with_what_was_heard(aired: Aired) -> None:
    accepted = {aired.occurrence: "normal"}
    assert judge(aired.events, aired.records, accepted).problems() == {}
    found = airings(aired.events)
    assert {airing.point for airing in found[aired.occurrence]} == set(FEW)
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
