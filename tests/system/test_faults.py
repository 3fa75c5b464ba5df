"""What is wrong right now, as faces are told."""

from __future__ import annotations

import json
import logging
from datetime import timedelta

import pytest

from loudspeaker.devices.simulated import StandingClock
from loudspeaker.model import iso
from loudspeaker.system.faults import Faults, Severity
from tests.devices.moments import NOON


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock(NOON)


@pytest.fixture
def faults(clock: StandingClock) -> Faults:
    return Faults(clock)


def test_a_fault_has_its_beginning_and_how_bad_it_is(faults: Faults) -> None:
    faults.report("points", "no port", Severity.WARNING)
    assert faults.listed() == [
        {"code": "points", "severity": "warning", "detail": "no port", "since": iso(NOON)}
    ]
    json.dumps(faults.listed())


def test_setting_tells_how_bad_it_is(faults: Faults) -> None:
    faults.set("sound", "device missing")
    faults.set("points", "no port", Severity.WARNING)
    faults.report("nobody judged this", "x")
    assert {f["code"]: f["severity"] for f in faults.listed()} == {
        "sound": "critical",
        "points": "warning",
        "nobody judged this": "error",
    }


def test_a_fault_that_lasts_keeps_its_beginning_and_takes_the_newest_detail(
    faults: Faults, clock: StandingClock
) -> None:
    faults.report("transmitter", "no answer")
    clock.advance_s(60.0)
    faults.report("transmitter", "port cannot be opened")
    (fault,) = faults.listed()
    assert (fault["since"], fault["detail"]) == (iso(NOON), "port cannot be opened")


def test_faults_are_listed_oldest_first(faults: Faults, clock: StandingClock) -> None:
    for code in ("c", "a", "b"):
        faults.report(code, "x")
        clock.advance_s(1.0)
    assert [fault["code"] for fault in faults.listed()] == ["c", "a", "b"]


def test_a_fault_that_is_over_is_gone_and_begins_anew(faults: Faults, clock: StandingClock) -> None:
    faults.set("sound", "device missing")
    faults.set("sound", None)
    faults.clear("sound")
    assert faults.listed() == []
    clock.advance_s(3600.0)
    faults.set("sound", "device missing")
    assert faults.listed()[0]["since"] == iso(NOON + timedelta(hours=1))


def test_the_log_tells_beginning_and_end_once(
    faults: Faults, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    for _ in range(50):
        faults.report("journal", "disk full")
    for _ in range(50):
        faults.clear("journal")
    assert [record.getMessage() for record in caplog.records] == [
        "fault journal: disk full",
        "fault journal is over",
    ]
