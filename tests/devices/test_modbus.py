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

from loudspeaker.devices.simulated import StandingClock
from loudspeaker.devices.transmitter.base import Reading
from loudspeaker.devices.transmitter.modbus import ModbusSettings, ModbusTransmitter, Register
from loudspeaker.errors import DeviceFailure
from loudspeaker.system.time import SystemTime
from loudspeaker.village.modbus_frames import frame
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


def settings(port: Path, **changes: Any) -> ModbusSettings:
    values: dict[str, Any] = {"baud": 9600, "parity": "N", "unit": 1, "relay": 0, "deadman_s": 2.0}
    return ModbusSettings(port=port, **{**values, **changes})


METERS = {
    "forward_w": Register(address=0, table="input", scale=0.1),
    "reflected_w": Register(address=1, table="holding", scale=0.1),
}


@pytest.fixture
def peer(tmp_path: Path) -> Iterator[PtyPeer]:
    made = PtyPeer(tmp_path / "port", echo, request_bytes=REQUEST_BYTES)
    yield made
    made.close()


@pytest.fixture
def transmitter(peer: PtyPeer) -> Iterator[ModbusTransmitter]:
    made = ModbusTransmitter(settings(peer.link), SystemTime())
    yield made
    made.close()


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
    transmitter = ModbusTransmitter(settings(peer.link, deadman_s=0.7), SystemTime())
    transmitter.arm()
    transmitter.close()
    assert bytes(peer.received) == bytes.fromhex("0105020000078DB0")


def test_off_is_the_plain_coil_at_once(peer: PtyPeer, transmitter: ModbusTransmitter) -> None:
    transmitter.off()
    assert bytes(peer.received) == bytes.fromhex("010500000000CDCA")


def test_unit_and_relay_of_the_settings_are_used(peer: PtyPeer) -> None:
    peer.script = lambda request: [request]
    transmitter = ModbusTransmitter(settings(peer.link, unit=11, relay=3), SystemTime())
    transmitter.arm()
    transmitter.off()
    transmitter.close()
    armed = frame(11, 5, bytes.fromhex("02030014"))
    assert bytes(peer.received) == armed + frame(11, 5, bytes.fromhex("00030000"))


def test_meters_are_read_from_their_table_and_scaled(peer: PtyPeer) -> None:
    transmitter = ModbusTransmitter(settings(peer.link, **METERS), SystemTime())
    reading = transmitter.reading()
    transmitter.close()
    assert reading == Reading(keyed=True, forward_w=30.5, reflected_w=12 * 0.1)
    forward, reflected = (frame(1, 4, bytes([0, 0, 0, 1])), frame(1, 3, bytes([0, 1, 0, 1])))
    assert bytes(peer.received) == forward + reflected + frame(1, 1, bytes([0, 0, 0, 1]))


def test_a_meter_may_show_less_than_nothing(peer: PtyPeer) -> None:
    frost = Register(address=2, table="input", scale=0.1, signed=True, low=-5.0, high=70.0)
    transmitter = ModbusTransmitter(settings(peer.link, temperature_c=frost), SystemTime())
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
    transmitter = ModbusTransmitter(settings(peer.link, **meters), SystemTime())
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
    transmitter = ModbusTransmitter(settings(peer.link, forward_w=power), SystemTime())
    assert transmitter.reading().alarms == ()
    transmitter.close()


def test_a_released_relay_reads_as_not_keyed(peer: PtyPeer, transmitter: ModbusTransmitter) -> None:
    peer.script = lambda _: [COIL_OFF]
    assert transmitter.reading() == Reading(keyed=False)


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
    transmitter = ModbusTransmitter(settings(peer.link, **METERS), SystemTime())
    assert timed(transmitter.reading) < CALL_LIMIT_S
    transmitter.close()


