"""Loudspeaker points and the zones they belong to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

MAX_POINT_NUMBER = 0x3FFF  # the command's address field has 14 bits (point command, profile S)


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """A named group of points, usually a hamlet (thôn)."""

    number: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One loudspeaker position; ``volume`` is 0–100, places are WGS 84 degrees.

    One that is not ``authenticated`` checks nothing: anybody can open it.
    """

    number: int
    name: str
    zone: int
    volume: int = 80
    latitude: float | None = None
    longitude: float | None = None
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

    def in_zone(self, zone: int) -> tuple[int, ...]:
        """Return the numbers of the points of one zone in rising order."""
        return tuple(sorted(point.number for point in self.points if point.zone == zone))

    def zone_named(self, name: str) -> Zone | None:
        """Return the zone whose name or number is ``name`` (letter case does not matter)."""
        wanted = name.strip().casefold()
        matches = (z for z in self.zones if wanted in (z.name.casefold(), str(z.number)))
        return next(matches, None)

    def unknown(self, numbers: Iterable[int]) -> tuple[int, ...]:
        """Return those of ``numbers`` that no point has."""
        return tuple(sorted(set(numbers) - set(self.numbers)))
