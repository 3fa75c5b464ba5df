"""A test of one point from the command line: its file holds the test, and no other point's does."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bench.acceptance.compare import Sound, compare, level_dbfs
from bench.faults.judge import airings, judge
from bench.station import Bench, json_lines, running
from loudspeaker import trial
from tests.acceptance.hearing import samples
from tests.bootstrap.running import wait_for

pytestmark = pytest.mark.slow
POINT, VOLUME = 4, 35
TEXT = "Mời bà con thôn 2 đến nhận giống lúa."
ALLOWED_ADDITION_S = 1.0


class Story:
    """An announcement, a volume, a test, a report; and what every point heard meanwhile."""

    def __init__(self, bench: Bench) -> None:
        ask = bench.station.ask
        self.points = bench.home / "village" / "points"
        self.announced = bench.announce(TEXT)
        bench.approve(self.announced["id"])
        bench.wait_until_over(self.announced["occurrence"])
        self._wait_until_idle(bench)
        self.wanted = ask("points", "volume", str(POINT), str(VOLUME))
        self.before = self._heard()
        self.mark = len(json_lines(bench.home / "village" / "events.jsonl"))
        self.unconfirmed = bench.station.command("points", "test", str(POINT)).returncode
        self.told = ask("points", "test", str(POINT), "--yes")
        self.record = bench.wait_until_over(self.told["occurrence"])
        self.busy = self._while_on_air(bench)
        ask("points", "report", str(POINT), "--heard", "weak", "--by", "Trưởng thôn 2")
        self.rows: list[dict[str, Any]] = ask("points")
        self.queue: list[dict[str, Any]] = ask("queue")
        self.audit = bench.station.command("audit", "verify").returncode
        bench.station.end()
        self.events = json_lines(bench.home / "village" / "events.jsonl")
        self.records = bench.records()
        self.heard = self._heard()
        self.clip = self._clip(bench.home / "clips")

    @staticmethod
    def _wait_until_idle(bench: Bench) -> None:
        wait_for(lambda: bench.client.call("status")["on_air"] is None, "the carrier's end")

    def _heard(self) -> dict[int, Sound]:
        return {n: samples(self.points / f"{n:02}.wav") for n in range(1, 12)}

    def _while_on_air(self, bench: Bench) -> int:
        """Ask for a test while an announcement is on air; return the exit status."""
        filed = bench.announce(TEXT * 3)
        self.second = filed["occurrence"]
        bench.approve(filed["id"])
        status = bench.station.command("points", "test", "5", "--yes").returncode
        bench.wait_until_over(self.second)
        return status

    def _clip(self, clips: Path) -> Sound:
        """Return the sound whose hash is on record."""
        for path in clips.glob("*.wav"):
            frames = (path.stat().st_size - 44) // 2
            listing = f"speech {path.stem} {frames}"
            if hashlib.sha256(listing.encode()).hexdigest() == self.record["audio_sha256"]:
                return samples(path)
        raise LookupError("the sound on record is not there")


@pytest.fixture(scope="module")
def tested() -> Iterator[Story]:
    with running(voice="vi-bac", rate=4.0) as bench:
        yield Story(bench)


def test_the_points_file_holds_the_test_and_no_other_points_does(tested: Story) -> None:
    assert len(tested.clip) <= trial.LONGEST_S * 48_000
    found = airings(tested.events)[tested.told["occurrence"]]
    assert {airing.point for airing in found} == {POINT}
    for number, heard in tested.heard.items():
        since = heard[len(tested.before[number]) :]
        until = since[: len(tested.clip) + round(ALLOWED_ADDITION_S * 48_000 * 4)]
        same = compare(tested.clip, until).worst_correlation > 0.95
        assert same is (number == POINT), number


def test_it_was_quiet(tested: Story) -> None:
    first = tested.before[1][np.abs(tested.before[1]) > 0.001]
    assert level_dbfs(tested.clip) < level_dbfs(first) - 6


def test_the_record_says_that_it_was_a_test(tested: Story) -> None:
    of_test = [r for r in tested.records if r["occurrence"] == tested.told["occurrence"]]
    assert [(r["event"], r["result"], r["kind"]) for r in of_test] == [
        ("start", None, "test"),
        ("end", "aired", "test"),
    ]
    assert of_test[0]["points"] == [POINT]
    assert of_test[0]["approver"] is None
    assert of_test[0]["text_sha256"] == trial.text_sha256([POINT])
    accepted = {
        tested.announced["occurrence"]: "normal",
        tested.told["occurrence"]: "normal",
        tested.second: "normal",
    }
    assert judge(tested.events, tested.records, accepted).problems() == {}
    assert tested.audit == 0


def test_it_is_no_announcement_and_asks_to_be_confirmed(tested: Story) -> None:
    assert tested.unconfirmed == 2
    assert tested.told["occurrence"] not in {row["occurrence"] for row in tested.queue}
    assert tested.busy == 5


def test_the_volume_went_out_ahead_of_the_test(tested: Story) -> None:
    assert tested.wanted["volume_sent_at"] is None
    changes = [e for e in tested.events[tested.mark :] if e["ev"] == "point" and e["by"] == "cmd"]
    assert {e["n"] for e in changes if e["volume"] == VOLUME} == {POINT}
    ours = [(e["open"], e["volume"]) for e in changes if e["n"] == POINT]
    assert ours[0] == (False, VOLUME), "shut while it was set"
    assert (True, VOLUME) in ours


def test_the_list_tells_the_points_life(tested: Story) -> None:
    row = next(row for row in tested.rows if row["number"] == POINT)
    assert (row["heard"], row["told_by"]) == ("weak", "Trưởng thôn 2")
    assert row["volume_sent_at"] is not None
    assert (row["proved_at"], row["keys"]) == (None, "current")
    assert all(row["commanded_for"] == tested.second for row in tested.rows)
