"""Who hears which samples: carrier and gates cut the sound to the frame."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from pathlib import Path

import pytest

from loudspeaker.radio.addressing import bitmap_address
from loudspeaker.radio.commands import Operation
from loudspeaker.radio.rds import groups_ns
from loudspeaker.village.airwave import Airwave
from loudspeaker.village.line_server import Block
from loudspeaker.village.receivers import Hearing
from loudspeaker.village.sidecar import Sidecar
from loudspeaker.village.stretches import Stretches
from loudspeaker.village.world import World

from .fakes import COUNTER, RE_ARM, SECOND, MemoryLog, command_frames, world_of

FRAME_NS = SECOND / 48_000


class Scene:
    """A world with sound: frame k of the line has the value k mod 30,000 + 1."""

    def __init__(self, directory: Path) -> None:
        self.log = MemoryLog()
        self.world: World = world_of(self.log, directory)
        self.heard: dict[int, list[tuple[int, bytes]]] = {1: [], 2: [], 3: []}
        self.sidecar = Sidecar(directory)
        self.stretches = Stretches(self.log, self.sidecar, self._record)
        self.air = Airwave(self.world.carrier, self.world.points, self.stretches)

    def _record(self, number: int, mono_ns: int, pcm: bytes) -> None:
        self.heard[number].append((mono_ns, pcm))

    def key(self, start: int, end: int) -> None:
        """Hold the carrier."""
        for at in range(start, end, SECOND // 2):
            self.world.transmitter_bytes(RE_ARM, at)
        self.world.advance(end)

    def play(self, start_ns: int, frames: int, *, rate: float = 1.0) -> None:
        """Play ``frames`` from ``start_ns`` on, in blocks of 40 ms; time there is settled."""
        for first in range(0, frames, 1_920):
            count = min(1_920, frames - first)
            values = array("h", [(first + n) % 30_000 + 1 for n in range(count)])
            block = Block(
                session="",
                first_frame=first,
                start_ns=start_ns + int(first * FRAME_NS / rate),
                frame_ns=FRAME_NS / rate,
                pcm=values.tobytes(),
            )
            self.air.play(block)
        self.stretches.finish_all()

    def frames(self, number: int) -> list[int]:
        """Return the numbers of the frames that a point made audible."""
        sound = b"".join(pcm for _, pcm in self.heard[number])
        return [value - 1 for value in array("h", sound)]

    def input_events(self) -> list[tuple[bool, float]]:
        """Return carrier and length of what the transmitter got."""
        return [(e["carrier"], e["len_ms"]) for e in self.log.of("audio") if e["n"] == 0]


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    scene = Scene(tmp_path)
    yield scene
    scene.sidecar.close()


def test_only_open_points_hear_from_the_moment_they_open(scene: Scene) -> None:
    scene.world.transmitter_bytes(RE_ARM, 0)
    command = command_frames(Operation.OPEN, to=bitmap_address([1, 3]), argument=30)
    scene.world.encoder_bytes(command, 10)
    scene.key(0, SECOND)
    scene.play(0, 28_800)
    opened = round(groups_ns(5) / FRAME_NS)
    assert scene.frames(1) == list(range(opened, 28_800))
    assert scene.frames(3) == scene.frames(1)
    assert scene.heard[2] == []
    assert abs(scene.heard[1][0][0] - groups_ns(5)) <= FRAME_NS


def test_without_carrier_nobody_hears(scene: Scene) -> None:
    scene.world.advance(SECOND)
    scene.play(0, 24_000)
    assert scene.input_events() == [(False, 250.0), (False, 250.0)]
    assert scene.heard == {1: [], 2: [], 3: []}


def test_the_carrier_cuts_to_the_frame(scene: Scene) -> None:
    scene.world.transmitter_bytes(RE_ARM, 0)
    scene.world.encoder_bytes(command_frames(Operation.OPEN, argument=30), 0)
    scene.world.advance(5 * SECOND)
    scene.play(3 * SECOND // 2, 48_000)
    assert scene.input_events() == [
        (True, 250.0),
        (True, 250.0),
        (False, 250.0),
        (False, 250.0),
    ]
    assert scene.frames(1) == list(range(24_000))


def test_a_dip_of_the_carrier_is_a_hole(scene: Scene) -> None:
    scene.world.transmitter_bytes(RE_ARM, 0)
    scene.world.encoder_bytes(command_frames(Operation.OPEN, argument=30), 0)
    scene.world.advance(SECOND)
    scene.world.set_power(SECOND, on=False)
    scene.world.set_power(SECOND + 50_000_000, on=True)
    scene.world.transmitter_bytes(RE_ARM, SECOND + 50_000_000)
    scene.world.advance(2 * SECOND)
    scene.play(SECOND - 100_000_000, 9_600)
    assert scene.frames(1) == [*range(4_800), *range(7_200, 9_600)]


def test_closing_ends_it_at_once(scene: Scene) -> None:
    scene.world.transmitter_bytes(RE_ARM, 0)
    scene.world.encoder_bytes(command_frames(Operation.OPEN, argument=30), 0)
    scene.key(0, SECOND)
    stop = command_frames(Operation.ALL_STOP, counter=COUNTER + 4, toggle=True)
    scene.world.encoder_bytes(stop, SECOND)
    scene.key(SECOND, 2 * SECOND)
    closed = next(e["mono_ns"] for e in scene.log.of("point") if not e["open"])
    scene.play(SECOND, 48_000)
    assert scene.frames(1) == list(range(round((closed - SECOND) / FRAME_NS)))


def test_a_faster_line_is_cut_by_the_same_wall_time(scene: Scene) -> None:
    scene.world.transmitter_bytes(RE_ARM, 0)
    scene.world.encoder_bytes(command_frames(Operation.OPEN, argument=30), 0)
    scene.world.advance(5 * SECOND)
    scene.play(3 * SECOND // 2, 20 * 48_000, rate=20.0)
    assert len(scene.frames(1)) == 20 * 24_000


def test_a_stranger_is_heard_for_six_seconds(scene: Scene) -> None:
    scene.key(0, SECOND)
    scene.world.encoder_bytes(command_frames(Operation.OPEN, argument=30), SECOND)
    scene.key(SECOND, 2 * SECOND)
    scene.world.points[0].capture(2 * SECOND, captured=True)
    for tenth in range(20, 120):
        scene.world.advance(tenth * SECOND // 10)
        scene.air.play_foreign(tenth * SECOND // 10)
    scene.stretches.finish_all()
    foreign = [e for e in scene.log.of("audio") if e["source"] == "foreign"]
    assert {event["n"] for event in foreign} == {1}
    heard_ms = sum(event["len_ms"] for event in foreign)
    muted = next(e["mono_ns"] for e in scene.log.of("point") if e["by"] == "hold")
    assert heard_ms == pytest.approx((muted - 2 * SECOND) / 1e6, abs=1)
    assert {event["rms_dbfs"] for event in foreign} == {-23.0}


def test_nobody_captured_makes_no_foreign_sound(scene: Scene) -> None:
    scene.air.play_foreign(SECOND)
    assert not scene.stretches.pending
    assert scene.world.points[0].hearing.now is Hearing.NOTHING
