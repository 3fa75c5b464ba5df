"""Reviews on the disk: opened with what they are of, closed once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from loudspeaker.model.kind import Kind
from loudspeaker.model.release import Release
from loudspeaker.store.items import Items
from loudspeaker.store.reviews import Reviews
from loudspeaker.store.schema import open_database
from loudspeaker.store.sqlite import Database
from tests.model.announcements import NOON, content, item, occurrence


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_database(tmp_path / "station.db")
    yield opened
    opened.close()


def test_a_duty_comes_with_the_item_and_ends_once(database: Database) -> None:
    items, reviews = Items(database), Reviews(database)
    items.add(item("a"), occurrence("a"), key=None, review_by=NOON + timedelta(hours=2))
    items.add(item("b"), occurrence("b"), key=None, review_by=NOON + timedelta(hours=1))
    items.add(item("c"), occurrence("c"), key=None)
    assert [each.item for each in reviews.open_ones()] == ["b", "a"]
    assert reviews.of("c") is None
    assert reviews.done("c", at=NOON, by="duyet", note=None) is None
    done = reviews.done("a", at=NOON, by="duyet", note="đúng")
    assert done is not None
    assert (done.reviewed_by, done.reviewed_at, done.note) == ("duyet", NOON, "đúng")
    assert reviews.done("a", at=NOON, by="soan", note=None) is None
    assert [each.item for each in reviews.open_ones()] == ["b"]


def test_the_same_item_again_adds_nothing(database: Database) -> None:
    items = Items(database)
    for _ in range(2):
        items.add(item("a"), occurrence("a"), key="k", also=[occurrence("a", 2)], review_by=NOON)
    assert len(Reviews(database).open_ones()) == 1
    assert [each.id for each in items.occurrences_of("a")] == ["a-1", "a-2"]


def test_corrections_are_counted_by_what_they_correct(database: Database) -> None:
    items = Items(database)
    items.add(item("a"), occurrence("a"), key=None)
    assert items.corrections_of("a") == 0
    release = Release(kind=Kind.CORRECTION, corrects="a-1")
    for name in ("b", "c"):
        items.add(item(name, content=content(release=release)), occurrence(name), key=None)
    assert items.corrections_of("a") == 2
    assert items.corrections_of("b") == 0
    kept = items.get("b")
    assert kept is not None
    assert kept.content.release == release
