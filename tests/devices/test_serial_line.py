"""An exciter that its hardware file describes whole."""

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
from loudspeaker.devices.transmitter.base import Reading
from loudspeaker.devices.transmitter.serial_line import (
    LONGEST_BYTES,
    Action,
    LineKey,
    LineMeter,
    Question,
    State,
)
from loudspeaker.errors import DeviceFailure
from loudspeaker.radio.line_template import Template
from tests.devices.memory_serial import ScriptedSerial, mutated
from tests.devices.moments import NOON
from tests.devices.pty_peer import PtyPeer, Script, silent, wait_until

CALL_LIMIT_S = 0.5
GOOD = {
    b"RF ON\r": b"OK\r\n",
    b"RF OFF\r": b"OK\r\n",
    b"RF?\r": b"RF IS OFF\r\n>",
    b"FP?\r": b" 28W\r\n>",
    b"AT?\r": b"032C\r\n>",
}
STATE = State(send=b"RF?\r", on=Template("RF IS ON"), off=Template("RF IS OFF"), timeout_s=0.1)
QUESTIONS = {
    "forward_w": Question(
        send=b"FP?\r", expect=Template("{number}W"), timeout_s=0.1, scale=2.0, low=20.0
    ),
    "temperature_c": Question(
        send=b"AT?\r", expect=Template("{number}C"), timeout_s=0.1, high=70.0
    ),
}


def action(word: bytes, *, timeout_s: float = 0.1) -> Action:
    return Action(send=b"RF " + word + b"\r", expect=Template("OK"), timeout_s=timeout_s)


def key_to(port: Path, clock: StandingClock, *, echo: bool = False) -> LineKey:
    return LineKey(
        TextLine(port, baud=9600, parity="N", time=clock),
        deadman_s=2.0,
        on=action(b"ON"),
        off=action(b"OFF"),
        state=STATE,
        questions=QUESTIONS,
        echo=echo,
    )


@pytest.fixture
def answers() -> dict[bytes, bytes]:
    return dict(GOOD)


@pytest.fixture
def peer(tmp_path: Path, answers: dict[bytes, bytes]) -> Iterator[PtyPeer]:
    made = PtyPeer(tmp_path / "port", lambda request: [answers.get(request, b"?\r\n")])
    yield made
    made.close()


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock(NOON)


@pytest.fixture
def key(peer: PtyPeer, clock: StandingClock) -> Iterator[LineKey]:
    made = key_to(peer.link, clock)
    yield made
    made.close()


def failing(call: Callable[[], object]) -> str:
    begin = time.monotonic()
    with pytest.raises(DeviceFailure) as failure:
        call()
    assert time.monotonic() - begin < CALL_LIMIT_S
    return failure.value.problem


def test_what_is_sent_is_what_the_file_says(peer: PtyPeer, key: LineKey) -> None:
    key.arm()
    key.off()
    key.reading()
    assert bytes(peer.received) == b"RF ON\rRF OFF\rFP?\rAT?\rRF?\r"


def test_a_reading(answers: dict[bytes, bytes], key: LineKey) -> None:
    assert key.reading() == Reading(keyed=False, forward_w=56.0, temperature_c=32.0)
    answers[b"RF?\r"] = b"RF IS ON\r\n>"
    answers[b"FP?\r"] = b"  8W\r\n>"
    assert key.reading().alarms == ("forward_w 16 < 20",)


def test_what_is_not_answered_is_missing_and_stops_nothing(
    answers: dict[bytes, bytes], key: LineKey
) -> None:
    answers[b"FP?\r"] = b"E\r\n"
    reading = key.reading()
    assert (reading.forward_w, reading.temperature_c) == (None, 32.0)
    assert reading.alarms == ("forward_w missing",)
    answers[b"AT?\r"] = b""
    assert key.reading().alarms == ("forward_w missing", "temperature_c missing")


@pytest.mark.parametrize("call", ["arm", "off", "reading"])
def test_another_answer_is_a_failure(call: str, answers: dict[bytes, bytes], key: LineKey) -> None:
    answers.update(dict.fromkeys(answers, b"ERROR\r\n"))
    assert failing(getattr(key, call)) == "another answer"
    answers.update(dict.fromkeys(answers, b""))
    assert failing(getattr(key, call)) == "no answer"


def test_a_state_that_is_both_is_neither(answers: dict[bytes, bytes], key: LineKey) -> None:
    answers[b"RF?\r"] = b"RF IS ON RF IS OFF\r\n"
    assert failing(key.reading) == "says both on and off"


