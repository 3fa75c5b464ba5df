"""What is tried every day without carrier."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from loudspeaker.errors import SpeechFailure
from loudspeaker.rundown import Kind
from tests.clocks import Witness
from tests.station.bench import EMBEDDED, NOON, Bench

DUE = NOON.replace(hour=4) + timedelta(days=1)
LOOKED_AT = DUE + timedelta(minutes=1)


def canaries(bench: Bench) -> list[str]:
    return [r.occurrence for r in bench.air.offers if r.kind is Kind.CANARY]


def test_every_day_at_its_minute(bench: Bench) -> None:
    bench.until(LOOKED_AT + timedelta(days=2))
    assert canaries(bench) == [f"canary-2026120{day}T0400" for day in (2, 3, 4)]
    assert bench.fault_codes() == set()
    assert bench.air.records == [], "nobody was to hear anything"
    assert bench.ask("queue") == []


def test_the_minute_can_be_chosen(folder: Path) -> None:
    bench = Bench(folder, extra='canary: "13:30"\n')
    bench.until(NOON + timedelta(hours=2))
    assert canaries(bench) == ["canary-20261201T1330"]
    bench.kill()


@pytest.mark.parametrize("problem", ["transmitter", "clip", "sound"])
def test_what_playout_could_not_do_is_a_fault(bench: Bench, problem: str) -> None:
    bench.air.canary_problem = problem
    bench.until(LOOKED_AT)
    assert [f["detail"] for f in bench.faults.listed() if f["code"] == "canary"] == [problem]
    bench.air.canary_problem = None
    bench.until(LOOKED_AT + timedelta(days=1))
    assert bench.fault_codes() == set()


def test_playout_that_takes_it_and_does_nothing_is_a_fault(bench: Bench) -> None:
    bench.until(DUE - timedelta(seconds=30))
    bench.air.accepted.clear()
    bench.until(LOOKED_AT)
    assert [f["detail"] for f in bench.faults.listed()] == ["not_rehearsed"]


def test_playout_that_is_gone_is_a_fault(bench: Bench) -> None:
    bench.air.down = True
    bench.until(LOOKED_AT)
    assert "canary" in bench.fault_codes()


def test_no_voice_at_all_is_a_fault(bench: Bench) -> None:
    bench.speech.fails = {EMBEDDED: SpeechFailure(voice=EMBEDDED, problem="crashed")}
    bench.until(LOOKED_AT)
    assert "canary" in bench.fault_codes()
    assert canaries(bench) == []


def test_a_restart_in_between_costs_no_day(bench: Bench) -> None:
    bench.until(DUE - timedelta(minutes=2))
    bench.restart()
    bench.until(LOOKED_AT)
    assert canaries(bench) == ["canary-20261202T0400"]


def test_an_unknown_time_is_a_fault_of_its_own(bench: Bench) -> None:
    bench.witness = Witness()
    bench.restart()
    bench.process.beat()
    bench.until(LOOKED_AT)
    assert canaries(bench) == []
    assert bench.fault_codes() == {"clock"}


def test_a_clock_that_is_set_moves_the_next_one(bench: Bench) -> None:
    bench.process.beat()
    bench.clock.step(timedelta(days=30))
    bench.process.beat()
    bench.until(DUE + timedelta(days=30, minutes=2))
    assert canaries(bench)[-1] == "canary-20270101T0400"
