"""Radio (or wired) and IP points under one roof: each command goes the way its points hang on.

What playout waits for is the radio's alone once a radio point is addressed: neither a broker nor
a bridge can delay it, or fail it.
"""

from __future__ import annotations

from collections.abc import Sequence

from loudspeaker.devices.points.base import Dispatch, PointCommands
from loudspeaker.radio.on_air import OnAir


class MixedPoints:
    """PointCommands that splits between a driver and the points over IP."""

    def __init__(
        self, driver: PointCommands, ip: PointCommands, *, over_ip: frozenset[int]
    ) -> None:
        self._driver = driver
        self._ip = ip
        self._over_ip = over_ip
        self._ip_engaged = False

    def _split(self, points: Sequence[int]) -> tuple[list[int], list[int]]:
        by_driver = [number for number in points if number not in self._over_ip]
        return by_driver, [number for number in points if number in self._over_ip]

    def open(self, points: Sequence[int], *, ttl_s: float, copies: int) -> Dispatch:
        """Open exactly these points, each its own way."""
        by_driver, over_ip = self._split(points)
        self._ip_engaged = bool(over_ip)
        if over_ip:
            aside = self._ip.open(over_ip, ttl_s=ttl_s, copies=copies)
            if not by_driver:
                return aside
        return self._driver.open(by_driver, ttl_s=ttl_s, copies=copies)

    def close_points(self, points: Sequence[int], *, copies: int) -> Dispatch:
        """Close these points."""
        by_driver, over_ip = self._split(points)
        if over_ip:
            aside = self._ip.close_points(over_ip, copies=copies)
            if not by_driver:
                return aside
        return self._driver.close_points(by_driver, copies=copies)

    def close_all(self, *, copies: int) -> Dispatch:
        """Close every point."""
        self._ip_engaged = False
        self._ip.close_all(copies=copies)
        return self._driver.close_all(copies=copies)

    def hold(self, *, copies: int) -> Dispatch:
        """Keep open what is open; over IP only while one of those points was opened last.

        Else a hold for others would lift the mute of a point whose closing got lost.
        """
        if self._ip_engaged:
            self._ip.hold(copies=copies)
        return self._driver.hold(copies=copies)

    def set_volume(self, points: Sequence[int], volume: int, *, copies: int) -> Dispatch:
        """Set the volume of exactly these points, each its own way."""
        by_driver, over_ip = self._split(points)
        if over_ip:
            aside = self._ip.set_volume(over_ip, volume, copies=copies)
            if not by_driver:
                return aside
        return self._driver.set_volume(by_driver, volume, copies=copies)

    def give_way(self) -> None:
        """Have both give up what waits."""
        self._ip.give_way()
        self._driver.give_way()

    def announce(self, on_air: OnAir) -> None:
        """Have radio receivers be shown what is on air."""
        self._driver.announce(on_air)

    def tell_time(self) -> Dispatch:
        """Give every receiver the authenticated time."""
        self._ip.tell_time()
        return self._driver.tell_time()

    def all_stop(self, *, copies: int) -> Dispatch:
        """Mute everything, ahead of all that is queued."""
        self._ip_engaged = False
        self._ip.all_stop(copies=copies)
        return self._driver.all_stop(copies=copies)

    def problem(self) -> str | None:
        """Return what is wrong with the driver; the IP points' troubles are told as theirs."""
        return self._driver.problem()

    def complaint(self) -> str | None:
        """Return what the driver's other side refused last."""
        return self._driver.complaint()

    def close(self) -> None:
        """Give both back."""
        self._ip.close()
        self._driver.close()
