"""Transmitter, encoder and receivers together: what a command does when, and who hears it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from loudspeaker.radio.addressing import EVERYONE, bitmap_address, point_address
from loudspeaker.radio.commands import Command, KeyRing, Operation, sign
from loudspeaker.radio.fragments import fragments_of, group_form
from loudspeaker.radio.rds import GROUP_NS, groups_ns
from loudspeaker.radio.uecp_elements import FreeFormatGroup, Payload, element_frame
from loudspeaker.village.exciter import Role
from loudspeaker.village.receivers import Hearing
from loudspeaker.village.world import World

from .fakes import (
    CARRIER_OFF,
    COUNTER,
    KEYS,
    PI,
    RE_ARM,
    SECOND,
    MemoryLog,
    command_frames,
    config,
    open_points,
    points_of,
    world_of,
)


@pytest.fixture
def log() -> MemoryLog:
    return MemoryLog()


@pytest.fixture
def world(log: MemoryLog, tmp_path: Path) -> World:
    return world_of(log, tmp_path)


def _key(world: World, start: int, end: int) -> None:
    """Hold the carrier by asking every half second."""
    for at in range(start, end, SECOND // 2):
        world.transmitter_bytes(RE_ARM, at)
    world.advance(end)


def test_an_exciter_s_line_keys_the_same_carrier(log: MemoryLog, tmp_path: Path) -> None:
    world = world_of(log, tmp_path, parts={"exciter": Role.KEY})
    assert world.exciter_bytes(b"TX.ON=1\r", 10) == b"TX.ON=1\r\n"
    world.advance(3 * SECOND)
    moved = [(event["ev"], event["mono_ns"]) for event in log.of("carrier_on", "carrier_off")]
    assert moved == [("carrier_on", 10), ("carrier_off", 10 + 2 * SECOND)]
    exchanged = [(event["ev"], event["port"], event["hex"]) for event in log.of("rx", "tx")]
    assert exchanged == [
        ("rx", "exciter", b"TX.ON=1".hex()),
        ("tx", "exciter", b"TX.ON=1\r\n".hex()),
    ]
    assert log.of("carrier_off")[0]["by"] == "deadman"


def test_without_an_exciter_its_bytes_go_nowhere(world: World, log: MemoryLog) -> None:
    assert world.exciter_bytes(b"TX.ON=1\r", 10) == b""
    assert log.events == []


def test_an_open_command_opens_the_addressed_points(world: World, log: MemoryLog) -> None:
    world.transmitter_bytes(RE_ARM, 10)
    command = command_frames(Operation.OPEN, to=bitmap_address([1, 3]), argument=30)
    world.encoder_bytes(command, 20)
    world.advance(SECOND)
    assert open_points(log) == [1, 3]
    opened = {event["mono_ns"] for event in log.of("point")}
    assert opened == {groups_ns(5)}  # it just missed a slot, then four groups


def test_every_port_byte_is_in_the_log(world: World, log: MemoryLog) -> None:
    assert world.transmitter_bytes(RE_ARM, 10) == RE_ARM
    world.encoder_bytes(b"\xfe\x00\xff", 20)
    assert log.of("rx", "tx") == [
        {
            "ev": "rx",
            "mono_ns": 10,
            "port": "transmitter",
            "hex": RE_ARM.hex(),
            "ok": True,
            "err": None,
        },
        {
            "ev": "tx",
            "mono_ns": 10,
            "port": "transmitter",
            "hex": RE_ARM.hex(),
            "ok": True,
            "err": None,
        },
        {
            "ev": "rx",
            "mono_ns": 20,
            "port": "encoder",
            "hex": "fe00ff",
            "ok": False,
            "err": "unexpected_end",
        },
    ]


def test_broken_requests_are_in_the_log(world: World, log: MemoryLog) -> None:
    world.transmitter_bytes(RE_ARM[:5], 0)
    world.advance(SECOND)
    world.transmitter_bytes(RE_ARM[:-1] + b"\0", 2 * SECOND)
    assert [event["err"] for event in log.of("rx")] == ["truncated", "crc"]


def test_without_asking_again_the_carrier_falls_and_points_squelch(
    world: World, log: MemoryLog
) -> None:
    world.transmitter_bytes(RE_ARM, 0)
    world.encoder_bytes(command_frames(Operation.OPEN, argument=30), 0)
    world.advance(10 * SECOND)
    assert [(event["mono_ns"], event["by"]) for event in log.of("carrier_off")] == [
        (2 * SECOND, "deadman")
    ]
    gone = [event for event in log.of("point") if event["by"] == "squelch"]
    assert {event["mono_ns"] for event in gone} == {2 * SECOND + 200_000_000}
    assert open_points(log) == []


def test_groups_go_out_only_under_carrier(world: World, log: MemoryLog) -> None:
    world.encoder_bytes(command_frames(Operation.OPEN, argument=30), 0)
    world.advance(SECOND)
    assert log.of("rds") == []
    _key(world, SECOND, 2 * SECOND)
    assert len(log.of("rds")) == 10  # the one that was half gone is not counted
    assert open_points(log) == []


def test_the_slots_keep_their_rhythm_while_nobody_looks(world: World, log: MemoryLog) -> None:
    _key(world, 1_000 * SECOND, 1_001 * SECOND)
    ends = [event["mono_ns"] for event in log.of("rds")]
    assert all(groups_ns(round(end / GROUP_NS)) == end for end in ends)


def test_a_group_that_loses_its_carrier_is_not_received(world: World, log: MemoryLog) -> None:
    world.transmitter_bytes(RE_ARM, 0)
    world.encoder_bytes(command_frames(Operation.OPEN, argument=30), 0)
    world.transmitter_bytes(CARRIER_OFF, groups_ns(3) + 5)
    world.transmitter_bytes(RE_ARM, groups_ns(3) + 10)
    world.advance(SECOND)
    bad = [event["mono_ns"] for event in log.of("rds") if not event["ok"]]
    assert bad == [groups_ns(4)]
    assert open_points(log) == []


def test_three_copies_survive_what_one_does_not(world: World, log: MemoryLog) -> None:
    for point in world.points:
        point.lost_share = 0.3
    opened = 0
    for number in range(20):
        start = (2 * number + 1) * 10 * SECOND
        frames = command_frames(
            Operation.OPEN, argument=1, counter=COUNTER + 80 * number, toggle=bool(number % 2)
        )
        for copy in range(3):
            _key(world, start + copy * SECOND // 2, start + (copy + 1) * SECOND // 2)
            world.encoder_bytes(frames, start + copy * SECOND // 2)
        _key(world, start + 3 * SECOND // 2, start + 3 * SECOND)
        opened += len(open_points(log))
        world.advance(start + 19 * SECOND)
        assert open_points(log) == []
    assert 50 <= opened <= 60


def test_holds_keep_points_open_and_their_absence_mutes(world: World, log: MemoryLog) -> None:
    _key(world, 0, SECOND)
    world.encoder_bytes(command_frames(Operation.OPEN, argument=30), 0)
    for number in range(1, 6):
        frames = command_frames(
            Operation.HOLD, counter=COUNTER + 6 * number, toggle=bool(number % 2)
        )
        at = number * 3 * SECOND // 2
        _key(world, at - SECOND // 2, at)
        world.encoder_bytes(frames, at)
    _key(world, 15 * SECOND // 2, 20 * SECOND)
    muted = [event for event in log.of("point") if event["by"] == "hold"]
    assert {event["open"] for event in muted} == {False}
    assert min(event["mono_ns"] for event in muted) > 13 * SECOND


def test_rejections_name_their_reason(world: World, log: MemoryLog) -> None:
    _key(world, 0, SECOND)
    command = command_frames(Operation.OPEN, to=point_address(2), argument=30)
    world.encoder_bytes(command, SECOND)
    _key(world, SECOND, 2 * SECOND)
    world.encoder_bytes(
        command_frames(Operation.OPEN, to=point_address(2), argument=30, toggle=True), 2 * SECOND
    )
    _key(world, 2 * SECOND, 3 * SECOND)
    assert [(event["n"], event["rejected"]) for event in log.of("point")] == [
        (2, None),
        (2, "replay"),
    ]


def test_a_power_cut_of_the_village_shuts_points_but_not_their_memory(
    world: World, log: MemoryLog, tmp_path: Path
) -> None:
    _key(world, 0, SECOND)
    world.encoder_bytes(command_frames(Operation.VOLUME, argument=35), SECOND)
    _key(world, SECOND, 2 * SECOND)
    assert {event["volume"] for event in log.of("point")} == {35}
    again = world_of(MemoryLog(), tmp_path)
    assert not any(point.is_open for point in again.points)
    again_log = MemoryLog()
    again = world_of(again_log, tmp_path)
    _key(again, 0, SECOND)
    again.encoder_bytes(command_frames(Operation.VOLUME, argument=90, toggle=True), SECOND)
    _key(again, SECOND, 2 * SECOND)
    assert {(event["volume"], event["rejected"]) for event in again_log.of("point")} == {
        (35, "replay")
    }


def test_what_is_heard_follows_gate_and_carrier(world: World) -> None:
    point = world.points[0]
    world.transmitter_bytes(RE_ARM, 0)
    world.encoder_bytes(command_frames(Operation.OPEN, argument=30), 0)
    world.advance(10 * SECOND)
    assert point.hearing.at(0) is Hearing.NOTHING
    assert point.hearing.at(SECOND) is Hearing.LINE
    assert point.hearing.at(2 * SECOND - 1) is Hearing.LINE
    assert point.hearing.at(2 * SECOND) is Hearing.NOTHING


def test_a_captured_receiver_hears_the_stranger_and_mutes_in_six_seconds(
    world: World, log: MemoryLog
) -> None:
    _key(world, 0, SECOND)
    world.encoder_bytes(command_frames(Operation.OPEN, argument=30), SECOND)
    _key(world, SECOND, 2 * SECOND)
    point = world.points[0]
    point.capture(2 * SECOND, captured=True)
    world.encoder_bytes(command_frames(Operation.CLOSE, counter=COUNTER + 8), 2 * SECOND)
    world.advance(20 * SECOND)
    point.capture(21 * SECOND, captured=False)
    assert point.hearing.at(2 * SECOND) is Hearing.FOREIGN
    assert point.hearing.at(8 * SECOND) is Hearing.NOTHING
    mine = [event for event in log.of("point") if event["n"] == 1]
    assert [(event["open"], event["by"]) for event in mine] == [(True, "cmd"), (False, "hold")]


def test_a_disk_that_takes_nothing_does_not_stop_a_receiver(log: MemoryLog, tmp_path: Path) -> None:
    world = world_of(log, tmp_path / "gone")
    _key(world, 0, SECOND)
    world.encoder_bytes(command_frames(Operation.OPEN, argument=30), SECOND)
    _key(world, SECOND, 2 * SECOND)
    assert open_points(log) == [1, 2, 3]
    assert {event["fault"] for event in log.of("fault")} == {"disk"}


@pytest.mark.parametrize(
    "content", ["", "[]", '{"last_counter": "7", "volume": 1}', '{"last_counter": -1, "volume": 1}']
)
def test_a_damaged_memory_is_that_of_a_new_receiver(
    log: MemoryLog, tmp_path: Path, content: str
) -> None:
    for number in (1, 2, 3):
        (tmp_path / f"{number:02d}.json").write_text(content)
    world = world_of(log, tmp_path)
    _key(world, 0, SECOND)
    world.encoder_bytes(command_frames(Operation.OPEN, argument=30), SECOND)
    _key(world, SECOND, 2 * SECOND)
    assert {event["volume"] for event in log.of("point")} == {80}


def test_commands_may_travel_as_open_data(log: MemoryLog, tmp_path: Path) -> None:
    village = replace(config(), form=group_form("11A", aid=0xFF01))
    world = World(village, points_of(village, log, tmp_path), log, start_ns=0)
    _key(world, 0, SECOND)
    command = Command(operation=Operation.OPEN, address=EVERYONE, argument=30, counter=COUNTER)
    for part in fragments_of(sign(command, KEYS, PI), toggle=True):
        payload = Payload(tail=part.tail, block_3=part.block_3, block_4=part.block_4)
        group = FreeFormatGroup(group=village.form.code, payload=payload)
        world.encoder_bytes(element_frame(group), SECOND)
    _key(world, SECOND, 2 * SECOND)
    assert open_points(log) == [1, 2, 3]


def test_forged_commands_open_nothing(world: World, log: MemoryLog) -> None:
    _key(world, 0, SECOND)
    forged = command_frames(Operation.OPEN, argument=30, keys=KeyRing(bytes(32)))
    world.encoder_bytes(forged, SECOND)
    _key(world, SECOND, 2 * SECOND)
    assert {event["rejected"] for event in log.of("point")} == {"badtag"}
    assert open_points(log) == []
