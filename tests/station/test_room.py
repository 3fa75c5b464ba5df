"""A full disk: an emergency is accepted on the reserve, new ordinary work is not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from loudspeaker.errors import DiskFull, EmergencyUnkept, StorageFailure
from tests.station.bench import HELLO, Bench
from tests.station.test_releasing import released, row, write

MB = 1_000_000


class FullDisk:
    """A disk without room but for the reserve; ``broken`` takes nothing at all."""

    def __init__(self) -> None:
        self.full = self.broken = False
        self.is_there = True

    @property
    def missing_bytes(self) -> int:
        return 0 if self.is_there else 40 * MB

    def keep(self) -> bool:
        self.is_there = self.is_there or not self.full
        return self.is_there

    def make_room(self) -> None:
        if self.full:
            self.is_there = False

    def commit(self, when: str) -> None:
        if when == "before" and (self.broken or (self.full and self.is_there)):
            raise StorageFailure(path="station.db", problem="database or disk is full")


@pytest.fixture
def disk(bench: Bench) -> FullDisk:
    disk = bench.spare = FullDisk()
    bench.restart()
    write(bench)
    bench.approve(row(bench)["id"])
    bench.settle()
    bench.when_committing = disk.commit
    return disk


def test_an_emergency_is_written_approved_and_heard_on_a_full_disk(
    bench: Bench, disk: FullDisk
) -> None:
    disk.full = True
    urgent = bench.approved(priority="emergency")
    bench.advance(60)
    assert bench.ends(urgent) == ["aired"]
    assert "reserve" in bench.fault_codes()


def test_an_emergency_that_waits_for_its_approval_needs_no_room_either(
    bench: Bench, disk: FullDisk
) -> None:
    urgent = bench.announce(priority="emergency")["id"]
    disk.full = True
    bench.approve(urgent)
    bench.advance(60)
    assert bench.ends(urgent) == ["aired"]


def test_one_person_can_release_a_template_on_a_full_disk(bench: Bench, disk: FullDisk) -> None:
    disk.full = True
    item = released(bench)["id"]
    bench.advance(120)
    assert bench.ends(item)[0] == "aired"


def test_a_drill_is_no_emergency(bench: Bench, disk: FullDisk) -> None:
    disk.full, disk.is_there = True, False
    with pytest.raises(DiskFull):
        released(bench, drill=True)
    assert bench.queue() == []


def test_new_ordinary_work_does_not_get_the_room_that_was_made_for_an_emergency(
    bench: Bench, disk: FullDisk
) -> None:
    draft = bench.announce(at=None)["id"]
    disk.full = True
    bench.approved(priority="emergency")
    attempts: tuple[Callable[[], object], ...] = (
        bench.announce,
        lambda: bench.announce(priority="priority"),
        lambda: bench.ask("edit", id=draft, text=HELLO * 2),
        lambda: bench.approve(draft),
    )
    for attempt in attempts:
        with pytest.raises(DiskFull) as refused:
            attempt()
        assert (refused.value.exit_code, refused.value.missing_mb) == (74, 40)
    assert bench.state(draft) == "planned"


def test_a_full_disk_refuses_ordinary_work_and_keeps_the_reserve(
    bench: Bench, disk: FullDisk
) -> None:
    disk.full = True
    with pytest.raises(StorageFailure):
        bench.announce()
    assert disk.is_there


def test_what_is_approved_can_be_taken_back_on_a_full_disk(bench: Bench, disk: FullDisk) -> None:
    item = bench.approved(at="2026-12-01 17:00")
    bench.settle()
    disk.full = True
    bench.ask("cancel", "duyet", id=item)
    assert bench.state(item) == "cancelled"


def test_the_reserve_is_made_again_by_itself_and_the_fault_goes(
    bench: Bench, disk: FullDisk
) -> None:
    disk.full = True
    bench.approved(priority="emergency")
    bench.clock.advance_s(10)
    bench.process.beat()
    assert "reserve" in bench.fault_codes()
    disk.full = False
    bench.clock.advance_s(10)
    bench.process.beat()
    assert disk.is_there
    assert "reserve" not in bench.fault_codes()
    bench.announce()


def test_on_a_broken_disk_an_emergency_is_told_not_to_be_on_air(
    bench: Bench, disk: FullDisk
) -> None:
    urgent = bench.announce(priority="emergency")["id"]
    disk.broken = True
    attempts: tuple[Callable[[], object], ...] = (
        lambda: bench.announce(priority="emergency"),
        lambda: bench.approve(urgent),
        lambda: released(bench),
    )
    for attempt in attempts:
        with pytest.raises(EmergencyUnkept) as refused:
            attempt()
        assert refused.value.exit_code == 74
    with pytest.raises(StorageFailure) as ordinary:
        bench.announce()
    assert ordinary.value.code == "storage"
    assert disk.is_there
