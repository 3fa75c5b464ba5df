"""Whatever is tried in whatever order, the register stays whole."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bench.documents.gaps import judge
from loudspeaker.errors import EntryRefused
from loudspeaker.plugins.documents.papers.changes import label_of
from loudspeaker.plugins.documents.papers.states import ACTS, FROZEN, OPEN, Actor, State, allowed
from tests.plugins.documents.bench import CHECKER, CLERK, LEADER, STAFF, Desk, open_desk

PEOPLE = (CLERK, LEADER, CHECKER, STAFF)
NAMES = sorted({act.name for act in ACTS.values()})
STEPS = st.lists(
    st.tuples(st.sampled_from(["enter", "draft", *NAMES]), st.sampled_from(PEOPLE), st.integers()),
    max_size=30,
)


@settings(max_examples=20, deadline=None)
@given(STEPS, st.booleans())
def test_the_register_stays_whole(steps: list[tuple[str, Actor, int]], helpful: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        desk = open_desk(Path(folder))
        desk.enter()
        desk.draft()
        for number, (name, actor, place) in enumerate(steps):
            before = _all(desk)
            try:
                _step(desk, name, actor, place, number, helpful=helpful)
            except EntryRefused:
                assert _all(desk) == before
        _check(desk)
        desk.database.close()
        assert judge(Path(folder), [], 0).is_good


def _step(desk: Desk, name: str, actor: Actor, place: int, number: int, *, helpful: bool) -> None:
    """Try what is drawn; a helpful one does instead what this person may do next, if anything."""
    papers = [row["id"] for row in desk.database.rows("SELECT id FROM paper")]
    if name == "enter":
        desk.enter(number=str(number + 10))
        return
    if name == "draft":
        desk.draft()
        return
    paper = desk.looking.known(papers[place % len(papers)], viewer=CLERK)
    if helpful and (ways := allowed(paper.standing, actor)):
        name = ways[place % len(ways)].name
    desk.act(paper, name, actor, note="vì thế", whom=[STAFF.name], successor=papers[0])


def _all(desk: Desk) -> list[Any]:
    tables = ("paper", "line", "act", "assigned", "scheme")
    return [[tuple(row) for row in desk.database.rows(f"SELECT * FROM {t}")] for t in tables]


def _check(desk: Desk) -> None:
    for row in desk.database.rows("SELECT id FROM paper"):
        paper, log = desk.looking.known(row["id"], viewer=CLERK), desk.looking.acts(row["id"])
        assert (log[-1].after, log[-1].number) == (paper.state, paper.change)
        assert [each.before for each in log[1:]] == [each.after for each in log[:-1]]
        assert all(label_of(paper.book, each.name) for each in log)
        assert (paper.ended_on is None) == (paper.state in OPEN)
        cancelled = paper.line is not None and paper.line.reason != ""
        assert cancelled == (paper.line is not None and paper.state is State.CANCELLED)
        assert not (paper.state in FROZEN and any(allowed(paper.standing, who) for who in PEOPLE))