def test_an_echo_is_cut_off(peer: PtyPeer, clock: StandingClock) -> None:
    """Else ``OK`` in a command, or the command itself, would answer it."""
    key = key_to(peer.link, clock, echo=True)
    peer.script = lambda request: [request[:3], request[3:], b"\nOK\r\n"]
    key.arm()
    peer.script = lambda request: [request, b"\n"]
    assert failing(key.arm) == "another answer"
    peer.script = lambda _: [b"OK\r\n"]  # and without the echo nothing is its answer
    assert failing(key.arm) == "another answer"
    key.close()


HOSTILE: dict[str, Script] = {
    "nothing": silent,
    "a flood": lambda _: [b"x" * 2000] * 20,
    "digits": lambda _: [b"1" * 3000],
    "byte by byte": lambda _: [part for _ in range(40) for part in (0.01, b"1")],
    "late": lambda _: [0.4, b"OK\r\n"],
    "what comes after too much": lambda _: [b"\n" * LONGEST_BYTES, b"OK RF IS ON 28W 30C\r\n"],
    "binary": lambda _: [random.Random(3).randbytes(3000)],
}


@pytest.mark.parametrize("name", HOSTILE)
@pytest.mark.parametrize("call", ["arm", "off", "reading"])
def test_hostile_answers_are_failures_in_time(
    name: str, call: str, peer: PtyPeer, key: LineKey
) -> None:
    peer.script = HOSTILE[name]
    assert failing(getattr(key, call))


def test_a_pulled_cable_is_found_again_within_five_seconds(
    peer: PtyPeer, key: LineKey, clock: StandingClock
) -> None:
    key.arm()
    peer.vanish()
    for _ in range(20):
        failing(key.arm)
        clock.advance_s(4.0)
    assert failing(key.reading).startswith("port_missing")
    peer.appear()
    clock.advance_s(4.0)
    key.arm()


# --- beside a relay -------------------------------------------------------------------------------


def meter_to(peer: PtyPeer, clock: StandingClock, **actions: Any) -> LineMeter:
    line = TextLine(peer.link, baud=9600, parity="N", time=clock)
    return LineMeter(line, QUESTIONS, **actions)


def test_a_meter_measures_and_switches_nothing(peer: PtyPeer, clock: StandingClock) -> None:
    meter = meter_to(peer, clock)
    meter.switch(on=True, deadline=Deadline())
    meter.switch(on=False, deadline=Deadline())
    assert meter.measure(Deadline()).values == {"forward_w": 56.0, "temperature_c": 32.0}
    assert bytes(peer.received) == b"FP?\rAT?\r"
    meter.close()


def test_a_meter_that_answers_nothing_is_a_failure(peer: PtyPeer, clock: StandingClock) -> None:
    meter = meter_to(peer, clock)
    peer.script = silent
    assert failing(lambda: meter.measure(Deadline())) == "no answer"
    meter.close()


def test_out_of_standby_is_waited_for_and_nothing_else(peer: PtyPeer, clock: StandingClock) -> None:
    meter = meter_to(peer, clock, on=action(b"ON"), off=action(b"OFF"))
    peer.script = silent
    assert failing(lambda: meter.switch(on=True, deadline=Deadline())) == "no answer"
    begin = time.monotonic()
    meter.switch(on=True, deadline=Deadline())
    meter.switch(on=False, deadline=Deadline())
    assert time.monotonic() - begin < 0.1
    wait_until(lambda: bytes(peer.received) == b"RF ON\rRF ON\rRF OFF\r")
    meter.close()


@pytest.mark.slow
def test_damaged_answers_never_hang_and_never_pass_for_right_ones(
    monkeypatch: pytest.MonkeyPatch, fuzz_count: int
) -> None:
    chance, line = random.Random(5), ScriptedSerial()
    monkeypatch.setattr("serial.Serial", lambda *_, **__: line)
    quick = {"timeout_s": 0.0005}
    key = LineKey(
        TextLine(Path("/dev/null"), baud=9600, parity="N", time=StandingClock(NOON)),
        deadman_s=2.0,
        on=action(b"ON", **quick),
        off=action(b"OFF", **quick),
        state=State(send=STATE.send, on=STATE.on, off=STATE.off, **quick),
        questions={"forward_w": Question(send=b"FP?\r", expect=Template("{number}W"), **quick)},
    )
    longest_s = 0.0
    for _ in range(fuzz_count):
        said: list[bytes] = []

        def answer(request: bytes, said: list[bytes] = said) -> bytes:
            said.append(mutated(GOOD[request], chance))
            return said[-1]

        line.answer, line.pieces = answer, chance.randint(1, 3)
        begin = time.perf_counter()
        with suppress(DeviceFailure):
            key.arm()
            assert b"OK" in said[0]
        with suppress(DeviceFailure):
            assert not key.reading().keyed or b"RF IS ON" in said[-1]
        longest_s = max(longest_s, time.perf_counter() - begin)
    assert longest_s < CALL_LIMIT_S
