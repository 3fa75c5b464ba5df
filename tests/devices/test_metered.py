"""The level of what leaves an output, while and after it is queued."""

from __future__ import annotations

from array import array

import pytest

from loudspeaker.audio.meter import LOWEST_DB
from loudspeaker.devices.simulated import MemorySound, StandingClock
from loudspeaker.devices.sound.base import BLOCK_FRAMES, RATE_HZ, SILENT
from loudspeaker.devices.sound.metered import MOST_BLOCKS, Meter, Metered
from loudspeaker.errors import DeviceFailure
from tests.devices.moments import NOON

LOUD = array("h", [16_384, -16_384] * (BLOCK_FRAMES // 2)).tobytes()
SILENCE = bytes(len(LOUD))
BLOCK_S = BLOCK_FRAMES / RATE_HZ
AHEAD = RATE_HZ // 2


def test_what_is_only_queued_is_not_heard_yet() -> None:
    clock = StandingClock(NOON)
    meter = Meter(clock)
    for _ in range(20):
        meter.note(SILENCE, ahead_frames=AHEAD)
    for _ in range(5):
        meter.note(LOUD, ahead_frames=AHEAD)
    clock.advance_s(0.1)
    assert meter.level_db() == LOWEST_DB
    clock.advance_s(20 * BLOCK_S - 0.1)
    assert meter.level_db() > LOWEST_DB  # type: ignore[operator]
    clock.advance_s(5 * BLOCK_S)
    loud_share = -6.0 - 3.6  # 5 of 12 or 13 blocks in the window
    assert meter.level_db() == pytest.approx(loud_share, abs=0.8)
    clock.advance_s(0.3)
    assert meter.level_db() is None


def test_the_output_stays_exact_over_an_hour_on_a_card_that_is_a_little_fast() -> None:
    clock = StandingClock(NOON)
    meter = Meter(clock)
    for _ in range(10_000):
        meter.note(SILENCE, ahead_frames=960)
        clock.advance_s(BLOCK_S * 0.999)
    meter.note(LOUD, ahead_frames=960)
    clock.advance_s(2 * BLOCK_S)
    assert meter.level_db() > LOWEST_DB  # type: ignore[operator]


def test_the_device_holds_back_what_it_holds_back() -> None:
    clock = StandingClock(NOON)
    meter = Meter(clock)
    meter.note(LOUD, ahead_frames=0, latency_frames=RATE_HZ)
    clock.advance_s(0.9)
    assert meter.level_db() is None
    clock.advance_s(0.1)
    assert meter.level_db() == -6.0


def test_a_simulation_that_plays_faster_is_measured_as_it_plays() -> None:
    clock = StandingClock(NOON)
    meter = Meter(clock, rate=20)
    for _ in range(25):
        meter.note(LOUD, ahead_frames=AHEAD)
    clock.advance_s(0.3 / 20)
    assert meter.level_db() == -6.0
    clock.advance_s(0.5 / 20)
    assert meter.level_db() is None


def test_what_is_dropped_or_refused_is_not_on_the_meter() -> None:
    clock = StandingClock(NOON)
    inner, meter = MemorySound(clock), Meter(clock)
    sound = Metered(inner, meter)
    sound.start()
    sound.write(LOUD, SILENT, ahead_frames=AHEAD)
    assert meter.level_db() == -6.0
    sound.discard()
    assert meter.level_db() is None
    inner.broken = "gone"
    with pytest.raises(DeviceFailure):
        sound.write(LOUD, SILENT, ahead_frames=AHEAD)
    assert meter.level_db() is None


def test_so_much_is_kept_and_no_more() -> None:
    meter = Meter(StandingClock(NOON))
    for _ in range(10 * MOST_BLOCKS):
        meter.note(LOUD, ahead_frames=AHEAD)
    assert len(meter._blocks) == MOST_BLOCKS
