"""People on the command line: listed, changed, delegated to."""

from __future__ import annotations

import json
import os
from typing import Any

import pytest

from loudspeaker.cli import users
from loudspeaker.config.identity import account_of
from loudspeaker.errors import PeopleRefused
from loudspeaker.model.delegation import ACCOUNT_CHANGES
from loudspeaker.sentences import doors
from tests.cli.conftest import Terminal
from tests.cli.servers import answering

DUE = "2026-12-11T00:00:00.000+07:00"
AN = {
    "name": "An",
    "roles": ["approver", "admin"],
    "acting_roles": ["admin"],
    "account": "an",
    "account_exists": False,
    "last_seen": "2026-12-01T12:00:00.000+07:00",
}
DECIDES = "Chi decides for An until the end of 10/12/2026."
GIVEN = {"giver": "An", "holder": "Chi\u202e", "until": DUE, "why": "Nghỉ", "in_force": False}
CHANGES: list[dict[str, Any]] = [
    {"what": "added", "before": None, "after": {"roles": ["editor"], "os_user": "chi"}},
    {"what": "removed", "before": {"roles": ["editor"], "os_user": None}, "after": None},
    {"what": "roles", "before": ["editor"], "after": ["editor", "approver"]},
    {"what": "account", "before": None, "after": "chi2"},
    {"what": "delegated", "before": None, "after": GIVEN},
    {"what": "ended", "before": GIVEN, "after": None},
    {"what": "ended", "before": GIVEN, "after": None, "by": None},
    {"what": "roles", "before": ["editor"], "after": ["viewer"], "by": None},
]
ALL = [{"wall": DUE, "by": "quantri", "person": "Chi", **change} for change in CHANGES]
CHANGED = {"people": [AN], "warnings": [{"advice": "no_second_person", "line": 3}]}


def test_the_list_tells_who_does_not_approve_and_who_decides_for_whom(terminal: Terminal) -> None:
    document = {"people": [AN], "delegations": [GIVEN], "changes": ALL[2:3]}
    with answering(terminal.home.control_socket, {"users": lambda _a: document}):
        told, listed = terminal("users"), terminal("users", "list")

    assert told.out == listed.out
    assert told.out.splitlines()[1].split("  ")[0] == "An"
    assert "an (not there)" in told.out
    assert told.out.splitlines()[2:] == [
        "An administers the station and so approves nothing.",
        f"{DECIDES} Reason: Nghỉ. It does not count now: one of the two has other roles.",
        "Changed last (all: loudspeaker users log):",
        "  00:00 on Friday 11/12/2026: Chi is editor, approver instead of editor, by quantri",
    ]


def test_every_change_is_a_sentence(terminal: Terminal) -> None:
    document = {"changes": ALL, "intact": False}
    with answering(terminal.home.control_socket, {"users_log": lambda _a: document}):
        told = terminal("users", "log")

    at = "00:00 on Friday 11/12/2026: "
    assert told.out.splitlines() == [
        at + "Chi was entered (editor, chi), by quantri",
        at + "Chi was taken out (editor), by quantri",
        at + "Chi is editor, approver instead of editor, by quantri",
        at + "the account of Chi is chi2 instead of none, by quantri",
        at + "Chi decides for An until the end of 10/12/2026, by quantri",
        at + "Chi does not decide for An any more, by quantri",
        at + "Chi does not decide for An any more, because its time was over",
        at + "Chi is viewer instead of editor, in the file itself",
        "NOT all of them are as they were sealed: tell whoever oversees the station.",
    ]


def test_entering_tells_what_is_missing(terminal: Terminal) -> None:
    with answering(terminal.home.control_socket, {"users_add": lambda _a: CHANGED}) as asked:
        told = terminal("users", "add", "an", "--role", "admin", "--role", "viewer")

    request = {"name": "an", "roles": ["admin", "viewer"], "account": None}
    assert asked == [("users_add", request)]
    assert told.out.splitlines() == [
        "An: approver, administrator. Account: an (not there).",
        "This machine has no account an yet: sudo adduser an",
        "Nobody can approve now what somebody else has written.",
        "In force now; the file before is kept as station.yaml.old.",
    ]


def _last(arguments: dict[str, Any]) -> dict[str, Any]:
    if not arguments["sure"]:
        raise PeopleRefused(problem="last", person="An", role="approver")
    return {"people": [], "warnings": []}


@pytest.mark.parametrize(("answer", "status"), [(True, 0), (False, 1)])
def test_the_last_approver_is_asked_for(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, answer: bool, status: int
) -> None:
    monkeypatch.setattr(users, "is_asked", lambda: True)
    monkeypatch.setattr("typer.confirm", lambda _text, **_default: answer)
    with answering(terminal.home.control_socket, {"users_remove": _last}) as asked:
        told = terminal("users", "remove", "An")

    assert told.status == status
    assert told.out.startswith("After that NOBODY could approve")
    assert len(asked) == 1 + answer
    assert ("An is no person of the station any more." in told.out) is answer


def test_without_a_terminal_the_last_approver_needs_a_yes(terminal: Terminal) -> None:
    with answering(terminal.home.control_socket, {"users_role": _last}):
        told = terminal.json("users", "role", "An", "editor")
        sure = terminal.json("users", "role", "An", "editor", "--yes")

    assert (told.status, told.error["code"]) == (3, "people_refused")
    assert told.error["message"].endswith("If that is meant, say --yes.")
    assert sure.status == 0


