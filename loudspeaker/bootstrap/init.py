"""Making a working home: folders, ``station.yaml``, keys, and the village's workshop."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from loudspeaker.bootstrap.devices import LINE_SOCKET
from loudspeaker.bootstrap.secrets import make_key, read_key_book
from loudspeaker.bootstrap.settings import Settings, load_settings
from loudspeaker.bootstrap.tones import TONES, tone_codes
from loudspeaker.config.defaults import station_text
from loudspeaker.config.hardware import DriverConfig
from loudspeaker.config.identity import account_of
from loudspeaker.config.ip import IpConfig
from loudspeaker.config.problems import Problem, refused
from loudspeaker.config.station import Profile
from loudspeaker.rundown import PROGRAMME_RATE_HZ
from loudspeaker.system.files import SECRET_MODE, make_directory, storage_errors, write_durable
from loudspeaker.system.home import Home

if TYPE_CHECKING:
    from loudspeaker.village.exciter import Role

ALSA_FILE = "asound.conf"
MONITOR_PATH = "village/monitor"
SHARED_MODE = 0o2770  # what is left here belongs to the group, so that the station can read it
UNLISTED_MODE = 0o2730
"""Who is told a name finds that file; nobody of the group sees what else lies there."""


def init_home(home: Home, profile: Profile) -> bool:
    """Make the home complete; return True if it was new.  What is there stays as it is."""
    new = not home.station_file.exists()
    make_folders(home)
    if new:
        simulated = profile is Profile.SIMULATED
        text = station_text(simulated=simulated, os_user=account_of(os.getuid()))
        write_durable(home.station_file, text.encode())
    for key in (home.seal_key, home.master_key):
        make_key(key)
    settings = load_settings(home)
    if settings.station.simulated:
        equip_village(home, settings)
    return new


def make_folders(home: Home) -> None:
    """Make the folders of a home that are not there."""
    folders = (
        home.root,
        home.run,
        home.clips,
        home.spool,
        home.logs,
        home.voices,
        home.schedules,
        home.templates,
        home.hardware,
        home.chimes,
    )
    for folder in folders:
        make_directory(folder)
    for folder in (home.run, home.spool):
        _share(folder)
    make_recording_folders(home)
    make_directory(home.air, mode=0o700)


def make_recording_folders(home: Home) -> None:
    """Make what homes of older versions do not have."""
    for folder in (home.incoming, home.recordings, home.tapes, home.handed_out):
        make_directory(folder)
    _share(home.incoming)
    _share(home.handed_out, mode=UNLISTED_MODE)


def _share(folder: Path, *, mode: int = SHARED_MODE) -> None:
    """Let everyone of the station's group leave announcements, recordings and a stop mark here."""
    if folder.stat().st_mode & 0o7777 != mode:
        with storage_errors(folder):
            folder.chmod(mode)


def require_home(home: Home) -> None:
    """Refuse a folder that ``init`` has not made: ConfigurationRefused on ``station.yaml``."""
    if not home.station_file.exists():
        raise refused(Problem.NO_HOME, file=str(home.station_file), line=0)


def equip_village(home: Home, settings: Settings) -> None:
    """Give the simulated receivers their keys, as a fitter would, once per point plan."""
    # Only in the simulated profile.
    from loudspeaker.village.config import FILE, EncoderKind  # noqa: PLC0415
    from loudspeaker.village.new_config import village_config  # noqa: PLC0415

    name, driver = settings.hardware.points.driver.driver, settings.hardware.points.driver.settings
    transmitter = settings.hardware.transmitter
    content = village_config(
        settings.hardware.points.plan,
        read_key_book(home.master_key),
        driver.get("pi", 0x7001),
        unit=_relay_unit(transmitter),
        meter_unit=_meter_unit(transmitter),
        group=driver.get("group", "6A"),
        aid=driver.get("aid"),
        encoder=EncoderKind(_ENCODERS.get(name, "uecp")),
        composite_hz=composite_hz(settings),
        exciter=_exciter_role(transmitter),
        echo=any(each.get("echo", False) for each in _parts(transmitter)),
        broker=_broker_of(settings.hardware.ip),
        tones=tone_codes(settings.hardware.points) if name == TONES else None,
        monitor=_hears_village(settings),
    )
    make_directory(home.village)
    text = json.dumps(content, indent=1).encode()
    path = home.village / FILE
    if not (path.exists() and path.read_bytes() == text):
        write_durable(path, text, mode=SECRET_MODE)


def _hears_village(settings: Settings) -> bool:
    """Tell whether the off-air watch listens to the village's monitor."""
    monitor = settings.hardware.monitor
    return monitor is not None and monitor.settings.get("path") == MONITOR_PATH


def _parts(transmitter: DriverConfig) -> tuple[Mapping[str, Any], ...]:
    """Return what keys, and what measures beside it if there is such a thing."""
    if transmitter.driver != "composite":
        return ({"driver": transmitter.driver, **transmitter.settings},)
    return (transmitter.settings["key"], transmitter.settings["meter"])


def _relay_unit(transmitter: DriverConfig) -> int:
    unit: int = _parts(transmitter)[0].get("unit", 1)
    return unit


def _meter_unit(transmitter: DriverConfig) -> int | None:
    """Return the unit of a power meter on the relay's line, if there is one."""
    meters = (part for part in _parts(transmitter)[1:] if part["driver"] == "modbus")
    units: Iterator[int] = (part["unit"] for part in meters if part["port"] is None)
    return next(units, None)


def _exciter_role(transmitter: DriverConfig) -> Role | None:
    """Tell what the exciter's own line is for, if the hardware file has one."""
    from loudspeaker.village.exciter import Role  # noqa: PLC0415 - only in the simulated profile

    lines = [part["driver"] in {"telemetry", "line"} for part in _parts(transmitter)]
    if lines[0]:
        return Role.KEY
    return Role.METER if lines[-1] else None


def _broker_of(ip: IpConfig | None) -> dict[str, Any] | None:
    """Return what a fitter tells IP points of their broker; passwords are in a file of theirs."""
    if ip is None:
        return None
    broker = ip.broker
    return {
        "host": broker.host,
        "port": broker.port,
        "topic": broker.topic,
        "tls": broker.tls,
        "ca_file": broker.ca_file,
    }


_ENCODERS = {"ascii": "ascii", "multiplex": "none", "tones": "none"}


def composite_hz(settings: Settings) -> int | None:
    """Return the rate at which the station sends composite, None where it sends sound."""
    rate_hz = settings.hardware.sound.settings.get("rate")
    return None if rate_hz is None else int(rate_hz)


def write_alsa_config(home: Home, *, rate: float, rate_hz: int | None = None) -> Path:
    """Describe the village's input to ALSA, at this run's pace; composite at ``rate_hz``."""
    from loudspeaker.village.alsa_config import alsa_config  # noqa: PLC0415 - simulated only

    path = home.village / ALSA_FILE
    text = alsa_config(home.village / LINE_SOCKET, rate=rate, rate_hz=rate_hz or PROGRAMME_RATE_HZ)
    write_durable(path, text.encode("utf-8", "surrogateescape"))
    return path
