"""From the hardware file to drivers."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from loudspeaker.config.hardware import DriverConfig, HardwareConfig
from loudspeaker.devices.points.base import PointCommands
from loudspeaker.devices.points.counter import CommandCounter, SettingStore
from loudspeaker.devices.points.wall import believed
from loudspeaker.devices.sound.base import RATE_HZ, Sound
from loudspeaker.devices.sound.sidecar import Index, NoIndex, Sidecar
from loudspeaker.errors import DeviceFailure
from loudspeaker.model import TimeSource
from loudspeaker.radio.key_book import KeyBook
from loudspeaker.system.home import Home

if TYPE_CHECKING:
    from loudspeaker.devices.multiplex.encoder import CompositeEncoder
    from loudspeaker.devices.points.ip import IpPoints
    from loudspeaker.devices.points.line import EncoderLine
    from loudspeaker.devices.points.signing import CommandSigner
    from loudspeaker.devices.serial_port import SerialPort

READ_TIMEOUT_S = 1.0
LINE_SOCKET = "line.sock"
MULTIPLEX = "multiplex"
RATE_VARIABLE = "LOUDSPEAKER_RATE"


def make_composite(hardware: HardwareConfig, time: TimeSource) -> CompositeEncoder | None:
    """Return what sound and points share where the station sends composite itself."""
    if hardware.sound.driver != MULTIPLEX:
        return None
    from loudspeaker.bootstrap.multiplex import make_encoder  # noqa: PLC0415 - by need

    return make_encoder(hardware, time, lambda: trusted(time))


def make_programme(
    hardware: HardwareConfig,
    home: Home,
    time: TimeSource,
    *,
    store: SettingStore,
    keys: Callable[[], KeyBook],
    simulated: bool,
) -> tuple[PointCommands, Sound]:
    """Return the drivers of points and sound, which may have to share something."""
    composite = make_composite(hardware, time)
    sound = make_sound(hardware.sound, home, time, simulated=simulated, composite=composite)
    if hardware.points.driver.driver == "tones":
        from loudspeaker.bootstrap.tones import make_tones  # noqa: PLC0415 - by need

        return make_tones(hardware.points, sound, time)
    return make_points(hardware, home, time, store=store, keys=keys, composite=composite), sound


def make_points(
    hardware: HardwareConfig,
    home: Home,
    time: TimeSource,
    *,
    store: SettingStore,
    keys: Callable[[], KeyBook],
    composite: CompositeEncoder | None = None,
) -> PointCommands:
    """Return the driver of the way to the points."""
    config = hardware.points.driver
    plan = hardware.points.plan.part(over_ip=False)
    if config.driver == "wired":
        from loudspeaker.devices.points.wired import WiredPoints  # noqa: PLC0415 - by need

        return WiredPoints()
    from loudspeaker.devices.points.signing import CommandSigner  # noqa: PLC0415 - by need

    signer = CommandSigner(
        pi=config.settings["pi"],
        plan=plan,
        keys=keys,
        counter=CommandCounter(store, time, lambda: trusted(time)),
    )
    if composite is None:
        return _make_encoder(config, home, time, signer)
    from loudspeaker.bootstrap import multiplex  # noqa: PLC0415

    return multiplex.make_points(config, composite, signer)


def make_ip_points(
    hardware: HardwareConfig,
    home: Home,
    time: TimeSource,
    *,
    store: SettingStore,
    keys: Callable[[], KeyBook],
) -> IpPoints | None:
    """Return the way to the points over IP, if there are any."""
    if hardware.ip is None:
        return None
    from loudspeaker.devices.points.bridge_link import BridgeLink  # noqa: PLC0415 - by need
    from loudspeaker.devices.points.ip import SETTING, IpPoints  # noqa: PLC0415

    return IpPoints(
        BridgeLink(home.bridge_socket, time),
        plan=hardware.points.plan.part(over_ip=True),
        keys=keys,
        counter=CommandCounter(store, time, lambda: trusted(time), setting=SETTING),
        time=time,
        base=f"{hardware.ip.http.url}/clips/",
        rate=sound_rate(),
    )


def sound_rate() -> float:
    """Return how much faster than in reality sound runs: 1 but in the simulated profile."""
    return float(os.environ.get(RATE_VARIABLE, "1"))


def trusted(time: TimeSource) -> datetime | None:
    """Return the wall clock, None while it cannot be right."""
    return believed(time.wall())


def _make_encoder(
    config: DriverConfig, home: Home, time: TimeSource, signer: CommandSigner
) -> PointCommands:
    from loudspeaker.devices.points.sender import EncoderPoints  # noqa: PLC0415 - by need
    from loudspeaker.devices.serial_port import SerialPort  # noqa: PLC0415

    port = SerialPort(
        config.path("port", home.root),
        baud=config.settings["baud"],
        time=time,
        read_timeout_s=READ_TIMEOUT_S,
    )
    return EncoderPoints(port, _make_line(config, port, time), signer=signer, time=time)


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

        return AsciiLine(port, ReplyEar(time), encoder, time, trusted=lambda: trusted(time))
    from loudspeaker.devices.points.uecp import UecpLine  # noqa: PLC0415

    return UecpLine(port, encoder, time, trusted=lambda: trusted(time))


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


def make_sound(
    config: DriverConfig,
    home: Home,
    time: TimeSource,
    *,
    simulated: bool,
    composite: CompositeEncoder | None = None,
) -> Sound:
    """Return the driver of the programme sound; the sound index only in the simulated profile."""
    index: Index = Sidecar(home.sidecar) if simulated else NoIndex()
    if composite is None:
        return _make_output(config, config.driver, home, time, index, simulated=simulated)
    from loudspeaker.devices.multiplex.sound import CompositeIndex, MultiplexSound  # noqa: PLC0415

    shifted = CompositeIndex(index, composite, time)
    output = _make_output(
        config, config.settings["output"], home, time, shifted, simulated=simulated
    )
    return MultiplexSound(output, composite, index=index, time=time)


def _make_output(
    config: DriverConfig,
    output: str,
    home: Home,
    time: TimeSource,
    index: Index,
    *,
    simulated: bool,
) -> Sound:
    from loudspeaker.devices.sound import stream  # noqa: PLC0415 - by need

    rate_hz = config.settings.get("rate", RATE_HZ)
    if output == "portaudio":
        if not (simulated and portaudio_problem(config, home)):
            return _make_portaudio(config, home, time, index)
        opener = stream.CommandOpener(line_in_command(home, rate_hz))
        return stream.StreamSound("line", opener, index=index, clock=time, rate_hz=rate_hz)
    path = config.path("path", home.root)
    if output == "fifo":
        return stream.StreamSound(
            str(path), lambda: stream.open_fifo(path), index=index, clock=time, rate_hz=rate_hz
        )
    return stream.FileSound(path, index=index, clock=time, rate_hz=rate_hz)


def _make_portaudio(config: DriverConfig, home: Home, time: TimeSource, index: Index) -> Sound:
    from loudspeaker.devices.sound.portaudio import PortAudioSound  # noqa: PLC0415 - by need

    return PortAudioSound(
        config.settings["device"],
        latency_s=config.settings["latency_ms"] / 1000,
        index=index,
        clock=time,
        rate_hz=config.settings.get("rate", RATE_HZ),
        alsa_config=lambda: alsa_variable_of(config, home),
    )


def line_in_command(home: Home, rate_hz: int = RATE_HZ) -> list[str]:
    """Return the simulated sound card's command, for machines without PortAudio."""
    from loudspeaker.village import line_in  # noqa: PLC0415 - only in the simulated profile

    script, socket = Path(line_in.__file__), home.village / LINE_SOCKET
    rate = os.environ.get(RATE_VARIABLE, "1")
    return [sys.executable, "-I", "-S", str(script), str(socket), rate, str(rate_hz)]
