"""What a receiver remembers, and what a card with other keys does to it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from loudspeaker.radio.command_receiver import Memory
from loudspeaker.radio.commands import KeyRing, Operation
from loudspeaker.village.receivers import MemoryFile
from loudspeaker.village.world import World

from .fakes import COUNTER, KEYS, RE_ARM, SECOND, MemoryLog, command_frames, config, points_of

OLD, NEW = KEYS.derive("all"), KeyRing(bytes(32)).derive("all")
FAR = Memory(last_counter=2**32 - 1, volume=35)


def test_what_is_stored_is_kept_under_the_same_keys(tmp_path: Path) -> None:
    MemoryFile(tmp_path / "01.json", key_of_all=OLD).store(FAR)
    assert MemoryFile(tmp_path / "01.json", key_of_all=OLD).load(Memory()) == FAR


def test_under_another_key_of_all_the_counter_begins_anew_and_the_volume_stays(
    tmp_path: Path,
) -> None:
    MemoryFile(tmp_path / "01.json", key_of_all=OLD).store(FAR)
    assert MemoryFile(tmp_path / "01.json", key_of_all=NEW).load(Memory()) == Memory(volume=35)


def test_a_memory_of_before_keeps_its_counter(tmp_path: Path) -> None:
    (tmp_path / "01.json").write_text('{"last_counter": 7, "volume": 20}')
    kept = MemoryFile(tmp_path / "01.json", key_of_all=NEW).load(Memory())
    assert kept == Memory(last_counter=7, volume=20)


def test_the_file_has_no_key_in_it(tmp_path: Path) -> None:
    MemoryFile(tmp_path / "01.json", key_of_all=OLD).store(FAR)
    assert OLD.hex() not in (tmp_path / "01.json").read_text()


def test_receivers_made_deaf_by_a_stolen_key_hear_again_with_new_cards(tmp_path: Path) -> None:
    deaf = points_of(config(), MemoryLog(), tmp_path)
    log = MemoryLog()
    world = World(config(), deaf, log, start_ns=0)
    world.transmitter_bytes(RE_ARM, 0)
    world.encoder_bytes(command_frames(Operation.TIME, counter=2**32 - 1), 0)
    world.advance(SECOND)
    new = KeyRing(bytes(32))
    carded = replace(
        config(),
        points=tuple(
            replace(point, keys=new.for_receiver(point=point.number, zone=point.zone))
            for point in config().points
        ),
    )
    world = World(carded, points_of(carded, log, tmp_path), log, start_ns=0)
    world.transmitter_bytes(RE_ARM, 0)
    world.encoder_bytes(command_frames(Operation.OPEN, argument=30, counter=COUNTER, keys=new), 0)
    world.advance(SECOND)
    assert all(point.is_open for point in world.points)
