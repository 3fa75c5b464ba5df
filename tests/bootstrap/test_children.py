"""The roles of ``run``: started again ever more slowly, never for ever gone."""

from __future__ import annotations

import signal
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loudspeaker.bootstrap.children import HEALTHY_NS, LONGEST_DELAY_NS, Children
from loudspeaker.devices.simulated import StandingClock
from loudspeaker.model import STATION_ZONE
from loudspeaker.system.home import Home
from tests.bootstrap.fakes import FakeSpawn, message

NOON = datetime(2026, 12, 1, 12, 0, tzinfo=STATION_ZONE)


class Nursery:
    """Two children and a clock."""

    def __init__(self) -> None:
        self.clock = StandingClock(NOON)
        self.spawn = FakeSpawn()
        self.children = Children(
            Home(Path("/nowhere")), self.clock, {"NOTIFY_SOCKET": "@x"}, start=self.spawn
        )
        self.children.start("air")
        self.children.start("station", ["--x"])

    def is_ready(self) -> bool:
        return self.children.all_ready

    def look(self, seconds: float = 0.0) -> None:
        self.clock.advance_s(seconds)
        self.children.look_after()


@pytest.fixture
def nursery() -> Nursery:
    return Nursery()


def test_started_with_the_way_to_tell(nursery: Nursery) -> None:
    assert [(p.role, list(p.arguments)) for p in nursery.spawn.started] == [
        ("air", []),
        ("station", ["--x"]),
    ]
    assert nursery.spawn.environments == [{"NOTIFY_SOCKET": "@x"}] * 2
    assert nursery.children.pids() == {p.role: p.pid for p in nursery.spawn.started}
    nursery.look(100)
    assert len(nursery.spawn.started) == 2


def test_back_within_five_seconds_ever_more_slowly(nursery: Nursery) -> None:
    waits = []
    for _ in range(9):
        count = len(nursery.spawn.of("air"))
        nursery.spawn.last("air").returncode = -9
        waited = 0.0
        nursery.look()
        assert "air" not in nursery.children.pids()
        while len(nursery.spawn.of("air")) == count:
            nursery.look(0.05)
            waited += 0.05
        waits.append(round(waited, 2))
    assert waits == pytest.approx([0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 4.0, 4.0, 4.0])
    assert len(nursery.spawn.of("station")) == 1
    assert LONGEST_DELAY_NS < 5e9


def test_one_that_was_well_for_long_is_back_at_once(nursery: Nursery) -> None:
    for _ in range(5):
        nursery.spawn.last("air").returncode = 1
        nursery.look()
        nursery.look(10)
    nursery.look(HEALTHY_NS / 1e9 + 1)
    nursery.spawn.last("air").returncode = 1
    nursery.look()
    count = len(nursery.spawn.of("air"))
    nursery.look(0.11)
    assert len(nursery.spawn.of("air")) == count + 1


def test_a_machine_without_room_is_asked_again(nursery: Nursery) -> None:
    nursery.spawn.fails = OSError(11, "Resource temporarily unavailable")
    nursery.spawn.last("air").returncode = -9
    for _ in range(100):
        nursery.look(0.1)
    nursery.spawn.fails = None
    nursery.look(4.1)
    assert "air" in nursery.children.pids()


def test_no_room_at_the_very_start() -> None:
    nursery = Nursery()
    nursery.spawn.fails = OSError(12, "Cannot allocate memory")
    nursery.children.start("late")
    nursery.spawn.fails = None
    nursery.look(0.2)
    assert nursery.spawn.last("late").returncode is None


# --- what they say --------------------------------------------------------------------------------


def test_ready_when_everybody_has_said_so(nursery: Nursery) -> None:
    air, station = nursery.spawn.started
    nursery.children.heard(message("air", air))
    assert not nursery.is_ready()
    nursery.children.heard(message("station", station, X_OTHERS="speech:77,speech-spare:78"))
    assert nursery.is_ready()
    assert nursery.children.pids() == {
        "air": air.pid,
        "station": station.pid,
        "speech": 77,
        "speech-spare": 78,
    }
    nursery.children.heard(message("station", station, X_OTHERS=""))
    assert set(nursery.children.pids()) == {"air", "station"}


def test_a_new_process_must_say_it_anew_and_its_children_are_gone(nursery: Nursery) -> None:
    air, station = nursery.spawn.started
    nursery.children.heard(message("air", air))
    nursery.children.heard(message("station", station, X_OTHERS="speech:77"))
    station.returncode = -9
    nursery.look()
    assert set(nursery.children.pids()) == {"air"}
    nursery.look(0.2)
    assert not nursery.is_ready()
    nursery.children.heard(message("station", station))  # the dead one, late
    assert not nursery.is_ready()
    nursery.children.heard(message("station", nursery.spawn.last("station")))
    assert nursery.is_ready()


@given(
    st.dictionaries(
        st.sampled_from(["READY", "X_ROLE", "X_PID", "X_OTHERS", "STATUS"]),
        st.one_of(st.text(max_size=30), st.sampled_from(["air", "station", "1"])),
    )
)
def test_strangers_can_say_what_they_like(said: dict[str, str]) -> None:
    nursery = Nursery()
    nursery.children.heard(said)
    air = nursery.spawn.last("air")
    nursery.children.heard({**said, "X_ROLE": "air", "X_PID": str(air.pid)})
    assert all(pid > 0 for pid in nursery.children.pids().values())


@pytest.mark.parametrize("others", ["speech", "speech:", "speech:x", ":5", "a:0", "a:-1", "a:1:2"])
def test_what_is_no_pid_is_passed_over(nursery: Nursery, others: str) -> None:
    air = nursery.spawn.last("air")
    nursery.children.heard(message("air", air, X_OTHERS=f"{others},good:5"))
    assert nursery.children.pids()["good"] == 5
    assert set(nursery.children.pids()) == {"air", "station", "good"}


# --- signals and the end --------------------------------------------------------------------------


def test_a_signal_reaches_those_who_live(nursery: Nursery) -> None:
    air, station = nursery.spawn.started
    air.returncode = 1
    nursery.children.signal(signal.SIGHUP)
    assert (air.signals, station.signals) == ([], [signal.SIGHUP])


def test_asked_to_end_and_killed_if_it_does_not(nursery: Nursery) -> None:
    air, station = nursery.spawn.started
    station.stubborn = True
    nursery.children.end("air", patience_s=0.0)
    nursery.children.end("station", patience_s=0.0)
    assert air.signals == [signal.SIGTERM]
    assert station.signals == [signal.SIGTERM, signal.SIGKILL]
    nursery.look(100)
    assert len(nursery.spawn.started) == 2  # what was ended stays ended


def test_one_that_is_dead_already_needs_no_end(nursery: Nursery) -> None:
    nursery.spawn.last("air").returncode = -9
    nursery.look()
    nursery.children.end("air", patience_s=0.0)
    assert set(nursery.children.pids()) == {"station"}
