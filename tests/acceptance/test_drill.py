"""A drill from the command line: heard as a drill where it was meant, and recorded as one."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from bench.acceptance.compare import compare
from bench.faults.judge import airings, judge
from bench.faults.station import Station
from bench.station import Bench, json_lines, running
from loudspeaker.emergency.drill import drill_text
from loudspeaker.text import speakable
from tests.acceptance.hearing import approved_sound, point_sound

pytestmark = pytest.mark.slow
POINT = 4
FILE = """\
title: Lũ
confirm: lũ
siren: {sound: wail, blasts: 2, blast_s: 3, gap_s: 1}
repeat: 1
text: Nước lên ở {noi}.
fields:
  - {name: noi, type: place, ask: Ở đâu?, example: ven suối}
"""
ASKED = ("drill", "thu", "--set", "noi=thôn 2", "--points", str(POINT))


def _bring(station: Station) -> None:
    (station.home / "templates" / "thu.yaml").write_text(FILE, encoding="utf-8")


class Story:
    """A template approved, its drill shown, refused with another word, and aired."""

    def __init__(self, bench: Bench) -> None:
        station = bench.station
        self.unapproved = station.command(*ASKED, "--confirm", "lu").returncode
        station.ask("template", "approve", "thu", "--as", "duyet")
        self.unconfirmed = station.command(*ASKED).returncode
        self.wrong = station.command(*ASKED, "--confirm", "bao").returncode
        self.told: dict[str, Any] = station.ask(*ASKED, "--confirm", "lu")
        self.record = bench.wait_until_over(self.told["occurrence"])
        self.expected = approved_sound(bench, self.told["id"])
        self.reviewed: dict[str, Any] = station.ask("review", self.told["id"], "--as", "duyet")
        self.audit = station.command("audit", "verify").returncode
        station.end()
        self.events = json_lines(bench.home / "village" / "events.jsonl")
        self.records = bench.records()
        self.heard = {number: point_sound(bench, number) for number in range(1, 12)}


@pytest.fixture(scope="module")
def drilled() -> Iterator[Story]:
    with running(voice="vi-bac", rate=8.0, before=_bring) as bench:
        yield Story(bench)


def test_nothing_sounds_without_approval_and_word(drilled: Story) -> None:
    assert (drilled.unapproved, drilled.unconfirmed, drilled.wrong) == (3, 2, 3)
    assert {record["occurrence"] for record in drilled.records} == {drilled.told["occurrence"]}


def test_the_point_hears_the_drill_and_no_other_point_anything(drilled: Story) -> None:
    words = " ".join(drilled.told["script"].replace(",", "").replace(".", "").split())
    assert words == speakable(drill_text("Nước lên ở thôn 2."))
    assert compare(drilled.expected, drilled.heard[POINT]).same
    assert {n for n, heard in drilled.heard.items() if len(heard)} == {POINT}
    found = airings(drilled.events)[drilled.told["occurrence"]]
    assert {airing.point for airing in found} == {POINT}


def test_the_record_says_that_it_was_a_drill_and_under_which_template(drilled: Story) -> None:
    told = [(r["event"], r["result"], r["kind"], r["priority"]) for r in drilled.records]
    assert told == [
        ("start", None, "drill", "priority"),
        ("end", "aired", "drill", "priority"),
    ]
    assert drilled.record["author"].startswith("soan")
    assert drilled.record["approver"].startswith("duyet")
    assert drilled.record["release"]["template"] == "thu"
    assert drilled.record["release"]["approver"] == drilled.record["approver"]
    assert drilled.reviewed["reviewed_by"].startswith("duyet")
    accepted = {drilled.told["occurrence"]: "priority"}
    assert judge(drilled.events, drilled.records, accepted).problems() == {}
    assert drilled.audit == 0
