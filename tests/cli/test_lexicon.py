"""The commune's own words from the command line: by the station, and by the file alone."""

from __future__ import annotations

from typing import Any

from tests.cli.conftest import Terminal
from tests.cli.servers import answering

ADDED: dict[str, Any] = {
    "written": "Pù Cà",
    "reading": "pù ca",
    "sounds": {},
    "conflicts": [
        {"kind": "rule", "written": "Pù Cà", "reading": "pù cà"},
        {"kind": "longer", "written": "Pù Cà Thượng", "reading": "pù cà trên"},
    ],
    "approve_again": ["tin-sang"],
}


def test_a_running_station_is_asked(terminal: Terminal) -> None:
    with answering(terminal.home.control_socket, {"lexicon_add": lambda _a: ADDED}) as asked:
        told = terminal("lexicon", "add", "Pù Cà", "pù ca", "--as", "soan", "--espeak", "pu2")
    ((_, request),) = asked
    assert request["espeak"] == "pu2"
    assert request["as"] == "soan"
    assert "“Pù Cà” is read “pù ca” from now on." in told.out
    assert "Until now “Pù Cà” was read “pù cà”." in told.out
    assert "that longer entry is taken" in told.out
    assert "approved again: tin-sang" in told.out


def test_without_a_station_the_file_is_changed_by_the_same_rules(terminal: Terminal) -> None:
    assert "There are none yet" in terminal("lexicon", "list").out
    assert terminal("lexicon", "add", "BTXZ", "bản trên").status == 0
    assert terminal("lexicon", "add", "Nà Ít").status == 0
    rows = terminal.json("lexicon", "list").document
    assert [(row["written"], row["reading"]) for row in rows] == [
        ("BTXZ", "bản trên"), ("Nà Ít", "nà ít"),
    ]  # fmt: skip
    assert "bản trên họp" in terminal("script", "BTXZ họp").out
    assert "taken out" in terminal("lexicon", "remove", "BTXZ").out
    assert "bê tê ích dét" in terminal("script", "BTXZ họp").out


def test_refusals_say_what_to_do(terminal: Terminal) -> None:
    told = terminal("lexicon", "add", "năm", "niên")
    assert told.status == 4
    assert "always read by rules" in told.err
    terminal("lexicon", "add", "Pù Cà", "pù ca")
    again = terminal("lexicon", "add", "pù cà", "pù cà")
    assert again.status == 4
    assert "--replace" in again.err
    assert terminal("lexicon", "remove", "Nà Ngăm").status == 5
    assert terminal("lexicon", "add", "Pù", "pù", "--as", "quantri").status == 0


def test_a_bad_file_is_named_with_its_line(terminal: Terminal) -> None:
    terminal.home.lexicon_file.write_text("words:\n  - written: năm\n    reading: niên\n", "utf-8")
    told = terminal("lexicon", "list")
    assert told.status == 78
    assert "lexicon.yaml:2" in told.err
    assert terminal("script", "Họp").status == 78
    assert terminal("announce", "Họp").status == 0, "a station would take it too"


def test_without_a_home_there_is_nothing_to_change(nowhere: Terminal) -> None:
    assert nowhere("lexicon", "add", "Pù Cà", "pù ca").status == 69
