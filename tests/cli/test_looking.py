"""Queue, status, points and faults, with either process there or not."""

from __future__ import annotations

import os
from typing import Any

import pytest

from loudspeaker.config.identity import account_of
from tests.cli.conftest import Terminal
from tests.cli.servers import answering, hanging

DUE = "2026-11-24T17:00:00.000+07:00"
AIRING = {
    "occurrence": "7k3m9x2q-1",
    "item": "7k3m9x2q",
    "title": "Mời họp\u202e",
    "points": [1, 2, 3],
    "pos_ms": 65_000,
    "len_ms": 130_000,
}
FAULT = {"code": "transmitter", "severity": "error", "detail": "no answer", "since": DUE}
IDLE: dict[str, Any] = {
    "on_air": None,
    "stopped_since": None,
    "faults": [FAULT],
    "transmitter": {"keyed": False, "forward_w": 0.0, "reflected_w": 0.0, "temperature_c": 38.0},
}


def _status(air: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "station": "Đài xã",
        "now": DUE,
        "air": air,
        "on_air": air and air["on_air"],
        "stopped_since": air and air["stopped_since"],
        "counts": {"aired": 2, "draft": 1},
        "faults": [],
    }


def test_an_idle_station(terminal: Terminal) -> None:
    with answering(terminal.home.control_socket, {"status": lambda _a: _status(IDLE)}):
        told = terminal("status")

    assert told.out.splitlines() == [
        "Đài xã, 17:00 on Tuesday 24/11/2026",
        "Nothing is on air.",
        "Announcements: aired 2, waiting for approval 1",
        "Transmitter: forward 0 W, reflected 0 W, 38 °C",
        "Nothing is wrong.",
    ]


def test_everything_that_an_exciter_measures_is_shown(terminal: Terminal) -> None:
    measured = {"forward_w": 28.4, "vswr": 1.23, "temperature_c": None, "frequency_mhz": 98.5}
    air = {**IDLE, "transmitter": {"keyed": False, **measured}}
    with answering(terminal.home.control_socket, {"status": lambda _a: _status(air)}):
        told = terminal("status")

    assert "Transmitter: forward 28.4 W, VSWR 1.23, 98.5 MHz" in told.out.splitlines()


def test_a_station_on_air_shows_no_readings_from_before(terminal: Terminal) -> None:
    air = {**IDLE, "on_air": AIRING, "stopped_since": DUE}
    with answering(terminal.home.control_socket, {"status": lambda _a: _status(air)}):
        told = terminal("status")

    assert "ON AIR: “Mời họp” (7k3m9x2q), 1:05 of 2:10, points 1-3" in told.out
    assert "STOPPED since 17:00" in told.out
    assert "Transmitter" not in told.out


def test_playout_that_is_down_is_told(terminal: Terminal) -> None:
    with answering(terminal.home.control_socket, {"status": lambda _a: _status(None)}):
        assert "Playout (air) does not answer." in terminal("status").out


@pytest.mark.parametrize("station", ["gone", "halted"])
def test_without_the_station_playout_is_asked(terminal: Terminal, station: str) -> None:
    home = terminal.home
    with answering(home.air_socket, {"status": lambda _a: IDLE}):
        if station == "halted":
            with hanging(home.control_socket):
                told, document = terminal("status"), terminal.json("status").document
        else:
            told, document = terminal("status"), terminal.json("status").document
        faults = terminal("faults")

    assert told.status == 0
    assert "! The station is not running" in told.out
    assert "! The transmitter does not answer, since 17:00 on Tuesday 24/11/2026" in told.out
    assert "  → check its power" in told.out
    assert document["station"] is None
    assert [fault["code"] for fault in document["faults"]] == ["station", "transmitter"]
    assert "! The station is not running" in faults.out


@pytest.mark.parametrize("command", ["status", "faults", "queue"])
def test_with_both_down_it_says_so(terminal: Terminal, command: str) -> None:
    told = terminal.json(command)

    assert told.status == 69
    assert told.error["code"] == "unavailable"


