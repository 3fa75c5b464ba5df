"""Room for emergencies: there while there is room, given up when nothing else is left."""

from __future__ import annotations

from pathlib import Path

import pytest

from loudspeaker.system.reserve import MARGIN_BYTES, Reserve

SIZE = 1 << 20
PLENTY = 1 << 40


class Disk:
    """Tells how much is free, as the test wants it."""

    def __init__(self) -> None:
        self.free = PLENTY

    def __call__(self, folder: Path) -> int:
        assert folder.is_dir()
        return self.free


@pytest.fixture
def disk() -> Disk:
    return Disk()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / ".reserve"


@pytest.fixture
def reserve(path: Path, disk: Disk) -> Reserve:
    return Reserve(path, size_bytes=SIZE, free_bytes=disk)


def fill(path: Path) -> None:
    """Let the next try to write beside the reserve find a full disk."""
    path.with_name(f"{path.name}.probe").symlink_to("/dev/full")


def beside(path: Path) -> list[str]:
    return sorted(each.name for each in path.parent.iterdir())


def test_the_reserve_has_blocks_of_the_disk_and_no_holes(reserve: Reserve, path: Path) -> None:
    assert reserve.keep()
    assert path.stat().st_size == SIZE
    assert path.stat().st_blocks * 512 >= SIZE
    assert reserve.missing_bytes == 0


def test_a_file_with_a_hole_is_no_reserve(reserve: Reserve, path: Path) -> None:
    with path.open("wb") as stream:
        stream.truncate(SIZE)
    assert reserve.missing_bytes > 0
    assert reserve.keep()
    assert path.stat().st_blocks * 512 >= SIZE


def test_while_there_is_room_nothing_is_given_up(reserve: Reserve, path: Path) -> None:
    reserve.keep()
    reserve.make_room()
    assert beside(path) == [path.name]


def test_what_little_is_left_is_not_waited_for(reserve: Reserve, path: Path, disk: Disk) -> None:
    reserve.keep()
    disk.free = SIZE - 1
    reserve.make_room()
    assert beside(path) == []
    assert reserve.missing_bytes == MARGIN_BYTES + 1


def test_a_disk_that_says_it_has_room_and_takes_nothing_is_full(
    reserve: Reserve, path: Path
) -> None:
    reserve.keep()
    fill(path)
    reserve.make_room()
    assert beside(path) == []


def test_a_process_that_starts_takes_it_only_if_it_could_not_start_without(
    reserve: Reserve, path: Path, disk: Disk
) -> None:
    reserve.keep()
    disk.free = SIZE - 1
    reserve.let_start()
    assert path.exists()
    fill(path)
    reserve.let_start()
    assert beside(path) == []


def test_a_disk_that_is_broken_is_not_full(reserve: Reserve, path: Path) -> None:
    reserve.keep()
    probe = path.with_name(f"{path.name}.probe")
    probe.mkdir()  # opening it fails, and not for want of room
    reserve.make_room()
    assert path.exists()


def test_the_reserve_is_made_again_when_there_is_room(
    reserve: Reserve, path: Path, disk: Disk
) -> None:
    reserve.keep()
    disk.free = 0
    reserve.make_room()
    for free in (0, SIZE, SIZE + MARGIN_BYTES - 1):
        disk.free = free
        assert not reserve.keep()
        assert reserve.missing_bytes == SIZE + MARGIN_BYTES - free
    disk.free = SIZE + MARGIN_BYTES
    assert reserve.keep()
    assert beside(path) == [path.name]


def test_a_folder_that_is_gone_costs_nothing(tmp_path: Path) -> None:
    reserve = Reserve(tmp_path / "gone" / "reserve", size_bytes=SIZE)
    assert not reserve.keep()
    reserve.make_room()
    assert reserve.missing_bytes > 0
