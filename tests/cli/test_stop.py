"""The red button: with playout there, halted, gone; with and without a disk."""

from __future__ import annotations

import json
import time

import pytest

from loudspeaker.errors import RoleMissing
from tests.cli.conftest import Terminal
from tests.cli.servers import answering, hanging

SINCE = "2026-11-24T17:00:00.000+07:00"


def test_playout_is_stopped(terminal: Terminal) -> None:
    answers = {"stop": lambda _a: {"stopped_since": SINCE, "silent": True}}
    with answering(terminal.home.air_socket, answers):
        told = terminal("stop")
        document = terminal.json("stop").document

    assert told.status == 0
    assert told.out.startswith("Stopped. Stop-all holds since 17:00 on Tuesday 24/11/2026.")
    assert document == {"stopped_since": SINCE, "silent": True}
    assert not terminal.home.stop_file.exists()


def test_a_sound_that_is_still_being_cut_is_told(terminal: Terminal) -> None:
    answers = {"stop": lambda _a: {"stopped_since": SINCE, "silent": False}}
    with answering(terminal.home.air_socket, answers):
        told = terminal("stop")

    assert "the carrier falls within 3 seconds" in told.out


def test_playout_that_is_gone_finds_a_mark(terminal: Terminal) -> None:
    told = terminal.json("stop")

    assert told.status == 69
    assert told.error["code"] == "stop_unanswered"
    assert told.error["facts"]["stop_file"] == str(terminal.home.stop_file)
    assert json.loads(terminal.home.stop_file.read_bytes())["wall"].startswith("20")


def test_playout_that_is_halted_is_not_waited_for(terminal: Terminal) -> None:
    with hanging(terminal.home.air_socket):
        began = time.monotonic()
        told = terminal("stop")
        took_s = time.monotonic() - began

    assert told.status == 69
    assert "within 3.0 seconds" in told.err
    assert terminal.home.stop_file.exists()
    assert 0.4 < took_s < 2.0


def test_stopping_twice_is_stopping(terminal: Terminal) -> None:
    assert terminal("stop").status == terminal("stop").status == 69


def test_where_no_mark_can_be_left_people_switch_off_by_hand(nowhere: Terminal) -> None:
    told = nowhere("stop")

    assert told.status == 69
    assert "switch the transmitter off by hand" in told.err
    assert "could not be left" in told.err


@pytest.mark.parametrize(("since", "said"), [(SINCE, "sound again"), (None, "was not stopped")])
def test_resuming(terminal: Terminal, since: str | None, said: str) -> None:
    answers = {"resume": lambda _a: {"stopped_since": since}}
    with answering(terminal.home.air_socket, answers) as asked:
        told = terminal("resume", "--as", "duyet")

    assert told.status == 0
    assert said in told.out
    assert asked == [("resume", {"as": "duyet"})]


def test_resuming_is_for_an_approver(terminal: Terminal) -> None:
    def refuse(_arguments: object) -> None:
        raise RoleMissing(person="soan", action="resume", wanted=["approver"])

    with answering(terminal.home.air_socket, {"resume": refuse}):
        told = terminal("resume")

    assert told.status == 3
    assert "soan may not let the station sound again" in told.err


def test_a_stop_is_never_refused(terminal: Terminal) -> None:
    terminal.home.station_file.write_text("profile: station\nbroken")
    answers = {"stop": lambda _a: {"stopped_since": SINCE, "silent": True}}
    with answering(terminal.home.air_socket, answers):
        assert terminal("stop", "--as", "nobody at all").status == 0
