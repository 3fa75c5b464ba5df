"""The monitor's FIFO: gapless in time, whatever was played when, and nobody has to listen."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from loudspeaker.village.monitor import MonitorFeed

SECOND = 1_000_000_000
RATE_HZ = 48_000
LATE_NS = SECOND // 2


class Listener:
    """Reads the FIFO."""

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)

    def heard(self) -> npt.NDArray[np.int16]:
        """Return what has come."""
        data = b""
        try:
            while part := os.read(self._descriptor, 1 << 16):
                data += part
        except BlockingIOError:
            pass
        return np.frombuffer(data, dtype="<i2")

    def close(self) -> None:
        """Stop listening."""
        os.close(self._descriptor)


@pytest.fixture
def feed(tmp_path: Path) -> Iterator[MonitorFeed]:
    made = MonitorFeed(tmp_path / "monitor")
    yield made
    made.close()


@pytest.fixture
def listener(tmp_path: Path, feed: MonitorFeed) -> Iterator[Listener]:
    made = Listener(tmp_path / "monitor")
    feed.advance(10 * SECOND)
    yield made
    made.close()


def test_hiss_while_there_is_no_carrier(feed: MonitorFeed, listener: Listener) -> None:
    for tenth in range(1, 11):
        feed.advance(10 * SECOND + tenth * SECOND // 10)
    heard = listener.heard()
    assert len(heard) == RATE_HZ
    assert np.std(heard) == pytest.approx(0.03 * 32767, rel=0.05)


def test_sound_is_where_it_was_played(feed: MonitorFeed, listener: Listener) -> None:
    begin_ns = 10 * SECOND - LATE_NS
    for number in range(25):
        pcm = np.full(1920, 20_000 + number, dtype="<i2").tobytes()
        feed.play(begin_ns + SECOND // 4 + number * SECOND // 25, pcm)
    for tenth in range(1, 21):
        feed.advance(10 * SECOND + tenth * SECOND // 10)
    heard = listener.heard()
    played = np.flatnonzero(heard >= 20_000)
    assert (played[0], len(played)) == (RATE_HZ // 4, RATE_HZ)
    assert np.all(np.diff(played) == 1)
    assert np.all(np.diff(heard[played]) >= 0)


def test_nobody_has_to_listen(feed: MonitorFeed) -> None:
    for second in range(100):
        feed.play(second * SECOND, bytes(2 * RATE_HZ))
        feed.advance(second * SECOND)
    assert feed._pieces == []


def test_a_listener_may_go_and_come_back(
    feed: MonitorFeed, listener: Listener, tmp_path: Path
) -> None:
    feed.advance(11 * SECOND)
    listener.close()
    for second in range(12, 20):
        feed.advance(second * SECOND)
    again = Listener(tmp_path / "monitor")
    feed.advance(20 * SECOND)
    feed.advance(21 * SECOND)
    assert len(again.heard()) == RATE_HZ
    again.close()
    listener._descriptor = os.open(os.devnull, os.O_RDONLY)


def test_one_that_is_too_slow_misses_sound_and_holds_nobody_up(
    feed: MonitorFeed, listener: Listener
) -> None:
    for second in range(11, 60):
        feed.advance(second * SECOND)
    assert 2 * RATE_HZ < len(listener.heard()) <= 1 << 19


def test_what_was_in_its_place_goes(tmp_path: Path) -> None:
    path = tmp_path / "monitor"
    path.write_text("old")
    MonitorFeed(path).close()
    assert path.is_fifo()
    MonitorFeed(path).close()
    assert path.is_fifo()
