"""Commands of plug-ins: found by their name, asked of the station, printed."""

from __future__ import annotations

from typing import Any

import pytest

from loudspeaker.errors import EntryRefused, PluginFailed, ProcessUnavailable
from tests.cli.conftest import Terminal
from tests.cli.servers import answering

OFFICE: dict[str, Any] = {
    "address": "Thôn 1\x1b[31m",
    "week": {"mon": "7:30-11:30, 13:30-17:00", **dict.fromkeys(("tue", "wed", "thu", "fri"), "")}
    | {"sat": "", "sun": ""},
    "days": [{"day": "2027-09-02", "hours": "", "reason": "Quốc khánh"}],
    "contacts": [{"post": "Văn phòng", "phone": "113", "about": "hỏi chung"}],
    "now": "Hôm nay nghỉ.",
    "change": 3,
    "changed_at": "2026-12-01T12:00:00.000+07:00",
    "changed_by": "soan",
}
CHANGE = {"change": 3, "at": "2026-12-01T12:00:00.000+07:00", "by": "soan", "what": "liên hệ"}


def asked(terminal: Terminal, action: str, answer: Any, *words: str) -> tuple[Any, dict[str, Any]]:
    """Return what a command says and what it asked."""
    with answering(terminal.home.control_socket, {action: lambda _a: answer}) as requests:
        told = terminal("office", *words)
    assert told.status == 0, told.err
    ((op, request),) = requests
    assert op == action
    return told, request


def test_what_holds_is_shown(terminal: Terminal) -> None:
    told, request = asked(terminal, "office.show", OFFICE, "show", "--as", "duyet")
    assert request == {"as": "duyet"}
    assert "7 giờ 30 – 11 giờ 30, 13 giờ 30 – 17 giờ" in told.out
    assert "thứ Năm 2/9/2027: nghỉ (Quốc khánh)" in told.out
    assert "Văn phòng: 113 (hỏi chung)" in told.out
    assert "\x1b" not in told.out


def test_json_is_the_answer_as_it_came(terminal: Terminal) -> None:
    with answering(terminal.home.control_socket, {"office.show": lambda _a: OFFICE}):
        assert terminal.json("office", "show").document == OFFICE


@pytest.mark.parametrize(
    ("words", "action", "request_"),
    [
        (
            ("set", "--days", "mon-wed,sat", "--hours", "7-11", "--address", "Thôn 2"),
            "office.set",
            {"week": dict.fromkeys(("mon", "tue", "wed", "sat"), "7-11"), "place": "Thôn 2"},
        ),
        (("set", "--address", ""), "office.set", {"week": {}, "place": ""}),
        (("set", "--days", "sun", "--hours", ""), "office.set", {"week": {"sun": ""}}),
        (("set", "--days", "xx", "--hours", ""), "office.set", {"week": {"xx": ""}}),
        (
            ("day", "2/9/2027", "--reason", "lễ"),
            "office.day_set",
            {"day": "2/9/2027", "reason": "lễ", "hours": ""},
        ),
        (("day", "2/9/2027", "--remove"), "office.day_remove", {"day": "2/9/2027"}),
        (
            ("contact", "Y tế", "115", "--about", "cấp cứu"),
            "office.contact_set",
            {"post": "Y tế", "phone": "115", "about": "cấp cứu"},
        ),
        (("contact", "Y tế", "--remove"), "office.contact_remove", {"post": "Y tế"}),
        (("undo", "3"), "office.undo", {"change": 3}),
    ],
)
def test_each_command_asks_for_its_action(
    terminal: Terminal, words: tuple[str, ...], action: str, request_: dict[str, Any]
) -> None:
    _told, request = asked(terminal, action, OFFICE, *words)
    assert request == request_


def test_all_weekdays_are_seven(terminal: Terminal) -> None:
    _told, request = asked(terminal, "office.set", OFFICE, "set", "--hours", "7-11")
    assert len(request["week"]) == 7


def test_the_changes_are_listed(terminal: Terminal) -> None:
    told, _request = asked(terminal, "office.history", [CHANGE], "history")
    assert "12:00 01/12/2026" in told.out


