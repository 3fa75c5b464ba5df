"""Losing and finding a serial port again, with a reader in another thread."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from loudspeaker.devices.serial_port import SerialPort
from loudspeaker.devices.simulated import StandingClock
from loudspeaker.errors import DeviceFailure
from tests.devices.moments import NOON
from tests.devices.pty_peer import PtyPeer, wait_until


@pytest.fixture
def peer(tmp_path: Path) -> Iterator[PtyPeer]:
    made = PtyPeer(tmp_path / "port")
    yield made
    made.close()


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock(NOON)


@pytest.fixture
def port(peer: PtyPeer, clock: StandingClock) -> Iterator[SerialPort]:
    made = SerialPort(peer.link, baud=9600, time=clock, read_timeout_s=0.05)
    yield made
    made.close()


def trouble(port: SerialPort) -> str | None:
    return port.problem


def test_opening_tells_once_that_it_is_new(port: SerialPort) -> None:
    assert trouble(port)
    assert port.open()
    assert trouble(port) is None
    assert not port.open()


def test_bytes_go_both_ways(peer: PtyPeer, port: SerialPort) -> None:
    port.open()
    port.write(b"\x00\xfe\x11\x13\x0d\xff")
    wait_until(lambda: bytes(peer.received) == b"\x00\xfe\x11\x13\x0d\xff")
    peer.say(b"\x03\x04\x0a\x11")
    heard = b""
    while len(heard) < 4:
        heard += port.read()
    assert heard == b"\x03\x04\x0a\x11"


def test_reading_nothing_takes_the_timeout(port: SerialPort) -> None:
    port.open()
    begin = time.monotonic()
    assert port.read() == b""
    assert 0.04 < time.monotonic() - begin < 0.5


@pytest.mark.parametrize("use", ["write", "read"])
def test_a_closed_port_is_a_failure(port: SerialPort, use: str) -> None:
    with pytest.raises(DeviceFailure):
        port.write(b"x") if use == "write" else port.read()
    port.open()
    port.close()
    with pytest.raises(DeviceFailure):
        port.write(b"x") if use == "write" else port.read()


@pytest.mark.parametrize("target", ["missing", "file", "directory"])
def test_what_is_no_port_cannot_be_opened(
    target: str, tmp_path: Path, clock: StandingClock
) -> None:
    path = tmp_path / target
    if target == "file":
        path.write_bytes(b"")
    if target == "directory":
        path.mkdir()
    port = SerialPort(path, baud=9600, time=clock, read_timeout_s=0.05)
    with pytest.raises(DeviceFailure) as failure:
        port.open()
    assert failure.value.device == str(path)
    assert port.problem
    with pytest.raises(DeviceFailure):  # not yet tried again, and still told why
        port.open()
    assert failure.value.problem == port.problem


def test_somebody_elses_port_is_left_alone(
    peer: PtyPeer, port: SerialPort, clock: StandingClock
) -> None:
    port.open()
    other = SerialPort(peer.link, baud=9600, time=clock, read_timeout_s=0.05)
    with pytest.raises(DeviceFailure, match="port_busy"):
        other.open()
    port.write(b"mine")
    wait_until(lambda: bytes(peer.received) == b"mine")


@pytest.mark.parametrize("use", ["write", "read"])
def test_a_port_that_vanishes_comes_back_as_soon_as_it_is_due(
    use: str, peer: PtyPeer, port: SerialPort, clock: StandingClock
) -> None:
    port.open()
    peer.vanish()
    with pytest.raises(DeviceFailure):
        port.write(b"x") if use == "write" else port.read()
    assert trouble(port)
    with pytest.raises(DeviceFailure):
        port.open()
    peer.appear()
    clock.advance_s(0.25)
    assert port.open()
    assert trouble(port) is None
    port.write(b"again")
    wait_until(lambda: bytes(peer.received) == b"again")


def test_a_line_that_takes_nothing_is_a_failure_within_a_second(
    clock: StandingClock,
) -> None:
    master, slave = os.openpty()  # nobody reads
    port = SerialPort(Path(os.ttyname(slave)), baud=9600, time=clock, read_timeout_s=0.05)
    port.open()
    begin = time.monotonic()
    with pytest.raises(DeviceFailure):
        port.write(bytes(100_000))
    assert time.monotonic() - begin < 1.0
    port.close()
    os.close(master)
    os.close(slave)


def test_the_owner_may_close_while_the_reader_waits(peer: PtyPeer, clock: StandingClock) -> None:
    """The reader must never touch the descriptor once it may be somebody else's."""
    port = SerialPort(peer.link, baud=9600, time=clock, read_timeout_s=30.0)
    port.open()
    problems: list[str] = []
    reading = threading.Event()

    def read() -> None:
        reading.set()
        try:
            while port.read():
                pass
        except DeviceFailure as failure:
            problems.append(failure.problem)

    thread = threading.Thread(target=read)
    thread.start()
    reading.wait()
    begin = time.monotonic()
    port.close()
    assert time.monotonic() - begin < 1.0
    thread.join(timeout=1.0)
    assert not thread.is_alive()


def test_the_reader_leaves_closing_to_the_owner(
    peer: PtyPeer, port: SerialPort, clock: StandingClock
) -> None:
    """Closing under a writer would let its bytes go into whatever file gets the number next."""
    port.open()
    assert port._serial is not None
    descriptor = port._serial.fileno()
    peer.vanish()
    with pytest.raises(DeviceFailure):
        port.read()
    os.fstat(descriptor)  # still ours
    peer.appear()
    clock.advance_s(0.25)
    assert port.open()


@pytest.mark.slow
def test_losing_the_port_over_and_over_under_both_threads(tmp_path: Path) -> None:
    peer = PtyPeer(tmp_path / "port", lambda data: [data])
    clock = StandingClock(NOON)
    port = SerialPort(peer.link, baud=9600, time=clock, read_timeout_s=0.01)
    over = threading.Event()
    others: list[BaseException] = []

    def read() -> None:
        while not over.is_set():
            try:
                port.read()
            except DeviceFailure:
                pass
            except BaseException as error:  # noqa: BLE001 - any other is the finding
                others.append(error)

    thread = threading.Thread(target=read)
    thread.start()
    opened = 0
    for round_number in range(200):
        clock.advance_s(4.0)
        try:
            opened += port.open()
            port.write(b"hello")
        except DeviceFailure:
            pass
        if round_number % 3 == 0:
            peer.vanish()
        if round_number % 3 == 1:
            peer.appear()
    over.set()
    thread.join()
    port.close()
    peer.close()
    assert others == []
    assert opened > 50
