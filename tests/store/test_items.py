"""Announcements and occurrences in the database, and what hangs on them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from loudspeaker.model.announcement import ItemState, OccurrenceState
from loudspeaker.model.programme import Place
from loudspeaker.rundown import Cue, CueKind
from loudspeaker.store.choices import Choices
from loudspeaker.store.debts import Debts
from loudspeaker.store.items import Items
from loudspeaker.store.made import MadeCues
from loudspeaker.store.schema import MIGRATIONS, open_database
from loudspeaker.store.sqlite import Database
from tests.model.announcements import NOON, content, item, occurrence


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = open_database(tmp_path / "station.db")
    yield made
    made.close()


@pytest.fixture
def items(database: Database) -> Items:
    return Items(database)


def test_what_is_kept_comes_back_the_same(items: Items) -> None:
    whole = item(
        content=content(not_after=NOON + timedelta(hours=1), cron="0 5 * * *; ..", due=None),
        approver="duyet",
        approved_sha256="h",
        why="sai",
        despite=("guard:phone", "khac:not_checked"),
        schedule="s",
        state=ItemState.REJECTED,
    )
    assert items.add(whole, occurrence(reason="x", aired_at=NOON), key="k") == whole
    assert items.get("a") == whole
    assert items.occurrence("a-1") == occurrence(reason="x", aired_at=NOON)
    assert items.with_item("a-1") == (whole, occurrence(reason="x", aired_at=NOON))
    assert items.get("b") is None
    assert items.occurrence("b") is None
    assert items.with_item("b") is None


def test_one_item_per_id_and_key(items: Items) -> None:
    first = items.add(item("a"), occurrence("a"), key="k")
    assert items.add(item("b"), occurrence("b"), key="k") == first
    assert items.add(item("a", author="x"), occurrence("a"), key=None) == first
    assert items.known("zzz", "k") == first
    assert items.known("zzz", None) is None
    assert items.add(item("c"), occurrence("c"), key=None).id == "c"
    assert items.newest(9) == ["a", "c"] or items.newest(9) == ["c", "a"]


def test_an_occurrence_keeps_its_place_when_it_changes(items: Items) -> None:
    items.add(item(), occurrence(number=1), key=None)
    items.plan([occurrence(number=2)])
    items.move("a-1", OccurrenceState.CANCELLED)
    assert [each.id for each in items.occurrences_of("a")] == ["a-1", "a-2"]


def test_plan_keeps_only_what_is_new(items: Items) -> None:
    items.add(item(), occurrence(), key=None)
    items.move("a-1", OccurrenceState.AIRED)
    assert items.plan([occurrence(number=1), occurrence(number=2)]) == [occurrence(number=2)]
    kept = items.occurrence("a-1")
    assert kept is not None
    assert kept.state is OccurrenceState.AIRED


def test_move_only_from_the_states_meant(items: Items) -> None:
    items.add(item(), occurrence(), key=None)
    ready = {OccurrenceState.READY}
    debt = {"op": "note", "occurrence": "a-1"}
    assert items.move("a-1", OccurrenceState.HANDED, only_from=ready, owed=[debt]) is None
    assert items.move("b", OccurrenceState.READY) is None
    moved = items.move("a-1", OccurrenceState.READY, reason="r", aired_at=NOON)
    assert moved == occurrence(state=OccurrenceState.READY, reason="r", aired_at=NOON)
    assert items.move("a-1", OccurrenceState.HANDED, only_from=ready) is not None
    assert items.move("a-1", OccurrenceState.AIRED) == occurrence(
        state=OccurrenceState.AIRED, aired_at=NOON
    )
    assert items.move("a-1", OccurrenceState.READY) is None  # over is over


def test_a_change_is_one_step(items: Items, database: Database) -> None:
    items.add(item(), occurrence(), key=None)
    with pytest.raises(TypeError):
        items.change(
            replace(item(), version=2),
            occurrences=[occurrence(state=OccurrenceState.CANCELLED)],
            owed=[{"op": {1, 2}}],  # no JSON
        )
    kept = items.get("a")
    assert kept is not None
    assert kept.version == 1
    assert items.occurrence("a-1") == occurrence()
    items.change(
        replace(item(), version=2, state=ItemState.CANCELLED),
        occurrences=[occurrence(state=OccurrenceState.CANCELLED), occurrence(number=2)],
        owed=[{"op": "note", "occurrence": "a-1"}],
    )
    assert len(items.occurrences_of("a")) == 2
    assert Debts(database).has("note", "a-1")


def test_finding_by_the_beginning(items: Items) -> None:
    for name in ("abc1", "abc2", "abd1", "a%_1"):
        items.add(item(name), occurrence(name), key=None)
    assert items.matching("abc") == ["abc1", "abc2"]
    assert items.matching("a", limit=2) == ["a%_1", "abc1"]
    assert items.matching("%") == []
    assert items.matching("a_c") == []


def test_schedules(items: Items) -> None:
    items.add(item("a", schedule="x"), occurrence("a"), key=None)
    items.add(item("b", schedule="y", state=ItemState.CANCELLED), occurrence("b"), key=None)
    items.add(item("c"), occurrence("c"), key=None)
    assert [each.id for each in items.standing()] == ["a"]
    found = items.of_schedule("y")
    assert found is not None
    assert found.id == "b"
    assert items.of_schedule("z") is None


def test_open_and_listed(items: Items) -> None:
    hour = timedelta(hours=1)
    items.add(item(), occurrence(number=1, due=NOON + 2 * hour), key=None)
    items.plan(
        [
            occurrence(number=2, due=NOON + hour),
            occurrence(number=3, due=None),
            occurrence(number=4, due=NOON, state=OccurrenceState.AIRED),
            occurrence(number=5, due=NOON - 30 * hour, state=OccurrenceState.MISSED),
        ]
    )
    assert [o.id for o in items.open_occurrences()] == ["a-3", "a-2", "a-1"]
    assert [o.id for o in items.open_occurrences(due_before=NOON + 2 * hour)] == ["a-2"]
    lines = items.lines(due_after=NOON - hour, limit=9)
    assert [line[0] for line in lines] == ["a-3", "a-2", "a-1", "a-4"]
    assert len(items.lines(due_after=NOON, limit=2)) == 2
    assert items.of_several_airings() == ["a"]
    assert items.counts() == {"planned": 3, "aired": 1, "missed": 1}


def test_a_line_has_all_that_can_change_of_an_airing_and_its_item(items: Items) -> None:
    first, airing = item(), occurrence(due=NOON)
    items.add(first, airing, key=None)
    seen = set(items.lines(due_after=NOON, limit=1))
    for changed in (
        replace(first, version=2),
        replace(first, state=ItemState.APPROVED),
        replace(first, author="b"),
        replace(first, approver="c"),
        replace(first, approver_for="d"),
        replace(first, why="e"),
    ):
        items.change(changed)
        seen |= set(items.lines(due_after=NOON, limit=1))
    items.change(first)
    for moved in (
        replace(airing, version=2),
        replace(airing, due=NOON + timedelta(hours=1)),
        replace(airing, state=OccurrenceState.AIRED),
        replace(airing, reason="x"),
        replace(airing, aired_at=NOON),
        replace(airing, place=Place(slot="s", block=2)),
    ):
        items.put([moved])
        seen |= set(items.lines(due_after=NOON, limit=1))
    assert len(seen) == 13


def test_airings_come_with_their_items_however_many(items: Items) -> None:
    items.add(item(), occurrence(), key=None)
    items.add(item("b"), occurrence("b"), key=None)
    items.plan([occurrence(number=number) for number in range(2, 1_100)])
    names = [f"a-{number}" for number in range(1, 1_100)] + ["b-1"]
    pairs = items.pairs(names)
    assert set(pairs) == set(names)
    assert all(each.id == name.partition("-")[0] for name, (each, _) in pairs.items())
    assert pairs["a-7"] == items.with_item("a-7")
    assert items.pairs([]) == {}


# --- what was made, what is owed, what was chosen -------------------------------------------------

SPEECH = Cue(kind=CueKind.SPEECH, frames=100, sha256="s" * 64)
GAP = Cue(kind=CueKind.GAP, frames=10)


def test_cues_belong_to_a_version(items: Items, database: Database) -> None:
    made = MadeCues(database)
    items.add(item(), occurrence(), key=None)
    made.keep(item(), (GAP, SPEECH))
    assert made.of(item()) == (GAP, SPEECH)
    assert made.of(replace(item(), version=2)) == ()
    made.keep(item(), (SPEECH,))
    assert made.of(item()) == (SPEECH,)


def test_sound_in_use(items: Items, database: Database) -> None:
    made = MadeCues(database)
    for name, state in (("a", "draft"), ("b", "draft"), ("c", "approved")):
        schedule = "x" if name == "c" else None
        items.add(item(name, state=ItemState(state), schedule=schedule), occurrence(name), key=None)
        made.keep(item(name), (GAP, replace(SPEECH, sha256=name * 64)))
    items.move("b-1", OccurrenceState.AIRED)
    items.move("c-1", OccurrenceState.AIRED)
    assert made.in_use() == {"a" * 64, "c" * 64}


def test_debts_are_kept_in_order(database: Database) -> None:
    debts = Debts(database)
    bodies = [{"op": "note", "occurrence": f"a-{n}", "record": {"x": "ă"}} for n in range(3)]
    for body in bodies:
        debts.add(body)
    assert [body for _, body in debts.all()] == bodies
    assert debts.has("note", "a-1")
    assert not debts.has("withdraw", "a-1")
    assert not debts.has("note", "a-9")
    debts.paid(debts.all()[1][0])
    assert [body["occurrence"] for _, body in debts.all()] == ["a-0", "a-2"]


def test_choices(database: Database) -> None:
    choices = Choices(database)
    assert choices.get("x") is None
    choices.keep("x", "1")
    choices.keep("x", "2")
    assert choices.get("x") == "2"


# --- migrations -----------------------------------------------------------------------------------


def test_the_first_version_is_brought_to_the_newest(tmp_path: Path) -> None:
    path = tmp_path / "station.db"
    old = Database(path, MIGRATIONS[:1])
    with old.transaction() as connection:
        connection.execute(
            "INSERT INTO item VALUES ('a', NULL, 3, '{}', 'draft', 'soan', '2026', NULL, NULL,"
            " NULL, NULL)"
        )
        connection.execute(
            "INSERT INTO occurrence VALUES ('a-1', 'a', NULL, 'planned', NULL, NULL)"
        )
    old.close()
    new = open_database(path)
    kept = Items(new).occurrence("a-1")
    assert kept is not None
    assert (kept.version, kept.due, kept.state) == (3, None, OccurrenceState.PLANNED)
    new.close()
    assert path.stat().st_mode & 0o777 == 0o640
