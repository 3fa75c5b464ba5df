"""Question and answer, within their time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from loudspeaker.devices.deadline import Deadline, Turns
from loudspeaker.devices.simulated import StandingClock
from loudspeaker.devices.text_line import LONGEST_ANSWER, TextLine
from loudspeaker.errors import DeviceFailure
from tests.devices.moments import NOON
from tests.devices.pty_peer import PtyPeer, wait_until


@pytest.fixture
def peer(tmp_path: Path) -> Iterator[PtyPeer]:
    made = PtyPeer(tmp_path / "port", lambda request: [b"<" + request + b">"])
    yield made
    made.close()


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock(NOON)


@pytest.fixture
def line(peer: PtyPeer, clock: StandingClock) -> Iterator[TextLine]:
    made = TextLine(peer.link, baud=9600, parity="N", time=clock)
    yield made
    made.close()


def until(wanted: bytes, heard: bytearray) -> Callable[[bytes], bool]:
    def listen(data: bytes) -> bool:
        heard.extend(data)
        return wanted in heard

    return listen


def test_a_question_and_its_answer(line: TextLine) -> None:
    heard = bytearray()
    assert line.ask(b"FP?\r", until(b">", heard), Deadline())
    assert heard == b"<FP?\r>"


def test_an_answer_that_does_not_come_takes_its_time_and_no_more(line: TextLine) -> None:
    begin = time.monotonic()
    assert not line.ask(b"FP?\r", until(b"never", bytearray()), Deadline(0.1))
    assert 0.09 < time.monotonic() - begin < 0.3


def test_a_flood_is_not_listened_to_for_long(peer: PtyPeer, line: TextLine) -> None:
    heard = bytearray()
    peer.script = lambda _: [b"x" * 1000] * 50
    begin = time.monotonic()
    assert not line.ask(b"FP?\r", until(b"never", heard), Deadline())
    assert time.monotonic() - begin < 0.5
    assert len(heard) < 3 * LONGEST_ANSWER


def test_what_came_before_is_forgotten_unless_it_is_wanted(peer: PtyPeer, line: TextLine) -> None:
    line.say(b"a", Deadline())
    heard = bytearray()
    wait_until(lambda: line._serial._serial is not None and line._serial._serial.in_waiting == 3)
    line.ask(b"b", until(b"<b>", heard), Deadline())
    assert heard == b"<b>"
    peer.say(b"unasked")
    heard.clear()
    assert line.ask(b"", until(b"unasked", heard), Deadline(), keep_input=True)


def test_saying_does_not_wait(peer: PtyPeer, line: TextLine) -> None:
    peer.script = lambda _: ()
    begin = time.monotonic()
    line.say(b"TX.ON=0\r", Deadline())
    assert time.monotonic() - begin < 0.1
    wait_until(lambda: bytes(peer.received) == b"TX.ON=0\r")


def test_a_lost_port_is_tried_again_when_due_or_at_once_when_urgent(
    peer: PtyPeer, line: TextLine, clock: StandingClock
) -> None:
    line.say(b"a", Deadline())
    peer.vanish()
    for _ in range(2):
        with pytest.raises(DeviceFailure):
            line.ask(b"b", until(b">", bytearray()), Deadline())
    peer.appear()
    with pytest.raises(DeviceFailure, match="port_missing"):
        line.say(b"c", Deadline())  # not yet
    line.say(b"d", Deadline(urgent=True))
    peer.vanish()
    with pytest.raises(DeviceFailure):
        line.ask(b"e", until(b">", bytearray()), Deadline())
    peer.appear()
    clock.advance_s(4.0)
    assert line.ask(b"f", until(b"<f>", bytearray()), Deadline())


def test_a_line_that_is_held_is_busy(line: TextLine) -> None:
    with line._turns.take(Deadline()), pytest.raises(DeviceFailure, match="busy"):
        line.say(b"a", Deadline(0.02))


def test_a_deadline_is_shared_out() -> None:
    whole = Deadline(1.0, urgent=True)
    assert whole.part(0.3).left_s == pytest.approx(0.3, abs=0.1)
    assert whole.part(3.0).left_s <= whole.left_s + 0.001
    assert whole.without(0.4).left_s == pytest.approx(0.6, abs=0.1)
    assert whole.without(2.0).left_s == 0
    assert whole.part(0.1).urgent
    assert Deadline(0.0).left_s == 0


def test_who_waits_is_not_overtaken_by_who_had_it() -> None:
    turns, order = Turns(), []
    waiting = threading.Event()

    def other() -> None:
        waiting.set()
        with turns.take(Deadline(5.0)):
            order.append("other")

    with turns.take(Deadline()):
        thread = threading.Thread(target=other)
        thread.start()
        waiting.wait()
        wait_until(turns._next.locked)
    with turns.take(Deadline(5.0)):
        order.append("again")
    thread.join()
    assert order == ["other", "again"]
