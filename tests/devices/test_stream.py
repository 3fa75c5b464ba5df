"""Sound into a pipe, a FIFO or a file, with readers that read, pause and die."""

from __future__ import annotations

import os
import signal
import sys
from array import array
from collections.abc import Iterator
from pathlib import Path

import pytest

from loudspeaker.devices.simulated import StandingClock
from loudspeaker.devices.sound.base import BLOCK_FRAMES, RATE_HZ, SILENT
from loudspeaker.devices.sound.sidecar import NoIndex
from loudspeaker.devices.sound.stream import CommandOpener, FileSound, StreamSound, open_fifo
from loudspeaker.errors import DeviceFailure
from loudspeaker.system.time import SystemTime
from tests.devices.moments import NOON
from tests.devices.pty_peer import wait_until

BLOCK = bytes(BLOCK_FRAMES * 2)
RUNNING, LOW = 24_000, 2_880


def blocks(count: int) -> list[bytes]:
    """Return blocks that can be told apart."""
    return [array("h", [number + 1] * BLOCK_FRAMES).tobytes() for number in range(count)]


class Reader:
    """The reading end of a pipe, taken at the pace of a standing clock."""

    def __init__(self, clock: StandingClock) -> None:
        self.clock = clock
        self.reading, self.writing = os.pipe2(os.O_CLOEXEC)
        self.heard = bytearray()
        self.pauses = False

    def open(self) -> int:
        return os.dup(self.writing)

    def sleep(self, seconds: float) -> None:
        self.clock.advance_s(seconds)
        if not self.pauses:
            self.heard += os.read(self.reading, 2 * round(seconds * RATE_HZ))

    def close(self) -> None:
        for end in (self.reading, self.writing):
            if end >= 0:
                os.close(end)


@pytest.fixture
def reader() -> Iterator[Reader]:
    made = Reader(StandingClock(NOON))
    yield made
    made.close()


@pytest.fixture
def piped(reader: Reader) -> Iterator[StreamSound]:
    sound = StreamSound(
        "pipe", reader.open, index=NoIndex(), clock=reader.clock, sleep=reader.sleep
    )
    sound.start()
    yield sound
    sound.close()


# --- a pipe --------------------------------------------------------------------------------------


def test_the_fill_of_a_pipe_is_controlled(reader: Reader, piped: StreamSound) -> None:
    for block in blocks(60):
        piped.write(block, SILENT, ahead_frames=LOW)
        assert piped.queued_frames() <= LOW + BLOCK_FRAMES
    reader.heard += os.read(reader.reading, 1 << 16)
    assert bytes(reader.heard) == b"".join(blocks(60))


def test_a_reader_that_pauses_is_a_failure_after_a_second(
    reader: Reader, piped: StreamSound
) -> None:
    reader.pauses = True
    begin_ns = reader.clock.mono_ns()
    with pytest.raises(DeviceFailure, match="nobody reads"):
        write_many(piped)
    assert 0.9e9 < reader.clock.mono_ns() - begin_ns < 1.1e9
    with pytest.raises(DeviceFailure):
        piped.write(BLOCK, SILENT, ahead_frames=LOW)
    reader.clock.advance_s(1.0)
    piped.start()


def write_many(sound: StreamSound) -> None:
    for _ in range(200):
        sound.write(BLOCK, SILENT, ahead_frames=LOW)


@pytest.mark.slow
def test_a_full_pipe_without_reader_is_a_failure_too() -> None:
    """More may be ahead than the pipe holds: then the write itself is what waits."""
    reading, writing = os.pipe2(os.O_CLOEXEC)
    sound = StreamSound("pipe", lambda: os.dup(writing), index=NoIndex(), clock=SystemTime())
    sound.start()
    with pytest.raises(DeviceFailure, match="nobody reads"):
        sound.write(bytes(1 << 18), SILENT, ahead_frames=1 << 20)
    os.close(reading)
    os.close(writing)


def test_a_reader_that_goes_is_a_failure(reader: Reader, piped: StreamSound) -> None:
    os.close(reader.reading)
    reader.reading = -1
    with pytest.raises(DeviceFailure):
        piped.write(BLOCK, SILENT, ahead_frames=LOW)


def test_nothing_can_be_written_before_the_start(reader: Reader) -> None:
    sound = StreamSound("pipe", reader.open, index=NoIndex(), clock=reader.clock)
    with pytest.raises(DeviceFailure, match="not open"):
        sound.write(BLOCK, SILENT, ahead_frames=LOW)
    assert sound.queued_frames() == 0


# --- a FIFO --------------------------------------------------------------------------------------


def fifo_sound(path: Path, clock: StandingClock) -> StreamSound:
    return StreamSound(str(path), lambda: open_fifo(path), index=NoIndex(), clock=clock)


