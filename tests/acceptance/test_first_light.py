"""An approved announcement is heard at eleven points, the second one at its own points only."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from bench.acceptance.compare import BLOCK, RATE_HZ, Sound, compare
from bench.faults.judge import airings, judge
from bench.station import Bench, json_lines, running
from tests.acceptance.hearing import approved_sound, point_sound

pytestmark = pytest.mark.slow

FIRST = (
    "UBND xã mời bà con dự họp lúc 19h30 ngày 5/12/2026 tại Nhà văn hóa xã. "
    "Trạm Y tế tiêm vắc-xin cho 45 trẻ. Trân trọng cảm ơn!"
)
SECOND = "Mời bà con thôn 2 và thôn 4 đến nhận 2,5 tấn phân bón."
FEW = (3, 5, 6)


class Aired:
    """What was approved, and what every point heard of it."""

    def __init__(self, bench: Bench) -> None:
        self.expected: list[Sound] = []
        self.occurrences: list[str] = []
        for text, points in ((FIRST, "all"), (SECOND, ",".join(map(str, FEW)))):
            filed = bench.announce(text, points=points)
            bench.approve(filed["id"])
            record = bench.wait_until_over(filed["occurrence"])
            assert record["result"] == "aired"
            self.occurrences.append(filed["occurrence"])
            self.expected.append(approved_sound(bench, filed["id"]))
        self.audit = bench.station.command("audit", "verify", "--json").returncode
        bench.station.end()
        self.events = json_lines(bench.home / "village" / "events.jsonl")
        self.records = bench.records()
        self.heard = {number: point_sound(bench, number) for number in range(1, 12)}

    def expected_at(self, number: int) -> Sound:
        """Return everything a point should have heard, in order, silence between not counted."""
        return np.concatenate(self.expected) if number in FEW else self.expected[0]


@pytest.fixture(scope="module")
def aired() -> Iterator[Aired]:
    with running(voice="vi-bac", chime="ding_dong", rate=4.0) as bench:
        yield Aired(bench)


def split(heard: Sound, at: int) -> tuple[Sound, Sound]:
    return heard[:at], heard[at:]


@pytest.mark.parametrize("number", range(1, 12))
def test_each_point_heard_exactly_what_was_approved(aired: Aired, number: int) -> None:
    heard = aired.heard[number]
    if number not in FEW:
        assert compare(aired.expected[0], heard).same
        return
    first = compare(aired.expected[0], heard)
    one, other = split(heard, first.offset + len(aired.expected[0]) + BLOCK)
    assert compare(aired.expected[0], one).same
    assert compare(aired.expected[1], other).same


def test_a_planted_swap_and_a_planted_cut_are_caught(aired: Aired) -> None:
    expected, heard = aired.expected[0], aired.heard[1]
    swapped = np.concatenate([expected[len(expected) // 2 :], expected[: len(expected) // 2]])
    assert not compare(expected, swapped).same
    start = compare(expected, heard).offset + len(expected) // 2
    assert not compare(expected, np.delete(heard, slice(start, start + RATE_HZ // 2))).same


def test_the_record_agrees_with_what_was_heard(aired: Aired) -> None:
    accepted = dict.fromkeys(aired.occurrences, "normal")
    assert judge(aired.events, aired.records, accepted).problems() == {}
    assert aired.audit == 0
    found = airings(aired.events)
    assert {airing.point for airing in found[aired.occurrences[0]]} == set(range(1, 12))
    assert {airing.point for airing in found[aired.occurrences[1]]} == set(FEW)
