"""Loudspeaker points and the zones they belong to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum

from loudspeaker.model.languages import is_spoken

MAX_POINT_NUMBER = 0x3FFF  # the command's address field has 14 bits (point command, profile S)


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """A named group of points, usually a hamlet (thôn).

    ``languages`` are those that follow the Vietnamese there; None for every one there is.
    """

    number: int
    name: str
    languages: tuple[str, ...] | None = None

    def takes(self, language: str) -> bool:
        """Tell whether a language is to be heard there; Vietnamese always is."""
        return is_spoken(language) or self.languages is None or language in self.languages


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One loudspeaker position; ``volume`` is 0–100, places are WGS 84 degrees.

    ``over_ip`` points are commanded and fed over the network, the others by the points' driver.
    One that is not ``authenticated`` checks nothing: anybody can open it.
    """

    number: int
    name: str
    zone: int
    volume: int = 80
    latitude: float | None = None
    longitude: float | None = None
    over_ip: bool = False
    authenticated: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PointPlan:
    """All points and zones of a station, each number once."""

    points: tuple[Point, ...]
    zones: tuple[Zone, ...]

    @property
    def numbers(self) -> tuple[int, ...]:
        """Return every point number in rising order."""
        return tuple(sorted(point.number for point in self.points))

    def part(self, *, over_ip: bool) -> PointPlan:
        """Return the plan of the points over IP alone, or of the others; zones stay."""
        return replace(self, points=tuple(p for p in self.points if p.over_ip is over_ip))

    def in_zone(self, zone: int) -> tuple[int, ...]:
        """Return the numbers of the points of one zone in rising order."""
        return tuple(sorted(point.number for point in self.points if point.zone == zone))

    def taking(self, language: str, numbers: Iterable[int]) -> tuple[int, ...]:
        """Return those of ``numbers`` in whose zones a language is heard; unknown ones are not."""
        zones = {zone.number for zone in self.zones if zone.takes(language)}
        wanted = {point.number for point in self.points if point.zone in zones}
        return tuple(number for number in numbers if number in wanted)

    def zone_named(self, name: str) -> Zone | None:
        """Return the zone whose name or number is ``name`` (letter case does not matter)."""
        wanted = name.strip().casefold()
        matches = (z for z in self.zones if wanted in (z.name.casefold(), str(z.number)))
        return next(matches, None)

    def unknown(self, numbers: Iterable[int]) -> tuple[int, ...]:
        """Return those of ``numbers`` that no point has."""
        return tuple(sorted(set(numbers) - set(self.numbers)))


class Heard(StrEnum):
    """What somebody who stood there heard of a point; ``stuck`` is open when it should be shut."""

    OK = "ok"
    WEAK = "weak"
    SILENT = "silent"
    NOISE = "noise"
    STUCK = "stuck"
