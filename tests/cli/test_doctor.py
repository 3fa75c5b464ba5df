"""What doctor finds, and what it says to do."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import pytest

from loudspeaker.bootstrap.settings import load_settings
from loudspeaker.cli.call import split
from loudspeaker.cli.checkup import devices, machine, processes, station
from loudspeaker.cli.checkup.finding import Finding, Level
from loudspeaker.config.shipped import find
from loudspeaker.errors import DeviceFailure
from loudspeaker.system.home import Home
from loudspeaker.system.machine_clock import is_steered
from tests.cli.conftest import Terminal
from tests.cli.servers import answering
from tests.cli.test_listening import _settings


class Usage(NamedTuple):
    """As shutil gives it."""

    total: int
    used: int
    free: int


FAULT = {"code": "transmitter", "severity": "error", "detail": "no answer", "since": None}


def _levels(findings: Any) -> list[tuple[str, Level]]:
    found: list[Finding] = list(findings)
    assert all(each.what for each in found)
    assert all(bool(each.todo) is (each.level is not Level.OK) for each in found)
    return [(each.check, each.level) for each in found]


def test_the_clock(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(machine, "RTC_FOLDER", tmp_path)
    monkeypatch.setattr(machine, "is_steered", lambda: False)
    assert _levels(machine.clock()) == [("clock", Level.WARN), ("rtc", Level.WARN)]

    (tmp_path / "rtc0").mkdir()
    monkeypatch.setattr(machine, "is_steered", lambda: True)
    assert _levels(machine.clock()) == [("clock", Level.OK), ("rtc", Level.OK)]


def test_the_kernel_is_asked_about_its_clock() -> None:
    assert is_steered() in (True, False)


@pytest.mark.parametrize(
    ("free", "level"), [(9 * 10**9, Level.OK), (10**9, Level.WARN), (10**8, Level.FAIL)]
)
def test_the_disk(home: Home, monkeypatch: pytest.MonkeyPatch, free: int, level: Level) -> None:
    monkeypatch.setattr("shutil.disk_usage", lambda _path: Usage(10**10, 0, free))

    assert _levels(machine.disk(home)) == [("disk", level)]
    assert _levels(machine.disk(Home(home.root / "not" / "there"))) == [("disk", level)]


@pytest.mark.parametrize(("found", "level"), [("/usr/bin/ffmpeg", Level.OK), (None, Level.WARN)])
def test_programs(monkeypatch: pytest.MonkeyPatch, found: str | None, level: Level) -> None:
    monkeypatch.setattr("shutil.which", lambda _name: found)

    assert _levels(machine.programs()) == [("ffmpeg", level)]


def test_people(home: Home) -> None:
    everyone = load_settings(home).station
    home.station_file.write_text("name: x\npeople:\n  - {name: a, roles: [editor, approver]}\n")
    alone = load_settings(home).station

    assert _levels(station.people(everyone))[0] == ("people", Level.OK)
    assert _levels(station.people(alone)) == [("people", Level.FAIL), ("configuration", Level.WARN)]


def test_keys(home: Home) -> None:
    assert _levels(station.keys(home)) == [("keys", Level.OK)] * 2
    home.seal_key.chmod(0o640)
    home.master_key.unlink()
    assert _levels(station.keys(home)) == [("keys", Level.FAIL)] * 2


def test_keys_behind_a_closed_door_are_as_they_should_be(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(station, "_is_readable_folder", lambda _folder: False)

    assert _levels(station.keys(home)) == [("keys", Level.OK)]


def test_permissions(home: Home) -> None:
    assert _levels(station.permissions(home)) == [("permissions", Level.OK)]
    home.station_file.chmod(0o666)
    assert _levels(station.permissions(home)) == [("permissions", Level.FAIL)]


def test_schedules(home: Home) -> None:
    settings = load_settings(home)
    assert _levels(station.schedules(home, settings)) == [("schedules", Level.OK)]
    (home.schedules / "x.yaml").write_text("title: x")
    assert _levels(station.schedules(home, settings)) == [("schedules", Level.FAIL)]


def test_the_simulated_sound_on_a_real_station_is_a_finding_and_no_crash(home: Home) -> None:
    home.station_file.write_text("name: x\nprofile: station\n")

    assert _levels(devices.sound(home, load_settings(home))) == [("sound", Level.FAIL)]


def test_simulated_ports_come_with_the_station(home: Home) -> None:
    assert _levels(devices.ports(home, load_settings(home))) == [("ports", Level.OK)] * 2


def test_ports_of_a_real_station(
    home: Home, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings = _settings(home, device="first", simulated=False)
    assert _levels(devices.ports(home, settings)) == [("ports", Level.FAIL)] * 2

    port = tmp_path / "port"
    port.touch()
    assert _levels(devices._port(port)) == [("ports", Level.FAIL)]
    assert _levels(devices._port(tmp_path)) == [("ports", Level.FAIL)]
    terminal = Path("/dev/tty")
    assert _levels(devices._port(terminal)) == [("ports", Level.OK)]
    monkeypatch.setattr(devices, "may_be_used", lambda _path: False)
    assert _levels(devices._port(terminal)) == [("ports", Level.FAIL)]
    monkeypatch.setattr(devices, "may_be_used", lambda _path: True)
    monkeypatch.setattr(devices, "_UNSTABLE", ("/dev/tty",))
    assert _levels(devices._port(terminal)) == [("ports", Level.WARN)]


def test_in_a_simulated_station_only_the_village_s_ports_are_simulated(home: Home) -> None:
    own = home.hardware / "own.yaml"
    text = find("hardware", "simulated").read_text("utf-8")
    own.write_text(text.replace("village/ports/transmitter", "run"), "utf-8")
    station_text = home.station_file.read_text("utf-8")
    home.station_file.write_text(station_text.replace("hardware: simulated", "hardware: own"))
    findings = list(devices.ports(home, load_settings(home)))
    assert [each.level for each in findings] == [Level.FAIL, Level.OK]
    assert findings[0].what == f"{home.root / 'run'} is a folder and no serial port."


def test_every_port_of_a_composite_transmitter_is_looked_at(home: Home) -> None:
    text = home.station_file.read_text("utf-8")
    named = text.replace("hardware: simulated", "hardware: exciter-telemetry")
    home.station_file.write_text(named, "utf-8")
    assert _levels(devices.ports(home, load_settings(home))) == [("ports", Level.OK)] * 3


def _missing(*_arguments: object) -> None:
    raise DeviceFailure(device="x", problem="libportaudio2 is missing")


def test_sound(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    simulated = load_settings(home)
    real = _settings(home, device="first", simulated=False)
    monkeypatch.setattr(devices, "load_library", lambda: None)
    monkeypatch.setattr(devices, "find_output", lambda name: name)
    monkeypatch.setattr(devices, "rate_problem", lambda _library, _device, _rate_hz: None)
    assert _levels(devices.sound(home, simulated)) == [("sound", Level.OK)]
    assert _levels(devices.sound(home, real)) == [("sound", Level.OK)]

    monkeypatch.setattr(
        devices,
        "rate_problem",
        lambda _library, _device, _rate_hz: "rate_missing: 48000 not in 44100",
    )
    (finding,) = devices.sound(home, real)
    assert finding.level is Level.FAIL
    assert "44100" in finding.what
    assert _levels(devices.sound(home, simulated)) == [("sound", Level.OK)]

    monkeypatch.setattr(devices, "find_output", _missing)
    assert _levels(devices.sound(home, real)) == [("sound", Level.FAIL)]

    monkeypatch.setattr(devices, "load_library", _missing)
    assert _levels(devices.sound(home, simulated)) == [("sound", Level.WARN)]
    assert _levels(devices.sound(home, real)) == [("sound", Level.FAIL)]


def test_a_station_that_does_not_run(terminal: Terminal) -> None:
    call, _ = split(["--home", str(terminal.home.root)], {})

    assert _levels(processes.running(call)) == [("running", Level.WARN)]


@pytest.mark.parametrize(
    ("approved", "levels"),
    [
        ([], [Level.WARN]),
        ([False, False], [Level.WARN]),
        ([True, False], [Level.OK]),
    ],
)
def test_templates_that_one_person_can_air(
    terminal: Terminal, approved: list[bool], levels: list[Level]
) -> None:
    call, _ = split(["--home", str(terminal.home.root)], {})
    assert list(processes.templates(call)) == [], "a station that is down cannot tell"
    rows = [{"approved": each} for each in approved]
    with answering(terminal.home.control_socket, {"templates": lambda _a: rows}):
        found = list(processes.templates(call))
    assert [each.level for each in found] == levels


@pytest.mark.parametrize(
    ("pids", "faults", "expected"),
    [
        ({"speech": 5}, [], []),
        ({}, [], [("voice", Level.WARN)]),
        ({"speech": 5}, [FAULT], [("faults", Level.FAIL)]),
    ],
)
def test_a_station_that_runs(
    terminal: Terminal,
    pids: dict[str, int],
    faults: list[Any],
    expected: list[tuple[str, Level]],
) -> None:
    call, _ = split(["--home", str(terminal.home.root)], {})
    status = {"speech": {"pids": pids}, "faults": faults}
    with answering(terminal.home.control_socket, {"status": lambda _a: status}):
        assert _levels(processes.running(call)) == [("running", Level.OK), *expected]


@pytest.mark.parametrize(
    ("found", "level"),
    [
        ({"refused": [], "network": False}, Level.OK),
        ({"refused": ["nice: no"], "network": False}, Level.WARN),
        ({"refused": [], "network": True}, Level.WARN),
    ],
)
def test_the_speech_child_s_limits(found: dict[str, Any], level: Level) -> None:
    assert processes._confined(found).level is level


def test_units(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "UNIT_FOLDERS", (tmp_path,))
    assert _levels(processes.units()) == [("units", Level.WARN)]

    (tmp_path / "loudspeaker-air.service").touch()
    (tmp_path / "loudspeaker-station.service").touch()
    states = {"loudspeaker-air.service": "active", "loudspeaker-station.service": "failed"}
    monkeypatch.setattr(processes, "_unit_state", states.get)
    assert _levels(processes.units()) == [("units", Level.OK), ("units", Level.FAIL)]


def test_a_machine_without_systemd(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _name: None)

    assert processes._unit_state("x.service") == "unknown"


def test_without_a_home_the_machine_is_looked_at(nowhere: Terminal) -> None:
    told = nowhere.json("doctor")

    assert told.status == 1
    assert told.document[-1]["check"] == "configuration"
    assert {"clock", "disk"} <= {each["check"] for each in told.document}


@pytest.mark.slow
def test_a_good_home_passes(terminal: Terminal) -> None:
    told = terminal("doctor")
    document = terminal.json("doctor").document

    assert told.status == 0
    assert told.out.splitlines()[-1].startswith("0 failures, ")
    assert "✓ The voice vi-bac is installed." in told.out
    assert {each["level"] for each in document} <= {"ok", "warn"}
    assert set(document[0]) == {"check", "level", "what", "todo"}


def test_points_that_open_by_tones(home: Home) -> None:
    assert _levels(devices.codes(load_settings(home))) == []
    text = home.station_file.read_text("utf-8")
    home.station_file.write_text(text.replace("hardware: simulated", "hardware: legacy-tones"))
    warning, together = devices.codes(load_settings(home))
    assert "anybody" in warning.what
    assert together.what == "Points 1, 2, 4, 5, 6, 7, 8, 9, 10, 11 only open together with others."
    assert {warning.level, together.level} == {Level.WARN}


@pytest.mark.parametrize(
    ("monitor", "levels"),
    [
        ("", []),
        ("monitor: {driver: fifo, path: village/monitor}", [("monitor", Level.OK)]),
        ("monitor: {driver: command, command: [sh, -c, x]}", [("monitor", Level.OK)]),
        ("monitor: {driver: command, command: [no-receiver]}", [("monitor", Level.FAIL)]),
    ],
)
def test_the_monitor(home: Home, monitor: str, levels: list[tuple[str, Level]]) -> None:
    shipped = find("hardware", "simulated").read_text("utf-8")
    (home.hardware / "simulated.yaml").write_text(f"{shipped}\n{monitor}\n", "utf-8")
    assert _levels(devices.monitor(home, load_settings(home))) == levels
