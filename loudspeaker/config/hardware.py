"""``hardware/*.yaml``: transmitter, points and sound of one kind of station.

Which drivers there are is not known here: the caller brings their names and keys.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from loudspeaker.config.drivers import BUILT_IN, UNAUTHENTICATED, DriverKeys
from loudspeaker.config.ip import IP_KEYS, IpConfig, ip_config
from loudspeaker.config.problems import Problem
from loudspeaker.config.reader import Section, check_unique, read_file
from loudspeaker.model.points import MAX_POINT_NUMBER, Point, PointPlan, Zone
from loudspeaker.model.settings import (
    Chosen,
    ListOf,
    Setting,
    Table,
    choice,
    language,
    line_of_text,
    number,
    whole,
)
from loudspeaker.rundown import PROGRAMME_RATE_HZ


@dataclass(frozen=True, slots=True, kw_only=True)
class DriverConfig:
    """A driver's name and the values of its own keys."""

    driver: str
    settings: Mapping[str, Any]

    def path(self, key: str, home: Path) -> Path:
        """Return a file or port of the settings; relative ones are inside the home."""
        return home / str(self.settings[key])

    def ports(self, home: Path) -> tuple[Path, ...]:
        """Return the serial ports, also those of a transmitter's key and meter."""
        return tuple(home / table["port"] for table in _with_ports(self.settings))


@dataclass(frozen=True, slots=True, kw_only=True)
class PointsConfig:
    """The way to the points, and the points.

    ``copies`` is how often a command is sent, ``lead_in_s`` the time from carrier to first sound.
    """

    driver: DriverConfig
    plan: PointPlan
    copies: int
    lead_in_s: float

    @property
    def authenticated(self) -> bool:
        """Tell whether no point opens for anybody else."""
        return all(point.authenticated for point in self.plan.points)


@dataclass(frozen=True, slots=True, kw_only=True)
class HardwareConfig:
    """One hardware file; ``ip`` is there if any point is over IP."""

    name: str
    transmitter: DriverConfig
    points: PointsConfig
    sound: DriverConfig
    ip: IpConfig | None = None
    monitor: DriverConfig | None = None
    """A receiver on our own frequency."""

    @property
    def programme_card(self) -> str | None:
        """The sound card that feeds the transmitter, whatever is sent to it; None without one."""
        output = self.sound.settings.get("output", self.sound.driver)
        return str(self.sound.settings["device"]) if output == "portaudio" else None

    @property
    def programme_rate_hz(self) -> int:
        """How many samples a second that card gets."""
        return int(self.sound.settings.get("rate", PROGRAMME_RATE_HZ))


_MULTIPLEX = "multiplex"
_NUMBER = whole(1, MAX_POINT_NUMBER)
_ZONE = Table(
    (
        Setting("number", _NUMBER),
        Setting("name", line_of_text(60)),
        Setting("languages", ListOf(item=language(), most=20), default=None),
    )
)
_POINT = Table(
    (
        Setting("number", _NUMBER),
        Setting("name", line_of_text(60)),
        Setting("zone", _NUMBER),
        Setting("volume", whole(0, 100), default=80),
        Setting("lat", number(-90, 90), default=None),
        Setting("lon", number(-180, 180), default=None),
        Setting("via", choice(("driver", "ip")), default="driver"),
    )
)
_POINTS_COMMON = Table(
    (
        Setting("copies", whole(1, 10), default=3),
        Setting("lead_in_s", number(0, 2), default=1.5),
        Setting("zones", ListOf(item=_ZONE, fewest=1, most=200)),
        Setting("list", ListOf(item=_POINT, fewest=1, most=200)),
    )
)


def hardware_keys(drivers: DriverKeys) -> Table:
    """Return the declaration of a whole hardware file for these drivers."""
    points = Chosen(key="driver", tables=drivers.points, common=_POINTS_COMMON)
    return Table(
        (
            Setting("name", line_of_text(100)),
            Setting("transmitter", Chosen(key="driver", tables=drivers.transmitter)),
            Setting("points", points),
            Setting("sound", Chosen(key="driver", tables=drivers.sound)),
            Setting("ip", IP_KEYS, default=None),
            Setting("monitor", Chosen(key="driver", tables=drivers.monitor), default=None),
        )
    )


