"""Programmes as people meet them: announced into, shown, explained in one sentence."""

from __future__ import annotations

from typing import Any

import pytest

from loudspeaker.cli.sentences.programmes import EXPECTED, part_of_slot
from loudspeaker.config import programmes
from loudspeaker.config.schedules import TEXT_OR_PROGRAMME
from loudspeaker.sentences.fate import fate
from tests.cli.conftest import Terminal
from tests.cli.servers import answering
from tests.cli.test_announce import ANSWER
from tests.cli.test_why import FACTS

NEXT = "2026-11-24T17:00:00.000+07:00"
AWAITED = {"name": "chieu", "title": "Chiều", "state": "approved", "paused": False, "next": NEXT}
WAITING = {"state": "ready", "due": None, "waits_for": "chieu"}
FILE = """\
title: Chương trình chiều
times: hằng ngày 17h
minutes: 15
programme:
  - tune: {tune}
  - greeting: Kính chào bà con, hôm nay là {{thứ}}.
  - bulletins: {{most_minutes: 10}}
"""


@pytest.mark.parametrize(
    ("facts", "awaited", "said"),
    [
        ({}, {}, "waits for the bulletins of “Chiều” at 17:00 on Tuesday 24/11/2026; nothing"),
        ({"reason": "slot_full"}, {}, "because there was no room for it in the slot before"),
        ({"state": "draft"}, {}, "is meant for the programme “Chiều” and still waits"),
        ({}, {"paused": True, "next": None}, "which is paused"),
        ({}, {"state": "draft"}, "whose file is not approved"),
        ({}, {"state": None, "next": None}, "which does not exist any more"),
        ({}, {"next": None}, "which has no further times"),
    ],
)
def test_where_a_bulletin_waits(facts: dict[str, Any], awaited: dict[str, Any], said: str) -> None:
    sentence = fate({**FACTS, **WAITING, **facts, "awaited": {**AWAITED, **awaited}})
    assert said in sentence


def test_once_it_has_a_time_it_is_told_as_any_other() -> None:
    sentence = fate({**FACTS, **WAITING, "due": NEXT, "awaited": AWAITED})
    assert "sounds at 17:00" in sentence


def test_announced_into_a_programme(terminal: Terminal) -> None:
    answer = {**ANSWER, "waits_for": "chieu"}
    with answering(terminal.home.control_socket, {"announce": lambda _a: answer}) as asked:
        told = terminal("announce", "Mời họp", "--in", "chieu", "--as", "soan")
    ((_, request),) = asked
    assert request["waits_for"] == "chieu"
    assert "in the next slot of chieu with room" in told.out


@pytest.mark.parametrize("verb", [("announce", "Mời họp"), ("edit", "7k3m9x2q")])
def test_not_together_with_a_time(terminal: Terminal, verb: tuple[str, str]) -> None:
    assert terminal(*verb, "--in", "chieu", "--at", "mai 17:00").status == 2


def test_a_file_is_checked_with_its_steps_and_rules(terminal: Terminal) -> None:
    path = terminal.home.root / "chieu.yaml"
    path.write_text(FILE.format(tune="gong"))
    told = terminal("schedule", "check", str(path))
    assert told.status == 0
    assert "A programme of 15 minutes:" in told.out
    assert "3. bulletins (priority, normal), 10 minutes at the most" in told.out
    assert terminal.json("schedule", "check", str(path)).document["duration_estimate_s"] == 900


def test_a_tune_that_is_not_there_is_refused_with_its_line(terminal: Terminal) -> None:
    path = terminal.home.root / "chieu.yaml"
    path.write_text(FILE.format(tune="gon"))
    told = terminal("schedule", "check", str(path))
    assert told.status == 78
    assert "chieu.yaml:5:" in told.err
    assert "gong" in told.err


def test_the_next_slot_is_told_below_the_list(terminal: Terminal) -> None:
    holds = {
        "minutes": 15,
        "composed": False,
        "expected_s": 80.0,
        "bulletins": [{"id": "a", "title": "Mời họp", "length_s": 20.0}],
        "left": [{"id": "b", "title": "Tiêm phòng"}],
    }
    row = {
        "id": "x",
        "due": NEXT,
        "title": "Chiều",
        "points": [1],
        "state": "approved",
        "schedule": "chieu",
        "holds": holds,
    }
    found = {"from": NEXT, "to": NEXT, "items": [row]}
    with answering(terminal.home.control_socket, {"next": lambda _a: found}):
        out = terminal("schedule", "next").out
    assert "“Chiều”, 15 minutes: Mời họp (about 1 minute 20 seconds in all)." in out
    assert "no room for: Tiêm phòng" in out


def test_parts_of_a_slot_are_told_apart() -> None:
    rows = [{"block": block, "occurrence": f"o{block}", "slot": "o0"} for block in (0, 2, -1)]
    assert [part_of_slot(row) for row in rows] == ["", " (part 3)", " (music)"]


def test_everything_that_could_stand_there_can_be_translated() -> None:
    assert programmes.EXPECTED | {TEXT_OR_PROGRAMME} == EXPECTED
