"""Approve, reject, edit and cancel."""

from __future__ import annotations

from typing import Any

import pytest

from loudspeaker.cli import decide
from tests.cli.conftest import Terminal
from tests.cli.servers import answering
from tests.cli.test_announce import ANSWER

DUE = "2026-11-24T17:00:00.000+07:00"
APPROVED = {**ANSWER, "state": "rendering", "due": DUE}
COST = {
    "duration_s": 23.5,
    "points": 2,
    "point_seconds": 47.0,
    "day": "2026-11-24",
    "counts": True,
    "limit_s": 300.0,
    "used_s": 60.0,
    "planned_s": 30.0,
    "left_s": 186.5,
}
CHANGES = {
    "version": 1,
    "author": "soan (simulated identity)",
    "fields": [
        {"field": "points", "before": [1, 2, 3], "after": [1, 4]},
        {"field": "due", "before": None, "after": DUE},
    ],
    "words": [
        {"kind": "same", "text": "a b c d e f g mời"},
        {"kind": "out", "text": "họp"},
        {"kind": "in", "text": "đi\u202e tiêm"},
        {"kind": "same", "text": "lúc bảy giờ a b c d e f"},
    ],
    "text_changed": True,
}
DETAILS = {
    **ANSWER,
    "content_sha256": "ab" * 32,
    "changes": {"last": None, "aired": None},
    "airtime": COST,
}


def _at_a_terminal(monkeypatch: pytest.MonkeyPatch, *, answer: bool) -> list[str]:
    asked: list[str] = []

    def confirm(text: str, *, default: bool) -> bool:
        assert not default
        asked.append(text)
        return answer

    monkeypatch.setattr(decide, "is_asked", lambda: True)
    monkeypatch.setattr("typer.confirm", confirm)
    return asked


def _answers() -> dict[str, Any]:
    return {"for_approval": lambda _a: DETAILS, "approve": lambda _a: APPROVED}


def test_a_pipe_is_not_asked(terminal: Terminal) -> None:
    with answering(terminal.home.control_socket, _answers()) as asked:
        told = terminal("approve", "7k3m", "--as", "duyet")

    assert told.status == 0
    assert asked == [("approve", {"id": "7k3m", "content_sha256": None, "as": "duyet"})]
    assert told.out.startswith(
        "Announcement 7k3m9x2q is approved; it sounds at 17:00 on Tuesday 24/11/2026."
    )