def test_the_queue(terminal: Terminal) -> None:
    row = {
        "id": "7k3m9x2q",
        "due": DUE,
        "state": "draft",
        "points": [1, 2, 3, 9],
        "priority": "emergency",
        "title": "a\x1b[2J\nb",
        "schedule": None,
    }
    rows = [row, {**row, "due": None}, {**row, "due": None, "schedule": "ve-sinh"}]
    with answering(terminal.home.control_socket, {"queue": lambda _a: rows}) as asked:
        told, document = terminal("queue", "--as", "duyet"), terminal.json("queue").document

    assert told.out.splitlines()[1].split("  ")[:2] == ["7k3m9x2q", "24/11 17:00"]
    assert told.out.splitlines()[1].endswith("1-3, 9  emergency  a[2J b")
    assert "at approval" in told.out.splitlines()[2]
    assert "by schedule" in told.out.splitlines()[3]
    assert document == rows
    assert asked[0] == ("queue", {"as": "duyet"})


def test_a_queue_of_thousands_is_cut_for_people_and_whole_for_programs(terminal: Terminal) -> None:
    row = {"due": DUE, "state": "ready", "points": [1], "priority": "normal", "title": "Họp"}
    rows = [{**row, "id": f"{number:08}", "schedule": None} for number in range(1_203)]
    with answering(terminal.home.control_socket, {"queue": lambda _a: rows}):
        told, document = terminal("queue"), terminal.json("queue").document

    assert len(told.out.splitlines()) == 1 + 200 + 1
    assert "1003 more: loudspeaker queue --json" in told.out.splitlines()[-1]
    assert document == rows


def test_an_empty_queue_says_what_to_do(terminal: Terminal) -> None:
    with answering(terminal.home.control_socket, {"queue": lambda _a: []}):
        assert "loudspeaker announce" in terminal("queue").out


def test_points_come_from_the_file_when_the_station_is_down(terminal: Terminal) -> None:
    rows = terminal.json("points").document

    assert [row["number"] for row in rows] == list(range(1, 12))
    assert {row["zone_name"] for row in rows} == {f"Thôn {n}" for n in range(1, 10)}
    assert terminal("points").out.splitlines()[1].split() == [
        *("1", "Trụ", "sở", "UBND", "xã", "Thôn", "1", "80")
    ]


def test_points_of_a_running_station(terminal: Terminal) -> None:
    row = {"number": 4, "name": "x", "zone": 2, "zone_name": "Thôn 2", "volume": 60}
    with answering(terminal.home.control_socket, {"points": lambda _a: [row]}):
        assert terminal.json("points").document == [row]


def test_points_that_anybody_can_open_are_called_so(terminal: Terminal) -> None:
    assert "NOT AUTHENTICATED" not in terminal("points").out
    file = terminal.home.station_file
    text = file.read_text("utf-8").replace("hardware: simulated", "hardware: legacy-tones")
    file.write_text(text, "utf-8")
    assert {row["authenticated"] for row in terminal.json("points").document} == {False}
    assert "NOT AUTHENTICATED: anybody can open these points." in terminal("points").out


def test_faults_of_a_running_station(terminal: Terminal) -> None:
    warning = {"code": "voice_substituted", "severity": "warning", "detail": "", "since": DUE}
    with answering(terminal.home.control_socket, {"faults": lambda _a: [warning]}):
        told = terminal("faults")

    assert told.out.startswith("· An announcement was spoken by the built-in voice")


ENTRY = {**FAULT, "process": "air", "count": 1, "ended": None, "acknowledged_at": None}