def test_reading_many_meters_from_a_slow_line_keeps_the_limit(peer: PtyPeer) -> None:
    peer.script = lambda r: [0.13, *echo(r)]
    meters = {**METERS, "temperature_c": Register(address=2, table="input", scale=0.1)}
    transmitter = ModbusTransmitter(settings(peer.link, **meters), SystemTime())
    assert timed(transmitter.reading) < CALL_LIMIT_S
    transmitter.close()


def test_what_came_before_the_request_is_no_answer(
    peer: PtyPeer, transmitter: ModbusTransmitter
) -> None:
    transmitter.off()
    peer.script = silent
    peer.say(RE_ARM)
    line = transmitter._client.socket
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
    transmitter = ModbusTransmitter(settings(tmp_path / "none"), SystemTime())
    assert timed(transmitter.arm) < CALL_LIMIT_S
    assert timed(transmitter.reading) < CALL_LIMIT_S
    transmitter.close()
    transmitter.close()


def test_a_file_is_no_port(tmp_path: Path) -> None:
    (tmp_path / "port").write_bytes(b"")
    transmitter = ModbusTransmitter(settings(tmp_path / "port"), SystemTime())
    timed(transmitter.arm)
    transmitter.close()


def test_a_port_that_vanishes_is_found_again_within_five_seconds(peer: PtyPeer) -> None:
    clock = StandingClock(NOON)
    transmitter = ModbusTransmitter(settings(peer.link), clock)
    transmitter.arm()
    peer.vanish()
    for _ in range(20):
        timed(transmitter.arm)
        clock.advance_s(4.0)  # as seldom as playout looks while nothing plays
    timed(transmitter.arm)
    peer.appear()
    clock.advance_s(4.0)
    transmitter.arm()
    transmitter.close()


def test_off_does_not_wait_for_the_back_off(peer: PtyPeer) -> None:
    transmitter = ModbusTransmitter(settings(peer.link), StandingClock(NOON))
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
    transmitter = ModbusTransmitter(settings(peer.link, **meters), SystemTime())
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


class ScriptedSerial:
    """A serial port in memory that answers each request with prepared bytes, without waiting."""

    is_open = True

    def __init__(self) -> None:
        self.answer: Callable[[bytes], bytes] = lambda _: b""
        self.pieces = 1
        self._waiting = bytearray()
        self.timeout: float | None = None

    @property
    def in_waiting(self) -> int:
        return len(self._waiting)

    def write(self, data: bytes) -> int:
        self._waiting += self.answer(data)
        return len(data)

    def read(self, size: int = 1) -> bytes:
        data = bytes(self._waiting[: min(size, max(1, len(self._waiting) // self.pieces))])
        del self._waiting[: len(data)]
        return data

    def close(self) -> None:
        self._waiting.clear()


def mutated(data: bytes, chance: random.Random) -> bytes:
    """Damage an answer in the ways in which lines damage them."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(changed) + 1)
        match chance.randrange(5):
            case 0:
                changed[at : at + 1] = chance.randbytes(1)
            case 1:
                changed[at : at + 1] = bytes(byte ^ 1 << (at & 7) for byte in changed[at : at + 1])
            case 2:
                del changed[at : at + chance.randint(1, 4)]
            case 3:
                changed[at:at] = chance.randbytes(chance.randint(1, 10))
            case _:
                changed += chance.randbytes(chance.randint(1, 40))
    return bytes(changed)


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
    transmitter = ModbusTransmitter(settings(Path("line"), **METERS), StandingClock(NOON))
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
        transmitter._backoff.worked()


def test_noise_is_never_an_answer(memory_line: ScriptedSerial, fuzz_count: int) -> None:
    chance = random.Random(7)
    clock = StandingClock(NOON)
    transmitter = ModbusTransmitter(settings(Path("line")), clock)
    memory_line.answer = lambda _: (
        bytes([1, chance.choice([1, 5, 0x81])]) + chance.randbytes(chance.randrange(64))
    )
    for _ in range(fuzz_count // 10):
        with pytest.raises(DeviceFailure):
            transmitter.arm()
        clock.advance_s(4.0)
