"""Playout and receiver together: what is proved, what is reported."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from loudspeaker.audio.pcm import Samples
from loudspeaker.offair.ear import Ear, Heard
from loudspeaker.offair.judgement import OffAirFault
from loudspeaker.offair.programme import ClipShelf, Programme, airing_from
from loudspeaker.offair.watch import Watch, Watched
from loudspeaker.radio.multiplex import Multiplexer, MultiplexSettings, to_int16
from loudspeaker.radio.rds import Group, in_house
from tests.audio.babble import RATE_HZ, babble, hiss
from tests.offair.clips import FakePlayout, keep

SPEECH = babble(24, seed=42)
OTHER = babble(24, seed=43)
STEP_S = 0.1


class Rig:
    """A watch and time that runs in steps."""

    def __init__(self, folder: Path, pi: int | None = 0x7001) -> None:
        self.watch = Watch(Programme(ClipShelf(folder)), pi=pi)
        self.playout = FakePlayout([keep(folder, SPEECH)], 100.0)
        self.now_s = 90.0
        self.faults: dict[OffAirFault, str] = {}
        self.finished: list[Watched] = []

    def run(self, sound: Samples, *, answers: bool = True) -> None:
        """Let the receiver give this, in its time."""
        for at in range(0, len(sound), round(STEP_S * RATE_HZ)):
            self.now_s += STEP_S
            self.playout.now_s = self.now_s
            if answers:
                self.watch.programme(airing_from(self.playout.sounding()), self.now_s)
            else:
                self.watch.unanswered(self.now_s)
            part = sound[at : at + round(STEP_S * RATE_HZ)]
            self.watch.heard(Heard(samples=part), self.now_s)
            self.faults = self.watch.judge(self.now_s)
            self.finished += self.watch.finished()


@pytest.fixture
def rig(tmp_path: Path) -> Rig:
    return Rig(tmp_path)


def around(sound: Samples, *, late_s: float = 0.4) -> Samples:
    """Return what a receiver gives from 90 s on: hiss around what sounds from 100 s on."""
    return np.concatenate((hiss(10 + late_s, rms=0.03), sound, hiss(16, rms=0.03)))


def test_what_was_heard_counts(rig: Rig) -> None:
    rig.run(around(SPEECH))
    (watched,) = rig.finished
    assert (watched.occurrence, watched.attempt) == ("a-1", 1)
    assert watched.tally.ours_s >= 18
    assert watched.tally.same_s == watched.tally.ours_s
    assert rig.faults == {}


@pytest.mark.parametrize(
    ("heard", "fault"),
    [(OTHER, OffAirFault.FOREIGN_AUDIO), (hiss(24), OffAirFault.DEAD_AIR)],
    ids=["a stranger", "no carrier"],
)
def test_what_was_not_heard_does_not_and_is_a_fault(
    rig: Rig, heard: Samples, fault: OffAirFault
) -> None:
    rig.run(around(heard)[: 32 * RATE_HZ])
    assert set(rig.faults) == {fault}
    rig.run(hiss(20))
    (watched,) = rig.finished
    assert watched.tally.same_s == 0


def test_a_stranger_while_idle_comes_and_goes(rig: Rig) -> None:
    rig.playout.start_s = rig.playout.end_s = 1e6
    rig.run(OTHER)
    assert rig.faults[OffAirFault.FOREIGN_AUDIO] == "sound while nothing is sent"
    rig.run(hiss(24, rms=0.03))
    assert rig.faults == {}


def test_rds_that_is_not_ours(rig: Rig) -> None:
    rig.playout.start_s = rig.playout.end_s = 1e6
    rig.run(hiss(1))
    groups = tuple(in_house(pi=0x1234, tail=0, block_3=0, block_4=0) for _ in range(12))
    rig.watch.heard(Heard(samples=np.zeros(0, np.float32), groups=groups), rig.now_s)
    assert rig.watch.judge(rig.now_s) == {OffAirFault.FOREIGN_RDS: "PI 1234 while nothing is sent"}
    assert rig.watch.judge(rig.now_s + 10) == {}


def test_a_playout_that_does_not_answer_is_taken_for_silent(rig: Rig) -> None:
    rig.run(around(SPEECH)[: 14 * RATE_HZ])
    rig.run(hiss(40, rms=0.03), answers=False)
    (watched,) = rig.finished
    assert watched.tally.same_s <= 4


def test_two_airings_are_told_apart(rig: Rig) -> None:
    rig.run(around(SPEECH))
    rig.playout.start_s, rig.playout.end_s = rig.now_s + 2, rig.now_s + 26
    rig.playout.occurrence = "b-1"
    rig.run(np.concatenate((hiss(2.4), SPEECH, hiss(16))))
    assert [watched.occurrence for watched in rig.finished] == ["a-1", "b-1"]
    assert rig.finished[1].tally.same_s >= 18


def composite(pi: int, seconds: float) -> bytes:
    """Return what a receiver of the whole composite gives of a station."""

    def next_group(_sample: int) -> Group:
        return in_house(pi=pi, tail=0, block_3=1, block_4=2)

    multiplexer = Multiplexer(MultiplexSettings(rate_hz=171_000), next_group)
    return to_int16(multiplexer.feed(babble(seconds, seed=3)[None]))


@pytest.mark.slow
@pytest.mark.parametrize(("pi", "strange"), [(0x7001, False), (0x4321, True)])
def test_composite_tells_whose_the_signal_is(rig: Rig, pi: int, *, strange: bool) -> None:
    ear, signal = Ear(171_000), composite(pi, 6)
    for at in range(0, len(signal), 34_200):
        rig.now_s += STEP_S
        rig.watch.heard(ear.hear(signal[at : at + 34_200]), rig.now_s)
    faults = rig.watch.judge(rig.now_s)
    assert (OffAirFault.FOREIGN_RDS in faults) is strange


@pytest.mark.parametrize("relays", [True, False])
def test_what_another_station_sends_through_us_is_no_stranger(tmp_path: Path, relays: bool) -> None:
    watch = Watch(Programme(ClipShelf(tmp_path)), pi=0x7001)
    sound = np.concatenate((hiss(6, rms=0.03), OTHER[: 18 * RATE_HZ], hiss(16, rms=0.03)))
    step = round(STEP_S * RATE_HZ)
    found: set[OffAirFault] = set()
    for at in range(0, len(sound), step):
        now_s = 100 + at / RATE_HZ
        on_air = relays and 105 < now_s < 125
        watch.programme(None, now_s, something_else=on_air)
        watch.heard(Heard(samples=sound[at : at + step]), now_s)
        found |= set(watch.judge(now_s))
    assert found == (set() if relays else {OffAirFault.FOREIGN_AUDIO})
