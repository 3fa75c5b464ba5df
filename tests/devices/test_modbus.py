"""The Modbus driver against a line that says what it is told to, byte by byte."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from loudspeaker.devices.deadline import Deadline
from loudspeaker.devices.modbus_line import ModbusLine
from loudspeaker.devices.simulated import StandingClock
from loudspeaker.devices.transmitter.base import Reading
from loudspeaker.devices.transmitter.composite import CompositeTransmitter
from loudspeaker.devices.transmitter.modbus import ModbusSettings, ModbusTransmitter
from loudspeaker.devices.transmitter.registers import ModbusMeter, Register
from loudspeaker.errors import DeviceFailure
from loudspeaker.model import TimeSource
from loudspeaker.system.time import SystemTime
from loudspeaker.village.modbus_frames import frame
from tests.devices.memory_serial import ScriptedSerial, mutated
from tests.devices.moments import NOON
from tests.devices.pty_peer import Part, PtyPeer, Script, silent

REQUEST_BYTES = 8
CALL_LIMIT_S = 0.5
COIL_ON = frame(1, 1, bytes([1, 1]))
COIL_OFF = frame(1, 1, bytes([1, 0]))
RE_ARM = frame(1, 5, bytes.fromhex("02000014"))


def echo(request: bytes) -> Iterable[Part]:
    """Answer as a good relay module does: what is written is repeated, coils and meters read."""
    match request[1]:
        case 1:
            return [COIL_ON]
        case 3 | 4:
            value = {0: 305, 1: 12, 2: 0xFFF6}[int.from_bytes(request[2:4], "big")]
            return [frame(1, request[1], bytes([2]) + value.to_bytes(2, "big"))]
        case _:
            return [request]


def made(
    port: Path, time: TimeSource | None = None, *, parity: str = "N", **changes: Any
) -> ModbusTransmitter:
    """Return a driver on a line of its own; ``changes`` to its settings."""
    values: dict[str, Any] = {"unit": 1, "relay": 0, "deadman_s": 2.0, **changes}
    line = ModbusLine(port, baud=9600, parity=parity, time=time or SystemTime())
    return ModbusTransmitter(line, ModbusSettings(**values))


METERS = {
    "forward_w": Register(address=0, table="input", scale=0.1),
    "reflected_w": Register(address=1, table="holding", scale=0.1),
}


@pytest.fixture
def peer(tmp_path: Path) -> Iterator[PtyPeer]:
    far_end = PtyPeer(tmp_path / "port", echo, request_bytes=REQUEST_BYTES)
    yield far_end
    far_end.close()


@pytest.fixture
def transmitter(peer: PtyPeer) -> Iterator[ModbusTransmitter]:
    driver = made(peer.link)
    yield driver
    driver.close()


def timed(call: Callable[[], object]) -> float:
    """Return how long a call takes that must fail as DeviceFailure."""
    begin = time.monotonic()
    with pytest.raises(DeviceFailure):
        call()
    return time.monotonic() - begin


# --- on the wire ---------------------------------------------------------------------------------


def test_keying_is_a_timed_relay(peer: PtyPeer, transmitter: ModbusTransmitter) -> None:
    transmitter.arm()
    assert bytes(peer.received) == RE_ARM


def test_the_published_vector_of_the_timed_relay(peer: PtyPeer) -> None:
    transmitter = made(peer.link, deadman_s=0.7)
    transmitter.arm()
    transmitter.close()
    assert bytes(peer.received) == bytes.fromhex("0105020000078DB0")


def test_off_is_the_plain_coil_at_once(peer: PtyPeer, transmitter: ModbusTransmitter) -> None:
    transmitter.off()
    assert bytes(peer.received) == bytes.fromhex("010500000000CDCA")


def test_unit_and_relay_of_the_settings_are_used(peer: PtyPeer) -> None:
    peer.script = lambda request: [request]
    transmitter = made(peer.link, unit=11, relay=3)
    transmitter.arm()
    transmitter.off()
    transmitter.close()
    armed = frame(11, 5, bytes.fromhex("02030014"))
    assert bytes(peer.received) == armed + frame(11, 5, bytes.fromhex("00030000"))


def test_meters_are_read_from_their_table_and_scaled(peer: PtyPeer) -> None:
    transmitter = made(peer.link, registers=METERS)
    reading = transmitter.reading()
    transmitter.close()
    assert reading == Reading(keyed=True, forward_w=30.5, reflected_w=12 * 0.1)
    forward, reflected = (frame(1, 4, bytes([0, 0, 0, 1])), frame(1, 3, bytes([0, 1, 0, 1])))
    assert bytes(peer.received) == forward + reflected + frame(1, 1, bytes([0, 0, 0, 1]))


def test_a_meter_may_show_less_than_nothing(peer: PtyPeer) -> None:
    frost = Register(address=2, table="input", scale=0.1, signed=True, low=-5.0, high=70.0)
    transmitter = made(peer.link, registers={"temperature_c": frost})
    reading = transmitter.reading()
    transmitter.close()
    assert (reading.temperature_c, reading.alarms) == (-1.0, ())


@pytest.mark.parametrize(
    ("word", "signed", "unsigned"),
    [(0, 0, 0), (0x7FFF, 32767, 32767), (0x8000, -32768, 32768), (0xFFFF, -1, 65535)],
)
def test_words_with_and_without_sign(word: int, signed: int, unsigned: int) -> None:
    assert Register(address=0, signed=True).value(word) == signed
    assert Register(address=0).value(word) == unsigned


def test_what_is_beyond_its_limit_is_named(peer: PtyPeer) -> None:
    meters = {
        "forward_w": Register(address=0, table="input", scale=0.1, low=40.0),
        "reflected_w": Register(address=1, table="input", scale=0.1, high=1.0),
    }
    transmitter = made(peer.link, registers=meters)
    reading = transmitter.reading()
    transmitter.close()
    assert reading.alarms == ("forward_w 30.5 < 40", "reflected_w 1.2 > 1")


def test_power_that_went_with_a_relay_that_falls_meanwhile_is_not_missing(peer: PtyPeer) -> None:
    """Somebody switches off between two questions: the relay is asked last, and tells so."""
    relay = [COIL_ON]

    def falling(request: bytes) -> Iterable[Part]:
        if request[1] == 1:
            return [relay[0]]
        relay[0] = COIL_OFF
        return [frame(1, 4, bytes([2, 0, 0]))]

    peer.script = falling
    power = Register(address=0, table="input", low=20.0)
    transmitter = made(peer.link, registers={"forward_w": power})
    assert transmitter.reading().alarms == ()
    transmitter.close()


def test_a_released_relay_reads_as_not_keyed(peer: PtyPeer, transmitter: ModbusTransmitter) -> None:
    peer.script = lambda _: [COIL_OFF]
    assert transmitter.reading() == Reading(keyed=False)


# --- a meter beside the relay --------------------------------------------------------------------


def test_a_meter_of_its_own_is_read_under_its_own_unit(peer: PtyPeer) -> None:
    peer.script = lambda r: [frame(2, r[1], bytes([2]) + (305).to_bytes(2, "big"))]
    line = ModbusLine(peer.link, baud=9600, parity="N", time=SystemTime())
    meter = ModbusMeter(line, 2, {"forward_w": Register(address=7, table="input", scale=0.1)})
    assert meter.measure(Deadline()).values == {"forward_w": 30.5}
    meter.switch(on=True, deadline=Deadline())
    meter.close()
    assert bytes(peer.received) == frame(2, 4, bytes([0, 7, 0, 1]))


def test_relay_and_meter_share_one_port(peer: PtyPeer) -> None:
    def both(request: bytes) -> Iterable[Part]:
        if request[0] == 2:
            return [frame(2, 4, bytes([2, 0, 40]))]
        return echo(request)

    peer.script = both
    line = ModbusLine(peer.link, baud=9600, parity="N", time=SystemTime())
    key = ModbusTransmitter(line, ModbusSettings(unit=1, relay=0, deadman_s=2.0))
    power = Register(address=0, table="input", low=50.0)
    transmitter = CompositeTransmitter(key, ModbusMeter(line, 2, {"forward_w": power}))
    transmitter.arm()
    assert transmitter.reading().alarms == ("forward_w 40 < 50",)
    transmitter.off()
    transmitter.close()


# --- answers that are none -----------------------------------------------------------------------

WRONG_ANSWERS: dict[str, Script] = {
    "nothing": silent,
    "another time": lambda _: [frame(1, 5, bytes.fromhex("0200000A"))],
    "another relay": lambda _: [frame(1, 5, bytes.fromhex("02010014"))],
    "another unit": lambda _: [frame(2, 5, bytes.fromhex("02000014"))],
    "another function": lambda _: [frame(1, 6, bytes.fromhex("02000014"))],
    "exception": lambda _: [frame(1, 0x85, bytes([2]))],
    "exception of another function": lambda _: [bytes.fromhex("018302C0F1")],
    "wrong CRC": lambda r: [r[:-1] + bytes([r[-1] ^ 1])],
    "half a frame": lambda r: [r[:5]],
    "garbage": lambda _: [bytes(range(0x80, 0xA0))],
    "zeros": lambda _: [bytes(64)],
    "a flood": lambda _: [bytes([1, 1, 250]) + bytes(300)],
    "byte by byte without end": lambda _: [part for _ in range(30) for part in (0.02, b"\x01")],
    "late": lambda r: [0.25, r],
}


@pytest.mark.parametrize("name", WRONG_ANSWERS)
def test_a_wrong_answer_is_a_failure_within_the_limit(
    name: str, peer: PtyPeer, transmitter: ModbusTransmitter
) -> None:
    peer.script = WRONG_ANSWERS[name]
    assert timed(transmitter.arm) < CALL_LIMIT_S
    peer.script = echo


READING_ANSWERS: dict[str, Script] = {
    "no coils": lambda _: [frame(1, 1, bytes([0]))],
    "two bytes of coils": lambda _: [frame(1, 1, bytes([2, 1, 1]))],
    "inputs instead of coils": lambda _: [frame(1, 2, bytes([1, 1]))],
    "a register instead of coils": lambda _: [frame(1, 3, bytes([2, 0, 1]))],
    "an echo": lambda r: [r],
    "an exception": lambda _: [frame(1, 0x81, bytes([2]))],
}


@pytest.mark.parametrize("name", READING_ANSWERS)
def test_only_the_coils_that_were_asked_for_tell_whether_it_is_keyed(
    name: str, peer: PtyPeer, transmitter: ModbusTransmitter
) -> None:
    peer.script = READING_ANSWERS[name]
    assert timed(transmitter.reading) < CALL_LIMIT_S


@pytest.mark.parametrize(
    "register",
    [
        frame(1, 3, bytes([2, 1, 0x31])),  # the other table
        frame(1, 4, bytes([4, 1, 0x31, 0, 0])),
        frame(1, 4, bytes([0])),
        frame(1, 4, bytes([1, 0x31])),
        frame(1, 0x84, bytes([2])),
    ],
)
def test_only_the_register_that_was_asked_for_is_a_measurement(
    register: bytes, peer: PtyPeer
) -> None:
    peer.script = lambda r: echo(r) if r[1] == 1 else [register]
    transmitter = made(peer.link, registers=METERS)
    assert timed(transmitter.reading) < CALL_LIMIT_S
    transmitter.close()


def test_reading_many_meters_from_a_slow_line_keeps_the_limit(peer: PtyPeer) -> None:
    peer.script = lambda r: [0.13, *echo(r)]
    meters = {**METERS, "temperature_c": Register(address=2, table="input", scale=0.1)}
    transmitter = made(peer.link, registers=meters)
    assert timed(transmitter.reading) < CALL_LIMIT_S
    transmitter.close()


def test_what_came_before_the_request_is_no_answer(
    peer: PtyPeer, transmitter: ModbusTransmitter
) -> None:
    transmitter.off()
    peer.script = silent
    peer.say(RE_ARM)
    line = transmitter._line._client.socket
    assert line is not None
    while not line.in_waiting:
        pass
    assert timed(transmitter.arm) < CALL_LIMIT_S


def test_after_any_wrong_answer_the_next_right_one_counts(
    peer: PtyPeer, transmitter: ModbusTransmitter
) -> None:
    for name in ("nothing", "garbage", "half a frame", "exception"):
        peer.script = WRONG_ANSWERS[name]
        timed(transmitter.arm)
        peer.script = echo
        transmitter.arm()


# --- the port ------------------------------------------------------------------------------------


def test_a_missing_port_is_a_failure_at_once(tmp_path: Path) -> None:
    transmitter = made(tmp_path / "none")
    assert timed(transmitter.arm) < CALL_LIMIT_S
    assert timed(transmitter.reading) < CALL_LIMIT_S
    transmitter.close()
    transmitter.close()


@pytest.mark.parametrize(
    ("name", "problem"),
    [("file", "port_is_file"), (".", "port_is_folder"), ("none", "port_missing")],
)
def test_what_is_no_port_is_told(name: str, problem: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    transmitter = made(tmp_path / name)
    for _ in range(2):  # also while it is not tried again
        with pytest.raises(DeviceFailure) as failure:
            transmitter.arm()
        assert failure.value.problem == f"{problem}: {tmp_path / name}"
    transmitter.close()


def test_somebody_elses_port_is_busy(peer: PtyPeer, transmitter: ModbusTransmitter) -> None:
    transmitter.arm()
    other = made(peer.link)
    with pytest.raises(DeviceFailure) as failure:
        other.arm()
    assert failure.value.problem == f"port_busy: {peer.link}"
    transmitter.arm()


def test_a_port_that_vanishes_is_found_again_within_five_seconds(peer: PtyPeer) -> None:
    clock = StandingClock(NOON)
    transmitter = made(peer.link, clock)
    transmitter.arm()
    peer.vanish()
    for _ in range(20):
        timed(transmitter.arm)
        clock.advance_s(4.0)  # as seldom as playout looks while nothing plays
    with pytest.raises(DeviceFailure, match="port_missing"):
        transmitter.arm()
    peer.appear()
    clock.advance_s(4.0)
    transmitter.arm()
    transmitter.close()


@pytest.mark.slow
def test_pulled_over_and_over_it_always_tells_a_missing_port(peer: PtyPeer) -> None:
    clock = StandingClock(NOON)
    transmitter = made(peer.link, clock)
    for _ in range(10):
        clock.advance_s(4.0)
        transmitter.arm()
        peer.vanish()
        with pytest.raises(DeviceFailure, match="port_missing"):
            transmitter.reading()
        peer.appear()
    transmitter.close()


def test_off_does_not_wait_for_the_back_off(peer: PtyPeer) -> None:
    transmitter = made(peer.link, StandingClock(NOON))
    peer.vanish()
    timed(transmitter.arm)
    peer.appear()
    timed(transmitter.arm)  # not yet
    transmitter.off()
    transmitter.close()


# --- clocks and threads --------------------------------------------------------------------------


@pytest.mark.parametrize("step_s", [-3600.0, 3600.0])
def test_steps_of_the_wall_clock_do_not_matter(
    step_s: float, peer: PtyPeer, transmitter: ModbusTransmitter, monkeypatch: pytest.MonkeyPatch
) -> None:
    transmitter.arm()
    real, calls = time.time, iter(range(1, 10_000))
    monkeypatch.setattr(time, "time", lambda: real() + step_s * next(calls))
    transmitter.arm()
    peer.script = lambda r: [0.05, *echo(r)]
    assert transmitter.reading().keyed
    peer.script = silent
    assert timed(transmitter.arm) < CALL_LIMIT_S


def test_another_thread_may_switch_off_while_arm_waits(
    peer: PtyPeer, transmitter: ModbusTransmitter
) -> None:
    peer.script = lambda r: () if r == RE_ARM else echo(r)
    asked = threading.Event()

    def arm() -> None:
        asked.set()
        with pytest.raises(DeviceFailure):
            transmitter.arm()

    thread = threading.Thread(target=arm)
    thread.start()
    asked.wait()
    begin = time.monotonic()
    transmitter.off()
    assert time.monotonic() - begin < CALL_LIMIT_S
    thread.join()


@pytest.mark.slow
def test_off_is_never_kept_waiting_by_somebody_who_measures(peer: PtyPeer) -> None:
    peer.script = lambda r: [0.07, *echo(r)]
    meters = {**METERS, "temperature_c": Register(address=2, table="input", scale=0.1)}
    transmitter = made(peer.link, registers=meters)
    over = threading.Event()

    def measure() -> None:
        while not over.is_set():
            with suppress(DeviceFailure):  # made way for too many
                transmitter.reading()

    thread = threading.Thread(target=measure)
    thread.start()
    longest = 0.0
    for _ in range(6):
        begin = time.monotonic()
        transmitter.off()
        longest = max(longest, time.monotonic() - begin)
    over.set()
    thread.join()
    transmitter.close()
    assert longest < 0.25  # one exchange of the other, and its own


# --- whatever comes ------------------------------------------------------------------------------


@pytest.fixture
def memory_line(monkeypatch: pytest.MonkeyPatch) -> ScriptedSerial:
    line = ScriptedSerial()
    monkeypatch.setattr("serial.serial_for_url", lambda *_, **__: line)
    return line


@pytest.mark.slow
def test_damaged_answers_never_pass_for_right_ones(
    memory_line: ScriptedSerial, fuzz_count: int
) -> None:
    """Only DeviceFailure comes out, and neither *armed* nor *keyed* unless it was answered so."""
    chance = random.Random(5)
    transmitter = made(Path("line"), StandingClock(NOON), registers=METERS)
    for _ in range(fuzz_count):
        answers: list[bytes] = []

        def answer(request: bytes, answers: list[bytes] = answers) -> bytes:
            right = RE_ARM if request[1] == 5 else COIL_OFF
            answers.append(mutated(right, chance))
            return answers[-1]

        memory_line.answer, memory_line.pieces = answer, chance.randint(1, 3)
        memory_line.close()
        with suppress(DeviceFailure):
            transmitter.arm()
            assert RE_ARM in answers[0]
        with suppress(DeviceFailure):
            assert not transmitter.reading().keyed
        transmitter._line._backoff.worked()


def test_noise_is_never_an_answer(memory_line: ScriptedSerial, fuzz_count: int) -> None:
    chance = random.Random(7)
    clock = StandingClock(NOON)
    transmitter = made(Path("line"), clock)
    memory_line.answer = lambda _: (
        bytes([1, chance.choice([1, 5, 0x81])]) + chance.randbytes(chance.randrange(64))
    )
    for _ in range(fuzz_count // 10):
        with pytest.raises(DeviceFailure):
            transmitter.arm()
        clock.advance_s(4.0)
