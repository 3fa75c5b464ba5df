"""Who changes what of a paper, in which state."""

from __future__ import annotations

from itertools import product

import pytest

from loudspeaker.errors import EntryRefused
from loudspeaker.plugins.documents.papers.changes import Change, label_of, may_begin, may_change
from loudspeaker.plugins.documents.papers.entry import Book
from loudspeaker.plugins.documents.papers.states import FROZEN, Actor, Duty, Standing, State

EVERYBODY = Actor(name="mọi việc", duties=frozenset(Duty))
AFTER_FREEZING = {Change.RIGHTS}


def allowed(change: Change, book: Book, state: State, actor: Actor, *, own: bool = False) -> bool:
    mine = actor.name if own else ""
    standing = Standing(book=book, state=state, drafter=mine, assigned=frozenset({mine} - {""}))
    try:
        may_change(change, standing, actor)
    except EntryRefused as error:
        assert error.where == change.label.lower()  # noqa: PT017 - both ways are looked at
        return False
    return True


def test_nothing_but_who_may_see_it_is_changed_of_a_frozen_paper() -> None:
    for change, book, state in product(Change, Book, FROZEN):
        assert allowed(change, book, state, EVERYBODY) == (change in AFTER_FREEZING)


def test_drafts_are_changed_by_those_whose_they_are_and_leaders() -> None:
    staff = Actor(name="soạn", duties=frozenset({Duty.STAFF}))
    leader = Actor(name="duyệt", duties=frozenset({Duty.LEADER}))
    for change in (Change.EDIT, Change.VERSION, Change.DETACH):
        told = [
            allowed(change, Book.OUT, State.DRAFT, staff, own=True),
            allowed(change, Book.OUT, State.DRAFT, staff),
            allowed(change, Book.OUT, State.DRAFT, leader),
            allowed(change, Book.OUT, State.APPROVED, leader),
        ]
        assert told == [True, False, True, False], change
    assert not allowed(Change.VERSION, Book.IN, State.REGISTERED, EVERYBODY)


def test_only_issued_and_registered_papers_are_shown_to_everybody() -> None:
    shown = [s for s in State if allowed(Change.PUBLISH, Book.OUT, s, EVERYBODY)]
    assert shown == [State.ISSUED]
    assert not allowed(Change.PUBLISH, Book.IN, State.RECEIVED, EVERYBODY)
    assert allowed(Change.PUBLISH, Book.IN, State.REGISTERED, EVERYBODY)


def test_papers_are_received_by_the_clerk_and_drafted_by_whoever_works() -> None:
    for duty in Duty:
        may_begin(Change.DRAFT, Actor(name="x", duties=frozenset({duty})))
    may_begin(Change.RECEIVE, Actor(name="x", duties=frozenset({Duty.CLERK})))
    for change, duties in ((Change.RECEIVE, {Duty.STAFF}), (Change.DRAFT, set[Duty]())):
        with pytest.raises(EntryRefused, match="việc này của"):
            may_begin(change, Actor(name="x", duties=frozenset(duties)))
    assert label_of(Book.OUT, "number") == "Cấp số, vào sổ"
    assert label_of(Book.IN, "edit") == "Sửa thông tin"
