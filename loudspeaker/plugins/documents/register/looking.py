"""What is read of the registers: one paper, its log, what is due, and whole books in order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from loudspeaker.hookspecs import PluginDatabase
from loudspeaker.model import from_iso
from loudspeaker.plugins.documents.papers.deadlines import (
    Reckoned,
    WorkingDays,
    reckon,
    register_by,
)
from loudspeaker.plugins.documents.papers.duplicates import Alike
from loudspeaker.plugins.documents.papers.entry import Book, Entry
from loudspeaker.plugins.documents.papers.states import FROZEN, Actor, State
from loudspeaker.plugins.documents.register.attachments import Kept, Version, kept_of, version_of
from loudspeaker.plugins.documents.register.log import View, acts_of, note_view, views_of
from loudspeaker.plugins.documents.register.numbering import day_at
from loudspeaker.plugins.documents.register.pages import pages_of
from loudspeaker.plugins.documents.register.rights import Rights, rights_of, seen_by
from loudspeaker.plugins.documents.register.rows import missing, papers_of
from loudspeaker.plugins.documents.register.values import Logged, Paper, logged_of
from loudspeaker.plugins.documents.register.writing import alike

_AT_ONCE: Final = 200
MOST_DUE: Final = 500
MOST_PUBLISHED: Final = 200
MOST_CHANGES: Final = 500
VEILED: Final = "(văn bản hạn chế người xem)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A paper with a deadline, and how it stands to it."""

    paper: Paper
    reckoned: Reckoned


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A paper that is, or was, for everybody; ``shown`` tells whether it still is.

    What is frozen is shown no longer.
    """

    paper: Paper
    shown: bool


class Looking:
    """Reads the registers; a look at one paper is written down.

    NotFound for a paper that is not there, or that this person may not see.
    """

    def __init__(self, database: PluginDatabase) -> None:
        self._database = database

    def paper(self, number: int, *, viewer: Actor, now: datetime) -> Paper:
        """Return a paper, and note who looked at it."""
        found = self.known(number, viewer=viewer)
        with self._database.transaction() as connection:
            note_view(connection, number, by=viewer.on_record, now=now)
        return found

    def known(self, number: int, *, viewer: Actor) -> Paper:
        """Return a paper for what is done behind the scenes: nothing is noted."""
        condition, arguments = seen_by(viewer)
        query = f"SELECT * FROM paper WHERE id = ? AND {condition}"  # noqa: S608 - our own condition
        rows = self._database.rows(query, [number, *arguments])
        if not rows:
            raise missing(number)
        return papers_of(rows, self._database.rows)[0]

    def is_seen(self, number: int, *, viewer: Actor) -> bool:
        """Tell whether somebody may see a paper; nothing is noted."""
        condition, arguments = seen_by(viewer)
        query = f"SELECT 1 FROM paper WHERE id = ? AND {condition}"  # noqa: S608 - our own condition
        return self._database.row(query, [number, *arguments]) is not None

    def numbered(
        self, book: Book, year: int, number: int, *, viewer: Actor, series: str = ""
    ) -> Paper:
        """Return the paper of a line of a register."""
        query = "SELECT paper FROM line WHERE book = ? AND year = ? AND series = ? AND number = ?"
        row = self._database.row(query, [book, year, series, number])
        if row is None:
            raise missing(f"{number}/{year}")
        return self.known(row["paper"], viewer=viewer)

    def by_message(self, message: str, *, viewer: Actor) -> Paper:
        """Return the paper that came with an id of the exchange."""
        row = self._database.row("SELECT id FROM paper WHERE message = ?", [message])
        if row is None:
            raise missing(message)
        return self.known(row["id"], viewer=viewer)

    # --- what belongs to a paper that somebody may see ------------------------------------------

    def acts(self, paper: int) -> list[Logged]:
        """Return the acts on a paper, the oldest first, at most the newest 500."""
        return acts_of(self._database, paper)

    def views(self, paper: int) -> list[View]:
        """Return who looked at a paper, the newest first, at most 500."""
        return views_of(self._database, paper)

    def files(self, paper: int) -> list[Kept]:
        """Return the files of a paper, in the order in which they were added."""
        query = "SELECT * FROM attachment WHERE paper = ? AND removed_at IS NULL ORDER BY id"
        return [kept_of(row) for row in self._database.rows(query, [paper])]

    def versions(self, paper: int) -> list[Version]:
        """Return the versions of a draft, the first one first."""
        query = "SELECT * FROM version WHERE paper = ? ORDER BY number"
        return [version_of(row) for row in self._database.rows(query, [paper])]

    def pages(self, paper: int) -> list[tuple[int, str]]:
        """Return the pages that have text, each with its number."""
        return list(pages_of(self._database.rows, paper))

    def rights(self, paper: int) -> Rights:
        """Return who is named for a paper."""
        query = "SELECT kind, who FROM may_see WHERE paper = ?"
        named: dict[str, list[str]] = {"duty": [], "person": []}
        for row in self._database.rows(query, [paper]):
            named[row["kind"]].append(row["who"])
        return rights_of(named["duty"], named["person"])

    def alike(self, entry: Entry) -> list[Alike]:
        """Return incoming papers that seem to be this one, the newest first."""
        return alike(self._database.rows, entry)

    def with_file(self, sha256: str, *, viewer: Actor) -> list[Paper]:
        """Return the papers that have this very file and that this person may see."""
        condition, arguments = seen_by(viewer)
        query = (
            "SELECT paper.* FROM paper WHERE id IN (SELECT paper FROM attachment"  # noqa: S608 - our own condition
            f" WHERE sha256 = ? AND removed_at IS NULL) AND {condition} ORDER BY id DESC LIMIT ?"
        )
        rows = self._database.rows(query, [sha256, *arguments, MOST_DUE])
        return papers_of(rows, self._database.rows)

    def changes(self, since: int = 0, *, limit: int = MOST_CHANGES) -> list[Logged]:
        """Return the acts on all papers behind one, in order: what is new, for who sends it on."""
        query = "SELECT * FROM act WHERE id > ? ORDER BY id LIMIT ?"
        return [logged_of(row) for row in self._database.rows(query, [since, limit])]

    # --- what is due ----------------------------------------------------------------------------

    def due(
        self, *, viewer: Actor, today: date, until: date, calendar: WorkingDays
    ) -> tuple[Task, ...]:
        """Return the papers with work left that are due by a day, the longest overdue first."""
        condition, arguments = seen_by(viewer)
        query = (
            "SELECT * FROM paper WHERE ended_on IS NULL AND due_on IS NOT NULL AND due_on <= ?"  # noqa: S608 - our own condition
            f" AND {condition} ORDER BY due_on, id LIMIT ?"
        )
        rows = self._database.rows(query, [until.isoformat(), *arguments, MOST_DUE])
        return tuple(
            Task(paper=each, reckoned=reckoned(each, today=today, calendar=calendar))
            for each in papers_of(rows, self._database.rows)
        )

    def to_register(
        self, *, viewer: Actor, today: date, calendar: WorkingDays
    ) -> tuple[Paper, ...]:
        """Return papers that came and should have been registered and presented by now."""
        condition, arguments = seen_by(viewer)
        query = (
            "SELECT * FROM paper WHERE state IN (?, ?) AND"  # noqa: S608 - our own condition
            f" {condition} ORDER BY id LIMIT ?"
        )
        states = (State.RECEIVED, State.REGISTERED)
        rows = self._database.rows(query, [*states, *arguments, MOST_DUE])
        papers = papers_of(rows, self._database.rows)
        return tuple(each for each in papers if _register_by(each, calendar) < today)

    # --- whole books ----------------------------------------------------------------------------

    def book(
        self,
        book: Book,
        *,
        viewer: Actor,
        since: date,
        until: date,
        series: str | None = None,
    ) -> Iterator[Paper]:
        """Yield the papers of a register with their lines, in the order of their numbers.

        Cancelled ones are among them, and of one that this person may not see its number and day
        alone: a register has no gaps.  Read piece by piece, so a whole year needs little memory.
        """
        condition, arguments = seen_by(viewer)
        of_series = "" if series is None else "AND line.series = ?"
        query = (
            f"SELECT paper.*, line.id AS line_id, {condition} AS seen"  # noqa: S608 - our own condition
            " FROM line JOIN paper ON paper.id = line.paper"
            f" WHERE line.book = ? AND line.id > ? AND line.day BETWEEN ? AND ? {of_series}"
            " ORDER BY line.id LIMIT ?"
        )
        days = (since.isoformat(), until.isoformat())
        named = [] if series is None else [series]
        last = 0
        while rows := self._database.rows(query, [*arguments, book, last, *days, *named, _AT_ONCE]):
            for row, each in zip(rows, papers_of(rows, self._database.rows), strict=True):
                yield each if row["seen"] else _veiled(each)
            last = rows[-1]["line_id"]

    def unnumbered(self, *, viewer: Actor) -> list[Paper]:
        """Return the papers of our own that are on their way to a number, the oldest first."""
        condition, arguments = seen_by(viewer)
        query = (
            "SELECT * FROM paper WHERE state IN (?, ?, ?, ?) AND"  # noqa: S608 - our own condition
            f" {condition} ORDER BY id LIMIT ?"
        )
        states = (State.DRAFT, State.APPROVED, State.CHECKED, State.SIGNED)
        rows = self._database.rows(query, [*states, *arguments, MOST_DUE])
        return papers_of(rows, self._database.rows)

    def published(self, since: int = 0, *, limit: int = MOST_PUBLISHED) -> tuple[Published, ...]:
        """Return what everybody may see and what has changed of it since a ``change``, in order."""
        query = "SELECT * FROM paper WHERE public > 0 AND change > ? ORDER BY change LIMIT ?"
        rows = self._database.rows(query, [since, min(limit, MOST_PUBLISHED)])
        return tuple(
            Published(paper=each, shown=each.public and each.state not in FROZEN)
            for each in papers_of(rows, self._database.rows)
        )

    def shown(self, limit: int) -> list[Paper]:
        """Return the papers that everybody may see, those first that were changed last."""
        frozen = ", ".join("?" * len(FROZEN))
        query = (
            "SELECT * FROM paper WHERE public > 0 AND public = ?"  # noqa: S608 - marks
            f" AND state NOT IN ({frozen}) ORDER BY change DESC LIMIT ?"
        )
        rows = self._database.rows(query, [1, *FROZEN, min(limit, MOST_PUBLISHED)])
        return papers_of(rows, self._database.rows)

    def moment(self, change: int) -> datetime | None:
        """Return when an act was, None for no act."""
        row = self._database.row("SELECT at FROM act WHERE id = ?", [change])
        return from_iso(row["at"]) if row else None


def reckoned(paper: Paper, *, today: date, calendar: WorkingDays) -> Reckoned:
    """Return how a paper stands to its deadline today."""
    return reckon(
        due_on=paper.entry.due_on,
        state=paper.state,
        ended_on=paper.ended_on,
        today=today,
        calendar=calendar,
    )


def _veiled(paper: Paper) -> Paper:
    """Return what of a paper everybody may see in a register: that its number was given."""
    number = paper.entry.number if paper.book is Book.OUT else ""
    entry = Entry(type="", issuer="", subject=VEILED, number=number)
    line = replace(paper.line, reason="") if paper.line else None
    return replace(
        paper, entry=entry, line=line, drafter="", assigned=(), message="", successor=None
    )


def _register_by(paper: Paper, calendar: WorkingDays) -> date:
    return register_by(day_at(paper.at), calendar, at_once=paper.entry.urgency.at_once)
