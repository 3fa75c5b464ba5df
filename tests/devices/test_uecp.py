"""Point commands through the encoder's port, as its bytes arrive at the other end."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from loudspeaker.devices.points.counter import CommandCounter
from loudspeaker.devices.points.line import Encoder
from loudspeaker.devices.points.sender import EncoderPoints
from loudspeaker.devices.points.signing import CommandSigner
from loudspeaker.devices.points.uecp import UecpLine
from loudspeaker.devices.serial_port import SerialPort
from loudspeaker.model import Point, PointPlan, Zone
from loudspeaker.radio.commands import KeyRing, Operation, command_from_bytes, tag_is_right
from loudspeaker.radio.fragments import IN_HOUSE
from loudspeaker.radio.key_book import KeyBook
from loudspeaker.radio.rds import groups_ns
from loudspeaker.radio.uecp_elements import (
    Acknowledge,
    ElementError,
    InHouseGroup,
    ProgrammeIdentification,
    element_frame,
    parse_elements,
)
from loudspeaker.radio.uecp_frame import AckCode, Decoder, Frame
from loudspeaker.system.time import SystemTime
from tests.devices.disk import Disk
from tests.devices.pty_peer import PtyPeer, wait_until
from tests.radio.profile_s import START, VECTORS

PI = 0x7001
KEYS = KeyRing(bytes(range(32)))
BOOK = KeyBook(master=bytes(range(32)))
BAUD = 115_200
ENCODER = Encoder(pi=PI, form=IN_HOUSE, baud=BAUD)
AT_ONCE_S = 0.05
COMMAND_NS = 351_000_000


class StillWall(SystemTime):
    """Real durations, and a wall clock that stands at the first published counter."""

    def wall(self) -> datetime:
        return datetime(2020, 1, 1, tzinfo=UTC) + timedelta(seconds=START / 4)


PLAN = PointPlan(
    points=tuple(
        Point(number=number, name=f"P{number}", zone=1 if number < 15 else 2)
        for number in (1, 2, 3, 4, 15, 16, 17)
    ),
    zones=(Zone(number=1, name="Z1"), Zone(number=2, name="Z2")),
)


@dataclass(frozen=True)
class Sent:
    """One copy of a command, as an encoder got it."""

    operation: Operation
    address: int
    argument: int
    counter: int
    toggle: bool
    signed: str


def sent(received: bytes) -> list[Sent]:
    """Read what an encoder got; every tag must be right."""
    found, parts = [], bytearray()
    for frame in Decoder().feed(received):
        assert isinstance(frame, Frame)
        (element,) = parse_elements(frame.message)
        if not isinstance(element, InHouseGroup):
            assert not isinstance(element, ElementError)
            continue
        payload = element.payload
        assert payload.tail & 3 == len(parts) // 4
        parts += payload.blocks()
        if len(parts) == 16:
            found.append(_read(bytes(parts), toggle=bool(payload.tail & 4)))
            parts.clear()
    return found


def _read(signed: bytes, *, toggle: bool) -> Sent:
    command = command_from_bytes(signed[:8])
    assert command is not None
    assert tag_is_right(signed, key=KEYS.for_address(command.address), pi=PI)
    return Sent(
        operation=command.operation,
        address=command.address.word,
        argument=command.argument,
        counter=command.counter,
        toggle=toggle,
        signed=signed.hex(),
    )


@pytest.fixture
def peer(tmp_path: Path) -> Iterator[PtyPeer]:
    made = PtyPeer(tmp_path / "port")
    yield made
    made.close()


Boot = Callable[[], EncoderPoints]


@pytest.fixture
def boot(tmp_path: Path) -> Iterator[Boot]:
    """Make drivers on the same port and disk, one after the other."""
    disk, made = Disk(), []

    def start() -> EncoderPoints:
        clock = StillWall()
        port = SerialPort(tmp_path / "port", baud=BAUD, time=clock, read_timeout_s=0.1)
        points = EncoderPoints(
            port,
            UecpLine(port, ENCODER, clock, trusted=clock.wall),
            signer=CommandSigner(
                pi=PI,
                plan=PLAN,
                keys=lambda: BOOK,
                counter=CommandCounter(disk, clock, clock.wall),
            ),
            time=clock,
        )
        made.append(points)
        return points

    yield start
    for points in made:
        points.close()


@pytest.fixture
def points(peer: PtyPeer, boot: Boot) -> EncoderPoints:  # noqa: ARG001 - the port is there
    return boot()


def operations(peer: PtyPeer) -> list[Operation]:
    return [command.operation for command in sent(bytes(peer.received))]


@pytest.mark.slow
def test_the_published_vectors_go_out_byte_by_byte(peer: PtyPeer, points: EncoderPoints) -> None:
    points.open([4], ttl_s=120.0, copies=1)
    points.close_points([15, 16, 17], copies=1)
    points.open([1, 4], ttl_s=120.0, copies=1)
    points.hold(copies=1)
    wait_until(lambda: len(sent(bytes(peer.received))) == 4)
    points.all_stop(copies=1)
    wait_until(lambda: len(sent(bytes(peer.received))) == 5)
    expected = [frame.lower() + tag for _, _, _, _, frame, tag in VECTORS[1:]]
    assert [command.signed for command in sent(bytes(peer.received))] == expected
    assert [command.toggle for command in sent(bytes(peer.received))] == [True, False] * 2 + [True]


def test_copies_are_the_same_command(peer: PtyPeer, points: EncoderPoints) -> None:
    dispatch = points.open([4], ttl_s=120.0, copies=3)
    wait_until(lambda: dispatch.all_out_ns is not None)
    wait_until(lambda: len(sent(bytes(peer.received))) == 3)
    assert len(set(sent(bytes(peer.received)))) == 1


def test_the_port_is_told_the_station_first(peer: PtyPeer, points: EncoderPoints) -> None:
    points.hold(copies=1)
    wait_until(lambda: sent(bytes(peer.received)))
    first = Decoder().feed(bytes(peer.received))[0]
    assert isinstance(first, Frame)
    assert parse_elements(first.message) == [ProgrammeIdentification(pi=PI)]


def test_a_set_that_needs_several_addresses_is_first_out_when_all_of_them_are(
    peer: PtyPeer, points: EncoderPoints
) -> None:
    dispatch = points.open([1, 2, 15, 16], ttl_s=4.0, copies=1)
    wait_until(lambda: dispatch.first_out_ns is not None)
    wait_until(lambda: len(sent(bytes(peer.received))) == 3)
    assert [f"{command.address:04x}" for command in sent(bytes(peer.received))] == [
        "8003",
        "000f",
        "0010",
    ]
    assert dispatch.first_out_ns is not None
    last_ns = peer.arrivals[-1][0]
    assert dispatch.first_out_ns > last_ns + groups_ns(2), "queued, taken, sent"


@pytest.mark.slow
def test_commands_that_follow_each_other_never_have_the_same_toggle(
    peer: PtyPeer, points: EncoderPoints
) -> None:
    """With three addresses the second copy of the first follows the third command."""
    points.open([1, 2, 15, 16], ttl_s=4.0, copies=2)
    wait_until(lambda: len(sent(bytes(peer.received))) == 6)
    toggles = [command.toggle for command in sent(bytes(peer.received))]
    assert toggles == [True, False] * 3


def test_nobody_to_command_is_out_at_once(peer: PtyPeer, points: EncoderPoints) -> None:
    dispatch = points.close_points([], copies=3)
    wait_until(lambda: dispatch.has_all_out(time.monotonic_ns()))
    assert dispatch.has_first_out(time.monotonic_ns())
    assert dispatch.problem is None
    assert sent(bytes(peer.received)) == []


def test_times_to_live_are_rounded_up_to_steps(peer: PtyPeer, points: EncoderPoints) -> None:
    points.open([1], ttl_s=5.0, copies=1)
    points.open([1], ttl_s=10_000.0, copies=1)
    wait_until(lambda: len(sent(bytes(peer.received))) == 2)
    assert [command.argument for command in sent(bytes(peer.received))] == [2, 255]


# --- all-stop ------------------------------------------------------------------------------------


def test_all_stop_drops_what_is_queued_and_overtakes_copies(
    peer: PtyPeer, points: EncoderPoints
) -> None:
    opening = points.open([1], ttl_s=120.0, copies=3)
    held = points.hold(copies=2)
    closing = points.close_all(copies=3)
    wait_until(lambda: sent(bytes(peer.received)))
    stop = points.all_stop(copies=2)
    begin = time.monotonic_ns()
    wait_until(lambda: stop.all_out_ns is not None)
    expected = [Operation.OPEN, Operation.ALL_STOP, Operation.ALL_STOP]
    wait_until(lambda: operations(peer) == expected)
    for dropped in (opening, held, closing):
        assert dropped.problem == "all-stop"
        assert dropped.has_all_out(time.monotonic_ns())
    assert opening.first_out_ns is not None
    assert stop.problem is None
    assert stop.all_out_ns is not None
    assert stop.all_out_ns - begin < 4 * COMMAND_NS


def test_all_stop_is_not_kept_waiting_by_a_set_of_many_addresses(
    peer: PtyPeer, points: EncoderPoints
) -> None:
    points.open([1, 2, 15, 16], ttl_s=4.0, copies=3)
    wait_until(lambda: sent(bytes(peer.received)))
    stop = points.all_stop(copies=1)
    wait_until(lambda: stop.first_out_ns is not None)
    wait_until(lambda: operations(peer) == [Operation.OPEN, Operation.ALL_STOP])


def test_a_second_all_stop_replaces_the_first(peer: PtyPeer, points: EncoderPoints) -> None:
    first, second = points.all_stop(copies=2), points.all_stop(copies=1)
    wait_until(lambda: second.all_out_ns is not None and operations(peer))
    assert first.problem == "all-stop" or first.all_out_ns is not None
    assert set(operations(peer)) == {Operation.ALL_STOP}


# --- the port ------------------------------------------------------------------------------------


def test_no_call_waits_even_without_a_port(boot: Boot) -> None:
    points = boot()
    begin = time.monotonic()
    dispatches = [
        points.open([1], ttl_s=4.0, copies=3),
        points.close_points([1], copies=1),
        points.close_all(copies=3),
        points.hold(copies=2),
        points.tell_time(),
        points.all_stop(copies=2),
    ]
    assert time.monotonic() - begin < AT_ONCE_S
    wait_until(lambda: all(dispatch.problem for dispatch in dispatches))
    assert points.problem()
    assert not any(dispatch.has_first_out(time.monotonic_ns()) for dispatch in dispatches)


def test_a_port_that_comes_late_is_found_and_introduced(tmp_path: Path, boot: Boot) -> None:
    points = boot()
    wait_until(points.problem)
    peer = PtyPeer(tmp_path / "port")
    wait_until(lambda: points.problem() is None)
    dispatch = points.hold(copies=1)
    wait_until(lambda: dispatch.first_out_ns is not None)
    wait_until(lambda: sent(bytes(peer.received)))
    points.close()
    peer.close()


@pytest.mark.slow
def test_a_port_that_vanishes_costs_the_command_and_comes_back(
    peer: PtyPeer, points: EncoderPoints
) -> None:
    opening = points.open([1], ttl_s=120.0, copies=3)
    wait_until(lambda: opening.first_out_ns is not None)
    peer.vanish()
    wait_until(lambda: opening.problem)
    wait_until(points.problem)
    peer.received.clear()
    peer.appear()
    wait_until(lambda: points.problem() is None)
    holding = points.hold(copies=1)
    wait_until(lambda: holding.first_out_ns is not None)
    wait_until(lambda: sent(bytes(peer.received)))


def test_an_idle_driver_notices_a_port_that_vanishes(peer: PtyPeer, points: EncoderPoints) -> None:
    wait_until(lambda: points.problem() is None)
    peer.vanish()
    wait_until(points.problem)
    peer.appear()
    wait_until(lambda: points.problem() is None)


def test_closing_ends_the_threads_whatever_is_queued(peer: PtyPeer, points: EncoderPoints) -> None:
    before = threading.active_count()
    orders = [points.close_all(copies=3) for _ in range(5)]
    wait_until(lambda: sent(bytes(peer.received)))
    begin = time.monotonic()
    points.close()
    assert time.monotonic() - begin < 1.0
    assert threading.active_count() == before - 2
    assert len(sent(bytes(peer.received))) == 1, "nothing may go to a full queue"
    assert orders[0].problem == "closed"


# --- counters ------------------------------------------------------------------------------------


@pytest.mark.slow
def test_counters_rise_over_restarts_and_toggles_flip(peer: PtyPeer, boot: Boot) -> None:
    counters = []
    for _ in range(3):
        peer.received.clear()
        points = boot()
        first, second = points.hold(copies=1), points.tell_time()
        wait_until(lambda second=second: second.all_out_ns is not None)  # type: ignore[misc]
        assert first.problem is None
        points.close()
        wait_until(lambda: len(sent(bytes(peer.received))) == 2)
        commands = sent(bytes(peer.received))
        assert commands[0].toggle is not commands[1].toggle
        counters += [command.counter for command in commands]
    assert counters == sorted(set(counters))
    assert counters[0] == START


class BrokenCounter:
    """Gives a number that does not fit, once."""

    def __init__(self) -> None:
        self._numbers = iter([1 << 40])

    def take(self) -> int:
        return next(self._numbers, START)


def test_an_order_that_cannot_be_made_does_not_end_the_sender(
    peer: PtyPeer, points: EncoderPoints, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(points._signer, "_counter", BrokenCounter())
    bad, good = points.hold(copies=1), points.hold(copies=1)
    wait_until(lambda: good.all_out_ns is not None)
    assert bad.problem
    assert good.problem is None
    wait_until(lambda: len(sent(bytes(peer.received))) == 1)


# --- what the encoder says -----------------------------------------------------------------------


def refusal(code: AckCode, sequence: int = 3) -> bytes:
    return element_frame(Acknowledge(code=code, sequence=sequence), sequence=1)


def test_what_the_encoder_refuses_is_a_complaint_until_the_next_command(
    peer: PtyPeer, points: EncoderPoints
) -> None:
    points.hold(copies=1)
    wait_until(lambda: sent(bytes(peer.received)))
    assert points.complaint() is None
    peer.say(refusal(AckCode.BUFFER_FULL))
    wait_until(points.complaint)
    assert points.complaint() == "refused: BUFFER_FULL"
    assert points.problem() is None
    points.hold(copies=1)
    wait_until(lambda: points.complaint() is None)


def test_what_it_accepts_is_none(peer: PtyPeer, points: EncoderPoints) -> None:
    points.hold(copies=1)
    wait_until(lambda: sent(bytes(peer.received)))
    peer.say(refusal(AckCode.OK) + refusal(AckCode.RANGE))
    wait_until(points.complaint)
    assert points.complaint() == "refused: RANGE"


class TalkingPort:
    """A port in memory: takes everything, says what it was given and then nothing."""

    problem: str | None = None

    def __init__(self) -> None:
        self.said: list[bytes] = []
        self.written = bytearray()

    def open(self) -> bool:
        return False

    def write(self, data: bytes) -> None:
        self.written += data

    def read(self) -> bytes:
        if self.said:
            return self.said.pop()
        time.sleep(0.01)
        return b""

    def close(self) -> None:
        pass


def damaged(chance: random.Random) -> bytes:
    """Return an encoder's answer with something wrong in it."""
    codes = list(AckCode)
    data = bytearray(refusal(chance.choice(codes), chance.randrange(256)))
    for _ in range(chance.randint(1, 5)):
        at = chance.randrange(len(data) + 1)
        match chance.randrange(4):
            case 0:
                data[at : at + 1] = chance.randbytes(1)
            case 1:
                del data[at : at + 3]
            case 2:
                data[at:at] = chance.choice([b"\xfe", b"\xff", b"\xfd", b"\xfd\x03", b"\x17"])
            case _:
                data[at:at] = chance.randbytes(chance.randrange(300))
    return bytes(data)


@pytest.mark.slow
def test_whatever_an_encoder_says_the_reader_goes_on(fuzz_count: int) -> None:
    chance, port, clock = random.Random(3), TalkingPort(), StillWall()
    port.said = [refusal(AckCode.STUFFING)] + [damaged(chance) for _ in range(fuzz_count)]
    points = EncoderPoints(
        port,  # type: ignore[arg-type]  # has what it uses
        UecpLine(port, ENCODER, clock, trusted=clock.wall),
        signer=CommandSigner(
            pi=PI,
            plan=PLAN,
            keys=lambda: BOOK,
            counter=CommandCounter(Disk(), clock, clock.wall),
        ),
        time=clock,
    )
    wait_until(lambda: not port.said, 60.0)
    wait_until(lambda: points.complaint() == "refused: STUFFING")
    assert points.hold(copies=1).problem is None
    wait_until(lambda: sent(bytes(port.written)))
    points.close()
