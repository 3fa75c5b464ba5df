"""Plug-ins are told what happened: in order, at least once, also of what they missed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loudspeaker.hookspecs import Event, EventKind, hookimpl
from loudspeaker.station import plugin_events
from loudspeaker.station.plugin_events import PluginEvents
from loudspeaker.store.events import Events
from loudspeaker.store.schema import open_database
from tests.station.bench import HELLO, NOON, Bench
from tests.station.plugin_house import House, Made


class Following(Made):
    """A plug-in that keeps what it is told, like its database would."""

    def __init__(self, **answers: Any) -> None:
        super().__init__(**answers)
        self.told: list[Event] = []
        self.failing = 0

    @hookimpl
    def track_event(self, event: Event) -> None:
        if self.failing:
            self.failing -= 1
            raise ValueError("035075001234")
        self.told.append(event)

    @hookimpl
    def last_event(self) -> int:
        return self.told[-1].number if self.told else 0

    @property
    def kinds(self) -> list[str]:
        return [event.kind.value for event in self.told]


class Told:
    """A house whose plug-ins follow a database with events; its time is moved by hand."""

    def __init__(self, folder: Path) -> None:
        self.house = House(folder)
        self.database = open_database(folder / "station.db")
        self.events = Events(self.database)
        self.now_s = 0.0
        self.pump = PluginEvents(self.house.plugins, self.events, monotonic_s=lambda: self.now_s)

    def happen(self, count: int = 1) -> None:
        with self.database.transaction() as connection:
            for _ in range(count):
                query = (
                    "INSERT INTO event (at, kind, item, version) VALUES (?, 'submitted', 'a', 1)"
                )
                connection.execute(query, (NOON.isoformat(),))

    def later(self) -> None:
        self.now_s += plugin_events.FAILED_AGAIN_S
        self.pump.offer()

    def close(self) -> None:
        self.pump.close()
        self.house.close()
        self.database.close()


@pytest.fixture
def told(tmp_path: Path) -> Iterator[Told]:
    made = Told(tmp_path / "home")
    yield made
    made.close()


# --- what is an event -----------------------------------------------------------------------------


def test_the_life_of_announcements_is_told_as_it_was(bench: Bench) -> None:
    events = Events(bench.parts.database)
    item_id = str(bench.announce(at=NOON + timedelta(hours=2))["id"])
    bench.ask("reject", "duyet", id=item_id, why="thiếu giờ")
    bench.ask("edit", id=item_id, text=HELLO + " Lúc 7 giờ.")
    bench.approve(item_id)
    bench.advance(3 * 3600)
    gone = bench.approved(at=NOON + timedelta(hours=5))
    bench.ask("cancel", "duyet", id=gone)
    bench.settle()
    found = events.after(0, most=99)
    assert [(e.kind.value, e.result) for e in found if e.announcement == item_id] == [
        ("submitted", None),
        ("refused", None),
        ("not_aired", "cancelled"),
        ("edited", None),
        ("approved", None),
        ("aired", "aired"),
    ]
    first, refused, *_rest = [e for e in found if e.announcement == item_id]
    assert (first.person, first.version) == ("soan (simulated identity)", 1)
    assert refused.reason == "thiếu giờ"
    kinds = [e.kind for e in found if e.announcement == gone]
    assert kinds[:2] == [EventKind.SUBMITTED, EventKind.APPROVED]
    assert set(kinds[2:]) == {EventKind.CANCELLED, EventKind.NOT_AIRED}
    numbers = [e.number for e in found]
    assert numbers == sorted(set(numbers))
    assert found[-1].number == events.newest()


def test_what_is_kept_is_bounded_and_numbers_go_on(
    told: Told, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("loudspeaker.store.events.MOST_KEPT", 3)
    told.happen(5)
    told.events.tidy()
    assert [event.number for event in told.events.after(0, most=9)] == [3, 4, 5]
    told.happen()
    assert told.events.newest() == 6


# --- telling --------------------------------------------------------------------------------------


def test_what_was_missed_comes_first_and_each_once(told: Told) -> None:
    told.happen(45)
    follower = Following()
    told.house.add(a=follower, plain=Made())
    told.pump.offer()
    told.happen(2)
    told.pump.offer()
    told.pump.offer()
    assert [event.number for event in follower.told] == list(range(1, 48))
    assert told.house.fault == ""


def test_one_that_fails_is_told_the_same_again_and_costs_no_other(told: Told) -> None:
    bad, good = Following(), Following()
    bad.failing = 2
    told.house.add(bad=bad, good=good)
    told.happen(3)
    told.pump.offer()
    assert (bad.kinds, good.kinds) == ([], ["submitted"] * 3)
    assert told.house.fault == "bad fails: ValueError"
    told.pump.offer()  # not at once: it would fail a thousand times a second
    assert bad.failing == 1
    told.later()
    told.later()
    assert [event.number for event in bad.told] == [1, 2, 3]
    assert told.house.fault == ""


def test_one_that_hangs_holds_up_nobody(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plugin_events, "PATIENCE_S", 0.02)
    go_on = threading.Event()

    class Hanging(Following):
        @hookimpl
        def track_event(self, event: Event) -> None:
            go_on.wait(20)
            self.told.append(event)

    bad, good = Hanging(), Following()
    told.house.add(bad=bad, good=good)
    told.happen(2)
    told.pump.offer()
    assert good.kinds == ["submitted"] * 2
    assert told.house.fault in ("bad is late", "bad hangs")
    monkeypatch.setattr(plugin_events, "PATIENCE_S", 20.0)
    go_on.set()
    told.house.plugins.ask("bad", "x", lambda _hooks: None, patience_s=20)
    told.later()
    assert [event.number for event in bad.told] == [1, 2]
    assert told.house.fault == ""


@pytest.mark.parametrize("last", [None, -1, "1", True, 10**9])
def test_one_that_does_not_know_its_last_is_told_so(told: Told, last: Any) -> None:
    class Lost(Following):
        @hookimpl
        def last_event(self) -> Any:
            return last

    lost = Lost()
    told.house.add(a=lost)
    told.happen()
    told.pump.offer()
    assert lost.told == []
    assert told.house.fault.startswith("a ")


def test_one_that_never_keeps_its_last_is_not_told_without_end(told: Told) -> None:
    class Forgetful(Following):
        @hookimpl
        def last_event(self) -> int:
            return 0

    forgetful = Forgetful()
    told.house.add(a=forgetful)
    told.happen(50)
    told.pump.offer()
    assert len(forgetful.told) == plugin_events.AT_ONCE
    assert told.house.fault == "a does not keep which event was the last"


@settings(max_examples=15)
@given(behind=st.integers(1, 500), more=st.integers(1, 3))
def test_a_restored_station_gives_no_number_twice(
    tmp_path_factory: pytest.TempPathFactory, behind: int, more: int
) -> None:
    told = Told(tmp_path_factory.mktemp("told") / "home")
    told.happen(more - 1)
    ahead = Following()
    ahead.told = [Event(number=more - 1 + behind, at=NOON, kind=EventKind.AIRED, announcement="a",
                        version=1)]  # fmt: skip
    told.house.add(a=ahead)
    told.pump.offer()
    told.happen(more)
    told.pump.offer()
    numbers = [event.number for event in ahead.told]
    assert len(numbers) == more + 1
    assert numbers == sorted(set(numbers))
    told.close()


def test_the_thread_tells_and_ends(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plugin_events, "AGAIN_S", 0.001)
    heard = threading.Event()

    class Hearing(Following):
        @hookimpl
        def track_event(self, event: Event) -> None:
            self.told.append(event)
            heard.set()

    told.house.add(a=Hearing())
    told.happen()
    told.pump.start()
    assert heard.wait(20)
    told.pump.close()


def test_one_with_much_to_catch_up_or_a_slow_disk_keeps_no_other_waiting(told: Told) -> None:
    order: list[str] = []
    batches: list[int] = []

    class Slow(Following):
        @hookimpl
        def track_event(self, event: Event) -> None:
            order.append("slow")
            batches[-1] += 1
            told.now_s += 0.3
            self.told.append(event)

        @hookimpl
        def last_event(self) -> int:
            batches.append(0)
            return self.told[-1].number if self.told else 0

    class Quick(Following):
        @hookimpl
        def track_event(self, event: Event) -> None:
            order.append("quick")
            self.told.append(event)

    slow, quick = Slow(), Quick()
    told.house.add(a=slow, b=quick)
    told.happen(50)
    told.pump.offer()
    numbers = list(range(1, 51))
    assert [event.number for event in slow.told] == numbers
    assert [event.number for event in quick.told] == numbers
    assert order.index("quick") < 3
    assert max(batches) == 2
