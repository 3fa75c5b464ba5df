"""The queue as it is sent: what is kept of it is never older than what is shown elsewhere."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from loudspeaker.model.announcement import Item, Occurrence, OccurrenceState
from loudspeaker.station import queue_lines
from loudspeaker.station.queue_lines import QueueLines
from loudspeaker.store.items import Items
from loudspeaker.store.schema import open_database
from loudspeaker.timetable.days import DayRange
from loudspeaker.timetable.mourning import NO_MOURNING, Mourning
from tests.model.announcements import NOON, content, item, occurrence
from tests.station.bench import Bench

STATES = list(OccurrenceState)


class Made:
    """Rows, and which of them had to be made."""

    def __init__(self, items: Items) -> None:
        self.items = items
        self.mourning = NO_MOURNING
        self.made: list[str] = []
        self.lines = QueueLines(items, self.row, lambda: self.mourning)

    def row(self, kept: Item, airing: Occurrence) -> dict[str, Any] | None:
        self.made.append(airing.id)
        if airing.reason == "hidden":
            return None
        return {"id": airing.id, "title": kept.content.title, "state": airing.state.value}

    def sent(self, *, limit: int = 100, without: frozenset[str] = frozenset()) -> Any:
        lines = self.items.lines(due_after=NOON, limit=limit + len(without))
        return self.lines.encoded(lines, limit=limit, without=without).value()


@pytest.fixture
def made(tmp_path: Path) -> Made:
    items = Items(open_database(tmp_path / "station.db"))
    for name in "abc":
        items.add(item(name), occurrence(name, due=NOON + timedelta(hours=1)), key=None)
    return Made(items)


def test_a_line_is_made_once_and_again_when_it_has_changed(made: Made) -> None:
    assert [row["id"] for row in made.sent()] == ["a-1", "b-1", "c-1"]
    assert made.sent() == made.sent()
    assert made.made == ["a-1", "b-1", "c-1"]
    made.items.move("b-1", OccurrenceState.READY)
    made.items.change(item("c", version=2, content=content(title="Khác")))
    assert [row["state"] for row in made.sent()] == ["planned", "ready", "planned"]
    assert made.sent()[2]["title"] == "Khác"
    assert made.made[3:] == ["b-1", "c-1"]


def test_what_is_not_to_be_seen_is_left_out_and_counts_for_nothing(made: Made) -> None:
    made.items.put([occurrence("a", due=NOON + timedelta(hours=1), reason="hidden")])
    assert [row["id"] for row in made.sent()] == ["b-1", "c-1"]
    assert [row["id"] for row in made.sent(without=frozenset({"b-1"}))] == ["c-1"]
    assert [row["id"] for row in made.sent(limit=2)] == ["b-1"]
    assert made.sent(limit=0) == []


def test_other_days_of_mourning_make_every_line_anew(made: Made) -> None:
    made.sent()
    made.mourning = Mourning((DayRange(NOON.date(), NOON.date()),))
    made.sent()
    assert made.made == ["a-1", "b-1", "c-1"] * 2


def test_what_is_kept_is_bounded(made: Made, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queue_lines, "MOST_KEPT", 2)
    made.sent()
    made.sent()
    assert len(made.made) == 6


CHANGE = st.tuples(
    st.sampled_from("abc"),
    st.sampled_from(STATES),
    st.sampled_from(["x", "y", "hidden", None]),
    st.integers(1, 3),
)


@settings(max_examples=30)
@given(changes=st.lists(st.lists(CHANGE, max_size=3), max_size=5))
def test_what_is_sent_is_what_would_be_made_now(
    tmp_path_factory: pytest.TempPathFactory, changes: list[list[tuple[Any, ...]]]
) -> None:
    items = Items(open_database(tmp_path_factory.mktemp("queue") / "station.db"))
    made = Made(items)
    for name in "abc":
        items.add(item(name), occurrence(name, due=NOON), key=None)
    for together in changes:
        for name, state, reason, version in together:
            titled = content(title=f"{name} {version}")
            items.change(
                item(name, version=version, content=titled),
                occurrences=[occurrence(name, due=NOON, state=state, reason=reason)],
            )
        assert made.sent() == Made(items).sent()


def test_the_queue_of_a_station_is_json_with_what_show_tells(bench: Bench) -> None:
    soon: datetime = bench.clock.wall() + timedelta(hours=1)
    name = bench.approved(at=soon)
    for _ in range(2):
        (row,) = bench.queue()
        shown = bench.ask("show", id=name)
        assert {key: shown[key] for key in row} == row
        assert json.loads(json.dumps(row)) == row
        bench.advance(60)
