"""Commands and what is shown, through one thread: commands first, whatever the rest comes to."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence

import pytest

from loudspeaker.devices.points.counter import CommandCounter
from loudspeaker.devices.points.line import IDLE_S, Wait
from loudspeaker.devices.points.sender import EncoderPoints
from loudspeaker.devices.points.signing import CommandSigner
from loudspeaker.errors import DeviceFailure
from loudspeaker.model import Point, PointPlan, Zone
from loudspeaker.radio.fragments import Fragment
from loudspeaker.radio.on_air import OnAir
from loudspeaker.system.time import SystemTime
from tests.devices.disk import Disk
from tests.devices.pty_peer import wait_until
from tests.devices.rhythm import BOOK
from tests.devices.telling import ALARM, NEWS, NOTHING

PLAN = PointPlan(points=(Point(number=1, name="P1", zone=1),), zones=(Zone(number=1, name="Z1"),))


class MemoryPort:
    """A port that opens once, says nothing, and can be lost."""

    def __init__(self) -> None:
        self.problem: str | None = "not opened yet"
        self.opened = 0

    def open(self) -> bool:
        if self.problem is None:
            return False
        if self.problem == "gone":
            raise DeviceFailure(device="port", problem="gone")
        self.problem = None
        self.opened += 1
        return True

    def read(self) -> bytes:
        time.sleep(0.01)
        return b""

    def close(self) -> None:
        self.problem = "closed"


class RecordingLine:
    """Notes what is asked of it; ``slow_s`` is how long a copy takes."""

    def __init__(self) -> None:
        self.complaint: str | None = None
        self.log: list[str] = []
        self.slow_s = 0.0
        self.telling: Callable[[], None] = lambda: None
        self._known: OnAir | None = None

    def greet(self) -> None:
        self.log.append("greet")
        self._known = None

    def hand_over(self, parts: Sequence[Fragment], wait: Wait) -> int:
        wait(self.slow_s)
        self.log.append(f"command {parts[0].data[0] & 0x0F}")
        return 0

    def rest_s(self, on_air: OnAir) -> float:
        return IDLE_S if on_air == self._known else 0.0

    def tell(self, on_air: OnAir) -> None:
        self.telling()
        self.log.append(on_air.kind.value)
        self._known = on_air

    def hear(self, data: bytes) -> None:
        """Take what is said."""


@pytest.fixture
def line() -> RecordingLine:
    return RecordingLine()


@pytest.fixture
def port() -> MemoryPort:
    return MemoryPort()


@pytest.fixture
def points(line: RecordingLine, port: MemoryPort) -> Iterator[EncoderPoints]:
    clock = SystemTime()
    made = EncoderPoints(
        port,  # type: ignore[arg-type]  # has what it uses
        line,
        signer=CommandSigner(
            pi=0x7001,
            plan=PLAN,
            keys=lambda: BOOK,
            counter=CommandCounter(Disk(), clock, clock.wall),
        ),
        time=clock,
    )
    yield made
    made.close()


OPEN, CLOSE, HOLD, STOP = "command 1", "command 3", "command 4", "command 15"


def test_a_fresh_encoder_is_greeted_and_told_that_nothing_is_on_air(
    line: RecordingLine, points: EncoderPoints
) -> None:
    wait_until(lambda: len(line.log) == 2)
    assert line.log == ["greet", "nothing"]
    assert points.problem() is None


def test_what_is_on_air_is_told_behind_the_commands_and_once(
    line: RecordingLine, points: EncoderPoints
) -> None:
    wait_until(lambda: len(line.log) == 2)
    line.slow_s = 0.03
    points.open([1], ttl_s=10.0, copies=2)
    points.announce(NEWS)
    points.announce(NEWS)
    points.hold(copies=1)
    wait_until(lambda: "announcement" in line.log)
    time.sleep(0.05)
    assert line.log[2:] == [OPEN, OPEN, HOLD, "announcement"]


def test_only_the_last_state_counts(line: RecordingLine, points: EncoderPoints) -> None:
    wait_until(lambda: len(line.log) == 2)
    line.slow_s = 0.05
    points.hold(copies=1)
    points.announce(NEWS)
    points.announce(ALARM)
    points.announce(NOTHING)
    points.hold(copies=1)
    wait_until(lambda: line.log.count(HOLD) == 2)
    time.sleep(0.05)
    assert line.log[2:] == [HOLD, HOLD]


def test_an_all_stop_goes_ahead_of_what_is_to_be_told(
    line: RecordingLine, points: EncoderPoints
) -> None:
    wait_until(lambda: len(line.log) == 2)
    line.slow_s = 0.2
    points.open([1], ttl_s=10.0, copies=3)
    points.announce(NEWS)
    points.all_stop(copies=1)
    points.announce(NOTHING)
    wait_until(lambda: STOP in line.log)
    time.sleep(0.05)
    assert line.log[2:] == [STOP]


@pytest.mark.parametrize("error", [DeviceFailure(device="port", problem="gone"), RuntimeError("x")])
def test_what_cannot_be_told_fails_no_command(
    line: RecordingLine, points: EncoderPoints, error: Exception
) -> None:
    def fail() -> None:
        raise error

    wait_until(lambda: len(line.log) == 2)
    line.telling = fail
    points.announce(NEWS)
    time.sleep(0.02)
    dispatch = points.hold(copies=1)
    wait_until(lambda: dispatch.all_out_ns is not None)
    assert dispatch.problem is None
    line.telling = lambda: None
    wait_until(lambda: "announcement" in line.log)


def test_a_line_that_does_not_know_what_it_owes_fails_no_command(
    line: RecordingLine, points: EncoderPoints, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_on_air: OnAir) -> float:
        raise RuntimeError("x")

    monkeypatch.setattr(line, "rest_s", fail)
    for _ in range(3):
        dispatch = points.hold(copies=1)
        wait_until(lambda dispatch=dispatch: dispatch.all_out_ns is not None)  # type: ignore[misc]
        assert dispatch.problem is None


def test_another_encoder_is_told_everything_again(
    line: RecordingLine, port: MemoryPort, points: EncoderPoints
) -> None:
    points.announce(NEWS)
    wait_until(lambda: line.log[-1] == "announcement")
    port.problem = "gone"
    dispatch = points.hold(copies=1)
    wait_until(lambda: dispatch.all_out_ns is not None or dispatch.problem)
    line.log.clear()
    port.problem = "back"
    wait_until(lambda: line.log == ["greet", "announcement"])


def test_telling_ends_with_the_driver(line: RecordingLine, points: EncoderPoints) -> None:
    wait_until(lambda: len(line.log) == 2)
    before = threading.active_count()
    points.announce(NEWS)
    points.close()
    assert threading.active_count() == before - 2
