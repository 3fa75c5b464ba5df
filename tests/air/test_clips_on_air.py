"""A clip that fails under the needle: what was not heard is not recorded as heard."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from loudspeaker.air.feeder import ClipFile
from loudspeaker.rundown import Rundown
from tests.air.bench import RATE, Bench


def clip_of(bench: Bench, rundown: Rundown) -> Path:
    return bench.home / "clips" / f"{rundown.cues[0].sha256}.wav"


def test_a_clip_that_is_cut_short_while_it_plays_is_not_aired(bench: Bench) -> None:
    rundown = bench.offer(bench.rundown(due_s=2, seconds=20, grace_s=30))
    bench.events.at(4.0, lambda: os.truncate(clip_of(bench, rundown), 44 + 2 * 10 * RATE))
    bench.run(60)
    assert bench.heard_frames() <= 10 * RATE
    assert bench.records() == [
        ("start", None, None),
        ("interrupted", None, "sound"),
        ("failed", None, "clip"),
    ]


class BrokenDisk:
    """Reads nothing any more."""

    def seek(self, _position: int) -> None:
        raise OSError(5, "Input/output error")

    def close(self) -> None:
        pass


def break_disk(bench: Bench, monkeypatch: pytest.MonkeyPatch, *, at_s: float) -> None:
    """Let the open clip fail from then on, for a second of new openings."""
    real = ClipFile.read
    begin_ns = bench.clock.mono_ns() + round(at_s * 1e9)

    def read(clip: ClipFile, frame: int, frames: int) -> bytes:
        if begin_ns <= bench.clock.mono_ns() < begin_ns + 1_000_000_000:
            clip._stream.close()
            clip._stream = BrokenDisk()  # type: ignore[assignment]  # has what is used
        return real(clip, frame, frames)

    monkeypatch.setattr(ClipFile, "read", read)


def test_a_disk_that_fails_while_a_clip_plays_ends_the_airing_and_not_the_process(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    rundown = bench.offer(bench.rundown(due_s=2, seconds=20, grace_s=30))
    break_disk(bench, monkeypatch, at_s=6.0)
    bench.run(60)
    assert bench.records()[:2] == [("start", None, None), ("interrupted", None, "sound")]
    assert bench.records()[-1] == ("end", "aired", None), "it is tried again"
    assert bench.heard_frames() > rundown.frames


def test_stop_mutes_every_point_even_when_the_disk_has_just_failed(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    bench.offer(bench.rundown(due_s=2, seconds=20, grace_s=30))
    break_disk(bench, monkeypatch, at_s=8.0)
    bench.events.at(8.0, bench.orders.stop)
    bench.run(20)
    assert bench.commands()[-1] == "all_stop"
    assert bench.records()[-1] == ("end", "aired_partial", "operator")
