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
DETAILS = {**ANSWER, "content_sha256": "ab" * 32}


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
    return {"show": lambda _a: DETAILS, "approve": lambda _a: APPROVED}


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
    assert [op for op, _ in asked] == ["show"]
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
