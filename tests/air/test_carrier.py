"""The carrier by itself: who may re-arm it, and what makes it fall."""

from __future__ import annotations

import pytest

from loudspeaker.air.carrier import Carrier, CarrierLost
from loudspeaker.devices.simulated import MemoryTransmitter, StandingClock
from loudspeaker.errors import DeviceFailure
from tests.air.bench import NOON


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock(NOON)


@pytest.fixture
def transmitter(clock: StandingClock) -> MemoryTransmitter:
    return MemoryTransmitter(clock)


def sound_for(clock: StandingClock, carrier: Carrier, seconds: float) -> None:
    """Let blocks of 20 ms go out."""
    for _ in range(round(seconds / 0.02)):
        clock.advance_s(0.02)
        carrier.sounded()
        carrier.beat()


def test_it_stays_up_while_sound_goes_out(
    clock: StandingClock, transmitter: MemoryTransmitter
) -> None:
    with Carrier(transmitter, clock, sound_s=60.0) as carrier:
        sound_for(clock, carrier, 30.0)
        assert transmitter.keyed
    assert [what for _, what in transmitter.log] == ["on", "off"]


def test_it_stands_as_long_as_the_last_answer_holds(
    clock: StandingClock, transmitter: MemoryTransmitter
) -> None:
    taken: list[str] = []
    with Carrier(transmitter, clock, sound_s=60.0, taken=lambda: bool(taken)) as carrier:
        sound_for(clock, carrier, 5.0)
        assert carrier.stands()
        clock.advance_s(transmitter.deadman_s - 0.6)
        assert carrier.stands()
        clock.advance_s(0.6)
        assert not carrier.stands()
    with Carrier(transmitter, clock, sound_s=60.0, taken=lambda: bool(taken)) as carrier:
        assert carrier.stands()
        taken.append("by stop")
        assert not carrier.stands()


def test_leaving_by_any_error_drops_it(
    clock: StandingClock, transmitter: MemoryTransmitter
) -> None:
    with pytest.raises(ZeroDivisionError), Carrier(transmitter, clock, sound_s=1.0):
        _ = 1 // 0
    assert not transmitter.keyed


def test_without_sound_it_falls_well_within_three_seconds(
    clock: StandingClock, transmitter: MemoryTransmitter
) -> None:
    with Carrier(transmitter, clock, sound_s=60.0) as carrier:
        sound_for(clock, carrier, 1.0)
        last_ns = clock.mono_ns()
        with pytest.raises(CarrierLost):
            beat_for(clock, carrier, 5.0)
    ((_, on), (fell_ns, what)) = transmitter.log
    assert (on, what) == ("on", "deadman")
    assert fell_ns - last_ns <= 2_500_000_000


def beat_for(clock: StandingClock, carrier: Carrier, seconds: float) -> None:
    """Go on without sound."""
    for _ in range(round(seconds / 0.02)):
        clock.advance_s(0.02)
        carrier.beat()


@pytest.mark.parametrize(
    ("sound_s", "limit_s"), [(1.0, 61.0), (7140.0, 7200.0), (100_000.0, 7200.0)]
)
def test_the_key_time_is_bounded(
    clock: StandingClock, transmitter: MemoryTransmitter, sound_s: float, limit_s: float
) -> None:
    begin_ns = clock.mono_ns()
    with (
        pytest.raises(CarrierLost, match="longest"),
        Carrier(transmitter, clock, sound_s=sound_s) as carrier,
    ):
        sound_for(clock, carrier, 7300.0)
    assert (clock.mono_ns() - begin_ns) / 1e9 == pytest.approx(limit_s, abs=0.6)
    assert not transmitter.keyed


def test_one_lost_answer_costs_nothing_and_many_end_it(
    clock: StandingClock, transmitter: MemoryTransmitter
) -> None:
    with Carrier(transmitter, clock, sound_s=60.0) as carrier:
        sound_for(clock, carrier, 5.0)
        transmitter.broken = "no answer"
        sound_for(clock, carrier, 0.52)
        transmitter.broken = None
        sound_for(clock, carrier, 5.0)
        assert transmitter.keyed
        transmitter.broken = "no answer"
        with pytest.raises(DeviceFailure):
            sound_for(clock, carrier, 2.0)
        transmitter.broken = None


def test_a_process_that_was_stopped_does_not_key_again(
    clock: StandingClock, transmitter: MemoryTransmitter
) -> None:
    with Carrier(transmitter, clock, sound_s=60.0) as carrier:
        sound_for(clock, carrier, 1.0)
        clock.advance_s(5.0)  # SIGSTOP in a write
        carrier.sounded()
        with pytest.raises(CarrierLost):
            carrier.beat()
    assert [what for _, what in transmitter.log] == ["on", "deadman"]


class StoppedInArm(MemoryTransmitter):
    """Stops the whole process just before the switch."""

    stop_s = 0.0

    def arm(self) -> None:
        self.clock.advance_s(self.stop_s)
        super().arm()


def test_a_process_that_was_stopped_just_before_the_switch_drops_it_again(
    clock: StandingClock,
) -> None:
    transmitter = StoppedInArm(clock)
    with Carrier(transmitter, clock, sound_s=60.0) as carrier:
        sound_for(clock, carrier, 1.0)
        transmitter.stop_s = 10.0
        with pytest.raises(CarrierLost, match="re-arming"):
            sound_for(clock, carrier, 1.0)
    assert [what for _, what in transmitter.log] == ["on", "deadman", "on", "off"]


def test_a_transmitter_that_does_not_answer_is_switched_off_all_the_same(
    clock: StandingClock, transmitter: MemoryTransmitter
) -> None:
    transmitter.broken = "no answer"
    with pytest.raises(DeviceFailure), Carrier(transmitter, clock, sound_s=1.0):
        pytest.fail("not keyed")


def test_once_taken_away_it_is_not_keyed_again(
    clock: StandingClock, transmitter: MemoryTransmitter
) -> None:
    taken: list[bool] = []
    with Carrier(transmitter, clock, sound_s=60.0, taken=lambda: bool(taken)) as carrier:
        sound_for(clock, carrier, 1.0)
        taken.append(True)
        transmitter.off()
        with pytest.raises(CarrierLost, match="stop"):
            sound_for(clock, carrier, 1.0)
    assert [what for _, what in transmitter.log] == ["on", "off"]


class TakenInArm(MemoryTransmitter):
    """Stop comes between the look and the switch."""

    taken = False

    def arm(self) -> None:
        super().arm()
        self.taken = self.taken or self.clock.mono_ns() > 11_000_000_000


def test_taken_away_just_before_the_switch_it_is_dropped_again(clock: StandingClock) -> None:
    transmitter = TakenInArm(clock)
    with Carrier(transmitter, clock, sound_s=60.0, taken=lambda: transmitter.taken) as carrier:
        with pytest.raises(CarrierLost, match="stop"):
            sound_for(clock, carrier, 5.0)
        assert transmitter.keyed
    assert not transmitter.keyed
