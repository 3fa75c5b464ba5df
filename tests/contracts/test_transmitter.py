"""One suite for every transmitter (``loudspeaker.devices.transmitter.base.Transmitter``)."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import pytest

from loudspeaker.devices.modbus_line import ModbusLine
from loudspeaker.devices.simulated import MemoryTransmitter, StandingClock
from loudspeaker.devices.text_line import TextLine
from loudspeaker.devices.transmitter.base import Transmitter
from loudspeaker.devices.transmitter.composite import CompositeTransmitter
from loudspeaker.devices.transmitter.limits import Limits
from loudspeaker.devices.transmitter.modbus import ModbusSettings, ModbusTransmitter
from loudspeaker.devices.transmitter.parts import Key
from loudspeaker.devices.transmitter.registers import ModbusMeter, Register
from loudspeaker.devices.transmitter.serial_line import (
    Action,
    LineKey,
    LineMeter,
    Question,
    State,
)
from loudspeaker.devices.transmitter.telemetry import TelemetryKey, TelemetryMeter
from loudspeaker.errors import DeviceFailure
from loudspeaker.radio.line_template import Template
from loudspeaker.system.time import SystemTime
from tests.devices.moments import NOON
from tests.devices.pty_peer import wait_until
from tests.devices.village import NOMINAL_W, Village

DEADMAN_S = 0.6
LOW_W = 20.0
CALL_LIMIT_S = 0.5


@dataclass(frozen=True)
class Rig:
    """A transmitter, and what a bystander sees of it and can do to it."""

    transmitter: Transmitter
    wait_s: Callable[[float], None]
    falls: Callable[[], list[float]]
    """When carriers went away, in seconds after they had come."""
    break_it: Callable[[], None]
    mend_it: Callable[[], None]
    set_forward_w: Callable[[float], None]
    """Let so much power go out when keyed; its limit is LOW_W."""


def _memory(_request: pytest.FixtureRequest) -> Iterator[Rig]:
    clock = StandingClock(NOON)
    limits = {"forward_w": Limits(low=LOW_W), "temperature_c": Limits(high=70.0)}
    transmitter = MemoryTransmitter(clock, deadman_s=DEADMAN_S, limits=limits)

    def falls() -> list[float]:
        _ = transmitter.keyed  # settles a dead-man that is due
        times = [at_ns for at_ns, _ in transmitter.log]
        return [(off - on) / 1e9 for on, off in zip(times[::2], times[1::2], strict=False)]

    def set_broken(problem: str | None) -> None:
        transmitter.broken = problem

    def set_forward_w(watts: float) -> None:
        transmitter.forward_w = watts

    yield Rig(
        transmitter,
        clock.advance_s,
        falls,
        lambda: set_broken("no answer"),
        lambda: set_broken(None),
        set_forward_w,
    )


METERS = {
    "forward_w": Register(address=0, table="input", scale=0.1, low=LOW_W),
    "reflected_w": Register(address=1, table="input", scale=0.1, high=3.0),
    "temperature_c": Register(address=2, table="input", scale=0.1, high=70.0),
}
LIMITS = {
    "forward_w": Limits(low=LOW_W),
    "vswr": Limits(high=1.5),
    "temperature_c": Limits(high=70.0),
    "frequency_mhz": Limits(low=98.4, high=98.6),
}


def _text_line(village: Village) -> TextLine:
    return TextLine(village.port("exciter"), baud=9600, parity="N", time=SystemTime())


def _relay(village: Village, registers: Mapping[str, Register]) -> tuple[ModbusLine, Key]:
    line = ModbusLine(village.port("transmitter"), baud=9600, parity="N", time=SystemTime())
    settings = ModbusSettings(unit=1, relay=0, deadman_s=DEADMAN_S, registers=registers)
    return line, ModbusTransmitter(line, settings)


def _question(name: str, **limits: float) -> Question:
    ask, answer = f"TX.{name}?\r".encode(), Template(f"TX.{name}={{number}}")
    return Question(send=ask, expect=answer, timeout_s=0.1, **limits)


QUESTIONS = {
    "forward_w": _question("PFWD", low=LOW_W),
    "reflected_w": _question("PREF", high=3.0),
    "temperature_c": _question("TEMP", high=70.0),
}


def _modbus(village: Village) -> Transmitter:
    return _relay(village, METERS)[1]


def _modbus_meter(village: Village) -> Transmitter:
    line, key = _relay(village, {})
    return CompositeTransmitter(key, ModbusMeter(line, 2, METERS))


def _telemetry_meter(village: Village) -> Transmitter:
    meter = TelemetryMeter(_text_line(village), limits=LIMITS, switched=True)
    return CompositeTransmitter(_relay(village, {})[1], meter)


def _line_meter(village: Village) -> Transmitter:
    return CompositeTransmitter(
        _relay(village, {})[1], LineMeter(_text_line(village), QUESTIONS, echo=True)
    )


def _telemetry(village: Village) -> Transmitter:
    return TelemetryKey(_text_line(village), deadman_s=DEADMAN_S, limits=LIMITS)


def _line(village: Village) -> Transmitter:
    return LineKey(
        _text_line(village),
        deadman_s=DEADMAN_S,
        on=Action(send=b"TX.ON=1\r", expect=Template("TX.ON=1"), timeout_s=0.15),
        off=Action(send=b"TX.ON=0\r", expect=Template("TX.ON=0"), timeout_s=0.15),
        state=State(
            send=b"TX.ON?\r", on=Template("TX.ON=1"), off=Template("TX.ON=0"), timeout_s=0.1
        ),
        questions=QUESTIONS,
        echo=True,
    )


def _in_village(
    make: Callable[[Village], Transmitter], fixture: str
) -> Callable[[pytest.FixtureRequest], Iterator[Rig]]:
    def rig(request: pytest.FixtureRequest) -> Iterator[Rig]:
        village: Village = request.getfixturevalue(fixture)
        yield from _village_rig(village, make(village))

    return rig


def _village_rig(village: Village, transmitter: Transmitter) -> Iterator[Rig]:
    mark = village.mark

    def falls() -> list[float]:
        events = village.events("carrier_on", "carrier_off", since=mark)
        pairs = zip(events[::2], events[1::2], strict=False)
        return [(off["mono_ns"] - on["mono_ns"]) / 1e9 for on, off in pairs]

    yield Rig(
        transmitter,
        time.sleep,
        falls,
        lambda: village.signal(signal.SIGSTOP),
        lambda: village.signal(signal.SIGCONT),
        village.set_forward_w,
    )
    village.signal(signal.SIGCONT)
    village.set_forward_w(NOMINAL_W)
    wait_until(lambda: _works(transmitter))
    transmitter.close()


@pytest.fixture(scope="module")
def village(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Village]:
    """Keyed by the relay; a meter of its own on that line; the exciter reports on another."""
    parts = {"meter_unit": 2, "exciter": "meter", "echo": True}
    yield from _running(Village(tmp_path_factory.mktemp("village") / "home", parts=parts))


@pytest.fixture(scope="module")
def standing_by(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Village]:
    """The exciter stays on standby whenever it is told so, whatever the relay does."""
    root = tmp_path_factory.mktemp("standing_by") / "home"
    yield from _running(Village(root, parts={"exciter": "meter"}))


@pytest.fixture(scope="module")
def keyed_by_line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Village]:
    """Keyed by the exciter's own line, which falls by itself."""
    root = tmp_path_factory.mktemp("keyed") / "home"
    parts = {"exciter": "key", "echo": True}
    yield from _running(Village(root, deadman_s=DEADMAN_S, parts=parts))