def test_in_a_terminal_exactly_what_was_shown_is_approved(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    questions = _at_a_terminal(monkeypatch, answer=True)
    with answering(terminal.home.control_socket, _answers()) as asked:
        told = terminal("approve", "7k3m")

    assert questions == ["Approve exactly this?"]
    assert asked[-1] == ("approve", {"id": "7k3m", "content_sha256": "ab" * 32})
    assert "  mời họp." in told.out
    assert "Written by: soan (simulated)" in told.out


def test_without_a_yes_nothing_is_approved(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    _at_a_terminal(monkeypatch, answer=False)
    with answering(terminal.home.control_socket, _answers()) as asked:
        told = terminal("approve", "7k3m")

    assert told.status == 1
    assert [op for op, _ in asked] == ["for_approval"]
    assert told.out.endswith("Not approved.\n")


def test_yes_may_be_said_beforehand(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    questions = _at_a_terminal(monkeypatch, answer=False)
    with answering(terminal.home.control_socket, _answers()):
        assert terminal("approve", "7k3m", "--yes").status == 0
    assert questions == []


def test_a_schedule_is_approved_without_a_time(terminal: Terminal) -> None:
    answer = {**ANSWER, "schedule": "ve-sinh"}
    with answering(terminal.home.control_socket, {"approve": lambda _a: answer}):
        assert "at each time of its schedule" in terminal("approve", "7k3m").out


def test_rejecting(terminal: Terminal) -> None:
    answer = {**ANSWER, "state": "rejected", "why": "sai ngày"}
    with answering(terminal.home.control_socket, {"reject": lambda _a: answer}) as asked:
        told = terminal("reject", "7k3m", "--why", "sai ngày")

    assert asked == [("reject", {"id": "7k3m", "why": "sai ngày"})]
    assert "was sent back to soan (simulated): sai ngày" in told.out


def test_cancelling(terminal: Terminal) -> None:
    with answering(terminal.home.control_socket, {"cancel": lambda _a: ANSWER}) as asked:
        told = terminal("cancel", "7k3m")

    assert asked == [("cancel", {"id": "7k3m"})]
    assert "is cancelled" in told.out


def test_editing_sends_what_is_given(terminal: Terminal) -> None:
    with answering(terminal.home.control_socket, {"edit": lambda _a: ANSWER}) as asked:
        told = terminal("edit", "7k3m", "--text", "Mời họp", "--zone", "Thôn 2")
        terminal("edit", "7k3m", "--now")

    assert asked == [
        ("edit", {"id": "7k3m", "text": "Mời họp", "zone": "Thôn 2"}),
        ("edit", {"id": "7k3m", "now": True}),
    ]
    assert "must be approved anew" in told.out


@pytest.mark.parametrize("command", [["approve"], ["cancel"], ["edit", "--now"]])
def test_a_station_that_is_down_decides_nothing(terminal: Terminal, command: list[str]) -> None:
    told = terminal.json(*command, "7k3m")

    assert (told.status, told.error["code"]) == (69, "unavailable")


# --- what the approver is shown -------------------------------------------------------------------


def _shown(terminal: Terminal, monkeypatch: pytest.MonkeyPatch, **details: Any) -> list[str]:
    """Return what is told before the question."""
    _at_a_terminal(monkeypatch, answer=False)
    answers = {"for_approval": lambda _a: {**DETAILS, **details}}
    with answering(terminal.home.control_socket, answers):
        return terminal("approve", "7k3m").out.splitlines()


def test_a_first_version_shows_its_cost(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = _shown(terminal, monkeypatch)
    assert not any(line.startswith("Changed") for line in told)
    assert told[-4:-1] == [
        "Airtime: 24 seconds at 2 points (47 seconds of listening altogether).",
        "  Of the 5 minutes allowed on 24/11: 1 minute aired, 30 seconds planned, this one 24 seconds.",  # noqa: E501
        "  3 minutes 6 seconds remain.",
    ]


def test_what_changed_is_marked_word_by_word(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    aired = {**CHANGES, "version": 0, "fields": [], "words": [], "text_changed": True}
    told = _shown(terminal, monkeypatch, changes={"last": CHANGES, "aired": aired})
    start = told.index("Changed since version 1 (by soan (simulated)):")
    assert told[start + 1 : start + 6] == [
        "  Points: 1-3 → 1, 4",
        "  Time: none → 17:00 on Tuesday 24/11/2026",
        "  … c d e f g mời [-họp-] {+đi tiêm+} lúc bảy giờ a b c …",
        "Changed since it was last aired, version 0 (by soan (simulated)):",
        "  It is written differently and read the same.",
    ]


def test_the_version_that_was_aired_is_not_shown_twice(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = _shown(terminal, monkeypatch, changes={"last": CHANGES, "aired": CHANGES})
    assert sum(line.startswith("Changed") for line in told) == 1


@pytest.mark.parametrize(
    ("cost", "line"),
    [
        ({"left_s": -61.0}, "  That is 1 minute 1 second too much: what comes last that day"),
        ({"counts": False}, "  An emergency does not count for the day's minutes."),
        ({"used_s": None, "left_s": None}, "  Of the 5 minutes allowed on 24/11: an unknown time"),
        ({"limit_s": None}, "Airtime: 24 seconds"),
    ],
)
def test_the_days_minutes(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, cost: dict[str, Any], line: str
) -> None:
    told = _shown(terminal, monkeypatch, airtime={**COST, **cost})
    assert told[-2].startswith(line)


def test_a_program_binds_its_approval_to_what_it_was_shown(terminal: Terminal) -> None:
    with answering(terminal.home.control_socket, _answers()) as asked:
        terminal("approve", "7k3m", "--seen", "cd" * 32)
    assert asked == [("approve", {"id": "7k3m", "content_sha256": "cd" * 32})]


def test_who_approves_for_somebody_is_told_so(terminal: Terminal) -> None:
    answer = {**APPROVED, "approver": "C", "approver_for": "An (simulated identity)"}
    with answering(terminal.home.control_socket, {"approve": lambda _a: answer}):
        told = terminal("approve", "7k3m", lang="vi")
    assert "C duyệt thay An (đóng vai)." in told.out.splitlines()
