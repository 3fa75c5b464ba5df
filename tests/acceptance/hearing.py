"""What was approved and what points heard, as samples."""

from __future__ import annotations

import wave
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bench.acceptance.compare import RATE_HZ, Sound, compare
from bench.faults.judge import airings, judge
from bench.station import Bench, json_lines


def samples(path: Path) -> Sound:
    """Return a WAV file's samples; it may still be growing."""
    with wave.open(str(path), "rb") as file:
        assert (file.getframerate(), file.getnchannels()) == (RATE_HZ, 1)
        data = file.readframes(file.getnframes())
    return np.frombuffer(data, dtype="<i2").astype(np.float64) / 32768


def approved_sound(bench: Bench, item: str) -> Sound:
    """Return the whole sound of an approved item."""
    parts: list[Any] = []
    for cue in bench.client.call("show", id=item)["cues"]:
        if cue["sha256"] is None:
            parts.append(np.zeros(cue["frames"]))
        else:
            parts.append(samples(bench.home / "clips" / f"{cue['sha256']}.wav"))
    return np.concatenate(parts)


def point_sound(bench: Bench, number: int) -> Sound:
    """Return what a point made audible."""
    return samples(bench.home / "village" / "points" / f"{number:02}.wav")


class Aired:
    """One announcement at a few points: what was approved, what was heard, what the village saw.

    The station has been ended when this is made.
    """

    def __init__(self, bench: Bench, text: str, points: Sequence[int]) -> None:
        filed = bench.announce(text, points=",".join(map(str, points)))
        bench.approve(filed["id"])
        self.points = tuple(points)
        self.occurrence = str(filed["occurrence"])
        self.record = bench.wait_until_over(self.occurrence)
        self.expected: Sound = approved_sound(bench, filed["id"])
        bench.station.end()
        self.events = json_lines(bench.home / "village" / "events.jsonl")
        self.records = bench.records()
        self.heard = {number: point_sound(bench, number) for number in range(1, 12)}

    def assert_heard_whole_and_nowhere_else(self) -> None:
        """Compare every point's sound with what was approved."""
        assert self.record["result"] == "aired"
        for number, heard in self.heard.items():
            if number in self.points:
                assert compare(self.expected, heard).same
            else:
                assert len(heard) == 0

    def assert_recorded_as_heard(self) -> None:
        """Compare the as-run log with the village's."""
        accepted = {self.occurrence: "normal"}
        assert judge(self.events, self.records, accepted).problems() == {}
        found = airings(self.events)
        assert {airing.point for airing in found[self.occurrence]} == set(self.points)
