"""A FIFO or a command: read as it comes, begun again when it ends, never through a shell."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from loudspeaker.devices.simulated import StandingClock
from loudspeaker.offair.source import FifoOpener, ReceiverCommand, Source
from tests.devices.moments import NOON

WAIT_S = 2.0


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock(NOON)


@pytest.fixture
def fifo(tmp_path: Path, clock: StandingClock) -> Iterator[tuple[Source, Path]]:
    path = tmp_path / "monitor"
    os.mkfifo(path)
    source = Source(FifoOpener(path), clock)
    yield source, path
    source.close()


def test_a_fifo(fifo: tuple[Source, Path], clock: StandingClock) -> None:
    source, path = fifo
    reader = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    writer = os.open(path, os.O_WRONLY)
    os.close(reader)
    assert source.read(0) == b""
    os.write(writer, b"abcd")
    assert source.read(WAIT_S) == b"abcd"
    os.close(writer)
    assert source.read(0) == b""
    assert problem(source) == "nothing more comes"
    clock.advance_s(1)
    assert source.read(0) == b""
    writer = os.open(path, os.O_WRONLY)
    os.write(writer, b"efgh")
    clock.advance_s(5)
    assert source.read(WAIT_S) == b"efgh"
    assert problem(source) is None
    os.close(writer)


def problem(source: Source) -> str | None:
    """Return it; a property would be taken to stay as it is."""
    return source.problem


def test_what_is_no_fifo(tmp_path: Path, clock: StandingClock) -> None:
    source = Source(FifoOpener(tmp_path / "none"), clock)
    assert source.read(0) == b""
    assert "is not a FIFO" in str(source.problem)
    assert source.read(0) == b"", "not asked again at once"


def command(code: str) -> ReceiverCommand:
    return ReceiverCommand([sys.executable, "-c", code])


def test_a_command_and_the_next_one_when_it_ends(clock: StandingClock) -> None:
    source = Source(command("import os; os.write(1, b'sound')"), clock)
    assert source.read(WAIT_S) == b"sound"
    assert source.read(WAIT_S) == b""
    assert source.problem == "nothing more comes"
    clock.advance_s(5)
    assert source.read(WAIT_S) == b"sound"
    source.close()


def test_a_command_that_there_is_not(clock: StandingClock) -> None:
    source = Source(ReceiverCommand(["/no/such/receiver"]), clock)
    assert source.read(0) == b""
    assert "No such file" in str(source.problem)


def test_arguments_are_never_a_shell_s(tmp_path: Path, clock: StandingClock) -> None:
    trap = tmp_path / "trap"
    code = "import sys, os; os.write(1, sys.argv[1].encode())"
    source = Source(ReceiverCommand([sys.executable, "-c", code, f"; touch {trap} $(id)"]), clock)
    assert source.read(WAIT_S) == f"; touch {trap} $(id)".encode()
    source.close()
    assert not trap.exists()


def test_a_command_that_does_not_end_is_killed(clock: StandingClock) -> None:
    receiver = command(
        "import os, signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN);"
        "os.write(1, b'x'); time.sleep(60)"
    )
    source = Source(receiver, clock)
    assert source.read(WAIT_S) == b"x"
    process = receiver._process
    assert process is not None
    source.close()
    assert process.poll() == -9