def load_hardware(path: Path, drivers: DriverKeys = BUILT_IN) -> HardwareConfig:
    """Read one hardware file; raise ConfigurationRefused with file and line."""
    section = read_file(path, hardware_keys(drivers))
    points: Section = section["points"]
    _check_pair(points, section["sound"])
    check_unique((*_with_ports(section["transmitter"]), *_with_ports(points)), "port")
    own = {setting.name for setting in drivers.points[points["driver"]].settings}
    plan = _plan(points)
    if "codes" in own:
        _check_codes(points, plan.part(over_ip=False))
    return HardwareConfig(
        name=section["name"],
        transmitter=_driver(section["transmitter"]),
        points=PointsConfig(
            driver=_driver(points, own),
            plan=plan,
            copies=points["copies"],
            lead_in_s=points["lead_in_s"],
        ),
        sound=_driver(section["sound"]),
        ip=_ip(section),
        monitor=None if section["monitor"] is None else _driver(section["monitor"]),
    )


def _check_pair(points: Section, sound: Section) -> None:
    """Refuse half a multiplex: its groups and its sound are one signal."""
    makes_groups, makes_signal = points["driver"] == _MULTIPLEX, sound["driver"] == _MULTIPLEX
    if makes_groups != makes_signal:
        where, other = (points, "sound") if makes_groups else (sound, "points")
        expected = f"driver: {_MULTIPLEX} under {other} too"
        raise where.refused(Problem.WRONG_VALUE, "driver", expected=expected)


def _with_ports(table: Mapping[str, Any]) -> list[Any]:
    """Return the tables that name a serial port: this one, and those in it."""
    tables = (table, *(value for value in table.values() if isinstance(value, Mapping)))
    return [each for each in tables if isinstance(each.get("port"), str)]


def _ip(section: Section) -> IpConfig | None:
    over_ip = [point for point in section["points"]["list"] if point["via"] == "ip"]
    if over_ip and section["ip"] is None:
        expected = "driver, or a section ip in this file"
        raise over_ip[0].refused(Problem.WRONG_VALUE, "via", expected=expected)
    return ip_config(section["ip"]) if over_ip else None


def _driver(section: Section, own: Iterable[str] | None = None) -> DriverConfig:
    keys = set(section) - {"driver"} if own is None else set(own)
    settings = {key: section[key] for key in section if key in keys}
    return DriverConfig(driver=section["driver"], settings=settings)


def _plan(section: Section) -> PointPlan:
    zones, points = section["zones"], section["list"]
    authenticated = section["driver"] not in UNAUTHENTICATED
    for rows in (zones, points):
        check_unique(rows, "number")
        check_unique(rows, "name")
    known = {zone["number"] for zone in zones}
    for point in points:
        if point["zone"] not in known:
            expected = ", ".join(str(number) for number in sorted(known))
            raise point.refused(Problem.UNKNOWN_NAME, "zone", expected=expected)
    return PointPlan(
        points=tuple(_point(row, authenticated=authenticated) for row in points),
        zones=tuple(
            Zone(number=row["number"], name=row["name"], languages=row["languages"])
            for row in zones
        ),
    )


def _check_codes(section: Section, plan: PointPlan) -> None:
    """Refuse a code for a point that there is not, and a point that no code opens."""
    coded = {number for code in section["codes"] for number in code["points"]}
    for code in section["codes"]:
        if plan.unknown(code["points"]):
            expected = ", ".join(map(str, plan.numbers))
            raise code.refused(Problem.UNKNOWN_NAME, "points", expected=expected)
    left = [str(number) for number in plan.numbers if number not in coded]
    if section["open"] is None and left:
        expected = f"a code for {', '.join(left)} too, or open and close for all"
        raise section.refused(Problem.WRONG_VALUE, "codes", expected=expected)


def _point(row: Section, *, authenticated: bool) -> Point:
    return Point(
        number=row["number"],
        name=row["name"],
        zone=row["zone"],
        volume=row["volume"],
        latitude=row["lat"],
        longitude=row["lon"],
        over_ip=row["via"] == "ip",
        authenticated=authenticated or row["via"] == "ip",
    )
