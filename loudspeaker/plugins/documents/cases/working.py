"""Papers go their way: acts, changes of their description, files, rights, publishing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from loudspeaker.errors import EntryRefused
from loudspeaker.hookspecs import Action
from loudspeaker.model import Caller
from loudspeaker.model.fields import Kind
from loudspeaker.plugins.documents.cases.common import (
    ENTRY,
    PAPER,
    SEEN,
    WORKING,
    GiveParts,
    Request,
    described,
    may,
    must,
)
from loudspeaker.plugins.documents.cases.telling import paper_told
from loudspeaker.plugins.documents.papers.entry import Book, entry_of
from loudspeaker.plugins.documents.papers.fields import day_of_text
from loudspeaker.plugins.documents.papers.states import ACTS
from loudspeaker.plugins.documents.register.acting import Asked
from loudspeaker.plugins.documents.register.attachments import Purpose
from loudspeaker.plugins.documents.register.rights import rights_of

_ACTS: Final = ", ".join(dict.fromkeys(name for _book, name in ACTS))


class Working:
    """Does what is asked, in the station."""

    def __init__(self, parts: GiveParts) -> None:
        self._parts = parts

    def act(self, caller: Caller, request: Request) -> dict[str, Any]:
        """Do one of the acts of NĐ 30/2020."""
        parts = self._parts()
        due, actor = request.get("due_on"), parts.actor(caller)
        known = parts.looking.known(request["paper"], viewer=actor)
        parts.sealing.refuse_bare(known, request["act"])
        asked = Asked(
            note=request.get("note") or "",
            whom=tuple(request.get("whom") or ()),
            successor=request.get("successor"),
            due_on=day_of_text(due, "hạn giải quyết") if due else None,
            duplicate_seen=bool(request.get("duplicate_seen")),
        )
        paper = parts.register.act(
            request["paper"],
            request["act"],
            actor=actor,
            now=parts.now(),
            seen=request.get("seen"),
            asked=asked,
        )
        return paper_told(parts, paper)

    def edit(self, caller: Caller, request: Request) -> dict[str, Any]:
        """Put another description in place of the old one."""
        parts, actor = self._parts(), self._parts().actor(caller)
        book = parts.looking.known(request["paper"], viewer=actor).book
        paper = parts.register.edit(
            request["paper"],
            entry_of(book, described(request)),
            actor=actor,
            now=parts.now(),
            seen=request.get("seen"),
            duplicate_seen=bool(request.get("duplicate_seen")),
        )
        return paper_told(parts, paper)

    def attach(self, caller: Caller, request: Request) -> dict[str, Any]:
        """Add files that were taken before: beside the paper itself, never in its place."""
        parts = self._parts()
        taken = [each.file for each in parts.waiting.all(request["files"])]
        files = [replace(each, purpose=Purpose.ANNEX) for each in taken]
        paper = parts.register.attach(
            request["paper"],
            files,
            actor=parts.actor(caller),
            now=parts.now(),
            seen=request.get("seen"),
        )
        parts.waiting.drop(request["files"])
        parts.checks.note(paper.id, parts.now(), by=caller.name, only=request["files"])
        return paper_told(parts, paper)

    def publish(self, caller: Caller, request: Request) -> dict[str, Any]:
        """Show a paper to everybody, or no longer."""
        parts = self._parts()
        paper = parts.register.publish(
            request["paper"],
            shown=request["shown"],
            actor=parts.actor(caller),
            now=parts.now(),
            seen=request.get("seen"),
        )
        return paper_told(parts, paper)

    def restrict(self, caller: Caller, request: Request) -> dict[str, Any]:
        """Let only those see a paper who are named."""
        parts = self._parts()
        paper = parts.register.restrict(
            request["paper"],
            rights_of(request.get("duties") or (), request.get("persons") or ()),
            actor=parts.actor(caller),
            now=parts.now(),
            seen=request.get("seen"),
        )
        return paper_told(parts, paper)

    def begin(self, caller: Caller, request: Request) -> dict[str, Any]:
        """Go on behind the last number that was given elsewhere, before the year's first here."""
        parts, book = self._parts(), _book(request["book"])
        organisation = parts.organisation()
        values = {
            "type": request.get("type") or "Công văn", "subject": "-", "issuer": "-",
            "organ": request.get("organ") or organisation.short,
        }  # fmt: skip
        parts.register.begin_series(
            book,
            request["after"],
            actor=parts.actor(caller),
            now=parts.now(),
            entry=entry_of(book, values) if book is Book.OUT else None,
        )
        return {"book": book.value, "after": request["after"], "year": parts.today().year}


def _book(name: str) -> Book:
    if name not in set(Book):
        raise EntryRefused(where="sổ", problem="in là văn bản đến, out là văn bản đi")
    return Book(name)


def actions(cases: Working) -> list[Action[Any]]:
    """Return the use cases."""
    whose = "names of people"
    return [
        Action(
            name="documents.act", rule=WORKING, handler=cases.act, path="/papers/{paper}/acts",
            about=f"Do an act: {_ACTS}",
            fields=(
                PAPER, must("act"), may("note", about="opinion, result or reason"),
                may("whom", Kind.TEXTS, whose), may("successor", Kind.WHOLE),
                may("due_on", about="2026-12-01"), may("duplicate_seen", Kind.FLAG), SEEN,
            ),
        ),
        Action(
            name="documents.begin_series", rule=WORKING, handler=cases.begin, path="/series",
            about="Go on behind the last number of another register, before this year's first",
            fields=(
                must("book", about="in or out"), must("after", Kind.WHOLE, "the last number"),
                may("type", about="of outgoing papers, where each type has its series"),
                may("organ", about="the body's abbreviation, where it is another one"),
            ),
        ),
        Action(
            name="documents.edit", rule=WORKING, handler=cases.edit, path="/papers/{paper}",
            about="Change the description of a paper", method="PUT",
            fields=(PAPER, ENTRY, SEEN, may("duplicate_seen", Kind.FLAG)),
        ),
        Action(
            name="documents.attach", rule=WORKING, handler=cases.attach,
            path="/papers/{paper}/files", about="Add files to a paper",
            fields=(PAPER, must("files", Kind.TEXTS), SEEN),
        ),
        Action(
            name="documents.publish", rule=WORKING, handler=cases.publish,
            path="/papers/{paper}/public", about="Show a paper to everybody, or no longer",
            method="PUT", fields=(PAPER, must("shown", Kind.FLAG), SEEN),
        ),
        Action(
            name="documents.restrict", rule=WORKING, handler=cases.restrict,
            path="/papers/{paper}/rights", about="Let only those see a paper who are named",
            method="PUT",
            fields=(PAPER, may("duties", Kind.TEXTS), may("persons", Kind.TEXTS, whose), SEEN),
        ),
    ]  # fmt: skip
