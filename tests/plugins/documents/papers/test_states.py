"""States, acts and who does them."""

from __future__ import annotations

from itertools import product

import pytest

from loudspeaker.errors import EntryRefused
from loudspeaker.plugins.documents.papers.entry import Book
from loudspeaker.plugins.documents.papers.states import (
    ACTS,
    FROZEN,
    OPEN,
    Actor,
    Duty,
    Standing,
    State,
    allowed,
    permitted,
    said,
)

CLERK = Actor(name="văn thư", duties=frozenset({Duty.CLERK}))
LEADER = Actor(name="lãnh đạo", duties=frozenset({Duty.LEADER}))
CHECKER = Actor(name="kiểm tra", duties=frozenset({Duty.CHECKER}))
STAFF = Actor(name="chuyên viên", duties=frozenset({Duty.STAFF}))
INCOMING_WAY = [
    ("register", CLERK, State.REGISTERED),
    ("present", CLERK, State.PRESENTED),
    ("direct", LEADER, State.DIRECTED),
    ("assign", LEADER, State.ASSIGNED),
    ("start", STAFF, State.IN_PROGRESS),
    ("finish", STAFF, State.DONE),
    ("file", STAFF, State.FILED),
    ("archive", CLERK, State.ARCHIVED),
]
OUTGOING_WAY = [
    ("approve", LEADER, State.APPROVED),
    ("check", CHECKER, State.CHECKED),
    ("sign", LEADER, State.SIGNED),
    ("number", CLERK, State.NUMBERED),
    ("seal", CLERK, State.SEALED),
    ("issue", CLERK, State.ISSUED),
]


@pytest.mark.parametrize(
    ("book", "way", "state"),
    [(Book.IN, INCOMING_WAY, State.RECEIVED), (Book.OUT, OUTGOING_WAY, State.DRAFT)],
)
def test_a_paper_goes_its_way_and_nobody_else_moves_it(
    book: Book, way: list[tuple[str, Actor, State]], state: State
) -> None:
    for name, actor, after in way:
        standing = Standing(
            book=book, state=state, drafter="ai đó", assigned=frozenset({STAFF.name})
        )
        assert permitted(name, standing, actor).after is after
        assert name in {each.name for each in allowed(standing, actor)}
        nobody = Actor(name="người ngoài", duties=frozenset())
        with pytest.raises(EntryRefused, match="việc này của"):
            permitted(name, standing, nobody)
        state = after
    assert allowed(Standing(book=book, state=State.ARCHIVED), CLERK) == ()


def test_every_pair_of_state_and_act_is_allowed_or_refused_as_the_table_says() -> None:
    everyone = Actor(name="mọi việc", duties=frozenset(Duty))
    names = {act.name for act in ACTS.values()}
    for book, state, name in product(Book, State, sorted(names)):
        standing = Standing(book=book, state=state, assigned=frozenset({everyone.name}))
        act = ACTS.get((book, name))
        if act is not None and state in act.before:
            assert permitted(name, standing, everyone) is act
            continue
        with pytest.raises(EntryRefused, match="trạng thái"):
            permitted(name, standing, everyone)


def test_nothing_leaves_a_frozen_state_and_every_state_can_be_reached() -> None:
    reached = {act.after for act in ACTS.values()} | {State.RECEIVED, State.DRAFT}
    assert reached == set(State)
    assert all(not (act.before & FROZEN) for act in ACTS.values())
    assert not FROZEN & OPEN
    assert [act.name for act in ACTS.values() if act.gives_number] == ["register", "number"]
    assert ACTS[Book.OUT, "seal"].before == {State.NUMBERED}
    assert all(each.label and ord(each.label[0]) > 64 for each in State)


def test_the_drafter_neither_approves_nor_checks_the_own_paper() -> None:
    both = Actor(name="soạn", duties=frozenset(Duty))
    for name, state in (("approve", State.DRAFT), ("check", State.APPROVED)):
        standing = Standing(book=Book.OUT, state=state, drafter="soạn")
        with pytest.raises(EntryRefused, match="không phải người soạn"):
            permitted(name, standing, both)


def test_staff_work_on_what_is_theirs() -> None:
    standing = Standing(book=Book.IN, state=State.ASSIGNED, assigned=frozenset({"người khác"}))
    with pytest.raises(EntryRefused, match="của văn bản này"):
        permitted("start", standing, STAFF)
    draft = Standing(book=Book.OUT, state=State.DRAFT, drafter="người khác")
    with pytest.raises(EntryRefused, match="của văn bản này"):
        permitted("discard", draft, STAFF)
    assert permitted("discard", draft, LEADER).after is State.CANCELLED


def test_what_an_act_needs_is_said_with_it() -> None:
    for act in ACTS.values():
        if not act.needs:
            said(act, note="", whom=(), successor=None)
            continue
        with pytest.raises(EntryRefused, match="chưa có gì"):
            said(act, note=" ", whom=[" "], successor=None)
        said(act, note="vì đã có", whom=["chuyên viên"], successor=4)
