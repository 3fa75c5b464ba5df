"""A station whose receivers open by tones: announcements are heard, and the label never lies."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from bench.acceptance.compare import Sound, compare
from bench.faults.judge import judge
from bench.station import Bench, json_lines, running
from loudspeaker.radio.tone_decoder import ToneDecoder
from loudspeaker.radio.tone_systems import ToneSystem
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
        self.faults = bench.client.call("faults")
        self.rows = bench.client.call("points")
        bench.station.end()
        self.events = json_lines(bench.home / "village" / "events.jsonl")
        self.records = bench.records()
        self.heard = {number: point_sound(bench, number) for number in range(1, 12)}


@pytest.fixture(scope="module")
def aired() -> Iterator[Aired]:
    with running(voice="vi-bac", chime="ding_dong", hardware="legacy-tones") as bench:
        yield Aired(bench)


def test_the_addressed_points_heard_what_was_approved_and_no_others(aired: Aired) -> None:
    """Beside it an open receiver hears what is meant for others, and the tones that close it."""
    assert aired.record["result"] == "aired"
    for number, heard in aired.heard.items():
        if number not in FEW:
            assert len(heard) == 0
            continue
        found = compare(aired.expected, heard)
        assert found.wrong_blocks == []
        ended = heard[found.offset + len(aired.expected) :].astype(np.float32)
        assert {code.code for code in ToneDecoder(ToneSystem.DTMF).feed(ended)} <= {"340#"}
        begun = heard[: max(0, found.offset)].astype(np.float32)
        assert {c.code for c in ToneDecoder(ToneSystem.DTMF).feed(begun)} <= {"123#", "124#"}


def test_the_record_agrees_with_what_was_heard(aired: Aired) -> None:
    """What the judge calls phantom sound are the tones: receivers that are open make them heard."""
    problems = judge(aired.events, aired.records, {aired.occurrence: "normal"}).problems()
    assert set(problems) <= {"phantom"}
    assert aired.record["proof"] == "commanded"


def test_receivers_were_opened_and_closed_by_tones_alone(aired: Aired) -> None:
    assert "dtmf" in aired.events[0]["protocols"]
    changes = [(e["n"], e["open"], e["by"]) for e in aired.events if e["ev"] == "point"]
    opened = [change for change in changes if change[1]]
    assert sorted(opened) == [(number, True, "cmd") for number in FEW]
    assert {by for _, _, by in changes} == {"cmd"}
    assert not [e for e in aired.events if e["ev"] == "rx" and e["port"] == "encoder"]


def test_everybody_is_told_that_nothing_is_authenticated(aired: Aired) -> None:
    (fault,) = [f for f in aired.faults if f["code"] == "unauthenticated"]
    assert fault["severity"] == "warning"
    assert "dtmf" in fault["detail"]
    assert {row["authenticated"] for row in aired.rows} == {False}
