"""Emergencies, drills, corrections, reviews and templates at the command line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from loudspeaker.cli import emergency_options, released
from loudspeaker.cli.output import is_asked
from loudspeaker.model.siren import SirenSound
from tests.cli.conftest import Terminal
from tests.cli.servers import answering

PLAN: dict[str, Any] = {
    "state": "unconfirmed",
    "template": "lu",
    "title": "Cảnh báo lũ",
    "kind": "announcement",
    "confirm": "lũ",
    "content_sha256": "a" * 64,
    "points": [1, 4],
    "siren": {"sound": "wail", "blasts": 3, "blast_s": 20, "gap_s": 10},
    "repeat": 2,
    "duration_estimate_s": 120.0,
    "level": 3,
    "colour": "orange",
    "every_min": 15,
    "lasts_min": 60,
    "airings": 4,
    "script": "lũ đang lên.",
    "audit": [],
}
ROW = {**PLAN, "id": "7k3m", "occurrence": "7k3m-1", "state": "rendering", "recurs": None}
FIELD = {
    "name": "noi",
    "type": "place",
    "ask": "Ở đâu?",
    "example": "ven suối",
    "default": None,
    "most": 80,
    "low": 0.0,
    "high": 9.0,
}
SHOWN: dict[str, Any] = {
    **PLAN,
    "name": "lu",
    "id": "tm11",
    "version": 2,
    "state": "draft",
    "approver": None,
    "sha256": "b" * 64,
    "template": {
        "fields": [FIELD],
        "confirm": "lũ",
        "siren": PLAN["siren"],
        "every_min": 15,
        "lasts_min": 60,
    },
}


def _kind(arguments: dict[str, Any]) -> str:
    if arguments.get("drill"):
        return "drill"
    return "live" if arguments["template"] == "truc-tiep" else "announcement"


@pytest.fixture
def asked(terminal: Terminal) -> Iterator[list[tuple[str, dict[str, Any]]]]:
    answers = {
        "emergency_plan": lambda _a: PLAN,
        "emergency": lambda a: {**ROW, "kind": _kind(a)},
        "template": lambda _a: SHOWN,
        "templates": lambda _a: [{**SHOWN, "approved": False}],
        "approve": lambda _a: {"id": "tm11", "state": "approved"},
        "correct_plan": lambda _a: {**PLAN, "kind": "correction"},
        "correct": lambda _a: {**ROW, "kind": "correction", "recurs": "chieu"},
        "reviews_due": lambda _a: [
            {**ROW, "author": "soan", "due": "2026-12-02T12:00:00.000+07:00", "overdue": True}
        ],
        "review_done": lambda a: {**ROW, "author": "soan", "note": a.get("note")},
    }
    with answering(terminal.home.control_socket, answers) as requests:
        yield requests


Asked = list[tuple[str, dict[str, Any]]]


def test_without_the_word_it_is_shown_and_nothing_is_aired(
    terminal: Terminal, asked: Asked
) -> None:
    told = terminal("emergency", "lu", "--set", "noi=thôn 2", "--points", "1,4")

    assert told.status == 2
    assert [op for op, _ in asked] == ["emergency_plan"]
    assert asked[0][1]["values"] == {"noi": "thôn 2"}
    assert "EMERGENCY: Cảnh báo lũ" in told.out
    assert "slow siren, 3 × 20 s, 10 s of silence between" in told.out
    assert "level 3 (orange)" in told.out
    assert "every 15 minutes, for 60 minutes: 4 times in all" in told.out
    assert "--confirm “lũ”" in told.err
    assert "\x1b" not in told.out, "no colours in a pipe"


def test_in_json_the_plan_is_one_document(terminal: Terminal, asked: Asked) -> None:
    told = terminal.json("emergency", "lu")
    assert (told.status, told.document) == (2, PLAN)
    assert len(asked) == 1


def test_with_the_word_it_is_aired(terminal: Terminal, asked: Asked) -> None:
    told = terminal("emergency", "lu", "--set", "noi= thôn = 2", "--confirm", "lu", "--key", "k")

    assert told.status == 0
    ((op, request),) = asked
    assert op == "emergency"
    assert (request["confirm"], request["values"]) == ("lu", {"noi": " thôn = 2"})
    assert request["key"] == "k"
    assert "loudspeaker cancel 7k3m" in told.out
    assert "again every 15 minutes" in told.out


def test_a_live_one_waits_for_its_microphone(terminal: Terminal, asked: Asked) -> None:
    told = terminal("emergency", "truc-tiep", "--confirm", "truc tiep")
    assert told.status == 0
    assert "READY" in told.out
    assert "loudspeaker live speak 7k3m" in told.out
    assert [op for op, _ in asked] == ["emergency"], "without a terminal nobody speaks by that"


def test_a_drill_is_asked_for_as_one(terminal: Terminal, asked: Asked) -> None:
    told = terminal("drill", "lu", "--zone", "Thôn 1", "--confirm", "lũ")
    assert asked[0][1]["drill"] is True
    assert "that it is a drill" in told.out


@pytest.mark.parametrize("written", [("noi",), ("=x",), ("noi=a", "noi=b")])
def test_set_takes_a_field_and_a_value_once(terminal: Terminal, written: tuple[str, ...]) -> None:
    options = [part for each in written for part in ("--set", each)]
    told = terminal("emergency", "lu", *options)
    assert told.status == 2
    assert "FIELD=VALUE" in told.err


# --- in a terminal --------------------------------------------------------------------------------


@pytest.fixture
def person(monkeypatch: pytest.MonkeyPatch) -> Callable[[list[str]], list[str]]:
    """Stand at a terminal and give these answers, one after the other."""

    def answering_with(answers: list[str]) -> list[str]:
        asked: list[str] = []

        def prompt(text: str, **_more: object) -> str:
            asked.append(text)
            return answers.pop(0)

        for module in ("emergency", "emergency_options", "correct", "template"):
            monkeypatch.setattr(f"loudspeaker.cli.{module}.is_asked", lambda: True)
        monkeypatch.setattr("typer.prompt", prompt)
        monkeypatch.setattr("typer.confirm", lambda text, **_more: prompt(text) == "y")
        return asked

    assert not is_asked()
    return answering_with


def test_what_is_missing_is_asked_for_until_it_can_be_said(
    terminal: Terminal, asked: Asked, person: Callable[[list[str]], list[str]]
) -> None:
    questions = person(["Thôn 2. Chạy!", "thôn 2", "không", "LU"])
    told = terminal("emergency", "lu")

    assert told.status == 0
    assert questions[:2] == ["Ở đâu?", "Ở đâu?"]
    assert "not a sentence" in told.out
    assert [op for op, _ in asked] == ["template", "emergency_plan", "emergency"]
    assert asked[-1][1]["values"] == {"noi": "thôn 2"}
    assert asked[-1][1]["content_sha256"] == PLAN["content_sha256"]


def test_no_word_airs_nothing(
    terminal: Terminal, asked: Asked, person: Callable[[list[str]], list[str]]
) -> None:
    person([""])
    told = terminal("drill", "lu")
    assert told.status == 1
    assert [op for op, _ in asked] == ["emergency_plan"], "a drill asks for no fields"


def test_a_wrong_word_may_be_typed_again_twice(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    typed = iter(["x", "y", "z", "lũ"])
    monkeypatch.setattr("typer.prompt", lambda *_a, **_k: next(typed))
    assert emergency_options.word_typed("lũ") == "z"


# --- correct and review ---------------------------------------------------------------------------


def test_a_correction_is_aired_and_says_what_recurs(terminal: Terminal, asked: Asked) -> None:
    told = terminal("correct", "7k3m", "--text", "Họp lúc 20 giờ.")
    assert told.status == 0
    assert asked[0] == ("correct", {"id": "7k3m", "text": "Họp lúc 20 giờ."})
    assert "schedule pause chieu" in told.out


def test_in_a_terminal_a_correction_is_shown_first(
    terminal: Terminal, asked: Asked, person: Callable[[list[str]], list[str]]
) -> None:
    person(["n"])
    assert terminal("correct", "7k3m").status == 1
    person(["y"])
    assert terminal("correct", "7k3m").status == 0
    assert [op for op, _ in asked] == ["correct_plan", "correct_plan", "correct"]
    assert asked[-1][1]["content_sha256"] == PLAN["content_sha256"]


def test_what_waits_for_a_review_is_listed(terminal: Terminal, asked: Asked) -> None:
    told = terminal("review")
    assert "overdue" in told.out
    assert "7k3m" in told.out
    terminal("review", "7k3m", "--note", "đúng")
    assert asked[-1] == ("review_done", {"id": "7k3m", "note": "đúng"})


# --- templates ------------------------------------------------------------------------------------


def test_the_list_says_what_is_to_be_approved(terminal: Terminal, asked: Asked) -> None:
    told = terminal("template", "list")
    assert asked
    assert "waiting for approval" in told.out
    assert "loudspeaker template approve lu" in told.out


def test_approval_is_of_what_was_shown(
    terminal: Terminal, asked: Asked, person: Callable[[list[str]], list[str]]
) -> None:
    assert terminal("template", "approve", "lu").status == 0
    assert asked[-1] == ("approve", {"id": "tm11", "content_sha256": PLAN["content_sha256"]})
    person(["n"])
    assert terminal("template", "approve", "lu").status == 1


def test_a_file_is_checked_without_a_station(terminal: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "thu.yaml"
    path.write_text(
        "title: Lũ\nconfirm: lũ\ntext: Nước lên ở {noi}.\n"
        "siren: {sound: steady, blasts: 2, blast_s: 5}\n"
        "fields:\n  - {name: noi, type: place, ask: Ở đâu?, example: ven suối}\n",
        "utf-8",
    )
    told = terminal("template", "check", str(path))
    document = terminal.json("template", "check", str(path)).document

    assert told.status == 0
    assert "steady tone, 2 × 5 s" in told.out
    assert "--set noi=…" in told.out
    assert document["drill_script"].startswith("đây là diễn tập")
    assert document["duration_estimate_s"] > 10

    path.write_text("title: Lũ\nconfirm: lũ\ntext: Nước lên ở {noi}.\n", "utf-8")
    told = terminal("template", "check", str(path))
    assert told.status == 78
    assert "thu.yaml:3" in told.err
    assert terminal("template", "check", "khong-co.yaml").status == 4


def test_every_sound_and_colour_has_a_word() -> None:
    assert set(released.SOUNDS) == {sound.value for sound in SirenSound}
    assert set(released.COLOURS) == set(released._INK)


@pytest.mark.parametrize("kind", released.KINDS)
def test_each_kind_has_a_colour_of_its_own_in_a_terminal(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("loudspeaker.cli.released.is_terminal", lambda: True)
    row = {**PLAN, "kind": kind, "id": "7k3m"}
    lines = {released.headline({**row, "kind": other}, "{title} {id}") for other in released.KINDS}
    assert len(lines) == len(released.KINDS)
    assert released.headline(row, "{title}").startswith("\x1b[")
