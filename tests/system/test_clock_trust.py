"""What is kept of the clock's proof, and what the machine is asked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.devices.simulated import StandingClock
from loudspeaker.system.clock_trust import ClockTrust
from loudspeaker.system.faults import Faults
from loudspeaker.system.machine_clock import chip_time, is_steered
from loudspeaker.system.watched_clock import WatchedClock
from loudspeaker.timetable.trust import Doubt
from tests.clocks import Witness, make_trust
from tests.devices.moments import NOON


@pytest.fixture
def time() -> StandingClock:
    return StandingClock(NOON)


@pytest.fixture
def witness() -> Witness:
    return Witness()


@pytest.fixture
def trust(time: StandingClock, witness: Witness, tmp_path: Path) -> ClockTrust:
    return make_trust(time, tmp_path / "clock.json", witness)


def test_without_proof_there_is_no_time(trust: ClockTrust) -> None:
    assert trust.doubt() is Doubt.UNPROVED
    assert trust.wall() is None


def test_proof_is_remembered_when_it_goes(
    trust: ClockTrust, time: StandingClock, witness: Witness, tmp_path: Path
) -> None:
    witness.steered = True
    trust.keep_proof()
    witness.steered = False
    time.advance_s(10 * 86_400)
    assert trust.wall() == time.wall()
    other_process = make_trust(time, tmp_path / "clock.json", witness)
    assert other_process.doubt() is None
    after_a_power_cut = make_trust(time, tmp_path / "clock.json", witness, boot_id="next")
    assert after_a_power_cut.doubt() is Doubt.UNPROVED


def test_a_clock_that_was_set_is_not_vouched_for(
    trust: ClockTrust, time: StandingClock, witness: Witness
) -> None:
    witness.chip = NOON
    trust.keep_proof()
    time.step(timedelta(hours=-10))
    assert trust.doubt() is Doubt.UNPROVED
    trust.keep_proof()
    assert trust.doubt() is Doubt.UNPROVED, "the chip shows another time"
    witness.steered = True
    trust.keep_proof()
    time.advance_s(1)
    assert trust.doubt() is None


def test_a_person_vouches(trust: ClockTrust, time: StandingClock) -> None:
    trust.vouch("duyet")
    assert trust.doubt() is None
    assert trust.evidence().voucher is not None
    time.step(timedelta(minutes=1))
    assert trust.doubt() is Doubt.UNPROVED


def test_an_impossible_time_is_not_proof_of_itself(
    trust: ClockTrust, time: StandingClock, witness: Witness, tmp_path: Path
) -> None:
    witness.steered = True
    time.step(timedelta(days=-20 * 365))
    trust.keep_proof()
    assert trust.doubt() is Doubt.IMPOSSIBLE
    assert not (tmp_path / "clock.json").exists()


@given(content=st.binary(max_size=200))
def test_whatever_stands_in_the_file_is_no_proof(
    content: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    file = tmp_path_factory.mktemp("clock") / "clock.json"
    file.write_bytes(content)
    assert make_trust(StandingClock(NOON), file, Witness()).doubt() is Doubt.UNPROVED


@pytest.mark.parametrize(
    "content",
    ['{"boot_id": "boot", "offset_ns": 1e999, "by": "x"}', "[]", '{"boot_id": "boot"}', "{" * 9999],
)
def test_a_file_of_another_form_is_no_proof(
    content: str, trust: ClockTrust, tmp_path: Path
) -> None:
    (tmp_path / "clock.json").write_text(content)
    assert trust.doubt() is Doubt.UNPROVED


def test_a_disk_that_fails_costs_the_memory_not_the_process(
    time: StandingClock, witness: Witness, tmp_path: Path
) -> None:
    trust = make_trust(time, tmp_path / "gone" / "clock.json", witness)
    witness.steered = True
    trust.keep_proof()
    assert trust.doubt() is None
    witness.steered = False
    time.advance_s(1)
    assert trust.doubt() is Doubt.UNPROVED


# --- as a process lives by it ---------------------------------------------------------------------


def test_the_fault_stands_until_the_time_is_known(
    trust: ClockTrust, time: StandingClock, witness: Witness
) -> None:
    faults = Faults(time)
    clock = WatchedClock(trust, faults)
    clock.look()
    assert not clock.is_known
    assert [fault["code"] for fault in faults.listed()] == ["clock"]
    assert not clock.has_come_to_be_known()
    witness.steered = True
    time.advance_s(1)
    clock.look()
    assert clock.has_come_to_be_known()
    assert not clock.has_come_to_be_known(), "told once"
    assert faults.listed() == []


# --- the machine ----------------------------------------------------------------------------------


def test_the_kernel_answers() -> None:
    assert is_steered() in (True, False)


def test_the_first_chip_that_answers_counts(tmp_path: Path) -> None:
    assert chip_time(tmp_path) is None
    for name, content in (("rtc0", "broken"), ("rtc1", "1764565200\n"), ("rtc2", "0")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "since_epoch").write_text(content)
    assert chip_time(tmp_path) == datetime.fromtimestamp(1764565200, UTC)
