"""A village is found by its lock, outlives a run, and comes back like power after a cut."""

from __future__ import annotations

import json
import signal
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from loudspeaker.bootstrap.village_keeper import VillageKeeper
from loudspeaker.devices.simulated import StandingClock
from loudspeaker.model import STATION_ZONE
from loudspeaker.system.home import Home
from loudspeaker.system.locks import Lock, hold_lock
from tests.bootstrap.fakes import FakeSpawn

NOON = datetime(2026, 12, 1, 12, 0, tzinfo=STATION_ZONE)


class Country:
    """A keeper, its clock, and a lock that stands for a living village."""

    def __init__(self, home: Path) -> None:
        self.home = Home(home)
        self.home.run.mkdir()
        self.clock = StandingClock(NOON)
        self.spawn = FakeSpawn()
        self.keeper = self.new_run()
        self._lock: Lock | None = None

    def new_run(self, *, rate: float = 1.0) -> VillageKeeper:
        return VillageKeeper(self.home, self.clock, rate=rate, start=self.spawn)

    def settle(self, pid: int) -> None:
        """Be a village of this pid."""
        self._lock = hold_lock(self.home.village / "lock", role="village", home=self.home.root)
        (self.home.village / "lock").write_text(f"{pid}\n")

    def die(self) -> None:
        if self._lock is not None:
            self._lock.release()
        self._lock = None
        for process in self.spawn.started:
            process.returncode = -9

    def look(self, seconds: float) -> None:
        self.clock.advance_s(seconds)
        self.keeper.look_after()


@pytest.fixture
def country(tmp_path: Path) -> Iterator[Country]:
    made = Country(tmp_path)
    yield made
    made.die()


def test_started_if_nobody_has(country: Country) -> None:
    country.keeper.start()
    (process,) = country.spawn.started
    assert (process.role, list(process.arguments)) == ("village", ["--rate", "1"])
    assert country.keeper.pid == process.pid
    note = json.loads((country.home.run / "village.json").read_bytes())
    assert note == {"pid": process.pid, "rate": 1.0}


def test_one_that_is_there_is_used(country: Country) -> None:
    country.settle(4711)
    country.keeper.start()
    assert (country.keeper.pid, country.spawn.started) == (4711, [])
    country.look(10)
    assert country.keeper.pid == 4711


def test_a_village_of_an_earlier_run_is_used_again(country: Country) -> None:
    country.keeper.start()
    country.settle(country.spawn.started[0].pid)
    again = country.new_run()
    again.start()
    assert len(country.spawn.started) == 1
    assert again.pid == country.keeper.pid


@pytest.mark.parametrize("note", ["", "[]", "{", '"x"', '{"pid": "x"}'])
def test_a_note_that_says_nothing(country: Country, note: str) -> None:
    (country.home.run / "village.json").write_text(note)
    country.settle(4711)
    country.keeper.start()
    assert country.keeper.pid == 4711
    country.keeper.end()  # it is not ours: it goes on


def test_a_dead_village_is_back_after_three_seconds(country: Country) -> None:
    country.keeper.start()
    for _ in range(3):
        country.look(1.0)
    assert len(country.spawn.started) == 1
    ports = country.home.village / "ports"
    ports.mkdir()
    (ports / "transmitter").symlink_to("/dev/null")
    country.die()
    country.look(1.0)
    assert country.keeper.pid is None
    assert list(ports.iterdir()) == []  # the terminal may be somebody else's by now
    country.look(1.0)
    country.look(0.9)
    assert len(country.spawn.started) == 1
    country.look(1.1)
    assert len(country.spawn.started) == 2
    assert country.keeper.pid == country.spawn.started[1].pid


def test_one_that_somebody_starts_meanwhile_is_taken(country: Country) -> None:
    country.keeper.start()
    country.die()
    country.look(1.0)
    country.settle(4711)
    for _ in range(5):
        country.look(1.0)
    assert country.keeper.pid == 4711
    assert len(country.spawn.started) == 1
    country.die()
    for _ in range(5):
        country.look(1.0)
    assert len(country.spawn.started) == 2


def test_without_room_for_it_the_station_goes_on(country: Country) -> None:
    country.keeper.start()
    country.die()
    country.spawn.fails = OSError(11, "Resource temporarily unavailable")
    for _ in range(6):
        country.look(1.0)
    assert country.keeper.pid is None
    country.spawn.fails = None
    country.look(1.0)
    assert country.keeper.pid == country.spawn.last("village").pid


def test_the_clock_is_looked_at_once_a_second(country: Country) -> None:
    country.keeper.start()
    country.look(0.0)
    country.die()
    country.look(0.5)
    country.look(0.4)
    assert country.keeper.pid is not None
    country.look(0.2)
    assert country.keeper.pid is None


def test_our_own_village_is_ended_and_waited_for(
    country: Country, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[int, int]] = []
    monkeypatch.setattr("os.kill", lambda pid, number: told.append((pid, number)))
    country.keeper.start()
    process = country.spawn.last("village")
    process.returncode = 0
    country.keeper.end()
    assert told == [(process.pid, signal.SIGTERM)]


def test_another_pace_needs_another_village(
    country: Country, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[int] = []

    def kill(pid: int, _number: int) -> None:
        told.append(pid)
        country.die()

    monkeypatch.setattr("os.kill", kill)
    country.keeper.start()
    old = country.spawn.last("village").pid
    country.settle(old)
    faster = country.new_run(rate=20.0)
    faster.start()
    assert told == [old]
    assert list(country.spawn.last("village").arguments) == ["--rate", "20"]
    assert faster.pid == country.spawn.last("village").pid != old
