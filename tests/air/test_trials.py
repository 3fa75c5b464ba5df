"""Tests of points on air: the safe way of every airing, and never in the way of anything."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from loudspeaker import trial
from loudspeaker.model import Priority
from loudspeaker.rundown import Kind, Rundown
from tests.air.bench import Bench, Killed

REFUSED = [("refused", None, "unapproved")]


def trial_of(bench: Bench, name: str = "t-1", *, seconds: float = 4.0, point: int = 4) -> Rundown:
    """Return a genuine test of one point that one person asked for."""
    made = bench.rundown(
        name, seconds=seconds, due_s=0, grace_s=20, points=(point,), immediate=True
    )
    return replace(
        made, kind=Kind.TEST, approver="", text_sha256=trial.text_sha256((point,)), title="Thử loa"
    )


def test_exactly_the_tested_point_is_opened_and_shut_again(bench: Bench) -> None:
    rundown = bench.offer(trial_of(bench))
    bench.run(12)
    assert bench.records("t-1") == [("start", None, None), ("end", "aired", None)]
    assert bench.heard_frames("t-1") == rundown.frames
    opened = [points for _, name, points in bench.points.log if name == "open"]
    assert opened == [(4,)]
    assert bench.commands()[-1] == "close_all"


def test_the_record_says_that_it_was_a_test_and_who_asked_for_it(bench: Bench) -> None:
    bench.offer(trial_of(bench))
    bench.offer(bench.rundown(due_s=20))
    bench.run(40)
    told = [(r["kind"], r["author"], r["approver"], r["points"]) for r in bench.journal.since(0)]
    assert told[:2] == [("test", "soan", None, [4])] * 2
    assert told[2:] == [("announcement", "soan", "duyet", [1, 2, 3])] * 2


@pytest.mark.parametrize(
    "changes",
    [
        {"text_sha256": "1" * 64},
        {"points": (4, 5)},
        {"points": (5,)},
        {"priority": Priority.EMERGENCY},
        {"priority": Priority.PRIORITY},
        {"kind": Kind.ANNOUNCEMENT},
    ],
)
def test_what_only_calls_itself_a_test_is_refused(bench: Bench, changes: dict[str, object]) -> None:
    bench.offer(replace(trial_of(bench), **changes))  # type: ignore[arg-type]
    bench.run(12)
    assert bench.records("t-1") == REFUSED
    assert bench.transmitter.log == []


def test_a_test_may_be_no_longer_than_ten_seconds(bench: Bench) -> None:
    bench.offer(trial_of(bench, seconds=10.02))
    bench.run(12)
    assert bench.records("t-1") == REFUSED


def test_quiet_hours_hold_for_tests(tmp_path: Path) -> None:
    bench = Bench(tmp_path, hours=str(11 * 60))
    bench.offer(trial_of(bench))
    bench.run(5)
    assert bench.records("t-1") == [("refused", None, "quiet_hours")]
    assert bench.transmitter.log == []
    bench.writer.close()
    bench.journal.close()


def test_an_emergency_cuts_a_test_which_never_comes_back(bench: Bench) -> None:
    bench.offer(trial_of(bench, seconds=9.0))
    urgent = bench.rundown("e-1", seconds=5, due_s=3, priority=Priority.EMERGENCY, immediate=True)
    bench.events.at(4.0, lambda: bench.offer(urgent))
    bench.run(40)
    assert bench.records("t-1") == [
        ("start", None, None),
        ("interrupted", None, "superseded"),
        ("end", "aired_partial", "superseded"),
    ]
    assert bench.records("e-1")[-1] == ("end", "aired", None)
    assert max(bench.heard_at_s("t-1")) < min(bench.heard_at_s("e-1"))


def test_a_test_that_was_asked_for_during_an_emergency_is_not_aired_after_it(
    bench: Bench,
) -> None:
    urgent = bench.rundown("e-1", seconds=6, due_s=0, priority=Priority.EMERGENCY, immediate=True)
    bench.offer(urgent)
    bench.events.at(3.0, lambda: bench.offer(trial_of(bench)))
    bench.run(30)
    assert bench.records("e-1")[-1] == ("end", "aired", None)
    assert bench.records("t-1") == [("cancelled", None, "superseded")]
    bench.offer(trial_of(bench, "t-2"))
    bench.run(12)
    assert bench.records("t-2")[-1] == ("end", "aired", None), "later it may be asked for again"


def test_a_test_that_a_crash_interrupted_does_not_come_back(bench: Bench) -> None:
    bench.offer(trial_of(bench, seconds=8.0))
    bench.kill_at(4.0)
    with pytest.raises(Killed):
        bench.run(10)
    bench.reboot()
    bench.run(25)
    assert bench.records("t-1")[-1] == ("end", "aired_partial", "crash")


def test_a_test_that_finds_no_transmitter_is_missed_at_once_in_its_window(bench: Bench) -> None:
    bench.transmitter.broken = "no answer"
    bench.offer(trial_of(bench))
    bench.run(30)
    assert bench.records("t-1") == [("missed", None, "transmitter")]
