"""What two threads may do to each other at the worst moment."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from loudspeaker.air.debts import Debts
from loudspeaker.air.feeder import Feeder
from loudspeaker.asrun import Event
from tests.air.bench import RATE, Bench


def test_a_phrase_that_comes_between_the_last_block_and_the_look_at_the_end_is_heard(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    rundown = bench.offer(bench.rundown(seconds=2, immediate=True, due_s=0, complete=False))
    phrase = bench.cue(1.0, 77)
    real = Feeder.read

    def read(feeder: Feeder, position: int, frames: int) -> bytes:
        pcm = real(feeder, position, frames)
        if not pcm and feeder.cue_count == 1:
            for grown in (
                bench.accepted.append(rundown.occurrence, 1, phrase),
                bench.accepted.finish(rundown.occurrence, 2),
            ):
                assert grown is not None
                bench.playout.appended(grown)
        return pcm

    monkeypatch.setattr(Feeder, "read", read)
    bench.run(20)
    assert bench.heard_frames() == 3 * RATE
    assert bench.records()[-1] == ("end", "aired", None)


def test_two_threads_that_pay_owed_records_lose_none(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = bench.rundown("a-1"), bench.rundown("b-1")
    with monkeypatch.context() as patch:
        patch.setattr(Debts, "pay", lambda _self: False)
        for rundown in (first, second):
            bench.ledger.aired(rundown, 1)
    both = threading.Barrier(2)
    real = bench.journal.record

    def slow(body: dict[str, Any]) -> Any:
        if body["occurrence"] == "a-1":
            try:
                both.wait(0.2)
            except threading.BrokenBarrierError:
                both.reset()
        return real(body)

    monkeypatch.setattr(bench.journal, "record", slow)
    payers = [threading.Thread(target=bench.ledger.pay) for _ in range(2)]
    for payer in payers:
        payer.start()
    for payer in payers:
        payer.join()
    written = [r["occurrence"] for r in bench.journal.since(0) if r["event"] == Event.END]
    assert written == ["a-1", "b-1"]
