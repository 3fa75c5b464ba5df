"""The sound card that is a script: pace, gaps, and a village that comes and goes."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.village import line_in
from loudspeaker.village.line_in import (
    FRAME_BYTES,
    RATE_HZ,
    Pace,
    Source,
    Village,
    block_bytes,
    shrink_pipe,
)
from loudspeaker.village.line_server import Block, LineServer

MS = 1_000_000
FRAME_NS = 1_000_000_000 / RATE_HZ
BLOCK = block_bytes(RATE_HZ)


def test_blocks_follow_one_another_whatever_the_clock_says() -> None:
    pace = Pace(FRAME_NS)
    assert pace.play(480, 1_000, gap=True) == (1_000, 1_000 + 10 * MS)
    assert pace.play(480, 1_000 + 11 * MS, gap=False) == (1_000 + 10 * MS, 1_000 + 20 * MS)
    assert pace.play(480, 1_000 + 12 * MS, gap=False)[0] == 1_000 + 20 * MS


def test_after_an_underrun_it_goes_on_from_now() -> None:
    pace = Pace(FRAME_NS)
    pace.play(480, 0, gap=True)
    assert pace.play(480, 15 * MS, gap=True)[0] == 15 * MS


def test_after_a_long_sleep_it_goes_on_from_now() -> None:
    pace = Pace(FRAME_NS)
    pace.play(480, 0, gap=True)
    assert pace.play(480, 60 * MS, gap=False)[0] == 60 * MS


def test_a_wait_shorter_than_the_block_is_no_gap() -> None:
    pace = Pace(FRAME_NS)
    pace.play(480, 0, gap=True)
    assert pace.play(480, 4 * MS, gap=True)[0] == 10 * MS


@given(st.lists(st.tuples(st.integers(0, 1920), st.integers(0, 10**8), st.booleans())))
def test_time_never_runs_backwards(blocks: list[tuple[int, int, bool]]) -> None:
    pace, now, end = Pace(FRAME_NS), 0, 0
    for frames, pause, gap in blocks:
        now += pause
        start, next_end = pace.play(frames, now, gap=gap)
        assert end - 1 <= start <= next_end
        end = next_end


def test_the_pipe_is_made_one_page_once_it_is_nearly_empty() -> None:
    reader, writer = os.pipe()
    os.write(writer, bytes(20_000))
    assert not shrink_pipe(reader)
    source = Source(reader)
    taken = [source.block()[0] for _ in range(6)]
    assert b"".join(taken) == bytes(20_000)
    os.write(writer, bytes(4))
    source.block()
    assert fcntl.fcntl(reader, fcntl.F_GETPIPE_SZ) == 4096
    os.close(writer)
    assert source.block()[0] == b""
    os.close(reader)


def test_what_is_no_pipe_needs_no_shrinking(tmp_path: Path) -> None:
    descriptor = os.open(tmp_path, os.O_RDONLY)
    assert shrink_pipe(descriptor)
    os.close(descriptor)


def test_frames_cut_in_the_middle_are_put_together() -> None:
    reader, writer = os.pipe()
    source = Source(reader)
    os.write(writer, b"\x01")
    os.write(writer, b"\x02\x03")
    assert source.block() == (b"\x01\x02", False)
    os.write(writer, b"\x04")
    assert source.block() == (b"\x03\x04", False)
    os.write(writer, b"\x05")
    os.close(writer)
    assert source.block()[0] == b""
    os.close(reader)


class _Clock:
    """A clock that moves when somebody sleeps, in place of the module's ``time``."""

    def __init__(self) -> None:
        self.now_ns = 0

    def monotonic_ns(self) -> int:
        """Return the time."""
        return self.now_ns

    def sleep(self, seconds: float) -> None:
        """Let time pass."""
        self.now_ns += round(seconds * 1e9)