def _running(made: Village) -> Iterator[Village]:
    made.start()
    yield made
    made.close()


IN_VILLAGE = [
    (_modbus, "village"),
    (_modbus_meter, "village"),
    (_telemetry_meter, "standing_by"),
    (_line_meter, "village"),
    (_telemetry, "keyed_by_line"),
    (_line, "keyed_by_line"),
]


@pytest.fixture(
    params=[
        _memory,
        *(
            pytest.param(_in_village(make, where), marks=pytest.mark.slow, id=make.__name__[1:])
            for make, where in IN_VILLAGE
        ),
    ]
)
def rig(request: pytest.FixtureRequest) -> Iterator[Rig]:
    yield from request.param(request)


def test_it_is_not_keyed_until_armed(rig: Rig) -> None:
    reading = rig.transmitter.reading()
    assert reading.keyed is False
    assert not reading.forward_w


def test_arming_keys_up(rig: Rig) -> None:
    rig.transmitter.arm()
    reading = rig.transmitter.reading()
    assert reading.keyed is True
    assert reading.forward_w is None or reading.forward_w > 0


def test_within_its_limits_it_has_no_alarms(rig: Rig) -> None:
    assert rig.transmitter.reading().alarms == ()
    rig.transmitter.arm()
    assert rig.transmitter.reading().alarms == ()


def test_too_little_power_is_an_alarm_only_while_keyed(rig: Rig) -> None:
    rig.transmitter.arm()
    rig.set_forward_w(15.0)
    rig.transmitter.arm()
    assert rig.transmitter.reading().alarms == ("forward_w 15 < 20",)
    rig.transmitter.off()
    assert rig.transmitter.reading().alarms == ()


def test_it_falls_by_itself_after_the_deadman_s_time(rig: Rig) -> None:
    rig.transmitter.arm()
    rig.wait_s(DEADMAN_S + 0.2)
    assert rig.transmitter.reading().keyed is False
    assert rig.falls() == [pytest.approx(DEADMAN_S, abs=0.05)]


def test_armed_again_in_time_it_stays_up_without_a_gap(rig: Rig) -> None:
    for _ in range(3):
        rig.transmitter.arm()
        rig.wait_s(DEADMAN_S / 2)
    assert rig.transmitter.reading().keyed is True
    rig.wait_s(DEADMAN_S / 2 + 0.2)
    wait_until(rig.falls)
    assert rig.falls() == [pytest.approx(2 * DEADMAN_S, abs=0.2)]


def test_off_is_at_once_and_twice_is_no_error(rig: Rig) -> None:
    rig.transmitter.off()
    rig.transmitter.arm()
    rig.transmitter.off()
    assert rig.transmitter.reading().keyed is False
    rig.transmitter.off()
    wait_until(rig.falls)
    (fall_s,) = rig.falls()
    assert fall_s < 0.2


def test_closing_does_not_switch(rig: Rig) -> None:
    rig.transmitter.arm()
    rig.transmitter.close()
    rig.wait_s(DEADMAN_S / 2)
    assert rig.falls() == []
    assert rig.transmitter.reading().keyed is True, "and it opens again when asked"


@pytest.mark.parametrize("call", ["arm", "off", "reading"])
def test_a_fault_is_a_device_failure_within_half_a_second(rig: Rig, call: str) -> None:
    rig.break_it()
    for _ in range(3):
        begin = time.monotonic()
        with pytest.raises(DeviceFailure) as failure:
            getattr(rig.transmitter, call)()
        assert time.monotonic() - begin < CALL_LIMIT_S
        assert failure.value.problem
    rig.mend_it()
    wait_until(lambda: _works(rig.transmitter))


def _works(transmitter: Transmitter) -> bool:
    """Tell whether it answers again; late answers to what was asked before may come first."""
    try:
        transmitter.off()
        return transmitter.reading().keyed is False
    except DeviceFailure:
        return False
