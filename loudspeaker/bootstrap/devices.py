"""From the hardware file to drivers."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from loudspeaker.config.hardware import DriverConfig, HardwareConfig
from loudspeaker.devices.points.base import PointCommands
from loudspeaker.devices.points.counter import CommandCounter, SettingStore
from loudspeaker.devices.sound.base import Sound
from loudspeaker.devices.sound.sidecar import Index, NoIndex, Sidecar
from loudspeaker.devices.transmitter.base import Transmitter
from loudspeaker.errors import DeviceFailure
from loudspeaker.model import PointPlan, TimeSource
from loudspeaker.system.home import Home

if TYPE_CHECKING:
    from loudspeaker.devices.points.ip import IpPoints

_BUILT = datetime(2026, 1, 1, tzinfo=UTC)
"""A clock that shows an earlier time than this program's making is not trusted."""
READ_TIMEOUT_S = 1.0
LINE_SOCKET = "line.sock"
RATE_VARIABLE = "LOUDSPEAKER_RATE"


def make_transmitter(config: DriverConfig, home: Home, time: TimeSource) -> Transmitter:
    """Return the transmitter's driver."""
    from loudspeaker.devices.transmitter.modbus import (  # noqa: PLC0415 - only air pays for it
        ModbusSettings,
        ModbusTransmitter,
        Register,
    )

    values = config.settings
    registers: Mapping[str, Any] = values["registers"] or {}

    def register(name: str) -> Register | None:
        found = registers.get(name)
        if not found:
            return None
        return Register(**found, signed=name == "temperature_c")  # frost is no fire

    settings = ModbusSettings(
        port=config.path("port", home.root),
        baud=values["baud"],
        parity=values["parity"],
        unit=values["unit"],
        relay=values["relay"],
        deadman_s=values["deadman_s"],
        forward_w=register("forward_w"),
        reflected_w=register("reflected_w"),
        temperature_c=register("temperature_c"),
    )
    return ModbusTransmitter(settings, time)


def make_points(
    hardware: HardwareConfig, home: Home, time: TimeSource, *, store: SettingStore, master: bytes
) -> PointCommands:
    """Return the driver of the way to the points."""
    config = hardware.points.driver
    plan = hardware.points.plan.part(over_ip=False)
    if config.driver == "wired":
        from loudspeaker.devices.points.wired import WiredPoints  # noqa: PLC0415 - by need

        return WiredPoints()
    counter = CommandCounter(store, time, lambda: _trusted(time))
    return _make_uecp(config, plan, home, time, counter=counter, master=master)


def make_ip_points(
    hardware: HardwareConfig, home: Home, time: TimeSource, *, store: SettingStore, master: bytes
) -> IpPoints | None:
    """Return the way to the points over IP, if there are any."""
    if hardware.ip is None:
        return None
    from loudspeaker.devices.points.bridge_link import BridgeLink  # noqa: PLC0415 - by need
    from loudspeaker.devices.points.ip import SETTING, IpPoints  # noqa: PLC0415
    from loudspeaker.radio.commands import KeyRing  # noqa: PLC0415

    return IpPoints(
        BridgeLink(home.bridge_socket, time),
        plan=hardware.points.plan.part(over_ip=True),
        keys=KeyRing(master),
        counter=CommandCounter(store, time, lambda: _trusted(time), setting=SETTING),
        time=time,
        base=f"{hardware.ip.http.url}/clips/",
        rate=sound_rate(),
    )


def sound_rate() -> float:
    """Return how much faster than in reality sound runs: 1 but in the simulated profile."""
    return float(os.environ.get(RATE_VARIABLE, "1"))


def _trusted(time: TimeSource) -> datetime | None:
    now = time.wall()
    return now if now >= _BUILT else None


def _make_uecp(
    config: DriverConfig,
    plan: PointPlan,
    home: Home,
    time: TimeSource,
    *,
    counter: CommandCounter,
    master: bytes,
) -> PointCommands:
    from loudspeaker.devices.points.uecp import UecpPoints  # noqa: PLC0415 - by need
    from loudspeaker.devices.points.uecp_feed import Encoder  # noqa: PLC0415
    from loudspeaker.devices.serial_port import SerialPort  # noqa: PLC0415
    from loudspeaker.radio.commands import KeyRing  # noqa: PLC0415
    from loudspeaker.radio.fragments import group_form  # noqa: PLC0415

    values = config.settings
    encoder = Encoder(
        pi=values["pi"],
        form=group_form(values["group"], values["aid"]),
        address=values["site"] << 6 | values["encoder"],
        baud=values["baud"],
    )
    port = SerialPort(
        config.path("port", home.root),
        baud=values["baud"],
        time=time,
        read_timeout_s=READ_TIMEOUT_S,
    )
    return UecpPoints(port, encoder, plan=plan, keys=KeyRing(master), counter=counter, time=time)


def portaudio_problem(config: DriverConfig, home: Home) -> str | None:
    """Tell why PortAudio cannot be used on this machine, or None."""
    from loudspeaker.devices.sound.portaudio import load_library  # noqa: PLC0415 - by need

    try:
        load_library(alsa_variable_of(config, home))
    except DeviceFailure as failure:
        return failure.problem
    return None


def alsa_variable_of(config: DriverConfig, home: Home) -> str | None:
    """Return the value of ALSA_CONFIG_PATH; DeviceFailure if the file it names is missing."""
    if not config.settings["alsa_config"]:
        return None
    path = config.path("alsa_config", home.root)
    if not path.is_file():  # PortAudio would abort the whole process
        raise DeviceFailure(device=str(path), problem="ALSA configuration is missing")
    return _alsa_variable(path)


@cache  # it may keep a descriptor open, and a lost device is opened again and again
def _alsa_variable(path: Path) -> str:
    from loudspeaker.village.alsa_config import variable_for  # noqa: PLC0415 - by need

    return variable_for(path)


def make_sound(config: DriverConfig, home: Home, time: TimeSource, *, simulated: bool) -> Sound:
    """Return the driver of the programme sound; the sound index only in the simulated profile."""
    from loudspeaker.devices.sound import stream  # noqa: PLC0415 - by need

    index: Index = Sidecar(home.sidecar) if simulated else NoIndex()
    if config.driver == "portaudio":
        if not (simulated and portaudio_problem(config, home)):
            return _make_portaudio(config, home, time, index)
        return stream.StreamSound(
            "line", stream.CommandOpener(line_in_command(home)), index=index, clock=time
        )
    path = config.path("path", home.root)
    if config.driver == "fifo":
        return stream.StreamSound(
            str(path), lambda: stream.open_fifo(path), index=index, clock=time
        )
    return stream.FileSound(path, index=index, clock=time)


def _make_portaudio(config: DriverConfig, home: Home, time: TimeSource, index: Index) -> Sound:
    from loudspeaker.devices.sound.portaudio import PortAudioSound  # noqa: PLC0415 - by need

    return PortAudioSound(
        config.settings["device"],
        latency_s=config.settings["latency_ms"] / 1000,
        index=index,
        clock=time,
        alsa_config=lambda: alsa_variable_of(config, home),
    )


def line_in_command(home: Home) -> list[str]:
    """Return the simulated sound card's command, for machines without PortAudio."""
    from loudspeaker.village import line_in  # noqa: PLC0415 - only in the simulated profile

    script, socket = Path(line_in.__file__), home.village / LINE_SOCKET
    rate = os.environ.get(RATE_VARIABLE, "1")
    return [sys.executable, "-I", "-S", str(script), str(socket), rate]
