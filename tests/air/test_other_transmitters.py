"""The process ``air`` with other transmitters than a relay alone, and with ports that are none."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from loudspeaker.devices.sound.portaudio import load_library
from loudspeaker.errors import DeviceFailure
from tests.devices.pty_peer import wait_until
from tests.devices.real_air import RealAir
from tests.devices.village import Village
from tests.whole import WHOLE

pytestmark = pytest.mark.slow
DEAD_LIMIT_S = 3.0
RELAY = "{driver: modbus, port: village/ports/transmitter, baud: 19200, retrigger: true}"
KEYED_BY_TELEMETRY = """\
  driver: telemetry
  port: village/ports/exciter
  deadman_s: 2.0
  falls_alone: true
  limits: {forward_w: {low: 20}}
"""
POWER_METER = f"""\
  driver: composite
  key: {RELAY}
  meter: {{driver: modbus, unit: 2, registers: {{forward_w: {{address: 0, scale: 0.1, low: 20}}}}}}
"""
METER_IS_NOT_THERE = f"""\
  driver: composite
  key: {RELAY}
  meter: {{driver: telemetry, port: village/ports/none, limits: {{forward_w: {{low: 20}}}}}}
"""
TRANSMITTERS: dict[str, dict[str, Any]] = {
    "relay and telemetry": {"hardware": "exciter-telemetry"},
    "relay and power meter": {"transmitter": POWER_METER},
    "telemetry": {"transmitter": KEYED_BY_TELEMETRY},
    "line": {"hardware": "exciter-line"},
}


TRIED = TRANSMITTERS if WHOLE else ("relay and telemetry", "line")
"""The two that have least in common; each kind has its contract beside."""


@pytest.fixture(scope="module", params=TRIED)
def air(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RealAir]:
    home = tmp_path_factory.mktemp("village") / "home"
    with running(Village(home, **TRANSMITTERS[request.param])) as made:
        yield made


@contextmanager
def running(village: Village) -> Iterator[RealAir]:
    try:
        load_library(str(village.alsa_config))
    except DeviceFailure as failure:
        pytest.skip(failure.problem)
    with ExitStack() as stack:
        stack.callback(village.close)
        village.start()
        stack.callback(village.signal, signal.SIGCONT)
        made = RealAir(village)
        stack.callback(made.close)
        made.start()
        yield made


def faults(air: RealAir) -> dict[str, str]:
    return {fault["code"]: fault["detail"] for fault in air.client.call("status")["faults"]}


def carrier_falls(air: RealAir, mark: int) -> tuple[str, int]:
    """Wait for it; return by what and when."""
    wait_until(lambda: air.carrier_events(mark)[-1:][0][0] == "carrier_off")
    _, by, at_ns = air.carrier_events(mark)[-1]
    return by, at_ns


def test_an_airing_is_heard_under_a_carrier_that_is_dropped(air: RealAir) -> None:
    mark = air.village.mark
    air.offer("a-1", cue=air.clip(3.0))
    wait_until(lambda: ("end", "aired", None) in air.records("a-1"), 15.0)
    assert carrier_falls(air, mark)[0] == "cmd"
    assert len(air.carrier_events(mark)) == 2, "up and down once, without a gap"
    assert any(event["occurrence"] == "a-1" for event in air.heard(mark))
    wait_until(lambda: faults(air) == {})
    reading = air.client.call("status")["transmitter"]
    assert reading["keyed"] is False
    assert reading["forward_w"] == 0.0


def test_looking_at_an_idle_transmitter_keys_nothing(air: RealAir) -> None:
    mark = air.village.mark
    time.sleep(5.0)  # it is looked at every 4 s
    assert air.village.events("rx", since=mark)
    assert air.carrier_events(mark) == []


def test_a_transmitter_without_mains_is_told_and_found_again(air: RealAir) -> None:
    air.village.signal(signal.SIGSTOP)
    wait_until(lambda: "transmitter" in faults(air), 10.0)
    air.village.signal(signal.SIGCONT)
    wait_until(lambda: "transmitter" not in faults(air), 5.5)


@pytest.mark.parametrize("number", [signal.SIGSTOP, signal.SIGKILL])
def test_with_playout_dead_the_carrier_falls_by_itself(
    air: RealAir, number: signal.Signals
) -> None:
    name = f"d{number.value}-1"
    mark = air.village.mark
    over = datetime.now(UTC) + timedelta(seconds=5)  # when it is started again, so no replay
    air.offer(name, cue=air.clip(20.0), not_after=over)
    air.wait_until_heard(name, mark)
    begin_ns = time.monotonic_ns()
    air.send(number)
    by, at_ns = carrier_falls(air, mark)
    assert by == "deadman"
    assert (at_ns - begin_ns) / 1e9 < DEAD_LIMIT_S
    air.send(signal.SIGKILL)
    air.wait()
    time.sleep(max(0.0, (over - datetime.now(UTC)).total_seconds()))
    air.start()
    wait_until(lambda: [event for event, _, _ in air.records(name)][-1:] != ["start"])


def test_a_meter_that_is_not_there_is_told_and_stops_nothing(tmp_path: Path) -> None:
    village = Village(tmp_path / "home", transmitter=METER_IS_NOT_THERE)
    with running(village) as air:
        wait_until(lambda: "transmitter_alarm" in faults(air), 10.0)
        port = village.port("none")
        assert faults(air)["transmitter_alarm"] == f"meter port_missing: {port}"
        air.offer("m-1", cue=air.clip(1.0))
        wait_until(lambda: ("end", "aired", None) in air.records("m-1"), 15.0)


@pytest.mark.parametrize("wrong", ["port_missing", "port_is_folder", "port_is_file"])
def test_a_wrong_port_is_told_and_taken_as_soon_as_it_is_right(wrong: str, tmp_path: Path) -> None:
    relay = RELAY.replace("village/ports/transmitter", "my-port")[1:-1].split(", ")
    village = Village(tmp_path / "home", transmitter="".join(f"  {line}\n" for line in relay))
    port = village.home.root / "my-port"
    if wrong == "port_is_folder":
        port.mkdir()
    if wrong == "port_is_file":
        port.touch()
    with running(village) as air:
        wait_until(lambda: faults(air).get("transmitter") == f"{wrong}: {port}", 10.0)
        if port.is_dir():
            port.rmdir()
        port.unlink(missing_ok=True)
        port.symlink_to(village.port("transmitter"))
        wait_until(lambda: faults(air) == {}, 5.5)
        air.offer("w-1", cue=air.clip(1.0))
        wait_until(lambda: ("end", "aired", None) in air.records("w-1"), 15.0)
