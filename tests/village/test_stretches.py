"""Stretches of at most 250 ms, with level, checksum and label."""

from __future__ import annotations

import json
import math
import zlib
from array import array
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.village.sidecar import Sidecar
from loudspeaker.village.stretches import Origin, Piece, Stretches, measure

from .fakes import MemoryLog

FRAME_NS = 1_000_000_000 / 48_000
LINE = Origin(session="s1", source="line", carrier=True, frame_ns=FRAME_NS)
DEAD = Origin(session="s1", source="line", carrier=False, frame_ns=FRAME_NS)


class _Kept:
    def __init__(self) -> None:
        self.sound: list[tuple[int, int, bytes]] = []

    def record(self, number: int, mono_ns: int, pcm: bytes) -> None:
        """Keep what a point heard."""
        self.sound.append((number, mono_ns, pcm))


@pytest.fixture
def log() -> MemoryLog:
    return MemoryLog()


@pytest.fixture
def kept() -> _Kept:
    return _Kept()


@pytest.fixture
def stretches(log: MemoryLog, kept: _Kept, tmp_path: Path) -> Iterator[Stretches]:
    sidecar = Sidecar(tmp_path)
    yield Stretches(log, sidecar, kept.record)
    sidecar.close()


def _pcm(frames: int, value: int = 1_000) -> bytes:
    return array("h", [value] * frames).tobytes()


def _piece(
    first: int, frames: int, *, listener: int = 4, origin: Origin = LINE, late_ns: int = 0
) -> Piece:
    return Piece(
        listener=listener,
        origin=origin,
        first_frame=first,
        mono_ns=round(first * FRAME_NS) + late_ns,
        pcm=_pcm(frames),
    )


def _lengths(log: MemoryLog) -> list[float]:
    return [event["len_ms"] for event in log.of("audio")]


def test_blocks_are_gathered_to_250_ms(stretches: Stretches, log: MemoryLog, kept: _Kept) -> None:
    for first in range(0, 24_000, 960):
        stretches.add(_piece(first, 960))
    assert _lengths(log) == [250.0, 250.0]
    assert [(number, mono_ns) for number, mono_ns, _ in kept.sound] == [(4, 0), (4, 250_000_000)]
    assert not stretches.pending


def test_an_event_tells_everything(stretches: Stretches, log: MemoryLog) -> None:
    stretches.add(_piece(0, 480))
    stretches.finish_all()
    assert log.events == [
        {
            "ev": "audio",
            "mono_ns": 0,
            "n": 4,
            "occurrence": None,
            "pos_ms": None,
            "len_ms": 10.0,
            "rms_dbfs": -30.3,
            "crc32": zlib.crc32(_pcm(480)),
            "source": "line",
            "carrier": True,
        }
    ]


def test_the_transmitters_input_is_logged_but_makes_no_sound(
    stretches: Stretches, log: MemoryLog, kept: _Kept
) -> None:
    stretches.add(_piece(0, 480, listener=0))
    stretches.finish_all()
    assert [event["n"] for event in log.events] == [0]
    assert kept.sound == []


@pytest.mark.parametrize(
    "other",
    [
        _piece(480, 480, origin=DEAD),
        _piece(481, 480),
        _piece(480, 480, late_ns=25_000_000),
    ],
)
def test_what_does_not_follow_begins_a_new_stretch(
    stretches: Stretches, log: MemoryLog, other: Piece
) -> None:
    stretches.add(_piece(0, 480))
    stretches.add(other)
    assert _lengths(log) == [10.0]
    stretches.finish_all()
    assert _lengths(log) == [10.0, 10.0]


def test_a_small_shake_of_the_clock_is_no_gap(stretches: Stretches, log: MemoryLog) -> None:
    stretches.add(_piece(0, 480))
    stretches.add(_piece(480, 480, late_ns=5_000_000))
    stretches.finish_all()
    assert _lengths(log) == [20.0]


def test_what_gets_no_continuation_is_finished(stretches: Stretches, log: MemoryLog) -> None:
    stretches.add(_piece(0, 480))
    stretches.finish_older(10_000_000)
    assert _lengths(log) == []
    stretches.finish_older(10_000_001)
    assert _lengths(log) == [10.0]


def test_labels_cut_the_events_but_not_the_sound(
    stretches: Stretches, log: MemoryLog, kept: _Kept, tmp_path: Path
) -> None:
    entry = {"occurrence": "o1", "first_frame": 4_800, "frames": 48_000, "pos_frame": 960}
    (tmp_path / "s1.jsonl").write_text(json.dumps(entry) + "\n")
    stretches.add(_piece(0, 12_000))
    labels = [
        (event["occurrence"], event["pos_ms"], event["len_ms"], event["mono_ns"])
        for event in log.events
    ]
    assert labels == [(None, None, 100.0, 0), ("o1", 20.0, 150.0, 100_000_000)]
    assert [len(pcm) for _, _, pcm in kept.sound] == [24_000]


def test_levels() -> None:
    assert measure(_pcm(480, 0)) == (-120.0, zlib.crc32(bytes(960)))
    assert measure(_pcm(480, -32_768))[0] == 0.0
    assert measure(b"") == (-120.0, 0)
    sine = array("h", [round(32_767 * math.sin(2 * math.pi * n / 48)) for n in range(480)])
    assert measure(sine.tobytes())[0] == -3.0


@given(st.lists(st.integers(1, 3_000), max_size=30))
def test_nothing_is_lost_or_doubled(
    tmp_path_factory: pytest.TempPathFactory, sizes: list[int]
) -> None:
    log, kept = MemoryLog(), _Kept()
    stretches = Stretches(log, Sidecar(tmp_path_factory.getbasetemp() / "none"), kept.record)
    first, sent = 0, b""
    for number, frames in enumerate(sizes):
        pcm = _pcm(frames, number)
        piece = _piece(first, frames)
        stretches.add(
            Piece(listener=4, origin=LINE, first_frame=first, mono_ns=piece.mono_ns, pcm=pcm)
        )
        first, sent = first + frames, sent + pcm
    stretches.finish_all()
    assert b"".join(pcm for _, _, pcm in kept.sound) == sent
    assert all(length <= 250.0 for length in _lengths(log))
    assert [event["crc32"] for event in log.events] == [zlib.crc32(pcm) for _, _, pcm in kept.sound]