def test_delegating_and_taking_back(terminal: Terminal) -> None:
    answers = {"delegate": lambda _a: GIVEN, "revoke": lambda _a: {"ended": [GIVEN]}}
    with answering(terminal.home.control_socket, answers) as asked:
        told = terminal("users", "delegate", "Chi", "--until", "10/12", "--why", "Nghỉ")
        back = terminal("users", "revoke", "Chi")

    assert asked[0] == ("delegate", {"name": "Chi", "until": "10/12", "why": "Nghỉ"})
    assert told.out.startswith("Chi decides for An until the end of 10/12/2026.")
    assert back.out == "Chi does not decide for An any more.\n"


# --- without a station ----------------------------------------------------------------------------


def test_people_are_changed_in_the_file_while_the_station_is_down(terminal: Terminal) -> None:
    told = terminal("users", "add", "Chi", "--role", "editor", "--as", "quantri")
    assert told.status == 0
    assert "In force when the station starts" in told.out
    assert "Chi" in terminal("users").out
    assert '  - {name: "Chi", roles: [editor]}' in terminal.home.station_file.read_text("utf-8")
    refused = terminal("users", "remove", "Chi", "--as", "soan")
    assert refused.status == 3
    assert terminal("users", "log").status == 69
    assert terminal("users", "delegate", "Chi", "--until", "31/12", "--as", "duyet").status == 69


def test_who_is_nobody_sees_nobody(terminal: Terminal) -> None:
    an = "{name: An, roles: [editor], os_user: somebody-else}"
    terminal.home.station_file.write_text(f"name: Xã\nprofile: station\npeople: [{an}]\n")
    told = terminal.json("users")
    assert (told.status, told.error["code"]) == (3, "person_unknown")
    assert told.error["facts"]["account"] == account_of(os.getuid())


def test_a_home_that_is_not_there(nowhere: Terminal) -> None:
    assert nowhere("users").status == 69


# --- signing in -----------------------------------------------------------------------------------

MADE = {"person": "An", "link": "abc", "until": DUE, "forgets_code": True}
SESSION = {
    "id": "7k3m2p9q",
    "person": "An",
    "address": "10.0.0.1",
    "begun_at": DUE,
    "seen_at": DUE,
    "own": False,
}
TOKEN = {
    "id": "7k3m2p9q",
    "person": "An",
    "label": "Cổng\u202e xã",
    "roles": ["editor"],
    "acting_roles": [],
    "until": DUE,
    "token": "s3cret",
}


def test_a_link_is_shown_whole(terminal: Terminal) -> None:
    with answering(terminal.home.control_socket, {"users_link": lambda _a: dict(MADE)}) as asked:
        told = terminal("users", "link", "An", "--address", "https://loa.vn/", "--forget-code")
        wrong = terminal("users", "link", "An", "--address", "loa.vn")

    assert asked == [("users_link", {"name": "An", "forget_code": True})]
    assert told.out.splitlines()[1] == "https://loa.vn/link/abc"
    assert "once, until 00:00 on Friday 11/12/2026" in told.out
    assert wrong.status == 2


def test_a_link_leads_to_where_the_pages_are(terminal: Terminal) -> None:
    file = terminal.home.station_file
    with answering(terminal.home.control_socket, {"users_link": lambda _a: dict(MADE)}):
        assert "http://127.0.0.1:8080/link/" in terminal("users", "link", "An").out
        here = {"address": "http://127.0.0.1:8093/", "pid": os.getpid()}
        terminal.home.web_file.write_text(json.dumps(here))
        assert "http://127.0.0.1:8093/link/" in terminal("users", "link", "An").out
        file.write_text(file.read_text() + "\nweb: {public_address: https://loa.example.vn}\n")
        assert "https://loa.example.vn/link/" in terminal("users", "link", "An").out


def test_sessions_and_tokens_are_listed_and_ended(terminal: Terminal) -> None:
    answers = {
        "sessions": lambda _a: {"sessions": [SESSION]},
        "session_end": lambda a: {"ended": [a["id"]] if a["id"] else []},
        "tokens": lambda _a: {"tokens": [TOKEN]},
        "token_add": lambda _a: TOKEN,
        "token_revoke": lambda a: {"ended": [a["id"]]},
    }
    with answering(terminal.home.control_socket, answers):
        assert "10.0.0.1" in terminal("users", "sessions", "list").out
        ended = terminal("users", "sessions", "end", "7k3m2p9q").out
        none = terminal("users", "sessions", "end", "--all").out
        assert terminal("users", "sessions", "end").status == 2
        assert "Cổng xã" in terminal("users", "token", "list").out
        made = terminal(
            *("users", "token", "add", "--label", "x", "--role", "editor", "--until", "10/12")
        ).out
        revoked = terminal("users", "token", "revoke", "7k3m2p9q").out

    assert ended == revoked == "7k3m2p9q has ended and lets nobody in any more.\n"
    assert none == "Nobody is signed in.\n"
    assert made.splitlines()[:2] == [
        "Token 7k3m2p9q (Cổng xã): editor, until the end of 10/12/2026.",
        "s3cret",
    ]


def test_every_change_of_accounts_is_a_sentence(terminal: Terminal) -> None:
    changes: list[dict[str, Any]] = [
        {"wall": DUE, "by": None, "what": what, "person": "An", "before": None, "after": {}}
        for what in ACCOUNT_CHANGES
    ]
    changes[0]["after"] = {"label": "x", "roles": ["editor"]}
    with answering(
        terminal.home.control_socket, {"users_log": lambda _a: {"changes": changes, "intact": True}}
    ):
        told = terminal("users", "log").out
    assert told.count("An") == len(changes)
    assert set(ACCOUNT_CHANGES) == set(doors.ACCOUNT_CHANGES)
