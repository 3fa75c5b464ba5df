"""Faults on the living thing: each begins, ends and is in the log."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from loudspeaker.radio.addressing import EVERYONE
from loudspeaker.radio.commands import Command, Operation, sign
from loudspeaker.radio.fragments import to_groups
from loudspeaker.village.fault_script import Planned
from loudspeaker.village.faults import Faults, Triggers
from loudspeaker.village.inotify import Watcher
from loudspeaker.village.ports import Port

from .fakes import (
    COUNTER,
    KEYS,
    PI,
    RE_ARM,
    SECOND,
    MemoryLog,
    command_frames,
    open_points,
    planned,
    world_of,
)


class Scene:
    """A world with ports and a script, whose log triggers faults."""

    def __init__(self, directory: Path, *script: Planned) -> None:
        self.log = MemoryLog()
        self.triggers = Triggers(self.log)
        self.world = world_of(self.triggers, directory)  # type: ignore[arg-type]  # any log will do
        self.watcher = Watcher()
        self.ports = {
            name: Port(name, directory / name, watcher=self.watcher, log=self.triggers)
            for name in ("transmitter", "encoder")
        }
        for port in self.ports.values():
            port.appear()
        self.faults = Faults(
            script, world=self.world, ports=self.ports, triggers=self.triggers, start_ns=0
        )

    def run(self, start: int, end: int) -> None:
        """Hold the carrier while faults happen."""
        for at in range(start, end, SECOND // 4):
            self.faults.advance(at)
            self.world.transmitter_bytes(RE_ARM, at)
        self.faults.advance(end)
        self.world.advance(end)

    def phases(self) -> list[tuple[int, str, str]]:
        """Return time, kind and phase of every fault."""
        return [(e["mono_ns"], e["fault"], e["phase"]) for e in self.log.of("fault")]

    def close(self) -> None:
        """Take everything down."""
        for port in self.ports.values():
            port.vanish(0, "end")
        self.watcher.close()


@pytest.fixture
def scenes() -> Iterator[list[Scene]]:
    made: list[Scene] = []
    yield made
    for scene in made:
        scene.close()


def _scene(scenes: list[Scene], directory: Path, *script: Planned) -> Scene:
    scenes.append(Scene(directory, *script))
    return scenes[-1]


def test_a_power_failure_drops_the_carrier_and_silences_the_port(
    scenes: list[Scene], tmp_path: Path
) -> None:
    scene = _scene(scenes, tmp_path, planned("power_failure", at_ns=SECOND + 1, for_ns=2 * SECOND))
    scene.run(0, 2 * SECOND)
    assert scene.world.transmitter_bytes(RE_ARM, 2 * SECOND) == b""
    scene.run(2 * SECOND, 5 * SECOND)
    carrier = [(e["ev"], e["by"]) for e in scene.log.of("carrier_on", "carrier_off")]
    assert carrier == [("carrier_on", "cmd"), ("carrier_off", "local"), ("carrier_on", "cmd")]
    assert scene.phases() == [
        (SECOND + 1, "power_failure", "begin"),
        (3 * SECOND + 1, "power_failure", "end"),
    ]
    assert scene.faults.deadline_ns is None


def test_lost_groups_reach_only_the_others(scenes: list[Scene], tmp_path: Path) -> None:
    scene = _scene(
        scenes,
        tmp_path,
        planned("lose_groups", points=frozenset({2}), for_ns=5 * SECOND),
    )
    scene.run(0, SECOND)
    scene.world.encoder_bytes(command_frames(Operation.OPEN, argument=30), SECOND)
    scene.run(SECOND, 2 * SECOND)
    assert open_points(scene.log) == [1, 3]
    scene.run(2 * SECOND, 6 * SECOND)
    again = command_frames(Operation.OPEN, argument=30, counter=COUNTER + 20, toggle=True)
    scene.world.encoder_bytes(again, 6 * SECOND)
    scene.run(6 * SECOND, 7 * SECOND)
    assert open_points(scene.log) == [1, 2, 3]


def test_a_foreign_carrier_can_replay_and_forge_but_opens_nothing(
    scenes: list[Scene], tmp_path: Path
) -> None:
    command = Command(operation=Operation.OPEN, address=EVERYONE, argument=30, counter=COUNTER)
    recording = to_groups(sign(command, KEYS, PI), pi=PI, toggle=True)
    scene = _scene(
        scenes,
        tmp_path,
        planned(
            "foreign_carrier",
            at_ns=4 * SECOND,
            for_ns=2 * SECOND,
            points=frozenset({1}),
            groups=recording,
        ),
    )
    scene.run(0, SECOND)
    scene.world.encoder_bytes(command_frames(Operation.OPEN, argument=30), SECOND)
    scene.run(SECOND, 2 * SECOND)
    close = command_frames(Operation.CLOSE, counter=COUNTER + 4, toggle=True)
    scene.world.encoder_bytes(close, 2 * SECOND)
    scene.run(2 * SECOND, 8 * SECOND)
    assert open_points(scene.log) == []
    rejected = [(e["n"], e["rejected"]) for e in scene.log.of("point") if e["rejected"]]
    assert rejected == [(1, "replay")]
    assert not scene.world.points[0].captured


def test_garbage_reaches_the_daemon(scenes: list[Scene], tmp_path: Path) -> None:
    scene = _scene(scenes, tmp_path, planned("serial_garbage", port="encoder", bytes=20.0))
    with (tmp_path / "encoder").open("rb", buffering=0) as daemon:
        scene.faults.advance(0)
        garbage = daemon.read(64)
    (sent,) = scene.log.of("tx")
    assert garbage is not None
    assert (len(garbage), sent["hex"], sent["ok"]) == (20, garbage.hex(), False)


def test_a_port_vanishes_and_comes_back(scenes: list[Scene], tmp_path: Path) -> None:
    scene = _scene(scenes, tmp_path, planned("port_vanish", port="encoder", for_ns=SECOND))
    scene.faults.advance(0)
    assert not (tmp_path / "encoder").exists()
    scene.faults.advance(SECOND)
    assert (tmp_path / "encoder").exists()


def test_an_encoder_that_ignores_everything(scenes: list[Scene], tmp_path: Path) -> None:
    scene = _scene(scenes, tmp_path, planned("encoder_ignore", for_ns=3 * SECOND))
    scene.run(0, SECOND)
    scene.world.encoder_bytes(command_frames(Operation.OPEN, argument=30), SECOND)
    scene.run(SECOND, 4 * SECOND)
    assert open_points(scene.log) == []
    assert {e["err"] for e in scene.log.of("rx") if e["port"] == "encoder"} == {"ignored"}
    scene.world.encoder_bytes(command_frames(Operation.OPEN, argument=30), 4 * SECOND)
    scene.run(4 * SECOND, 5 * SECOND)
    assert open_points(scene.log) == [1, 2, 3]


def test_readings_change_and_return(scenes: list[Scene], tmp_path: Path) -> None:
    scene = _scene(
        scenes, tmp_path, planned("readings", for_ns=SECOND, temperature_c=85.0, reflected_w=9.0)
    )
    scene.faults.advance(0)
    readings = scene.world.transmitter.readings
    assert (readings.temperature_c, readings.reflected_w, readings.forward_w) == (85.0, 9.0, 50.0)
    scene.faults.advance(SECOND)
    assert scene.world.transmitter.readings.temperature_c == 38.0


def test_the_nth_event_sets_a_fault_off(scenes: list[Scene], tmp_path: Path) -> None:
    scene = _scene(
        scenes,
        tmp_path,
        planned("power_failure", at_ns=None, when="carrier_on", nth=2, after_ns=500, for_ns=SECOND),
    )
    scene.run(0, SECOND)
    scene.faults.advance(9 * SECOND)
    assert scene.phases() == []
    scene.run(10 * SECOND, 12 * SECOND)
    assert [when for when, _, _ in scene.phases()] == [10 * SECOND + 500, 11 * SECOND + 500]


def test_faults_without_an_end_stay(scenes: list[Scene], tmp_path: Path) -> None:
    scene = _scene(scenes, tmp_path, planned("encoder_ignore"))
    scene.faults.advance(1_000 * SECOND)
    assert scene.world.encoder.deaf
    assert scene.phases() == [(0, "encoder_ignore", "begin")]
