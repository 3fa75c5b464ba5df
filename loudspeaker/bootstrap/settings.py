"""The configuration of a running process: read whole, checked whole, replaced whole."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from loudspeaker.bootstrap.chimes import chime_names
from loudspeaker.bootstrap.voices import check_voice
from loudspeaker.config.hardware import HardwareConfig, load_hardware
from loudspeaker.config.shipped import files, find
from loudspeaker.config.station import (
    ClockRule,
    StationConfig,
    check_names,
    hours_at_points,
    load_station,
)
from loudspeaker.errors import LoudspeakerError
from loudspeaker.model import TimeSource
from loudspeaker.system.clock_trust import ClockTrust
from loudspeaker.system.home import Home
from loudspeaker.timetable.zone_hours import HoursAtPoints

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """``station.yaml`` and the hardware file it names."""

    station: StationConfig
    hardware: HardwareConfig
    hours: HoursAtPoints

    @property
    def needs_bridge(self) -> bool:
        """Tell whether anything of the station's playout needs the network."""
        return self.hardware.ip is not None or bool(self.station.relay.sources)


def load_settings(home: Home) -> Settings:
    """Read the configuration; ConfigurationRefused with file and line."""
    station = load_station(home.root)
    check_names(
        station,
        hardware=files("hardware", home.root),
        voices=files("voices", home.root),
        chimes=chime_names(home),
    )
    check_voice(home, station)
    hardware = load_hardware(find("hardware", station.hardware, home.root))
    hours = hours_at_points(station, hardware.points.plan)
    return Settings(station=station, hardware=hardware, hours=hours)


class LiveSettings:
    """The settings in force; a bad file leaves them as they are."""

    def __init__(self, home: Home) -> None:
        self._home = home
        self.now = load_settings(home)

    def reload(self) -> LoudspeakerError | None:
        """Read again; return what is wrong with the new file, if the old one stays."""
        try:
            self.now = load_settings(self._home)
        except LoudspeakerError as error:
            log.exception("the configuration is refused, the old one stays")
            return error
        return None


def clock_trust(home: Home, live: LiveSettings, time: TimeSource, boot: str) -> ClockTrust:
    """Return the judge of this machine's clock, by the rule of this station."""
    return ClockTrust(
        time,
        home.clock_file,
        boot_id=boot,
        needs_proof=lambda: live.now.station.clock is ClockRule.PROVED,
    )
