"""A village in memory, and shorthand to talk to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from loudspeaker.model import Point as PlannedPoint
from loudspeaker.model import PointPlan, Zone
from loudspeaker.radio.addressing import EVERYONE, Address
from loudspeaker.radio.ascii_encoder import whole_group
from loudspeaker.radio.commands import Command, KeyRing, Operation, sign
from loudspeaker.radio.fragments import IN_HOUSE, fragments_of
from loudspeaker.radio.key_book import KeyBook
from loudspeaker.radio.uecp_elements import InHouseGroup, Payload, element_frame
from loudspeaker.village.config import EncoderKind, PointConfig, VillageConfig
from loudspeaker.village.fault_script import DEFAULTS, Planned
from loudspeaker.village.modbus_frames import frame
from loudspeaker.village.receivers import Point, memory_of
from loudspeaker.village.world import World

SECOND = 1_000_000_000
PI = 0x7001
KEYS = KeyRing(bytes(range(32)))
COUNTER = 0x33DE8400
MASTER = bytes(range(32))
BOOK = KeyBook(master=MASTER)

RE_ARM = frame(1, 5, bytes.fromhex("02000014"))  # 2.0 s
CARRIER_OFF = frame(1, 5, bytes.fromhex("00000000"))


def plan(count: int = 3) -> PointPlan:
    """Return a plan of points, two to a zone."""
    zone_of = {number: 1 + (number - 1) // 2 for number in range(1, count + 1)}
    return PointPlan(
        points=tuple(PlannedPoint(number=n, name=f"P{n}", zone=z) for n, z in zone_of.items()),
        zones=tuple(Zone(number=z, name=f"Z{z}") for z in sorted(set(zone_of.values()))),
    )


def config(count: int = 3, encoder: EncoderKind = EncoderKind.UECP) -> VillageConfig:
    """Return a village of that plan."""
    points = tuple(
        PointConfig(
            number=point.number,
            zone=point.zone,
            keys=KEYS.for_receiver(point=point.number, zone=point.zone),
        )
        for point in plan(count).points
    )
    return VillageConfig(pi=PI, unit=1, form=IN_HOUSE, points=points, encoder=encoder)


class MemoryLog:
    """Keeps events in a list."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []

    def write(self, ev: str, mono_ns: int, **fields: Any) -> None:
        """Keep an event."""
        self.events.append({"ev": ev, "mono_ns": mono_ns, **fields})

    def of(self, *kinds: str) -> list[dict[str, Any]]:
        """Return the events of these kinds."""
        return [event for event in self.events if event["ev"] in kinds]


def points_of(village: VillageConfig, log: MemoryLog, directory: Path) -> tuple[Point, ...]:
    """Return the village's points with their memory in a directory."""
    return tuple(
        Point(point, village, memory=memory_of(point, directory), log=log)
        for point in village.points
    )


def world_of(
    log: MemoryLog,
    directory: Path,
    *,
    count: int = 3,
    encoder: EncoderKind = EncoderKind.UECP,
    parts: dict[str, Any] | None = None,
    **options: Any,
) -> World:
    """Return a world that began at time 0; ``parts`` are fields of its configuration."""
    village = replace(config(count, encoder), **(parts or {}))
    return World(village, points_of(village, log, directory), log, start_ns=0, **options)


def command_frames(
    operation: Operation,
    *,
    to: Address = EVERYONE,
    argument: int = 0,
    counter: int = COUNTER,
    toggle: bool = False,
    keys: KeyRing = KEYS,
) -> bytes:
    """Return a command as the daemon writes it to the encoder's port."""
    command = Command(operation=operation, address=to, argument=argument, counter=counter)
    return b"".join(
        element_frame(
            InHouseGroup(
                payload=Payload(tail=part.tail, block_3=part.block_3, block_4=part.block_4)
            )
        )
        for part in fragments_of(sign(command, keys, PI), toggle=toggle)
    )


def ascii_commands(operation: Operation, *, argument: int = 0) -> list[bytes]:
    """Return a command to all as the daemon writes it to an ASCII encoder's port."""
    command = Command(operation=operation, address=EVERYONE, argument=argument, counter=COUNTER)
    return [
        whole_group(6 << 12 | part.tail, part.block_3, part.block_4)
        for part in fragments_of(sign(command, KEYS, PI), toggle=False)
    ]


def planned(do: str, **fields: Any) -> Planned:
    """Return a fault at time 0."""
    timing: dict[str, Any] = {"at_ns": 0, "when": None, "nth": 1, "after_ns": 0, "for_ns": None}
    timing |= {name: fields.pop(name) for name in list(fields) if name in timing}
    return Planned(do=do, options={**DEFAULTS.get(do, {}), **fields}, **timing)


def open_points(log: MemoryLog) -> Sequence[int]:
    """Return the points that the log leaves open."""
    state: dict[int, bool] = {}
    for event in log.of("point"):
        state[event["n"]] = event["open"]
    return sorted(number for number, is_open in state.items() if is_open)