def _play(monkeypatch: pytest.MonkeyPatch, sound: bytes, village: Village, rate: float) -> _Clock:
    clock = _Clock()
    monkeypatch.setattr(line_in, "time", clock)
    reader, writer = os.pipe()
    os.write(writer, sound)
    os.close(writer)
    line_in.run(Source(reader), village, rate)
    village.close()
    os.close(reader)
    return clock


def _server(tmp_path: Path) -> LineServer:
    return LineServer(tmp_path)


def _hello(rate: float) -> bytes:
    return b'{"session":"s1","rate":%g,"rate_hz":48000}\n' % rate


@pytest.mark.parametrize("rate", [1.0, 20.0])
def test_sound_takes_its_time_and_arrives_whole(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, rate: float
) -> None:
    server, sound = _server(tmp_path), bytes(range(256)) * 120
    clock = _play(monkeypatch, sound, Village(str(tmp_path / "line.sock"), _hello(rate)), rate)
    blocks = server.poll()
    server.close()
    assert b"".join(block.pcm for block in blocks) == sound
    seconds = len(sound) / FRAME_BYTES / RATE_HZ / rate
    assert clock.now_ns == pytest.approx(seconds * 1e9, rel=1e-4)
    assert [block.session for block in blocks] == ["s1"] * len(blocks)
    for before, after in pairwise(blocks):
        assert after.first_frame == before.first_frame + before.frames
        assert after.start_ns == pytest.approx(before.end_ns, abs=2)


def test_without_a_village_it_goes_on_at_pace(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    village = Village(str(tmp_path / "nobody.sock"), _hello(1))
    clock = _play(monkeypatch, bytes(2 * BLOCK), village, 1.0)
    assert clock.now_ns == pytest.approx(80 * MS, rel=1e-4)


class _Restarting(Village):
    """Between two blocks the village dies and comes back."""

    def __init__(self, path: str, server: LineServer, again: Path) -> None:
        super().__init__(path, _hello(1))
        self.server, self._again = server, again
        self.sent = 0
        self.heard: list[Block] = []

    def send(self, data: bytes) -> None:
        """Send, with an accident after the third block."""
        if self.sent == 3:
            self.heard += self.server.poll()
            self.server.close()
            self.server = LineServer(self._again)
        self.sent += 1
        super().send(data)


def test_it_finds_a_village_that_came_back(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    village = _Restarting(str(tmp_path / "line.sock"), _server(tmp_path), tmp_path)
    _play(monkeypatch, bytes(17 * BLOCK), village, 1.0)
    blocks = village.heard + village.server.poll()
    village.server.close()
    numbers = [block.first_frame // (BLOCK // FRAME_BYTES) for block in blocks]
    assert numbers[:3] == [0, 1, 2]
    assert numbers[-1] == 16
    assert 10 <= numbers[3] <= 14  # lost at once, found again when half a second has passed


def test_a_socket_path_beyond_the_kernels_limit_works(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    directory = tmp_path / ("d" * 100) / ("e" * 60)
    directory.mkdir(parents=True)
    server = _server(directory)
    _play(monkeypatch, bytes(480), Village(str(directory / "line.sock"), _hello(1)), 1.0)
    assert [block.frames for block in server.poll()] == [240]
    server.close()


def test_as_a_program_it_needs_nothing_and_ignores_the_keyboard(tmp_path: Path) -> None:
    server = _server(tmp_path)
    child = subprocess.Popen(
        [sys.executable, "-I", "-S", line_in.__file__, str(tmp_path / "line.sock"), "50"],
        stdin=subprocess.PIPE,
        env={line_in.SESSION_VARIABLE: "day-1"},
        cwd="/",
    )
    assert child.stdin is not None
    child.stdin.write(bytes(9_600))
    child.stdin.flush()
    deadline = time.monotonic() + 10
    blocks: list[Block] = []
    while sum(block.frames for block in blocks) < 4_800 and time.monotonic() < deadline:
        blocks += server.poll()
    child.send_signal(signal.SIGINT)
    child.stdin.close()
    assert child.wait(timeout=10) == 0
    assert {block.session for block in blocks} == {"day-1"}
    server.close()
