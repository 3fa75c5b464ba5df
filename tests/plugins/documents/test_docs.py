"""The page about the registers says what the tables of the program say."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from loudspeaker.plugins.documents.papers.entry import APPENDIX, Book
from loudspeaker.plugins.documents.papers.fields import INCOMING, OUTGOING
from loudspeaker.plugins.documents.papers.states import ACTS, State

PAGE = (Path(__file__).parents[3] / "docs/reference/documents.md").read_text("utf-8")


@pytest.mark.parametrize("book", list(Book))
def test_every_act_has_its_row(book: Book) -> None:
    heading = {Book.IN: "Incoming", Book.OUT: "Outgoing"}[book]
    table = PAGE.split(f"| {heading} | From |")[1].split("\n\n")[0]
    rows = re.findall(r"^\| `(\w+)` \| (.*?) \| (\w+) \| (.*?) \|", table, re.MULTILINE)
    begun, *acts = rows
    assert begun[0] == {Book.IN: "receive", Book.OUT: "draft"}[book]
    known = {act.name: act for act in ACTS.values() if act.book is book}
    assert [name for name, *_rest in acts] == list(known)
    for name, before, after, by in acts:
        act = known[name]
        assert after == act.after
        assert {duty for duty in act.by if re.search(rf"\b{duty}\b|who drafted", by)} == act.by
        told = set(re.findall(r"\w+", before)) & set(State)
        assert told == act.before or before == "all from received to filed", name


def test_every_field_has_its_length() -> None:
    for value, name in APPENDIX.items():
        form = INCOMING.get(name) or OUTGOING[name]
        row = re.search(rf"`{value}` \| {re.escape(name)}(?: \(out\))? \| ([^|]*) \|", PAGE)
        assert row, value
        assert row[1].startswith(str(form.longest)) or row[1] in ("day", "0 to 3"), value
