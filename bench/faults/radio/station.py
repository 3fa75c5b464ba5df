"""The commune of these campaigns: its points, its keys, its signer, and its receivers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bench.faults.sent import BOOK, KEYS, PI
from loudspeaker.devices.points.counter import CommandCounter, SettingStore
from loudspeaker.devices.points.signing import CommandSigner
from loudspeaker.model import STATION_ZONE, Point, PointPlan, TimeSource, Zone
from loudspeaker.radio.command_receiver import Identity
from loudspeaker.radio.rds import Group, groups_ns
from loudspeaker.timetable.trust import believed

SECOND = 1_000_000_000
NOON = datetime(2026, 12, 1, 12, 0, tzinfo=STATION_ZONE)


def _plan(points: int, zones: int) -> PointPlan:
    return PointPlan(
        points=tuple(
            Point(number=n, name=f"P{n}", zone=1 + n % zones) for n in range(1, points + 1)
        ),
        zones=tuple(Zone(number=n, name=f"Z{n}") for n in range(1, zones + 1)),
    )


PLAN = _plan(11, 3)
LARGE = _plan(40, 8)
EVERY_POINT = PLAN.numbers
SLOT_NS = groups_ns(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A group and when its last bit has left the antenna."""

    end_ns: int
    group: Group


class Kept:
    """Settings that outlive a process; ``full`` is a disk that takes nothing."""

    def __init__(self) -> None:
        self._values: dict[str, str] = {}

    def setting(self, name: str) -> str | None:
        """Return a kept value."""
        return self._values.get(name)

    def keep_setting(self, name: str, value: str) -> None:
        """Keep a value."""
        self._values[name] = value


def signer_of(
    time: TimeSource,
    store: SettingStore,
    trusted: Callable[[], datetime | None] | None = None,
    plan: PointPlan = PLAN,
) -> CommandSigner:
    """Return what a process of the station signs with, from its start on."""
    believes = trusted or (lambda: believed(time.wall()))
    return CommandSigner(
        pi=PI, plan=plan, keys=lambda: BOOK, counter=CommandCounter(store, time, believes)
    )


def identity_of(point: int, plan: PointPlan = PLAN) -> Identity:
    """Return what was written into the receiver of a point."""
    zone = next(known.zone for known in plan.points if known.number == point)
    return Identity(point=point, zone=zone, pi=PI, keys=KEYS.for_receiver(point=point, zone=zone))
