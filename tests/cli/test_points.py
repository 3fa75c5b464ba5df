"""``points`` and its verbs, against processes that answer as the test wants."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from loudspeaker.errors import NotFound, NotNow, RoleMissing
from tests.cli.conftest import Terminal
from tests.cli.servers import answering
from tests.cli.test_card import ANSWER

WHEN = "2026-11-24T17:00:00.000+07:00"
LATER = "2026-11-24T17:05:00.000+07:00"
ROW: dict[str, Any] = {
    "number": 4,
    "name": "Trạm y tế",
    "zone": 2,
    "zone_name": "Thôn 2",
    "volume": 60,
    "latitude": None,
    "longitude": None,
    "commanded_at": WHEN,
    "commanded_for": "7k3m9x2q-1",
    "kind": "announcement",
    "proved_at": None,
    "proof": None,
    "reported_at": LATER,
    "heard": "weak",
    "note": "nhỏ\x1b[2J",
    "told_by": "Trưởng thôn 2",
    "repair": "Đứt dây",
    "repair_since": WHEN,
    "volume_wanted": 80,
    "volume_sent_at": None,
    "keys": "current",
}
DETAILS: dict[str, Any] = {
    **ROW,
    "reports": [{**ROW, "id": 1, "point": 4, "at": LATER, "written_by": "soan"}],
    "repairs": [
        {
            "id": 1,
            "point": 4,
            "note": "Đứt dây",
            "opened_at": WHEN,
            "opened_by": "soan",
            "closed_at": None,
            "closed_by": None,
        }
    ],
    "key_events": [{"wall": WHEN, "event": "card", "person": "quantri", "point": 4, "epoch": 1}],
}
KNOWN = [str(number) for number in range(1, 12)]


def unknown(_arguments: dict[str, Any]) -> Any:
    raise NotFound(kind="point", name="99", known=KNOWN)


# --- looking --------------------------------------------------------------------------------------


def test_the_list_says_how_each_point_is(terminal: Terminal) -> None:
    with answering(terminal.home.control_socket, {"points": lambda _a: [ROW]}):
        heading, line = terminal("points").out.splitlines()
        assert terminal.json("points").document == [ROW]
    assert heading.split("  ")[0] == "Point"
    assert "80 (waits)" in line
    assert "24/11 17:00" in line
    assert "weak, 24/11 17:05" in line
    assert line.endswith("Đứt dây")
    assert "Proved" not in heading
    assert "Keys" not in heading


def test_proof_and_keys_have_a_column_only_if_they_tell_points_apart(terminal: Terminal) -> None:
    row = {**ROW, "proved_at": WHEN, "proof": "ack", "keys": "old", "kind": "test"}
    with answering(terminal.home.control_socket, {"points": lambda _a: [row]}):
        heading, line = terminal("points").out.splitlines()
    assert "Proved" in heading
    assert "Keys" in heading
    assert line.endswith("old, to be enrolled")
    assert "24/11 17:00 (test)" in line


def test_without_a_station_it_says_that_their_state_is_not_known(terminal: Terminal) -> None:
    told = terminal("points")
    assert (told.status, len(told.out.splitlines())) == (0, 12)
    assert told.err.startswith("The station is not running: how the points are is not known.")
    assert terminal.json("points").document[3]["heard"] is None
    assert terminal.json("points").err == ""


def test_a_number_shows_one_point_in_full(terminal: Terminal) -> None:
    with answering(terminal.home.control_socket, {"point": lambda _a: DETAILS}) as asked:
        told, same = terminal("points", "4"), terminal("points", "show", "4")
        assert terminal.json("points", "4", "--as", "duyet").document == DETAILS
    assert told.out == same.out
    assert [arguments for _op, arguments in asked] == [
        {"point": 4},
        {"point": 4},
        {"point": 4, "as": "duyet"},
    ]
    for words in (
        "Point 4: Trạm y tế (Thôn 2)",
        "Volume: 80: goes out with the next airing",
        "for 7k3m9x2q-1. Commanded is not confirmed.",
        "Nothing proves that it played: FM is one-way.",
        "weak; told by Trưởng thôn 2: nhỏ[2J",
        "To be repaired since 17:00 on Tuesday 24/11/2026: Đứt dây",
        "Keys: newest",
        "card made",
    ):
        assert words in told.out
    assert "confirmed" not in told.out.replace("Commanded is not confirmed", "")


def test_a_point_that_nothing_is_known_of(terminal: Terminal) -> None:
    told = terminal("points", "4")
    assert "Volume: 80, as in the hardware file" in told.out
    assert "Not commanded yet." in told.out
    assert "loudspeaker points report 4 --heard ok" in told.out


# --- a point that is not there --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "op"),
    [
        (("99",), "point"),
        (("show", "99"), "point"),
        (("test", "99"), "points_trial"),
        (("test", "99", "--yes"), "points_trial"),
        (("report", "99", "--heard", "ok"), "points_report"),
        (("report", "99", "--repair", "x"), "points_report"),
        (("volume", "99", "50"), "points_volume"),
        (("enrol", "99", "--done"), "enrolled"),
        (("enrol", "99", "--out", "{folder}/x.png"), "card"),
    ],
)
def test_a_point_that_is_not_there_names_those_that_are(
    terminal: Terminal, tmp_path: Path, arguments: tuple[str, ...], op: str
) -> None:
    given = [word.format(folder=tmp_path) for word in arguments]
    socket = terminal.home.air_socket if op in ("card", "enrolled") else None
    with answering(socket or terminal.home.control_socket, {op: unknown}):
        told, document = terminal("points", *given), terminal.json("points", *given)
    assert (told.status, document.status) == (5, 5)
    assert "There are: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11." in told.err
    assert document.error["facts"]["known"] == KNOWN
    assert not (tmp_path / "x.png").exists()


def test_also_without_a_station(terminal: Terminal) -> None:
    told = terminal.json("points", "99")
    assert told.status == 5
    assert told.error["facts"]["known"] == KNOWN


@pytest.mark.parametrize("verb", ["test 4 --yes", "report 4 --heard ok", "volume 4 50"])
def test_verbs_need_the_station(terminal: Terminal, verb: str) -> None:
    assert terminal("points", *verb.split()).status == 69


@pytest.mark.parametrize("verb", ["enrol 4 --done", "keys list", "keys rotate --yes"])
def test_keys_need_playout_alone(terminal: Terminal, verb: str) -> None:
    with answering(terminal.home.control_socket, {}):
        assert terminal("points", *verb.split()).status == 69


# --- test -----------------------------------------------------------------------------------------

TEXT = "Đây là thử loa điểm 4. Bà con không cần làm gì."
AIRED = {"points": [4], "text": TEXT, "occurrence": "x-1", "due": WHEN, "duration_s": 3.5}
TRIAL: dict[str, Callable[[dict[str, Any]], Any]] = {
    "points_trial": lambda _a: {"points": [4], "text": TEXT},
    "points_test": lambda _a: AIRED,
}


def test_a_script_must_say_yes(terminal: Terminal) -> None:
    with answering(terminal.home.control_socket, TRIAL) as asked:
        assert terminal("points", "test", "4").status == 2
        assert terminal.json("points", "test", "4").error["facts"]["option"] == "--yes"
        assert {op for op, _ in asked} == {"points_trial"}
        told = terminal("points", "test", "4", "--yes")
        assert terminal.json("points", "test", "4", "--yes").document == AIRED
    assert told.status == 0
    assert "loudspeaker points report 4 --heard ok" in told.out


@pytest.mark.parametrize(("answer", "aired"), [(True, True), (False, False)])
def test_a_person_is_told_what_will_be_heard_and_asked(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, answer: bool, aired: bool
) -> None:
    monkeypatch.setattr("loudspeaker.cli.point_verbs.is_asked", lambda: True)
    monkeypatch.setattr("typer.confirm", lambda *_a, **_k: answer)
    with answering(terminal.home.control_socket, TRIAL) as asked:
        told = terminal("points", "test", "4")
    assert f"At points 4 people will hear, quietly and at once: “{TEXT}”" in told.out
    assert [op for op, _ in asked] == ["points_trial", "points_test"][: 1 + aired]
    assert told.status == (0 if aired else 1)


def test_all_points_are_tested_without_a_number(terminal: Terminal) -> None:
    with answering(terminal.home.control_socket, TRIAL) as asked:
        terminal("points", "test", "--yes")
    assert [arguments["point"] for _op, arguments in asked] == [None, None]


@pytest.mark.parametrize(
    ("problem", "words"),
    [
        ("emergency", "There is an emergency (“Nước lên”)"),
        ("on_air", "“Nước lên” is on air."),
        ("soon", "“Nước lên” is about to be aired."),
    ],
)
def test_what_is_in_the_way_is_told(terminal: Terminal, problem: str, words: str) -> None:
    def refuse(_arguments: dict[str, Any]) -> Any:
        raise NotNow(action="points_test", problem=problem, detail="Nước lên")

    with answering(terminal.home.control_socket, {**TRIAL, "points_test": refuse}):
        told = terminal("points", "test", "4", "--yes")
    assert told.status == 5
    assert told.err.startswith(words)


# --- report and volume ----------------------------------------------------------------------------


def test_a_report_says_all_that_was_given(terminal: Terminal) -> None:
    with answering(terminal.home.control_socket, {"points_report": lambda _a: DETAILS}) as asked:
        told = terminal(
            *("points", "report", "4", "--heard", "weak", "--note", "nhỏ", "--by", "Trưởng thôn"),
            *("--repair", "Đứt dây"),
        )
        terminal("points", "report", "4", "--repaired")
    assert told.status == 0
    assert asked[0][1] == {
        "point": 4,
        "heard": "weak",
        "note": "nhỏ",
        "by": "Trưởng thôn",
        "repair": "Đứt dây",
        "repaired": False,
    }
    assert asked[1][1]["repaired"] is True


def test_a_volume_waits_for_the_next_airing(terminal: Terminal) -> None:
    with answering(terminal.home.control_socket, {"points_volume": lambda _a: DETAILS}) as asked:
        told = terminal("points", "volume", "4", "80")
    assert asked[0][1] == {"point": 4, "volume": 80}
    assert told.out.startswith("Point 4 is told volume 80 with the next airing.")


# --- keys -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["png", "svg", "pdf"])
def test_a_card_is_a_new_file_for_its_owner_alone(
    terminal: Terminal, tmp_path: Path, ending: str
) -> None:
    path = tmp_path / f"thẻ.{ending}"
    with answering(terminal.home.air_socket, {"card": lambda _a: ANSWER}) as asked:
        told = terminal("points", "enrol", "4", "--out", str(path))
        made = path.read_bytes()
        again = terminal.json("points", "enrol", "4", "--out", str(path))
    assert told.status == 0
    assert path.stat().st_mode & 0o777 == 0o600
    assert (again.status, again.error["facts"]["problem"]) == (4, "exists")
    assert path.read_bytes() == made
    assert len(asked) == 1, "nothing is asked for that cannot be kept"
    assert "thẻ" in told.out
    secrets = [key[:8] for key in ANSWER["keys"].values()]
    said = (told.out + told.err + again.out).lower()
    assert not [secret for secret in secrets if secret in said]


def test_a_card_as_json_holds_no_key(terminal: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "card.png"
    with answering(terminal.home.air_socket, {"card": lambda _a: ANSWER}):
        document = terminal.json("points", "enrol", "4", "--out", str(path)).document
    assert document == {"file": str(path), "point": 4, "epoch": 2}


def test_a_card_that_is_refused_leaves_no_file(terminal: Terminal, tmp_path: Path) -> None:
    def refuse(_arguments: dict[str, Any]) -> Any:
        raise RoleMissing(person="soan", action="points_enrol", wanted=["admin"])

    path = tmp_path / "card.pdf"
    with answering(terminal.home.air_socket, {"card": refuse}):
        told = terminal("points", "enrol", "4", "--out", str(path))
    assert told.status == 3
    assert told.err.startswith("soan may not enrol a point: only these roles may: administrator.")
    assert not path.exists()


def test_a_fitter_who_has_been_there_is_noted(terminal: Terminal) -> None:
    left: dict[str, Any] = {"point": 4, "epoch": 2, "to_go": [5, 6, 7]}
    with answering(terminal.home.air_socket, {"enrolled": lambda _a: left}):
        assert (
            "These points still have the old keys: 5-7."
            in terminal("points", "enrol", "4", "--done").out
        )
    with answering(terminal.home.air_socket, {"enrolled": lambda _a: {**left, "to_go": []}}):
        assert (
            "No point needs an old key any more." in terminal("points", "enrol", "4", "--done").out
        )


def test_new_keys_are_confirmed_first(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    made = {"epoch": 2, "points": [1, 2, 3]}
    monkeypatch.setattr("loudspeaker.cli.point_keys.is_asked", lambda: True)
    monkeypatch.setattr("typer.confirm", lambda *_a, **_k: False)
    with answering(terminal.home.air_socket, {"change_keys": lambda _a: made}) as asked:
        told = terminal("points", "keys", "rotate")
        assert (told.status, asked) == (1, [])
        told = terminal("points", "keys", "rotate", "--yes", "--as", "quantri")
    assert asked == [("change_keys", {"as": "quantri"})]
    assert told.out.startswith("New keys (number 2) are made; 3 points are to be enrolled anew.")


def test_which_keys_each_point_has(terminal: Terminal) -> None:
    document = {
        "epoch": 2,
        "held": {"1": "old", "2": "either", "3": "current"},
        "key_events": DETAILS["key_events"],
    }
    with answering(terminal.home.air_socket, {"keys": lambda _a: document}):
        out = terminal("points", "keys", "list").out
        assert terminal.json("points", "keys", "list").document == document
    assert "Keys number 2 are in force." in out
    assert "card made, not done yet" in out


def test_listing_loads_no_parser(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    def loaded(*_: object) -> None:
        raise AssertionError("the parser is not needed")

    monkeypatch.setattr("loudspeaker.cli.commands.Command.load", loaded)
    with answering(terminal.home.control_socket, {"points": lambda _a: [ROW]}):
        assert terminal("points").status == 0
