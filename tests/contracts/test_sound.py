"""One suite for every sound output (``loudspeaker.devices.sound.base.Sound``)."""

from __future__ import annotations

import os
import signal
import threading
import time
import zlib
from array import array
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from loudspeaker.bootstrap.devices import RATE_VARIABLE, line_in_command
from loudspeaker.devices.simulated import MemorySound, StandingClock
from loudspeaker.devices.sound.base import (
    BLOCK_FRAMES,
    BYTES_PER_FRAME,
    RATE_HZ,
    SILENT,
    Label,
    Sound,
)
from loudspeaker.devices.sound.clocked import ClockedSound
from loudspeaker.devices.sound.metered import Meter, Metered
from loudspeaker.devices.sound.portaudio import PortAudioSound, load_library
from loudspeaker.devices.sound.sidecar import SESSION_VARIABLE, NoIndex, Sidecar
from loudspeaker.devices.sound.stream import CommandOpener, FileSound, StreamSound, open_fifo
from loudspeaker.errors import DeviceFailure
from loudspeaker.system.time import SystemTime
from loudspeaker.village.alsa_config import DEVICE
from tests.devices.moments import NOON
from tests.devices.pty_peer import wait_until
from tests.devices.tone_air import ToneAir
from tests.devices.village import Village

RATE = 10
RUNNING, LOW = RATE_HZ // 2, RATE_HZ * 60 // 1000
SILENCE = bytes(BLOCK_FRAMES * BYTES_PER_FRAME)
Written = list[tuple[bytes, Label]]


@dataclass(frozen=True)
class Rig:
    """A sound output, and what a listener hears of it."""

    sound: Sound
    check: Callable[[Written], None]
    """Assert that exactly this was heard since the rig was made, then at most silence."""
    wait_s: Callable[[float], None] = time.sleep
    break_it: Callable[[], None] = lambda: None
    mend_it: Callable[[], None] = lambda: None
    index_agrees: bool = False


def check_bytes(heard: Callable[[], bytes]) -> Callable[[Written], None]:
    """Return a check by the samples themselves."""

    def check(written: Written) -> None:
        expected = b"".join(pcm for pcm, _ in written)
        wait_until(lambda: len(heard()) >= len(expected))
        assert heard()[: len(expected)] == expected
        assert not any(heard()[len(expected) :])

    return check


# --- without a village ---------------------------------------------------------------------------


def _memory(_request: pytest.FixtureRequest) -> Iterator[Rig]:
    clock = StandingClock(NOON)
    sound = MemorySound(clock)

    def set_broken(problem: str | None) -> None:
        sound.broken = problem

    yield Rig(
        sound,
        check_bytes(lambda: bytes(sound.heard)),
        clock.advance_s,
        lambda: set_broken("no device"),
        lambda: set_broken(None),
    )


def _with_tones(_request: pytest.FixtureRequest) -> Iterator[Rig]:
    """A sound that carries tones, of which none are ordered."""
    air = ToneAir()

    def set_broken(problem: str | None) -> None:
        air.output.broken = problem

    yield Rig(
        air.sound,
        check_bytes(lambda: bytes(air.output.heard)),
        air.clock.advance_s,
        lambda: set_broken("no device"),
        lambda: set_broken(None),
    )


def _file(request: pytest.FixtureRequest) -> Iterator[Rig]:
    directory: Path = request.getfixturevalue("tmp_path") / "out"
    directory.mkdir()
    path, clock = directory / "programme.raw", StandingClock(NOON)
    sound = FileSound(path, index=NoIndex(), clock=clock, sleep=clock.advance_s)

    def move(source: Path, target: Path) -> None:
        source.rename(target)

    away = directory.with_name("away")
    yield Rig(
        sound,
        check_bytes(path.read_bytes),
        clock.advance_s,
        lambda: move(directory, away),
        lambda: move(away, directory),
    )


def _metered(_request: pytest.FixtureRequest) -> Iterator[Rig]:
    """An output whose level can be asked for."""
    clock = StandingClock(NOON)
    inner = MemorySound(clock)

    def set_broken(problem: str | None) -> None:
        inner.broken = problem

    yield Rig(
        Metered(inner, Meter(clock)),
        check_bytes(lambda: bytes(inner.heard)),
        clock.advance_s,
        lambda: set_broken("no device"),
        lambda: set_broken(None),
    )


def _clocked(_request: pytest.FixtureRequest) -> Iterator[Rig]:
    """Take an output that nobody hears: what counts is its pace."""
    clock = StandingClock(NOON)
    yield Rig(ClockedSound(clock, sleep=clock.advance_s), lambda _: None, clock.advance_s)