def test_faults_are_told_by_how_bad_they_are_and_what_is_over_last(terminal: Terminal) -> None:
    rows = [
        {**ENTRY, "code": "chime", "severity": "notice", "count": 3},
        {**ENTRY, "code": "spool", "ended": DUE, "count": 2},
        {**ENTRY, "severity": "critical", "acknowledged_at": DUE, "acknowledged_by": "soan"},
    ]
    with answering(terminal.home.control_socket, {"faults": lambda _a: rows}) as asked:
        told = terminal("faults", "--all")

    assert asked[0][1]["all"] is True
    marks = [line[:2].strip() for line in told.out.splitlines() if line[0] not in " W"]
    assert marks == ["!!", "·", "-"]
    assert told.out.splitlines()[0].endswith("[critical: transmitter]")
    assert "    soan knows of it since 17:00 on Tuesday 24/11/2026." in told.out.splitlines()
    assert "    It came back: 3 times by now." in told.out.splitlines()
    assert told.out.splitlines()[-3] == "What is over:"


def test_somebody_knows_of_a_fault(terminal: Terminal) -> None:
    answers = {"faults_acknowledge": lambda _a: [ENTRY]}
    with answering(terminal.home.control_socket, answers) as asked:
        assert terminal.json("faults", "--ack", "transmitter").document == [ENTRY]
    assert asked == [("faults_acknowledge", {"code": "transmitter"})]
    assert terminal("faults", "--ack", "x", "--all").status == 2


def test_the_history_is_the_stations_alone(terminal: Terminal) -> None:
    with answering(terminal.home.air_socket, {"status": lambda _a: IDLE}):
        assert terminal("faults", "--all").status == 69


def test_a_person_is_checked_before_anything_is_asked(terminal: Terminal) -> None:
    told = terminal.json("queue", "--as", "ai đó")

    assert told.status == 5
    assert told.error["facts"]["known"] == ["soan", "duyet", "quantri"]


@pytest.mark.parametrize("command", [("queue",), ("script", "a"), ("doctor",)])
def test_nobody_acts_as_another_on_a_real_station(
    terminal: Terminal, command: tuple[str, ...]
) -> None:
    text = terminal.home.station_file.read_text()
    real = text.replace("profile: simulated", "profile: station").replace("24:00", "21:00")
    terminal.home.station_file.write_text(real)

    told = terminal.json(*command, "--as", "soan")

    assert told.status == 3
    assert told.error["code"] == "simulated_only"


def test_a_voice_for_tests_is_refused_on_a_real_station_also_while_it_is_down(
    terminal: Terminal,
) -> None:
    an = f"{{name: An, roles: [editor], os_user: {account_of(os.getuid())}}}"
    text = f"name: Xã\nprofile: station\npeople: [{an}]\n"
    terminal.home.station_file.write_text(text)

    told = terminal("announce", "Họp.", "--voice", "tone")

    assert told.status == 3
    assert told.err.startswith("--voice tone works in the simulated profile only")
    assert "loudspeaker voices list" in told.err
    with terminal.home.station_file.open("a") as stream:
        stream.write("voice: tone\n")
    refused = terminal("points")
    assert refused.status == 78
    assert "voice is not allowed like this on this station" in refused.err


def test_a_broken_configuration_names_file_and_line_on_standard_error(terminal: Terminal) -> None:
    with terminal.home.station_file.open("a") as stream:
        stream.write("voise: vi-bac\n")
    lines = len(terminal.home.station_file.read_text().splitlines())

    told = terminal.json("points")

    assert told.status == 78
    assert told.error["code"] == "configuration"
    assert told.err.startswith(f"{terminal.home.station_file}:{lines}:1: there is no key voise")


def test_an_unexpected_error_is_a_sentence_with_its_trace_in_the_log(terminal: Terminal) -> None:
    with answering(terminal.home.control_socket, {"queue": lambda _a: [{"strange": 1}]}):
        told = terminal("queue")

    assert told.status == 70
    assert told.err.startswith("The program made a mistake of its own (KeyError: 'id').")
    assert "Traceback" not in told.err + told.out
    assert "KeyError" in (terminal.home.logs / "cli.log").read_text()
