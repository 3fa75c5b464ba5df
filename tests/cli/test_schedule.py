"""Schedules: from the station, and from the files alone."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from loudspeaker.cli.sentences.timetable_change import show_change
from loudspeaker.cli.sentences.timetable_words import EXPECTED
from loudspeaker.config.mourning import RANGE_EXPECTED
from loudspeaker.config.schedules import APART_EXPECTED
from loudspeaker.model import STATION_ZONE, iso
from loudspeaker.system.home import Home
from loudspeaker.timetable import day_words, times
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
    assert text.partition("Next times:")[2].count("05:30 on ") == 10 + 1  # and what changes


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
    assert "“Tin sáng” is still heard for" in terminal("schedule", "check", str(path)).out


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


# --- what a file meets and changes ----------------------------------------------------------------


def _announcement(due: str, length_s: float = 120.0) -> dict[str, Any]:
    return {
        "id": "7k3m9x2q",
        "schedule": None,
        "due": due,
        "title": "Họp thôn",
        "priority": "normal",
        "points": [1],
        "state": "ready",
        "duration_estimate_s": length_s,
        "mourning_until": None,
    }


def test_clashes_with_announcements_are_told(terminal: Terminal) -> None:
    path = _file(terminal.home, "a", "'* * * * *'")
    due = (datetime.now(STATION_ZONE) + timedelta(hours=2)).replace(second=30)
    answer = {"from": iso(due), "to": iso(due), "items": [_announcement(iso(due))]}
    with answering(terminal.home.control_socket, {"next": lambda _a: answer}):
        told = terminal.json("schedule", "check", str(path)).document
        text = terminal("schedule", "check", str(path)).out

    assert told["announcements_known"] is True
    assert "7k3m9x2q" in {clash["first"] for clash in told["clashes"]}
    assert "“Họp thôn” is still heard for" in text
    alone = terminal("schedule", "check", str(path)).out
    assert "single announcements are not looked at" in alone


def test_the_minutes_of_a_day_are_added_up(terminal: Terminal) -> None:
    text = terminal.home.station_file.read_text()
    terminal.home.station_file.write_text(text + "max_minutes_a_day: 1\n")
    _file(terminal.home, "a", "0 5 * * *")
    path = _file(terminal.home, "b", "'*/15 6-8 * * *'")

    told = terminal("schedule", "check", str(path))

    assert told.status == 3
    assert "all that is planned takes" in told.out
    assert "1 are allowed" in told.out
    assert terminal("schedule", "check", str(_file(terminal.home, "b", "0 6 * * *"))).status == 0


def test_days_of_mourning_are_marked(terminal: Terminal) -> None:
    tomorrow = datetime.now(STATION_ZONE).date() + timedelta(days=1)
    terminal.home.mourning_file.write_text(f"days: [{tomorrow}]\n")
    path = _file(terminal.home, "a", "'0 5,6 * * *'")

    told = terminal("schedule", "check", str(path))
    held = terminal("schedule", "next", "--hours", "48").out

    assert told.out.count("← a day of mourning") == 2
    assert "held: mourning" in held
    assert "What is held falls on days of mourning" in held


def test_what_a_file_changes_is_shown(terminal: Terminal, tmp_path: Path) -> None:
    now = datetime.now(STATION_ZONE)
    first, second = now + timedelta(hours=2), now + timedelta(hours=3)
    _file(terminal.home, "a", f"0 {first.hour} * * *")
    changed = tmp_path / "a.yaml"
    changed.write_text(FILE.format(cron=f"0 {second.hour} * * *"))

    told = terminal.json("schedule", "check", str(changed)).document["change"]
    text = terminal("schedule", "check", str(changed)).out
    same = terminal("schedule", "check", str(terminal.home.schedules / "a.yaml")).out
    new = terminal.json("schedule", "check", str(_file(terminal.home, "b"))).document["change"]

    assert (len(told["added"]), len(told["dropped"]), told["kept"]) == (1, 1, [])
    assert "  + " in text
    assert "  − " in text
    assert "With it nothing changes in the next 24 hours" in same
    assert new["is_new"] is False  # it lies in schedules/ already


CHANGE = {
    "is_new": False,
    "paused": False,
    "added": ["2026-11-25T17:00:00.000+07:00"],
    "dropped": ["2026-11-25T05:30:00.000+07:00"],
    "kept": [],
    "mourned": ["2026-11-25T17:00:00.000+07:00"],
}


def test_a_change_is_told_by_time(capsys: pytest.CaptureFixture[str]) -> None:
    show_change(CHANGE)
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].startswith("  − 05:30")
    assert lines[2].startswith("  + 17:00")
    assert lines[2].endswith("← a day of mourning: only emergencies sound")
    show_change({**CHANGE, "paused": True})
    assert "The schedule is paused" in capsys.readouterr().out
    show_change(None)
    assert capsys.readouterr().out == ""


# --- mourning -------------------------------------------------------------------------------------


def test_mourning_is_declared_and_shown(terminal: Terminal) -> None:
    days = {"days": [{"first": "2026-07-25", "last": "2026-07-26"}], "until": ROW["next"]}
    answers = {name: lambda _a: days for name in ("mourning", "mourning_on", "mourning_off")}
    with answering(terminal.home.control_socket, answers) as asked:
        told = terminal("schedule", "mourning", "--on", "25/7/2026..26/7/2026", "--as", "duyet").out
        terminal("schedule", "mourning", "--off", "2026-07-25")
        terminal("schedule", "mourning")

    assert asked == [
        ("mourning_on", {"days": "25/7/2026..26/7/2026", "as": "duyet"}),
        ("mourning_off", {"days": "2026-07-25"}),
        ("mourning", {}),
    ]
    assert "MOURNING until 05:30" in told
    assert "Saturday 25/07/2026 – Sunday 26/07/2026" in told
    both = terminal("schedule", "mourning", "--on", "x", "--off", "y")
    assert both.status == 2


def test_mourning_is_read_from_the_file_without_a_station(terminal: Terminal) -> None:
    assert "No days of mourning" in terminal("schedule", "mourning").out
    terminal.home.mourning_file.write_text("days: 2026-07-25\n")
    assert "  Saturday 25/07/2026" in terminal("schedule", "mourning").out
    assert terminal("schedule", "mourning", "--on", "2026-07-26").status == 69


def test_every_form_of_plain_words_has_its_sentence() -> None:
    """What the core says could stand there is known to translators, and nothing else is."""
    core = {*times.ADVICE, *day_words.ADVICE, APART_EXPECTED, RANGE_EXPECTED}
    assert core <= EXPECTED
    assert EXPECTED - core == {"times, cron or seasons", "times or cron"}


def test_a_time_in_words_that_does_not_fit_is_said_in_vietnamese(terminal: Terminal) -> None:
    path = _file(terminal.home, "a")
    path.write_text("title: A\ntimes: hằng ngày 5h chiều\ntext: x\n")
    told = terminal("schedule", "check", str(path), lang="vi")
    assert told.status == 78
    assert f"{path}:2:21: " in told.err
    assert "giờ tính theo 24 giờ" in told.err