class FifoReader:
    """Reads a FIFO as fast as it is filled."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.heard = bytearray()
        os.mkfifo(path)
        self.open()

    def open(self) -> None:
        """Begin to read."""
        self._over = threading.Event()
        self._descriptor = os.open(self.path, os.O_RDONLY | os.O_NONBLOCK)
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def _read(self) -> None:
        while not self._over.wait(0.001):
            with suppress(BlockingIOError):
                self.heard += os.read(self._descriptor, 1 << 16)

    def close(self) -> None:
        """Stop reading."""
        self._over.set()
        self._thread.join()
        os.close(self._descriptor)


def _fifo(request: pytest.FixtureRequest) -> Iterator[Rig]:
    reader = FifoReader(request.getfixturevalue("tmp_path") / "fifo")
    sound = StreamSound("fifo", lambda: open_fifo(reader.path), index=NoIndex(), clock=SystemTime())
    yield Rig(
        sound,
        check_bytes(lambda: bytes(reader.heard)),
        break_it=reader.close,
        mend_it=reader.open,
    )
    sound.close()
    reader.close()


# --- with the village, which counts every sample -------------------------------------------------


class LineListener:
    """What the village's line input took since ``mark``, checked by checksum and label."""

    def __init__(self, village: Village) -> None:
        self._village = village
        self._begin_ns = time.monotonic_ns()

    def _taken(self) -> list[dict[str, Any]]:
        events = self._village.events("audio")
        return [e for e in events if e["n"] == 0 and e["mono_ns"] >= self._begin_ns]

    def check(self, written: Written) -> None:
        """Assert that exactly this arrived, with the labels of the index."""
        expected = b"".join(pcm for pcm, _ in written)
        frames = len(expected) // BYTES_PER_FRAME
        wait_until(lambda: sum(map(_frames, self._taken())) >= frames, 10.0)
        at = 0
        for event in self._taken():
            begin, at = at, at + _frames(event)
            pcm = expected[begin * BYTES_PER_FRAME : at * BYTES_PER_FRAME]
            pcm += bytes((at - begin) * BYTES_PER_FRAME - len(pcm))
            assert event["crc32"] == zlib.crc32(pcm), f"other samples at frame {begin}"
            assert (event["occurrence"], event["pos_ms"]) == _label_at(written, begin)


def _frames(event: dict[str, Any]) -> int:
    frames: int = round(event["len_ms"] * RATE_HZ / 1000)
    return frames


def _label_at(written: Written, frame: int) -> tuple[str | None, float | None]:
    """Return occurrence and position in ms of a frame, as the village has to name it."""
    at = 0
    for pcm, label in written:
        frames = len(pcm) // BYTES_PER_FRAME
        if at <= frame < at + frames and label.occurrence is not None:
            position = label.position_frames + frame - at
            return label.occurrence, round(position * 1000 / RATE_HZ, 3)
        at += frames
    return None, None


@pytest.fixture(scope="module")
def village(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Village]:
    made = Village(tmp_path_factory.mktemp("village") / "home", rate=RATE)
    made.start()
    yield made
    made.close()


@pytest.fixture
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (SESSION_VARIABLE, "ALSA_CONFIG_PATH"):
        monkeypatch.setenv(name, "")
    monkeypatch.setenv(RATE_VARIABLE, str(RATE))


def _children() -> list[int]:
    """Return the line inputs that this process, or its ALSA, has started."""
    children = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()
    return [pid for pid in map(int, children) if b"line_in.py" in _command_line(pid)]


