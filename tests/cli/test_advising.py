"""Warnings about ``station.yaml`` are seen where it comes into force."""

from __future__ import annotations

import pytest

from loudspeaker.bootstrap.settings import load_settings
from loudspeaker.cli.checkup.finding import Level
from loudspeaker.cli.checkup.station import people
from loudspeaker.system.home import Home
from loudspeaker.system.locks import hold_lock
from tests.cli.conftest import Terminal
from tests.cli.servers import answering

ALONE = "name: Xã\nprofile: station\nallowed_hours:\n  - {from: 05:30, to: 20:00}\npeople: []\n"


@pytest.fixture
def alone(terminal: Terminal) -> Terminal:
    """A real station that sounds early and where nobody approves; ``--rate`` ends its run."""
    terminal.home.station_file.write_text(ALONE)
    return terminal


def _lines(home: Home) -> dict[str, str]:
    return {"early": f"{home.station_file}:3: ", "alone": f"{home.station_file}:5: "}


@pytest.mark.parametrize("more", [(), ("--json",)])
def test_run_tells_them_before_anything_starts(alone: Terminal, more: tuple[str, ...]) -> None:
    told = alone("run", "--rate", "2", *more, lang="vi")

    where = _lines(alone.home)
    early, second = told.err.splitlines()[:2]
    assert early == f"Lưu ý: {where['early']}đang cho phép phát trước 06:00; có đúng ý không?"
    assert second.startswith(f"Lưu ý: {where['alone']}")
    assert "Lưu ý" not in told.out
    assert told.status == 2


def test_a_second_run_tells_only_that_there_is_a_first(alone: Terminal) -> None:
    lock = hold_lock(alone.home.lock("run"), role="run", home=alone.home.root)
    told = alone("run")
    lock.release()

    assert told.status == 75
    assert "Note:" not in told.err


def test_reload_tells_them(terminal: Terminal) -> None:
    with terminal.home.station_file.open("a") as stream:
        stream.write("# changed\n")
    with answering(terminal.home.control_socket, {"reload": lambda _arguments: {}}):
        told = terminal.json("reload")

    assert told.document == {}
    assert told.err.startswith(f"Note: {terminal.home.station_file}:")
    assert "before 06:00" in told.err


def test_doctor_tells_each_once(alone: Terminal) -> None:
    found = list(people(load_settings(alone.home).station))

    assert [(each.check, each.level) for each in found] == [
        ("people", Level.FAIL),
        ("configuration", Level.WARN),
    ]
    assert "before 06:00" in found[1].what


def test_nothing_to_think_about(terminal: Terminal) -> None:
    text = "name: Xã\nallowed_hours:\n  - {from: 06:00, to: 20:00}\n"
    terminal.home.station_file.write_text(text)
    with answering(terminal.home.control_socket, {"reload": lambda _arguments: {}}):
        assert terminal("reload").err == ""
