"""Exciters with name=value telemetry, keyed by their line or measured beside a relay."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from loudspeaker.devices.deadline import Deadline
from loudspeaker.devices.simulated import StandingClock
from loudspeaker.devices.text_line import TextLine
from loudspeaker.devices.transmitter import telemetry
from loudspeaker.devices.transmitter.base import Reading
from loudspeaker.devices.transmitter.limits import Limits
from loudspeaker.devices.transmitter.telemetry import TelemetryKey, TelemetryMeter
from loudspeaker.errors import DeviceFailure
from tests.devices.exciter_peer import ScriptedExciter
from tests.devices.memory_serial import ScriptedSerial, mutated
from tests.devices.moments import NOON
from tests.devices.pty_peer import PtyPeer, Script, silent, wait_until

CALL_LIMIT_S = 0.5
LIMITS = {
    "forward_w": Limits(low=20.0),
    "vswr": Limits(high=1.5),
    "temperature_c": Limits(high=70.0),
    "frequency_mhz": Limits(low=98.4, high=98.6),
}
MEASURED: dict[str, Any] = {
    "forward_w": 28.4,
    "reflected_w": 0.3,
    "vswr": 1.23,
    "temperature_c": 41.5,
    "frequency_mhz": 98.5,
}


@pytest.fixture
def exciter() -> ScriptedExciter:
    return ScriptedExciter()


@pytest.fixture
def peer(tmp_path: Path, exciter: ScriptedExciter) -> Iterator[PtyPeer]:
    made = PtyPeer(tmp_path / "port", exciter.script)
    yield made
    made.close()


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock(NOON)


@pytest.fixture
def key(peer: PtyPeer, clock: StandingClock) -> Iterator[TelemetryKey]:
    made = TelemetryKey(line_to(peer.link, clock), deadman_s=2.0, limits=LIMITS)
    yield made
    made.close()


def line_to(port: Path, clock: StandingClock) -> TextLine:
    return TextLine(port, baud=9600, parity="N", time=clock)


def failing(call: Callable[[], object]) -> str:
    """Return the problem of a call that must fail, and in time."""
    begin = time.monotonic()
    with pytest.raises(DeviceFailure) as failure:
        call()
    assert time.monotonic() - begin < CALL_LIMIT_S
    return failure.value.problem


# --- keyed by its line ----------------------------------------------------------------------------


def test_arming_sets_and_asks_for_what_is_in_force(peer: PtyPeer, key: TelemetryKey) -> None:
    key.arm()
    assert bytes(peer.received) == b"TX.ON=1\rTX.ON?\rTX.PFWD?\r"


def test_off_stands_by(exciter: ScriptedExciter, key: TelemetryKey) -> None:
    key.arm()
    assert exciter.on
    key.off()
    assert not exciter.on


@pytest.mark.parametrize("echo", [False, True])
@pytest.mark.parametrize("acknowledges", [False, True])
def test_an_echo_is_no_answer(
    echo: bool, acknowledges: bool, exciter: ScriptedExciter, key: TelemetryKey
) -> None:
    exciter.echo, exciter.acknowledges = echo, acknowledges
    key.arm()
    assert key.reading().keyed
    key.off()
    exciter.stubborn = True
    assert "when told True" in failing(key.arm)
    exciter.stubborn, exciter.on = False, True
    exciter.stubborn = True
    assert "when told False" in failing(key.off)


def test_a_reading_has_everything_that_is_reported(
    exciter: ScriptedExciter, key: TelemetryKey
) -> None:
    exciter.on = True
    assert key.reading() == Reading(keyed=True, **MEASURED)


def test_reading_does_not_keep_it_up(peer: PtyPeer, key: TelemetryKey) -> None:
    """What holds the carrier is ``arm`` alone, which only playout calls and only with sound."""
    key.reading()
    assert bytes(peer.received) == b"TX?\r"


def test_limits_and_the_exciter_s_own_faults_are_alarms(
    exciter: ScriptedExciter, key: TelemetryKey
) -> None:
    exciter.on = True
    exciter.values |= {"PFWD": "4.5 W", "VSWR": "2.1", "FAULT": "OVERTEMP", "FREQ": "89.5 MHz"}
    assert key.reading().alarms == (
        "fault OVERTEMP",
        "forward_w 4.5 < 20",
        "vswr 2.1 > 1.5",
        "frequency_mhz 89.5 < 98.4",
    )


def test_without_a_carrier_power_and_standing_waves_tell_nothing(
    exciter: ScriptedExciter, key: TelemetryKey
) -> None:
    exciter.values |= {"PFWD": "0 W", "VSWR": "99.9"}
    assert key.reading().alarms == ()


def test_a_limit_that_nothing_watches_is_an_alarm(
    exciter: ScriptedExciter, key: TelemetryKey
) -> None:
    exciter.values["PFWD"] = "28.4 V"
    del exciter.values["TEMP"]
    assert key.reading().alarms == ("forward_w missing", "temperature_c missing")


@pytest.mark.parametrize("watchdog", ["0 s", "5 s", "0"])
def test_an_exciter_that_says_it_stays_on_does_not_key(
    watchdog: str, exciter: ScriptedExciter, key: TelemetryKey
) -> None:
    exciter.values["WDOG"] = watchdog
    assert failing(key.reading).startswith("deadman_missing")
    exciter.values["WDOG"] = "2.0 s"
    key.reading()


def test_an_exciter_that_does_not_tell_whether_it_is_on(peer: PtyPeer, key: TelemetryKey) -> None:
    peer.script = lambda _: [b"TX.PFWD=28 W\r\n"]
    assert "whether it is on" in failing(key.reading)
    assert "when told True" in failing(key.arm)


def test_later_reports_end_when_what_was_known_has_come(key: TelemetryKey) -> None:
    key.reading()
    begin = time.monotonic()
    key.reading()
    assert time.monotonic() - begin < 0.15


HOSTILE: dict[str, Script] = {
    "nothing": silent,
    "the command alone": lambda request: [request.split(b"\r")[0] + b"\r\n"],
    "lines without end": lambda _: [b"TX.PFWD=1\x00" * 400],
    "a flood": lambda _: [b"TX.TEMP=40 C\r\n" * 3000],
    "byte by byte": lambda _: [part for _ in range(40) for part in (0.01, b"T")],
    "late": lambda _: [0.4, b"TX.ON=1\r\nTX.PFWD=28 W\r\n"],
    "zeros": lambda _: [bytes(2000)],
    "binary": lambda _: [random.Random(3).randbytes(3000)],
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("call", ["arm", "off", "reading"])
def test_hostile_answers_are_failures_in_time(
    name: str, call: str, peer: PtyPeer, key: TelemetryKey
) -> None:
    peer.script = HOSTILE[name]
    assert failing(getattr(key, call))


@pytest.mark.slow
def test_after_hostile_answers_the_next_right_one_counts(
    peer: PtyPeer, exciter: ScriptedExciter, key: TelemetryKey
) -> None:
    for name in ("nothing", "zeros", "a flood", "late"):
        peer.script = HOSTILE[name]
        failing(key.arm)
        peer.script = exciter.script
        wait_until(lambda: works(key.arm))


def works(call: Callable[[], object]) -> bool:
    try:
        call()
    except DeviceFailure:
        return False
    return True


def test_a_pulled_cable_is_found_again_within_five_seconds(
    peer: PtyPeer, key: TelemetryKey, clock: StandingClock
) -> None:
    key.arm()
    peer.vanish()
    for _ in range(20):
        failing(key.arm)
        clock.advance_s(4.0)  # as seldom as playout looks while nothing plays
    assert failing(key.reading).startswith("port_missing")
    peer.appear()
    clock.advance_s(4.0)
    key.arm()
    assert key.reading().keyed


def test_off_does_not_wait_for_the_back_off(peer: PtyPeer, key: TelemetryKey) -> None:
    peer.vanish()
    failing(key.arm)
    peer.appear()
    failing(key.arm)  # not yet
    key.off()


# --- beside a relay -------------------------------------------------------------------------------


@pytest.fixture
def meter(peer: PtyPeer, clock: StandingClock) -> Iterator[TelemetryMeter]:
    made = TelemetryMeter(line_to(peer.link, clock), limits=LIMITS)
    yield made
    made.close()


def test_a_meter_measures(exciter: ScriptedExciter, meter: TelemetryMeter) -> None:
    exciter.values["FAULT"] = "PLL"
    found = meter.measure(Deadline())
    assert (found.values, found.alarms) == (MEASURED, ("fault PLL",))


def test_a_meter_never_switches_unless_it_is_to(peer: PtyPeer, meter: TelemetryMeter) -> None:
    meter.switch(on=True, deadline=Deadline())
    meter.switch(on=False, deadline=Deadline())
    assert not peer.received


def test_an_exciter_that_is_to_be_switched_comes_out_of_standby_before_arming_is_over(
    peer: PtyPeer, exciter: ScriptedExciter, clock: StandingClock
) -> None:
    meter = TelemetryMeter(line_to(peer.link, clock), limits={}, switched=True)
    meter.switch(on=True, deadline=Deadline())
    assert exciter.on
    meter.switch(on=False, deadline=Deadline())
    wait_until(lambda: not exciter.on)
    meter.switch(on=True, deadline=Deadline())
    assert exciter.on
    peer.script = silent
    begin = time.monotonic()
    meter.switch(on=True, deadline=Deadline())  # told again, nothing is waited for
    assert time.monotonic() - begin < 0.1
    meter.close()


def test_an_exciter_that_reports_unasked(
    peer: PtyPeer, exciter: ScriptedExciter, clock: StandingClock
) -> None:
    meter = TelemetryMeter(line_to(peer.link, clock), limits=LIMITS, asked=False)
    with pytest.raises(DeviceFailure, match="no answer"):
        meter.measure(Deadline(0.05))
    peer.say(exciter.answer(b"TX?\r"))
    exciter.values["PFWD"] = "30 W"
    peer.say(exciter.answer(b"TX?\r"))
    assert meter.measure(Deadline()).values["forward_w"] == 30.0
    assert not peer.received
    meter.close()


# --- thousands of damaged lines -------------------------------------------------------------------


@pytest.fixture
def memory_line(monkeypatch: pytest.MonkeyPatch) -> ScriptedSerial:
    line = ScriptedSerial()
    monkeypatch.setattr("serial.Serial", lambda *_, **__: line)
    monkeypatch.setattr(telemetry, "SWITCH_S", 0.0005)
    monkeypatch.setattr(telemetry, "REPORT_S", 0.0005)
    return line


@pytest.mark.slow
def test_damaged_answers_never_hang_and_never_pass_for_more_than_they_say(
    memory_line: ScriptedSerial, fuzz_count: int
) -> None:
    """It is *armed* only when a line said so, and *keyed* only when one did."""
    chance = random.Random(5)
    exciter = ScriptedExciter(stubborn=True)
    key = TelemetryKey(
        line_to(Path("/dev/null"), StandingClock(NOON)), deadman_s=2.0, limits=LIMITS
    )
    longest_s = 0.0
    for _ in range(fuzz_count):
        answers: list[bytes] = []

        def answer(request: bytes, answers: list[bytes] = answers) -> bytes:
            answers.append(mutated(exciter.answer(request), chance))
            return answers[-1]

        memory_line.answer, memory_line.pieces = answer, chance.randint(1, 3)
        begin = time.perf_counter()
        with suppress(DeviceFailure):
            key.arm()
            assert b"=1" in answers[0] or b"ON=" in answers[0].replace(b"ON=0", b"")
        with suppress(DeviceFailure):
            assert not key.reading().keyed or b"=1" in answers[-1]
        longest_s = max(longest_s, time.perf_counter() - begin)
    assert longest_s < CALL_LIMIT_S
