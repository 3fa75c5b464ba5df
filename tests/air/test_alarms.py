"""A transmitter that works beyond its limits: told, and never in the way of what is on air."""

from __future__ import annotations

import pytest

from loudspeaker.devices.simulated import MemoryTransmitter
from loudspeaker.devices.transmitter.base import Reading
from loudspeaker.devices.transmitter.limits import Limits
from loudspeaker.errors import DeviceFailure
from loudspeaker.model import Priority
from tests.air.bench import Bench
from tests.air.test_stop import ask

HOT, WEAK = "temperature_c 85 > 70", "forward_w 4.5 < 20"


@pytest.fixture(autouse=True)
def _limits(bench: Bench) -> None:
    bench.transmitter.limits = {
        "forward_w": Limits(low=20.0),
        "temperature_c": Limits(high=70.0),
    }


def alarm(bench: Bench) -> str | None:
    """Return the detail of the alarm; nothing else may be wrong."""
    faults = bench.faults.listed()
    assert all((f["code"], f["severity"]) == ("transmitter_alarm", "warning") for f in faults)
    return faults[0]["detail"] if faults else None


def air(bench: Bench, name: str = "a-1", priority: Priority = Priority.NORMAL) -> None:
    """Air five seconds, which must be heard whole whatever is beyond its limit."""
    immediate = priority is Priority.EMERGENCY
    bench.offer(bench.rundown(name, seconds=5, due_s=2, priority=priority, immediate=immediate))
    bench.run(15)
    assert bench.records(name)[-1] == ("end", "aired", None)
    assert bench.heard_frames(name) == 5 * 48_000


# --- between airings -----------------------------------------------------------------------------


def test_no_power_with_nothing_on_air_is_right(bench: Bench) -> None:
    bench.run(10)
    assert alarm(bench) is None


def test_heat_is_told_and_over_when_it_has_cooled(bench: Bench) -> None:
    bench.transmitter.temperature_c = 85.0
    bench.run(5)
    assert alarm(bench) == HOT
    bench.transmitter.temperature_c = 60.0
    bench.run(5)
    assert alarm(bench) is None


def test_while_it_does_not_answer_what_was_seen_last_holds(bench: Bench) -> None:
    bench.transmitter.temperature_c = 85.0
    bench.run(5)
    bench.transmitter.broken = "no answer"
    bench.run(5)
    assert {fault["code"] for fault in bench.faults.listed()} == {
        "transmitter",
        "transmitter_alarm",
    }
    bench.transmitter.broken, bench.transmitter.temperature_c = None, 60.0
    bench.run(5)
    assert alarm(bench) is None


def test_status_names_the_alarms(bench: Bench) -> None:
    bench.transmitter.temperature_c = 85.0
    bench.run(5)
    status = ask(bench, "status")
    assert status["transmitter"]["alarms"] == (HOT,)
    assert [fault["code"] for fault in status["faults"]] == ["transmitter_alarm"]


# --- on air --------------------------------------------------------------------------------------


@pytest.mark.parametrize("priority", [Priority.NORMAL, Priority.EMERGENCY])
def test_an_alarm_stops_nothing(bench: Bench, priority: Priority) -> None:
    bench.transmitter.temperature_c, bench.transmitter.forward_w = 85.0, 4.5
    bench.run(5)
    air(bench, priority=priority)
    assert alarm(bench) == f"{WEAK}; {HOT}"


def test_missing_power_is_known_until_the_next_airing_has_it(bench: Bench) -> None:
    bench.transmitter.forward_w = 4.5
    air(bench)
    bench.run(60)
    assert alarm(bench) == WEAK, "without a carrier nothing tells that it is better"
    bench.transmitter.forward_w = 30.0
    air(bench, "b-1")
    assert alarm(bench) is None


def test_heat_seen_on_air_is_over_without_another_airing(bench: Bench) -> None:
    bench.events.at(4.0, lambda: setattr(bench.transmitter, "temperature_c", 85.0))
    air(bench)
    assert alarm(bench) == HOT
    bench.transmitter.temperature_c = 60.0
    bench.run(5)
    assert alarm(bench) is None


def test_nothing_is_measured_before_the_last_sample_is_out(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Measuring may take half a second, and no sound is to wait for it."""
    heard: list[int] = []
    measure = MemoryTransmitter.reading

    def reading(transmitter: MemoryTransmitter) -> Reading:
        if transmitter.keyed:
            heard.append(bench.heard_frames())
        return measure(transmitter)

    monkeypatch.setattr(MemoryTransmitter, "reading", reading)
    air(bench)
    assert heard == [5 * 48_000]


def test_who_breaks_in_does_not_wait_for_a_measurement(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    under: list[str] = []

    def look(_watch: object) -> None:
        assert bench.playout.on_air is not None
        under.append(bench.playout.on_air.rundown.occurrence)

    monkeypatch.setattr(type(bench.watch), "look_under_carrier", look)
    bench.offer(bench.rundown(seconds=30, due_s=2))
    bench.events.at(
        8.0,
        lambda: bench.offer(
            bench.rundown("e-1", due_s=0, priority=Priority.EMERGENCY, immediate=True)
        ),
    )
    bench.run(20)
    assert bench.records("e-1")[-1] == ("end", "aired", None)
    assert under == ["e-1"]


def test_after_a_stop_nothing_is_measured(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        type(bench.transmitter), "reading", lambda _: pytest.fail("asked while being stopped")
    )
    bench.orders.stop()
    bench.watch.look_under_carrier()


def test_a_measurement_that_fails_is_no_reason_to_leave_points_open(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    measure = MemoryTransmitter.reading

    def reading(transmitter: MemoryTransmitter) -> Reading:
        if transmitter.keyed:
            raise DeviceFailure(device="transmitter", problem="answers too slowly")
        return measure(transmitter)

    monkeypatch.setattr(MemoryTransmitter, "reading", reading)
    air(bench)
    assert bench.commands()[-1] == "close_all"
    assert bench.deck.points_state.maybe_open == frozenset()
    assert alarm(bench) is None