@pytest.mark.parametrize("kind", ["missing", "file", "directory", "unread"])
def test_a_fifo_that_nobody_reads_is_a_failure_at_once_and_later_found(
    kind: str, tmp_path: Path
) -> None:
    path, clock = tmp_path / "fifo", StandingClock(NOON)
    if kind == "file":
        path.write_bytes(b"")
    if kind == "directory":
        path.mkdir()
    if kind == "unread":
        os.mkfifo(path)
    sound = fifo_sound(path, clock)
    with pytest.raises(DeviceFailure):
        sound.start()
    with pytest.raises(DeviceFailure, match="waiting"):
        sound.start()
    if kind != "unread":
        return
    reading = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    clock.advance_s(0.25)
    sound.start()
    sound.write(blocks(1)[0], SILENT, ahead_frames=LOW)
    assert os.read(reading, 4096) == blocks(1)[0]
    sound.close()
    os.close(reading)


# --- a command -----------------------------------------------------------------------------------

COPY = "import sys, shutil; shutil.copyfileobj(sys.stdin.buffer, open(sys.argv[1], 'wb'), 4096)"
DEAF = "import time; time.sleep(600)"


def command_sound(opener: CommandOpener, clock: StandingClock | SystemTime) -> StreamSound:
    return StreamSound("line", opener, index=NoIndex(), clock=clock)


def test_a_command_hears_everything_and_then_the_end(tmp_path: Path) -> None:
    out = tmp_path / "out.raw"
    opener = CommandOpener([sys.executable, "-I", "-S", "-c", COPY, str(out)])
    sound = command_sound(opener, SystemTime())
    sound.start()
    for block in blocks(30):
        sound.write(block, SILENT, ahead_frames=RUNNING)
    sound.close()
    wait_until(lambda: out.exists() and out.read_bytes() == b"".join(blocks(30)))
    opener.end()


@pytest.mark.slow
def test_a_command_that_dies_is_started_again(tmp_path: Path) -> None:
    out = tmp_path / "out.raw"
    opener = CommandOpener([sys.executable, "-I", "-S", "-c", COPY, str(out)])
    sound = command_sound(opener, SystemTime())
    sound.start()
    assert opener.pid is not None
    os.kill(opener.pid, signal.SIGKILL)
    with pytest.raises(DeviceFailure):
        write_many(sound)
    wait_until(lambda: starts(sound))
    sound.write(blocks(1)[0], SILENT, ahead_frames=RUNNING)
    sound.close()
    wait_until(lambda: out.exists() and out.read_bytes() == blocks(1)[0])
    opener.end()


def starts(sound: StreamSound) -> bool:
    try:
        sound.start()
    except DeviceFailure:
        return False
    return True


@pytest.mark.slow
def test_a_command_that_does_not_end_is_killed_before_the_next(tmp_path: Path) -> None:
    clock = StandingClock(NOON)
    opener = CommandOpener([sys.executable, "-I", "-S", "-c", DEAF, str(tmp_path)])
    sound = command_sound(opener, clock)
    sound.start()
    first = opener.pid
    sound.close()
    sound.start()
    assert opener.pid != first
    sound.close()
    opener.end()
    assert opener.pid is None


def test_a_command_that_is_missing_is_a_failure(tmp_path: Path) -> None:
    sound = command_sound(CommandOpener([str(tmp_path / "none")]), StandingClock(NOON))
    before = len(list(Path("/proc/self/fd").iterdir()))
    with pytest.raises(DeviceFailure):
        sound.start()
    assert len(list(Path("/proc/self/fd").iterdir())) == before


# --- a file --------------------------------------------------------------------------------------


def test_a_file_is_filled_in_real_time_by_our_own_clock(tmp_path: Path) -> None:
    path, clock = tmp_path / "out.raw", StandingClock(NOON)
    sound = FileSound(path, index=NoIndex(), clock=clock, sleep=clock.advance_s)
    sound.start()
    begin_ns = clock.mono_ns()
    for block in blocks(100):
        sound.write(block, SILENT, ahead_frames=LOW)
        assert sound.queued_frames() <= LOW + BLOCK_FRAMES
    taken_s = (clock.mono_ns() - begin_ns) / 1e9
    assert taken_s == pytest.approx(100 * 0.02 - LOW / RATE_HZ - 0.02, abs=0.03)
    assert path.read_bytes() == b"".join(blocks(100))


def test_a_pause_of_the_writer_is_not_made_up_for(tmp_path: Path) -> None:
    clock = StandingClock(NOON)
    sound = FileSound(tmp_path / "out.raw", index=NoIndex(), clock=clock, sleep=clock.advance_s)
    sound.start()
    clock.advance_s(10.0)
    for _ in range(10):
        sound.write(BLOCK, SILENT, ahead_frames=RUNNING)
    assert sound.queued_frames() == 10 * BLOCK_FRAMES
    sound.discard()
    assert sound.queued_frames() == 0


def test_a_file_that_cannot_be_written_is_a_failure(tmp_path: Path) -> None:
    sound = FileSound(tmp_path / "none" / "out.raw", index=NoIndex(), clock=StandingClock(NOON))
    sound.start()
    with pytest.raises(DeviceFailure):
        sound.write(BLOCK, SILENT, ahead_frames=LOW)


def test_a_full_disk_is_a_failure() -> None:
    sound = FileSound(Path("/dev/full"), index=NoIndex(), clock=StandingClock(NOON))
    sound.start()
    with pytest.raises(DeviceFailure):
        sound.write(BLOCK, SILENT, ahead_frames=LOW)
