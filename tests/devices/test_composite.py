"""A key and a meter beside it: only the key decides what goes on air."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from loudspeaker.devices.deadline import Deadline
from loudspeaker.devices.transmitter.base import Reading
from loudspeaker.devices.transmitter.composite import CompositeTransmitter
from loudspeaker.devices.transmitter.limits import Limits
from loudspeaker.devices.transmitter.parts import Measured
from loudspeaker.errors import DeviceFailure


class FakeKey:
    """A key in memory; ``broken`` says what is wrong with it."""

    deadman_s = 1.5

    def __init__(self, log: list[str]) -> None:
        self.broken: str | None = None
        self.keyed = False
        self.log = log
        self.given: list[Deadline | None] = []

    def _call(self, name: str, deadline: Deadline | None) -> None:
        self.log.append(name)
        self.given.append(deadline)
        if self.broken:
            raise DeviceFailure(device="key", problem=self.broken)

    def arm(self, deadline: Deadline | None = None) -> None:
        self._call("key on", deadline)
        self.keyed = True

    def off(self, deadline: Deadline | None = None) -> None:
        self._call("key off", deadline)
        self.keyed = False

    def reading(self, deadline: Deadline | None = None) -> Reading:
        self._call("key?", deadline)
        return Reading(keyed=self.keyed, temperature_c=30.0, alarms=("temperature_c 30 > 20",))

    def close(self) -> None:
        self.log.append("key closed")


class FakeMeter:
    """A meter in memory."""

    def __init__(self, log: list[str]) -> None:
        self.limits: Mapping[str, Limits] = {
            "forward_w": Limits(low=20.0),
            "reflected_w": Limits(high=3.0),
        }
        self.broken: str | None = None
        self.found = Measured(values={"forward_w": 4.0, "reflected_w": 0.1}, alarms=("fault PLL",))
        self.log = log

    def _call(self, name: str) -> None:
        self.log.append(name)
        if self.broken:
            raise DeviceFailure(device="meter", problem=self.broken)

    def measure(self, deadline: Deadline) -> Measured:
        assert deadline.left_s < 0.3, "the key needs its time too"
        self._call("meter?")
        return self.found

    def switch(self, *, on: bool, deadline: Deadline) -> None:
        assert deadline.left_s > 0.1
        self._call(f"exciter {'on' if on else 'off'}")

    def close(self) -> None:
        self.log.append("meter closed")


@pytest.fixture
def log() -> list[str]:
    return []


@pytest.fixture
def key(log: list[str]) -> FakeKey:
    return FakeKey(log)


@pytest.fixture
def meter(log: list[str]) -> FakeMeter:
    return FakeMeter(log)


@pytest.fixture
def both(key: FakeKey, meter: FakeMeter) -> CompositeTransmitter:
    return CompositeTransmitter(key, meter)


def test_the_dead_man_is_the_key_s(both: CompositeTransmitter) -> None:
    assert both.deadman_s == 1.5


def test_the_key_comes_first(both: CompositeTransmitter, log: list[str]) -> None:
    both.arm()
    both.off()
    both.reading()
    both.close()
    assert log == [
        *("key on", "exciter on"),
        *("key off", "exciter off"),
        *("meter?", "key?"),
        *("key closed", "meter closed"),
    ]


def test_a_reading_is_made_of_both(both: CompositeTransmitter) -> None:
    both.arm()
    reading = both.reading()
    assert (reading.keyed, reading.forward_w, reading.temperature_c) == (True, 4.0, 30.0)
    assert reading.alarms == ("temperature_c 30 > 20", "fault PLL", "forward_w 4 < 20")


def test_power_is_judged_by_whether_the_key_is_on(both: CompositeTransmitter) -> None:
    assert "forward_w 4 < 20" not in both.reading().alarms


def test_what_the_meter_leaves_out_is_missing(both: CompositeTransmitter, meter: FakeMeter) -> None:
    meter.found = Measured(values={"forward_w": 30.0})
    assert both.reading().alarms == ("temperature_c 30 > 20", "reflected_w missing")


def test_a_meter_that_fails_is_an_alarm_and_stops_nothing(
    both: CompositeTransmitter, meter: FakeMeter
) -> None:
    meter.broken = "no answer"
    both.arm()
    reading = both.reading()
    assert (reading.keyed, reading.forward_w) == (True, None)
    assert reading.alarms == ("temperature_c 30 > 20", "meter no answer")
    both.off()


@pytest.mark.parametrize("call", ["arm", "off", "reading"])
def test_a_key_that_fails_is_a_failure(call: str, both: CompositeTransmitter, key: FakeKey) -> None:
    key.broken = "no answer"
    with pytest.raises(DeviceFailure) as failure:
        getattr(both, call)()
    assert failure.value.device == "key"


def test_the_exciter_stands_by_also_when_the_key_does_not_answer(
    both: CompositeTransmitter, key: FakeKey, log: list[str]
) -> None:
    key.broken = "no answer"
    with pytest.raises(DeviceFailure):
        both.off()
    assert log == ["key off", "exciter off"]


def test_an_exciter_is_not_made_ready_for_a_key_that_fails(
    both: CompositeTransmitter, key: FakeKey, log: list[str]
) -> None:
    key.broken = "no answer"
    with pytest.raises(DeviceFailure):
        both.arm()
    assert log == ["key on"]


def test_off_is_urgent_and_leaves_time_for_the_exciter(
    both: CompositeTransmitter, key: FakeKey
) -> None:
    both.off()
    (deadline,) = key.given
    assert deadline is not None
    assert deadline.urgent
    assert deadline.left_s <= 0.3
