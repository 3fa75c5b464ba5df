"""Sound that goes nowhere, at its pace; and the transmitter that is none."""

from __future__ import annotations

import pytest

from loudspeaker.devices.simulated import StandingClock
from loudspeaker.devices.sound.base import BLOCK_FRAMES, BYTES_PER_FRAME, SILENT
from loudspeaker.devices.sound.clocked import ClockedSound
from loudspeaker.devices.transmitter.absent import NoTransmitter
from tests.devices.moments import NOON

BLOCK = bytes(BLOCK_FRAMES * BYTES_PER_FRAME)
BLOCKS = 500
LENGTH_S = BLOCKS * BLOCK_FRAMES / 48_000


@pytest.mark.parametrize("rate", [1.0, 20.0])
def test_blocks_take_their_time(rate: float) -> None:
    clock = StandingClock(NOON)
    sound = ClockedSound(clock, rate=rate, sleep=clock.advance_s)
    sound.open()
    sound.start()
    begin_ns = clock.mono_ns()
    for _ in range(BLOCKS):
        sound.write(BLOCK, SILENT, ahead_frames=2880)
        assert sound.queued_frames() <= 2880 + BLOCK_FRAMES
    passed_s = (clock.mono_ns() - begin_ns) / 1e9
    assert passed_s == pytest.approx((LENGTH_S - 0.07) / rate, rel=0.02)


def test_what_is_dropped_takes_no_time() -> None:
    clock = StandingClock(NOON)
    sound = ClockedSound(clock, sleep=clock.advance_s)
    sound.start()
    for _ in range(10):
        sound.write(BLOCK, SILENT, ahead_frames=48_000)
    assert sound.queued_frames() == 10 * BLOCK_FRAMES
    sound.discard()
    assert sound.queued_frames() == 0
    sound.idle()
    sound.close()


def test_after_a_pause_time_does_not_run_backwards() -> None:
    clock = StandingClock(NOON)
    sound = ClockedSound(clock, sleep=clock.advance_s)
    sound.start()
    clock.advance_s(60)
    sound.write(BLOCK, SILENT, ahead_frames=0)
    assert sound.queued_frames() == BLOCK_FRAMES


def test_no_transmitter_never_stands() -> None:
    transmitter = NoTransmitter()
    transmitter.arm()
    assert not transmitter.reading().keyed
    transmitter.off()
    transmitter.close()
