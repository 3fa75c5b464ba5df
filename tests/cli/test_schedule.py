"""Schedules: from the station, and from the files alone."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from loudspeaker.system.home import Home
from tests.cli.conftest import ALL_DAY, Terminal
from tests.cli.servers import answering

FILE = """\
title: Tin sáng
cron: {cron}
text: |
  Chào buổi sáng bà con.
zone: Thôn 1
"""
ROW: dict[str, Any] = {
    "name": "tin-sang",
    "title": "Tin sáng",
    "cron": ["30 5 * * *"],
    "state": "draft",
    "paused": False,
    "next": "2026-11-25T05:30:00.000+07:00",
}


def _file(home: Home, name: str, cron: str = "30 5 * * *") -> Path:
    path = home.schedules / f"{name}.yaml"
    path.write_text(FILE.format(cron=cron))
    return path


def test_a_running_station_lists_its_schedules(terminal: Terminal) -> None:
    rows = [ROW, {**ROW, "paused": True, "next": None}]
    with answering(terminal.home.control_socket, {"schedules": lambda _a: rows}):
        lines = terminal("schedule", "list").out.splitlines()
        assert terminal.json("schedule", "list").document == rows

    assert lines[1].split("  ")[-1] == "25/11 05:30"
    assert "waiting for approval" in lines[1]
    assert lines[2].endswith("paused")


def test_files_are_listed_without_a_station(terminal: Terminal) -> None:
    _file(terminal.home, "tin-sang")
    (terminal.home.schedules / "broken.yaml").write_text("title: x")

    rows = terminal.json("schedule", "list").document
    told = terminal("schedule", "list")

    assert [row["name"] for row in rows] == ["tin-sang", "ve-sinh-moi-truong"]
    assert rows[0]["state"] is None
    assert rows[0]["next"][11:16] == "05:30"
    assert rows[1] | {"next": None, "paused": True} == rows[1]
    assert "unknown: station not running" in told.out


def test_what_will_sound(terminal: Terminal) -> None:
    _file(terminal.home, "tin-sang", "'*/30 * * * *'")

    found = terminal.json("schedule", "next", "--hours", "2").document
    told = terminal("schedule", "next", "--hours", "2")

    assert len(found["items"]) == 4
    assert {item["schedule"] for item in found["items"]} == {"tin-sang"}
    assert found["items"][0]["points"] == [1, 2]
    assert "Tin sáng" in told.out
    assert "Nothing is planned until" in terminal("schedule", "next", "--hours", "0.001").out


def test_a_running_station_is_asked_what_will_sound(terminal: Terminal) -> None:
    item = {"due": ROW["next"], "title": "x", "points": [1], "state": "ready"}
    answer = {"from": ROW["next"], "to": ROW["next"], "items": [item]}
    with answering(terminal.home.control_socket, {"next": lambda _a: answer}) as asked:
        told = terminal("schedule", "next", "--hours", "48")

    assert asked == [("next", {"hours": 48.0})]
    assert "ready" in told.out


def test_a_good_file(terminal: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "tin-sang.yaml"
    path.write_text(FILE.format(cron="30 5 * * *"))

    told = terminal.json("schedule", "check", str(path))
    text = terminal("schedule", "check", str(path)).out

    assert told.status == 0
    assert told.document["script"] == "chào buổi sáng bà con."
    assert told.document["points"] == [1, 2]
    assert len(told.document["next"]) == 10
    assert told.document["clashes"] == told.document["outside_hours"] == []
    assert "is valid: “Tin sáng”." in text
    assert text.count("05:30 on ") == 10


def test_times_outside_the_allowed_hours_are_refused(terminal: Terminal) -> None:
    text = terminal.home.station_file.read_text()
    terminal.home.station_file.write_text(text.replace(ALL_DAY[1], ALL_DAY[0]))
    path = _file(terminal.home, "dem", "0 3 * * *")

    told = terminal("schedule", "check", str(path))

    assert told.status == 3
    assert told.out.count("← outside the allowed hours") == 10
    assert "10 of its times are outside the allowed hours" in told.out


def test_clashes_with_others_are_told(terminal: Terminal) -> None:
    _file(terminal.home, "a")
    path = _file(terminal.home, "b")

    told = terminal.json("schedule", "check", str(path))

    assert told.status == 0
    assert {(c["first"], c["second"]) for c in told.document["clashes"]} == {("a", "b")}
    assert "“a” is still heard for" in terminal("schedule", "check", str(path)).out


def test_a_paused_file_says_so(terminal: Terminal) -> None:
    path = _file(terminal.home, "a", "0 5 30 2 *")
    path.write_text(path.read_text() + "paused: true\n")

    told = terminal("schedule", "check", str(path))

    assert "It is paused" in told.out
    assert "no times in the next five weeks" in told.out


@pytest.mark.parametrize(
    ("content", "status"),
    [("title: x", 78), (FILE.format(cron="0 5 * * funday"), 78), ("\x00", 78), ("[" * 99, 78)],
)
def test_a_bad_file(terminal: Terminal, tmp_path: Path, content: str, status: int) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(content)

    told = terminal("schedule", "check", str(path))

    assert told.status == status
    assert str(path) in told.err


def test_a_file_that_is_none(terminal: Terminal, tmp_path: Path) -> None:
    assert terminal("schedule", "check", str(tmp_path / "x.yaml")).status == 4
    assert terminal("schedule", "check", str(tmp_path)).status == 4


def test_pausing_and_going_on(terminal: Terminal) -> None:
    answers = {"pause": lambda _a: {**ROW, "paused": True}, "unpause": lambda _a: ROW}
    with answering(terminal.home.control_socket, answers) as asked:
        paused = terminal("schedule", "pause", "tin-sang", "--as", "duyet")
        resumed = terminal("schedule", "resume", "tin-sang")

    assert asked[0] == ("pause", {"name": "tin-sang", "as": "duyet"})
    assert "is paused" in paused.out
    assert "next time: 05:30 on Wednesday 25/11/2026" in resumed.out
    assert "still waits for approval" in resumed.out


def test_without_a_home(nowhere: Terminal) -> None:
    assert nowhere("schedule", "list").status == 78
