"""One sentence about one announcement, from the station or, when it is down, from the log."""

from __future__ import annotations

import re
from typing import Any

import pytest

from loudspeaker.asrun import Event, Reason
from loudspeaker.cli.sentences.fate import fate
from loudspeaker.cli.sentences.reasons import REASON_CODES, because
from loudspeaker.errors import NotFound
from loudspeaker.model.announcement import ItemState, OccurrenceState
from loudspeaker.sentences import language as language_module
from loudspeaker.station.outcomes import CHANGES_NOTHING, state_after
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


# --- every record that can be written has its sentence --------------------------------------------


def _recordable() -> list[tuple[Event, str | None, Reason | None]]:
    """Return every event that settles or changes an airing, with every result and reason."""
    return [
        (event, result, reason)
        for event in Event
        if event not in CHANGES_NOTHING
        for result in (("aired", "aired_partial") if event is Event.END else (None,))
        for reason in (None, *Reason)
    ]


@pytest.mark.parametrize("language", list(language_module.Language))
@pytest.mark.parametrize(("event", "result", "reason"), _recordable())
def test_every_event_and_reason_is_told_in_one_sentence(
    event: Event, result: str | None, reason: Reason | None, language: language_module.Language
) -> None:
    language_module.speak(language)
    record = {"event": event.value, "result": result}
    state = state_after(record)
    told = fate({**FACTS, "state": state.value, "reason": reason, "aired_at": AIRED})

    assert told.startswith("“Mời họp {x}”")
    assert told.endswith((".", "loudspeaker run"))
    assert len(told.splitlines()) == 1
    if reason is not None and event is not Event.START:
        assert because(reason) in told
        assert not REASON_CODES.isdisjoint({reason.value})
    if language is language_module.Language.VIETNAMESE:
        assert not re.search(r"\b(the|was|because|nothing)\b", told)


def test_what_is_to_be_aired_again_is_said() -> None:
    told = fate({**FACTS, "state": "handed", "reason": "crash", "aired_at": AIRED})
    assert "was broken off after it had begun at 17:00:01" in told
    assert "it is aired again by itself" in told


def test_a_proof_behind_the_end_does_not_hide_it(terminal: Terminal) -> None:
    records = _records(terminal.home)
    proof = {**records[-1], "event": "heard", "result": None, "proof": "offair", "seq": 5}
    _write(terminal.home, [*records, proof])
    assert "was aired only in part" in terminal("why", "item2").out
