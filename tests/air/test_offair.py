"""What playout tells the off-air watch, and what it takes from it."""

from __future__ import annotations

from typing import Any

import pytest

from loudspeaker.air.control import OFFAIR_FAULTS
from loudspeaker.asrun import Event
from loudspeaker.offair.judgement import OffAirFault
from loudspeaker.offair.process import MONITOR
from loudspeaker.offair.programme import airing_from
from tests.air.bench import RATE, Bench
from tests.air.test_stop import ask

ALL = {"same_ms": 8000, "ours_ms": 8000}


def tell(bench: Bench, **found: Any) -> Any:
    return ask(bench, "offair", **found)


def heard(bench: Bench, name: str = "a-1", attempt: int = 1, **lengths: int) -> list[bool]:
    found = {"occurrence": name, "attempt": attempt, **ALL, **lengths}
    proved: list[bool] = tell(bench, heard=[found])["proved"]
    return proved


def test_what_goes_out_to_the_frame(bench: Bench) -> None:
    rundown = bench.offer(bench.rundown(seconds=10, due_s=2))
    seen = []
    bench.events.at(7, lambda: seen.append(airing_from(ask(bench, "sounding"))))
    assert ask(bench, "sounding")["airing"] is None
    bench.run(15)
    (airing,) = seen
    assert airing is not None
    assert (airing.occurrence, airing.attempt) == ("a-1", 1)
    assert airing.cues == ((rundown.cues[0].sha256, 10 * RATE),)
    assert airing.start_s == pytest.approx(bench.heard_at_s()[0], abs=0.05)
    assert ask(bench, "sounding")["airing"] is None


def test_an_airing_that_was_heard_gets_a_record_of_it_once(bench: Bench) -> None:
    bench.offer(bench.rundown(seconds=10, due_s=2))
    bench.run(15)
    assert heard(bench) == [True]
    assert heard(bench) == [False]
    end, proof = bench.journal.since(0)[-2:]
    assert (end["event"], end["proof"]) == ("end", "commanded")
    assert (proof["event"], proof["proof"], proof["result"]) == ("heard", "offair", None)
    same = ("occurrence", "item", "attempt", "pos_ms", "points", "text_sha256", "audio_sha256")
    assert {name: proof[name] for name in same} == {name: end[name] for name in same}
    assert proof["prev"] == end["hash"]


@pytest.mark.parametrize(
    ("same_ms", "ours_ms", "proved"),
    [
        (8000, 8000, True),
        (6400, 8000, True),
        (6300, 8000, False),
        (2000, 2000, False),
        (0, 0, False),
    ],
)
def test_four_fifths_must_have_been_heard(
    bench: Bench, same_ms: int, ours_ms: int, *, proved: bool
) -> None:
    bench.offer(bench.rundown(seconds=10, due_s=2))
    bench.run(15)
    assert heard(bench, same_ms=same_ms, ours_ms=ours_ms) == [proved]


def test_nothing_is_proved_of_what_has_not_ended_or_of_another_attempt(bench: Bench) -> None:
    assert heard(bench, "never") == [False]
    bench.offer(bench.rundown(seconds=10, due_s=2))
    during = []
    bench.events.at(8, lambda: during.extend(heard(bench)))
    bench.run(15)
    assert during == [False]
    assert heard(bench, attempt=2) == [False]
    bench.offer(bench.rundown("b-1", due_s=-10, grace_s=1))
    bench.run(3)
    assert heard(bench, "b-1") == [False]


def test_a_proof_changes_nothing_of_what_was_settled(bench: Bench) -> None:
    bench.offer(bench.rundown(seconds=10, due_s=2))
    bench.run(15)
    used_s = bench.watch.used_today_s()
    heard(bench)
    assert bench.journal.is_settled("a-1")
    assert bench.journal.last_event("a-1") is Event.HEARD
    assert bench.watch.used_today_s() == used_s
    bench.reboot()
    bench.run(5)
    assert bench.records()[-2:] == [("end", "aired", None), ("heard", None, None)]


def test_the_watch_sets_and_clears_its_own_faults_and_no_others(bench: Bench) -> None:
    bench.faults.report("journal", "full")
    tell(bench, faults={"dead_air": "our programme is not heard", "journal": "x", "points": "x"})
    assert {f["code"]: f["detail"] for f in bench.faults.listed()} == {
        "journal": "full",
        "dead_air": "our programme is not heard",
    }
    tell(bench, faults={"foreign_rds": "PI 1234"})
    assert {f["code"] for f in bench.faults.listed()} == {"journal", "foreign_rds"}
    tell(bench)
    assert [f["code"] for f in bench.faults.listed()] == ["journal"]


def test_every_fault_of_the_watch_can_be_told() -> None:
    assert set(OFFAIR_FAULTS) == {*map(str, OffAirFault), MONITOR}
