"""One sentence about one announcement, from the station or, when it is down, from the log."""

from __future__ import annotations

from typing import Any

import pytest

from loudspeaker.asrun import Reason
from loudspeaker.cli.sentences.fate import fate
from loudspeaker.errors import NotFound
from loudspeaker.model.announcement import ItemState, OccurrenceState
from tests.cli.conftest import Terminal
from tests.cli.servers import answering
from tests.cli.test_record import _records, _write

DUE, AIRED = "2026-11-24T17:00:00.000+07:00", "2026-11-24T17:00:01.000+07:00"
FACTS: dict[str, Any] = {
    "id": "7k3m9x2q",
    "title": "Mời họp {x}",
    "state": "planned",
    "reason": None,
    "due": DUE,
    "aired_at": None,
    "points": [1, 2, 3],
    "why": None,
    "author": "soan (simulated identity)",
    "approver": "duyet (simulated identity)",
    "stopped_since": None,
}


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"state": "draft", "due": None}, "has not sounded yet because it waits for approval"),
        ({"state": "draft"}, "is to sound at 17:00 on Tuesday 24/11/2026 and still waits"),
        ({"state": "rejected", "why": "sai ngày"}, "sent back to soan (simulated): sai ngày;"),
        ({"state": "ready"}, "was approved by duyet (simulated) and sounds at 17:00"),
        ({"state": "ready", "stopped_since": DUE}, "but the station has been stopped since"),
        ({"state": "ready", "mourning_until": DUE}, "on days of mourning only emergencies sound"),
        ({"state": "missed", "reason": "mourning"}, "because on days of mourning only emergencies"),
        ({"state": "flagged"}, "the voice could not speak it; choose another voice"),
        ({"state": "on_air", "aired_at": AIRED}, "has been on air since 17:00:01"),
        ({"state": "aired", "aired_at": AIRED}, "was aired in full at 17:00:01"),
        ({"state": "aired_partial", "reason": "operator"}, "only in part"),
        ({"state": "missed", "reason": "unapproved"}, "because nobody had approved it by then"),
        ({"state": "refused", "reason": "quiet_hours"}, "outside the allowed hours; choose a time"),
        ({"state": "failed", "reason": "speech_failed"}, "because the voice could not speak it"),
        ({"state": "cancelled", "reason": "superseded"}, "was cancelled, because something more"),
        ({"state": "spooled", "due": None}, "has not reached the station"),
        ({"state": "of tomorrow"}, "is “of tomorrow”"),
    ],
)
def test_each_state_has_its_sentence(facts: dict[str, Any], said: str) -> None:
    sentence = fate({**FACTS, **facts})

    assert sentence.startswith("“Mời họp {x}” ")
    assert said in sentence


@pytest.mark.parametrize("state", [*ItemState, *OccurrenceState])
@pytest.mark.parametrize("reason", [None, *Reason])
def test_no_state_and_reason_are_without_one(state: str, reason: str | None) -> None:
    sentence = fate({**FACTS, "state": state, "reason": reason})

    assert "{because}" not in sentence
    assert len(sentence.splitlines()) == 1


def _details(**changes: Any) -> dict[str, Any]:
    occurrence = {"occurrence": "7k3m9x2q-1", "state": "aired", "reason": None, "due": DUE}
    return {
        **FACTS,
        "state": "aired",
        "schedule": None,
        "now": "2026-11-24T18:00:00.000+07:00",
        "air": {"stopped_since": None},
        "occurrences": [{**occurrence, "aired_at": AIRED}],
        **changes,
    }


def test_the_station_s_facts_become_a_sentence(terminal: Terminal) -> None:
    with answering(terminal.home.control_socket, {"why": lambda _a: _details()}):
        told, document = terminal("why", "7k3m"), terminal.json("why", "7k3m").document

    assert "was aired in full at 17:00:01" in told.out
    assert document["sentence"] == told.out.strip()
    assert document["state"] == "aired"


def test_a_recurring_one_tells_the_last_and_the_next_time(terminal: Terminal) -> None:
    standing = {"state": "planned", "reason": None, "due": None, "aired_at": None}
    last = {"state": "missed", "reason": "grace_exceeded", "due": DUE, "aired_at": None}
    tomorrow = {**last, "state": "ready", "due": "2026-11-25T17:00:00.000+07:00"}
    details = _details(schedule="ve-sinh", occurrences=[standing, last, tomorrow], state="planned")
    with answering(terminal.home.control_socket, {"why": lambda _a: details}):
        told = terminal("why", "7k3m")

    assert "was not aired at 17:00 on Tuesday 24/11/2026" in told.out
    assert told.out.strip().endswith("Its next time is 17:00 on Wednesday 25/11/2026.")


def test_a_recurring_draft_waits(terminal: Terminal) -> None:
    standing = {"state": "planned", "reason": None, "due": None, "aired_at": None}
    details = _details(schedule="x", occurrences=[standing], state="draft", due=None)
    with answering(terminal.home.control_socket, {"why": lambda _a: details}):
        assert "waits for approval" in terminal("why", "7k3m").out


def test_without_the_station_the_log_knows(terminal: Terminal) -> None:
    _write(terminal.home, _records(terminal.home))
    told, document = terminal("why", "item2"), terminal.json("why", "ITEM2").document

    assert told.status == 0
    assert "“item2” was aired only in part at 17:00:03" in told.out
    assert document["record"]["seq"] == 4
    assert terminal.json("why", "nobody").status == NotFound.exit_code
    assert terminal.json("why", " ").status == NotFound.exit_code


def test_without_station_and_log_the_spool_knows(terminal: Terminal) -> None:
    item = terminal.json("announce", "a").document["id"]

    assert "has not reached the station" in terminal("why", item[:5]).out


def test_without_anything_the_station_is_missed(terminal: Terminal) -> None:
    assert terminal("why", "x").status == 69
