"""Playout with old receivers: the tones frame the programme and are never heard within it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from loudspeaker.air.playout import Playout
from loudspeaker.air.watch import Watch
from loudspeaker.bootstrap.tones import make_tones, report_unauthenticated, tone_lead_in
from loudspeaker.config import shipped
from loudspeaker.config.hardware import load_hardware
from loudspeaker.model import Priority
from loudspeaker.radio.tone_decoder import ToneDecoder
from loudspeaker.radio.tone_systems import ToneSystem
from tests.air.bench import RATE, Bench

POINTS = load_hardware(shipped.find("hardware", "legacy-tones")).points
EVERY = tuple(range(1, 12))


class ToneBench(Bench):
    """A bench whose points open by the codes of the shipped example."""

    def boot(self) -> None:
        super().boot()
        points, sound = make_tones(POINTS, self.sound, self.clock)
        self.deck = replace(self.deck, points=points, sound=sound, lead_in=tone_lead_in(POINTS))
        self.watch = Watch(self.deck, self.journal, self.faults)
        self.playout = Playout(
            self.deck, self.accepted, self.ledger, self.journal, self.watch, self.faults
        )

    def codes(self) -> list[str]:
        """Return the codes that receivers heard, in order."""
        sound = np.frombuffer(bytes(self.sound.heard), dtype="<i2").astype(np.float32) / 32768
        quiet = np.append(sound, np.zeros(RATE)).astype(np.float32)
        return [heard.code for heard in ToneDecoder(ToneSystem.DTMF).feed(quiet)]


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[ToneBench]:
    made = ToneBench(tmp_path)
    yield made
    made.writer.close()
    made.journal.close()


def test_opened_before_and_closed_after_and_the_chime_on_time(bench: ToneBench) -> None:
    rundown = bench.offer(bench.rundown(points=EVERY, due_s=7.0))
    bench.run(25)
    assert bench.codes() == ["120#", "120#", "340#", "340#", "340#"]
    assert bench.heard_at_s()[0] == pytest.approx(17.0, abs=0.03)
    assert bench.heard_frames() == rundown.frames
    assert bench.records() == [("start", None, None), ("end", "aired", None)]
    (keyed_ns, _), _ = bench.transmitter.log
    assert 17.0 - keyed_ns / 1e9 < 2.3


def test_two_groups_are_opened_one_after_the_other(bench: ToneBench) -> None:
    bench.offer(bench.rundown(points=(1, 2, 3), due_s=7.0))
    bench.run(25)
    assert bench.codes()[:2] == ["121#", "123#"]
    assert bench.codes()[-3:] == ["340#"] * 3
    assert bench.heard_at_s()[0] == pytest.approx(17.0, abs=0.05)


def test_nothing_sounds_where_more_would_hear_it_than_should(bench: ToneBench) -> None:
    bench.offer(bench.rundown(points=(1, 3), grace_s=1))
    bench.run(10)
    assert bench.heard_frames() == 0
    assert bench.records()[-1] == ("missed", None, "points")
    assert "121#" not in bench.codes()


@pytest.mark.slow
def test_a_long_announcement_is_not_interrupted_by_tones(bench: ToneBench) -> None:
    bench.offer(bench.rundown(points=EVERY, seconds=200, due_s=2))
    bench.run(215)
    assert bench.codes() == ["120#", "120#", "340#", "340#", "340#"]
    assert (1000).to_bytes(2, "little") * (200 * RATE) in bytes(bench.sound.heard)


@pytest.mark.slow
def test_an_emergency_breaks_in_for_other_points(bench: ToneBench) -> None:
    bench.offer(bench.rundown(points=(5, 6), seconds=60, due_s=2))
    bench.events.at(
        20,
        lambda: bench.offer(
            bench.rundown(
                "e-1", points=EVERY, due_s=0, priority=Priority.EMERGENCY, value=2000,
                immediate=True,
            )
        ),
    )  # fmt: skip
    bench.run(45)
    assert bench.codes()[:3] == ["124#", "124#", "120#"]
    begin_s = bench.heard_at_s("e-1")[0] - 30
    assert begin_s < 1.0


def test_stop_closes_everything_within_its_second(bench: ToneBench) -> None:
    bench.offer(bench.rundown(points=EVERY, seconds=60, due_s=2))
    bench.events.at(20, lambda: bench.orders.stop(bench.clock.mono_ns()))
    bench.run(30)
    assert "340#" in bench.codes()[2:]
    assert bench.transmitter.log[-1][0] / 1e9 - 30 < 1.0


def test_it_stands_among_the_faults_and_stays(bench: ToneBench) -> None:
    report_unauthenticated(POINTS, bench.faults)
    bench.offer(bench.rundown(points=EVERY))
    bench.run(25)
    (fault,) = bench.faults.listed()
    assert (fault["code"], fault["severity"]) == ("unauthenticated", "warning")


def test_signed_commands_are_no_fault(bench: ToneBench) -> None:
    report_unauthenticated(
        load_hardware(shipped.find("hardware", "simulated")).points, bench.faults
    )
    assert bench.faults.listed() == []
