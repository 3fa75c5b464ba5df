"""One turn after the other: what is heard, asked and told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from loudspeaker.devices.simulated import StandingClock
from loudspeaker.errors import ProcessUnavailable
from loudspeaker.offair.ear import Ear
from loudspeaker.offair.process import OffAirProcess
from loudspeaker.offair.programme import ClipShelf, Programme
from loudspeaker.offair.source import Source
from loudspeaker.offair.watch import Watch
from tests.audio.babble import RATE_HZ, babble, hiss
from tests.devices.moments import NOON
from tests.offair.clips import FakePlayout, keep

SPEECH = babble(20, seed=7)


class Air(FakePlayout):
    """Playout that can be down."""

    down = False

    def sounding(self) -> dict[str, Any]:
        self._check()
        return super().sounding()

    def offair(self, *, faults: Any, heard: Any) -> None:
        self._check()
        super().offair(faults=faults, heard=heard)

    def _check(self) -> None:
        if self.down:
            raise ProcessUnavailable(process="air", problem="down")


class Tape(Source):
    """A receiver whose sound is known beforehand; a read takes a tenth of a second."""

    def __init__(self, clock: StandingClock, air: Air) -> None:
        self._clock, self._air = clock, air
        self.sound = b""
        self.problem: str | None = None

    def read(self, wait_s: float) -> bytes:
        self._clock.advance_s(wait_s)
        self._air.now_s = self._clock.mono_ns() / 1e9
        size = round(wait_s * RATE_HZ) * 2
        data, self.sound = self.sound[:size], self.sound[size:]
        return data

    def close(self) -> None:
        self.sound = b""


class Rig:
    def __init__(self, folder: Path) -> None:
        clock = StandingClock(NOON)
        self.air = Air([keep(folder, SPEECH)], clock.mono_ns() / 1e9 + 8)
        self.tape = Tape(clock, self.air)
        self.process = OffAirProcess(
            self.tape,
            Ear(RATE_HZ),
            Watch(Programme(ClipShelf(folder)), pi=None),
            self.air,
            clock,
        )

    def play(self, sound: Any) -> None:
        self.tape.sound += (sound * 32767).astype("<i2").tobytes()

    def turn(self, seconds: float) -> None:
        for _ in range(round(seconds * 10)):
            self.process.turn()


@pytest.fixture
def rig(tmp_path: Path) -> Rig:
    return Rig(tmp_path)


def test_an_airing_that_was_heard_is_told_once(rig: Rig) -> None:
    rig.play(hiss(8.3, rms=0.03))
    rig.play(SPEECH)
    rig.play(hiss(60, rms=0.03))
    rig.turn(60)
    (heard,) = rig.air.heard
    assert (heard["occurrence"], heard["attempt"]) == ("a-1", 1)
    assert heard["same_ms"] == heard["ours_ms"] >= 12_000
    assert all(faults == {} for faults in rig.air.told)


@pytest.mark.slow
def test_faults_are_told_at_once_and_again_now_and_then(rig: Rig) -> None:
    rig.play(hiss(120, rms=0.03))
    rig.turn(30)
    assert list(rig.air.told[-1]) == ["dead_air"]
    told = len(rig.air.told)
    rig.turn(30)
    assert 2 <= len(rig.air.told) - told <= 6


def test_a_receiver_that_gives_nothing_is_a_fault(rig: Rig) -> None:
    rig.tape.problem = "rtl_fm is gone"
    rig.turn(8)
    assert rig.air.told[-1] == {"monitor": "rtl_fm is gone"}
    rig.play(hiss(60, rms=0.03))
    rig.turn(1)
    assert rig.air.told[-1] == {}


def test_playout_that_is_down_is_told_later(rig: Rig) -> None:
    rig.play(hiss(8.3, rms=0.03))
    rig.play(SPEECH)
    rig.play(hiss(60, rms=0.03))
    rig.turn(30)
    rig.air.down = True
    rig.turn(15)
    assert rig.air.heard == []
    rig.air.down = False
    rig.turn(15)
    assert [heard["occurrence"] for heard in rig.air.heard] == ["a-1"]
    rig.process.close()