def _command_line(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""


def _kill_line() -> None:
    """Kill what one look has found: in the middle of an exec a process shows no command line."""
    for pid in wait_until(_children):
        os.kill(pid, signal.SIGKILL)


def _command(request: pytest.FixtureRequest) -> Iterator[Rig]:
    village: Village = request.getfixturevalue("village")
    opener = CommandOpener(line_in_command(village.home))
    sound = StreamSound("line", opener, index=Sidecar(village.home.sidecar), clock=SystemTime())
    yield Rig(sound, LineListener(village).check, break_it=_kill_line, index_agrees=True)
    sound.close()
    opener.end()
    wait_until(lambda: not _children())


def _portaudio(request: pytest.FixtureRequest) -> Iterator[Rig]:
    village: Village = request.getfixturevalue("village")
    try:
        library = load_library(str(village.alsa_config))
    except DeviceFailure as failure:
        pytest.skip(failure.problem)
    library._terminate()  # another test may have had another configuration
    library._initialize()
    sound = PortAudioSound(
        DEVICE,
        latency_s=0.02,
        index=Sidecar(village.home.sidecar),
        clock=SystemTime(),
        alsa_config=lambda: str(village.alsa_config),
    )
    yield Rig(sound, LineListener(village).check, break_it=_kill_line, index_agrees=True)
    sound.close()
    wait_until(lambda: not _children())


RIGS = [
    _memory,
    _clocked,
    _metered,
    _with_tones,
    _file,
    _fifo,
    pytest.param(_command, marks=pytest.mark.slow),
    pytest.param(_portaudio, marks=pytest.mark.slow),
]


@pytest.fixture(params=RIGS)
def rig(request: pytest.FixtureRequest, _environment: None) -> Iterator[Rig]:
    yield from request.param(request)


# --- the suite -----------------------------------------------------------------------------------


def labelled(occurrence: str, sizes: Sequence[int], *, first: int = 1) -> Written:
    """Return blocks of samples that never repeat within a second, as parts of an occurrence."""
    written, at = [], 0
    for size in sizes:
        pcm = array("h", [(first + at + n) % 30_011 + 1 for n in range(size)]).tobytes()
        written.append((pcm, Label(occurrence=occurrence, position_frames=at)))
        at += size
    return written


def write(rig: Rig, written: Written, *, ahead: int = RUNNING) -> list[int]:
    """Write, and return the fill after each block."""
    fills = []
    for pcm, label in written:
        rig.sound.write(pcm, label, ahead_frames=ahead)
        fills.append(rig.sound.queued_frames())
    return fills


def finish(rig: Rig) -> None:
    """Write silence until what was written before has surely left, as playout does."""
    write(rig, [(SILENCE, SILENT)] * 50, ahead=LOW)


def test_everything_is_heard_to_the_sample_and_named_right(rig: Rig) -> None:
    rig.sound.start()
    written: Written = [(SILENCE, SILENT)] * 5
    written += labelled("a-1", [BLOCK_FRAMES] * 100)
    written += [(SILENCE, SILENT)] * 3
    written += labelled("b-1", [BLOCK_FRAMES] * 20 + [123])  # a cue ends within a block
    written += labelled("c-1", [1, 2, BLOCK_FRAMES])
    write(rig, written)
    finish(rig)
    rig.check(written)


@pytest.mark.parametrize("ahead", [RUNNING, LOW])
def test_never_more_is_queued_than_ahead_and_one_block(rig: Rig, ahead: int) -> None:
    rig.sound.start()
    assert rig.sound.queued_frames() == 0
    fills = write(rig, labelled("a-1", [BLOCK_FRAMES] * 60), ahead=ahead)
    assert max(fills) <= ahead + BLOCK_FRAMES
    assert min(fills) >= 0


def test_after_idling_it_starts_again(rig: Rig) -> None:
    rig.sound.start()
    first = labelled("a-1", [BLOCK_FRAMES] * 10)
    write(rig, first)
    finish(rig)
    rig.check(first)
    rig.sound.idle()
    rig.sound.idle()
    rig.sound.start()
    second = labelled("b-1", [BLOCK_FRAMES] * 10, first=7_000)
    write(rig, second)
    finish(rig)


def test_after_discarding_it_runs_on(rig: Rig) -> None:
    rig.sound.start()
    write(rig, labelled("a-1", [BLOCK_FRAMES] * 30))
    rig.sound.discard()
    write(rig, labelled("b-1", [BLOCK_FRAMES] * 5), ahead=LOW)
    finish(rig)


def test_discarding_keeps_the_index_in_step(rig: Rig) -> None:
    """Where a listener has an index, what was discarded but heard is named as what it was."""
    rig.sound.start()
    before = labelled("a-1", [BLOCK_FRAMES] * 30)
    write(rig, before)
    rig.sound.discard()
    after = labelled("b-1", [BLOCK_FRAMES] * 5, first=11_000)
    write(rig, after, ahead=LOW)
    finish(rig)
    if rig.index_agrees:
        rig.check(before + after)


def test_a_fault_is_a_device_failure_and_passes(rig: Rig) -> None:
    if isinstance(rig.sound, ClockedSound):
        pytest.skip("there is no device that could fail")
    rig.sound.start()
    write(rig, labelled("a-1", [BLOCK_FRAMES] * 5))
    rig.break_it()
    begin = time.monotonic()
    with pytest.raises(DeviceFailure) as failure:
        write(rig, labelled("a-1", [BLOCK_FRAMES] * 200))
    assert time.monotonic() - begin < 1.5
    assert failure.value.problem
    assert rig.sound.queued_frames() >= 0
    rig.sound.idle()
    rig.mend_it()
    wait_until(lambda: _starts(rig))
    write(rig, labelled("b-1", [BLOCK_FRAMES] * 5))
    finish(rig)


def _starts(rig: Rig) -> bool:
    rig.wait_s(0.05)
    try:
        rig.sound.start()
    except DeviceFailure:
        return False
    return True


def test_closing_twice_is_no_error(rig: Rig) -> None:
    rig.sound.close()
    rig.sound.start()
    rig.sound.close()
    rig.sound.close()
    assert rig.sound.queued_frames() == 0
