"""A canary goes to just before the carrier, and never further."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from loudspeaker.air.interlock import refusal
from loudspeaker.asrun import Reason
from loudspeaker.model import Priority
from loudspeaker.rundown import Kind, Rundown
from tests.air.bench import Bench


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


def canary(bench: Bench, **changes: Any) -> Rundown:
    made = bench.rundown("canary-1", seconds=2.0, due_s=5, grace_s=30)
    return bench.offer(replace(made, kind=Kind.CANARY, approver="", **changes))


def outcome(bench: Bench) -> object:
    last = bench.playout.rehearsal.last
    return last and last["problem"]


def nothing_happened(bench: Bench) -> bool:
    silent = not bench.transmitter.log and not bench.sound.heard and not bench.points.log
    return silent and bench.records("canary-1") == [] and bench.journal.pending() == []


def test_all_is_well(bench: Bench) -> None:
    canary(bench)
    bench.run(20)
    assert bench.playout.rehearsal.last is not None
    assert outcome(bench) is None
    assert nothing_happened(bench)


def test_at_its_minute_and_not_before(bench: Bench) -> None:
    canary(bench)
    bench.run(2)
    assert bench.playout.rehearsal.last is None


@pytest.mark.parametrize(
    ("part", "problem"),
    [("transmitter", "transmitter"), ("points", "points")],
)
def test_a_device_that_does_not_answer(bench: Bench, part: str, problem: str) -> None:
    getattr(bench, part).broken = "no answer"
    canary(bench)
    bench.run(20)
    assert outcome(bench) == problem
    assert bench.records("canary-1") == []


def test_a_clip_that_was_changed(bench: Bench) -> None:
    rundown = canary(bench)
    path = bench.home / "clips" / f"{rundown.cues[0].sha256}.wav"
    path.write_bytes(path.read_bytes()[:-2] + b"xx")
    bench.run(20)
    assert outcome(bench) == "clip"
    assert nothing_happened(bench)


def test_a_stop_in_force_lets_it_pass_by(bench: Bench) -> None:
    bench.orders.stop()
    canary(bench)
    bench.run(60)
    assert outcome(bench) == "grace_exceeded"
    assert nothing_happened(bench)


def test_an_announcement_goes_first_and_is_not_disturbed(bench: Bench) -> None:
    bench.offer(bench.rundown(due_s=4))
    canary(bench)
    bench.run(60)
    assert bench.records()[-1] == ("end", "aired", None)
    assert outcome(bench) is None


def test_after_a_restart_it_is_still_tried(bench: Bench) -> None:
    canary(bench)
    bench.reboot()
    bench.run(20)
    assert outcome(bench) is None


@pytest.mark.parametrize("priority", list(Priority))
def test_the_interlock_would_not_let_it_sound(bench: Bench, priority: Priority) -> None:
    rundown = replace(canary(bench, priority=priority), approver="duyet")
    refused = refusal(rundown, limits=bench.limits, start=rundown.due, used_today_s=0.0)
    assert refused is Reason.UNAPPROVED


def test_it_needs_no_allowed_hour(tmp_path: Path) -> None:
    night = Bench(tmp_path, hours="60")
    canary(night)
    night.run(20)
    assert outcome(night) is None