@pytest.mark.parametrize(
    ("error", "status", "told"),
    [
        (EntryRefused(where="ngày", problem="đã qua rồi"), 4, "Chưa lưu gì. Hãy sửa ở mục ngày"),
        (PluginFailed(plugin="office", problem="late"), 69, "không trả lời kịp"),
        (PluginFailed(plugin="office", problem="off", detail="x"), 69, "không chạy được"),
        (ProcessUnavailable(process="station"), 69, "không trả lời"),
    ],
)
def test_a_refusal_is_a_sentence(
    terminal: Terminal, error: Exception, status: int, told: str
) -> None:
    def refuse(_arguments: Any) -> Any:
        raise error

    with answering(terminal.home.control_socket, {"office.show": refuse}):
        said = terminal("office", "show", lang="vi")
    assert said.status == status
    assert told in said.err


def test_help_lists_what_the_plug_in_adds(terminal: Terminal) -> None:
    told = terminal("office", "--help")
    assert told.status == 0
    for name in ("show", "set", "day", "contact", "history", "undo"):
        assert name in told.out
        assert "Example: loudspeaker office" in terminal("office", name, "--help").out
    assert "What the plug-in office adds." in told.out


def test_a_name_that_is_nearly_one_is_suggested(terminal: Terminal) -> None:
    assert "did you mean office?" in terminal("offise", "show").err
    assert terminal("guard").status == 2


def test_one_that_is_switched_off_has_no_commands(terminal: Terminal) -> None:
    text = terminal.home.station_file.read_text("utf-8")
    terminal.home.station_file.write_text(f"{text}\noffice: {{enabled: false}}\n", "utf-8")
    told = terminal("office", "show")
    assert told.status == 2
    assert "There is no command office" in told.err


BAD = "from loudspeaker.hookspecs import hookimpl\n"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("raise ValueError", "off (ValueError)"),
        (BAD + "@hookimpl\ndef register_commands(app):\n    raise KeyError", "off (KeyError)"),
        (BAD + "@hookimpl\ndef register_commands(app):\n    app.nothing()", "off (AttributeError)"),
    ],
)
def test_one_that_cannot_be_loaded_is_said(terminal: Terminal, text: str, why: str) -> None:
    switch_on(terminal, text)
    told = terminal("bad", "show")
    assert told.status == 69
    assert why in told.err
    assert terminal("queue", "--help").status == 0


def switch_on(terminal: Terminal, text: str) -> None:
    """Put a plug-in into the home."""
    path = terminal.home.root / "plugins" / "bad.py"
    path.parent.mkdir(mode=0o700, exist_ok=True)
    path.write_text(text, "utf-8")
    path.chmod(0o600)
    station = terminal.home.station_file.read_text("utf-8")
    terminal.home.station_file.write_text(f"{station}\nplugins: [bad]\n", "utf-8")


ASKS = (
    BAD
    + """
@hookimpl
def register_commands(app):
    def do(action: str):
        app.ask(action)

    def more():
        pass

    app.add("do", do, does="x", example="loudspeaker bad do")
    app.add("more", more, does="x", example="loudspeaker bad more")
"""
)


def test_a_command_asks_only_for_what_is_the_plug_ins_own(terminal: Terminal) -> None:
    switch_on(terminal, ASKS)
    offered: dict[str, Any] = {name: lambda _a: {} for name in ("bad.do", "approve", "office.set")}
    with answering(terminal.home.control_socket, offered) as requests:
        told = [terminal("bad", "do", name) for name in offered]
    assert [each.status for each in told] == [0, 69, 69]
    assert [op for op, _request in requests] == ["bad.do"]
    assert "not its own" in told[1].err


def test_without_a_home_there_are_none(nowhere: Terminal) -> None:
    assert nowhere("office", "show").status == 2


def test_dossiers_are_asked_for_by_their_own_names(terminal: Terminal) -> None:
    code = "H03.12.25-261201-0001"
    answer = {"code": code, "state_label": "Đang xử lý"}
    with answering(terminal.home.control_socket, {"dossiers.act": lambda _a: answer}) as requests:
        told = terminal("dossiers", "act", code, "start")
    assert (told.status, told.out.strip()) == (0, f"{code}: Đang xử lý")
    assert requests[0][1] == {"code": code, "act": "start", "reason": ""}
