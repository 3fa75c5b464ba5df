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
    from loudspeaker.devices.points.line import EncoderLine
    from loudspeaker.devices.serial_port import SerialPort

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


def make_programme(
    hardware: HardwareConfig,
    home: Home,
    time: TimeSource,
    *,
    store: SettingStore,
    master: bytes,
    simulated: bool,
) -> tuple[PointCommands, Sound]:
    """Return the drivers of points and sound, which may have to share something."""
    sound = make_sound(hardware.sound, home, time, simulated=simulated)
    if hardware.points.driver.driver == "tones":
        from loudspeaker.bootstrap.tones import make_tones  # noqa: PLC0415 - by need

        return make_tones(hardware.points, sound, time)
    return make_points(hardware, home, time, store=store, master=master), sound


def make_points(
    hardware: HardwareConfig, home: Home, time: TimeSource, *, store: SettingStore, master: bytes
) -> PointCommands:
    """Return the driver of the way to the points."""
    config = hardware.points.driver
    if config.driver == "wired":
        from loudspeaker.devices.points.wired import WiredPoints  # noqa: PLC0415 - by need

        return WiredPoints()
    counter = CommandCounter(store, time, lambda: _trusted(time))
    return _make_encoder(config, hardware.points.plan, home, time, counter=counter, master=master)


def _trusted(time: TimeSource) -> datetime | None:
    now = time.wall()
    return now if now >= _BUILT else None


def _make_encoder(
    config: DriverConfig,
    plan: PointPlan,
    home: Home,
    time: TimeSource,
    *,
    counter: CommandCounter,
    master: bytes,
) -> PointCommands:
    from loudspeaker.devices.points.sender import EncoderPoints  # noqa: PLC0415 - by need
    from loudspeaker.devices.points.signing import CommandSigner  # noqa: PLC0415
    from loudspeaker.devices.serial_port import SerialPort  # noqa: PLC0415
    from loudspeaker.radio.commands import KeyRing  # noqa: PLC0415

    port = SerialPort(
        config.path("port", home.root),
        baud=config.settings["baud"],
        time=time,
        read_timeout_s=READ_TIMEOUT_S,
    )
    return EncoderPoints(
        port,
        _make_line(config, port, time),
        signer=CommandSigner(
            pi=config.settings["pi"],
            plan=plan,
            keys=KeyRing(master),
            counter=counter,
        ),
        time=time,
    )


def _make_line(config: DriverConfig, port: SerialPort, time: TimeSource) -> EncoderLine:
    from loudspeaker.devices.points.line import Encoder  # noqa: PLC0415 - by need
    from loudspeaker.radio.fragments import group_form  # noqa: PLC0415
    from loudspeaker.radio.on_air import StationLabel  # noqa: PLC0415

    values = config.settings
    encoder = Encoder(
        pi=values["pi"],
        form=group_form(values["group"], values["aid"]),
        address=values.get("site", 0) << 6 | values.get("encoder", 0),
        baud=values["baud"],
        label=StationLabel(
            name=values["ps"],
            pty=values["pty"],
            traffic_programme=values["tp"],
            text=values["rt"],
        ),
    )
    if config.driver == "ascii":
        from loudspeaker.devices.points.ascii import AsciiLine  # noqa: PLC0415
        from loudspeaker.devices.points.ascii_feed import ReplyEar  # noqa: PLC0415

        return AsciiLine(port, ReplyEar(time), encoder, time, trusted=lambda: _trusted(time))
    from loudspeaker.devices.points.uecp import UecpLine  # noqa: PLC0415

    return UecpLine(port, encoder, time, trusted=lambda: _trusted(time))


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
