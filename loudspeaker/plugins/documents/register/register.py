"""The registers of the commune: papers come in or are drafted, and go their way act by act.

Every change is one transaction with its line in the log; what is refused leaves nothing behind.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Final

from loudspeaker.errors import EntryRefused
from loudspeaker.hookspecs import PluginDatabase
from loudspeaker.plugins.documents.papers.changes import Change, may_begin, may_change
from loudspeaker.plugins.documents.papers.duplicates import keys_of
from loudspeaker.plugins.documents.papers.entry import Book, Entry
from loudspeaker.plugins.documents.papers.states import Actor
from loudspeaker.plugins.documents.register.acting import Asked, apply
from loudspeaker.plugins.documents.register.attachments import (
    Attached,
    add_files,
    add_version,
    remove_file,
)
from loudspeaker.plugins.documents.register.index import changing, go_on, renew
from loudspeaker.plugins.documents.register.numbering import (
    ARRIVING,
    Scheme,
    begin_after,
    day_at,
    refuse_unnumberable,
    series_of,
)
from loudspeaker.plugins.documents.register.pages import keep_pages
from loudspeaker.plugins.documents.register.rights import Rights, keep_rights
from loudspeaker.plugins.documents.register.rows import missing, papers_of
from loudspeaker.plugins.documents.register.values import Paper
from loudspeaker.plugins.documents.register.writing import (
    Brought,
    begin,
    entry_columns,
    load,
    loaded_again,
    note_change,
    refuse_alike,
    refuse_later,
    update,
)

NOTHING: Final = Brought()
PLAIN: Final = Asked()
PUBLIC, NO_LONGER_PUBLIC = 1, 2


class Register:
    """Writes papers; for one thread at a time, also beside other processes of the same file.

    ``now`` is the station's clock; ``seen`` the ``change`` of the paper that the person has looked
    at (EntryOutdated where another act came between, None looks at nothing).  Everything raises
    EntryRefused for what cannot be, NotFound also for what this person may not see, and
    StorageFailure.  ``scheme`` counts from the first number of the next year on.
    """

    def __init__(self, database: PluginDatabase, *, scheme: Scheme = Scheme.ONE) -> None:
        self._database = database
        self._scheme = scheme
        renew(database)

    def index_more(self) -> bool:
        """Go on with an index that is made anew after its form has changed; True for more to do."""
        return go_on(self._database)

    # --- papers begin ---------------------------------------------------------------------------

    def receive(
        self, entry: Entry, *, actor: Actor, now: datetime, brought: Brought = NOTHING
    ) -> Paper:
        """Keep a paper that came, without a number yet; one ``message`` comes only once."""
        may_begin(Change.RECEIVE, actor)
        with self._database.transaction() as connection:
            with changing(connection, None) as made:
                made.append(begin(connection, Book.IN, entry, brought, actor=actor, now=now))
            return loaded_again(connection, made[0])

    def enter(
        self,
        entry: Entry,
        *,
        actor: Actor,
        now: datetime,
        brought: Brought = NOTHING,
        duplicate_seen: bool = False,
    ) -> Paper:
        """Receive and register a paper in one step, with the next number of the incoming book.

        One that seems to be there already is refused, unless ``duplicate_seen``.
        """
        may_begin(Change.RECEIVE, actor)
        with self._database.transaction() as connection:
            with changing(connection, None) as made:
                made.append(begin(connection, Book.IN, entry, brought, actor=actor, now=now))
                asked = Asked(duplicate_seen=duplicate_seen)
                self._apply(connection, made[0], "register", asked, actor=actor, now=now)
            return loaded_again(connection, made[0])

    def draft(
        self, entry: Entry, *, actor: Actor, now: datetime, brought: Brought = NOTHING
    ) -> Paper:
        """Begin a paper of our own; ``actor`` is its drafter, its first file the first version."""
        may_begin(Change.DRAFT, actor)
        refuse_unnumberable(entry, self._scheme)
        with self._database.transaction() as connection:
            with changing(connection, None) as made:
                made.append(begin(connection, Book.OUT, entry, brought, actor=actor, now=now))
                for file in brought.files[:1]:
                    add_version(connection, made[0], file, note="", by=actor.on_record, now=now)
            return loaded_again(connection, made[0])

    # --- papers go their way --------------------------------------------------------------------

    def act(
        self,
        paper: int,
        name: str,
        *,
        actor: Actor,
        now: datetime,
        seen: int | None = None,
        asked: Asked = PLAIN,
        files: Sequence[Attached] = (),
    ) -> Paper:
        """Do one of the acts of ``papers.states.ACTS``: ``register``, ``assign``, ``sign`` ….

        ``files`` are what the act has made, such as the paper with a signature.
        """
        with self._database.transaction() as connection:
            load(connection, paper, actor, seen)
            with changing(connection, paper):
                add_files(connection, paper, files, by=actor.on_record, now=now)
                self._apply(connection, paper, name, asked, actor=actor, now=now)
            return loaded_again(connection, paper)

    def _apply(
        self,
        connection: sqlite3.Connection,
        number: int,
        name: str,
        asked: Asked,
        *,
        actor: Actor,
        now: datetime,
    ) -> None:
        paper = loaded_again(connection, number)
        apply(connection, paper, name, asked, actor=actor, now=now, scheme=self._scheme)

    # --- papers are changed ---------------------------------------------------------------------

    def edit(
        self,
        paper: int,
        entry: Entry,
        *,
        actor: Actor,
        now: datetime,
        seen: int | None = None,
        duplicate_seen: bool = False,
    ) -> Paper:
        """Put another description in place of the old one; what changes nothing is no act.

        One that makes it like another paper is refused, as by ``enter``.
        """
        with self._changed(Change.EDIT, paper, actor, seen) as (connection, old):
            refuse_later(entry, old.day if old.line else day_at(now))
            if old.book is Book.OUT:
                refuse_unnumberable(entry, self._scheme)
            elif keys_of(entry) != keys_of(old.entry) and not duplicate_seen:
                refuse_alike(connection, entry, but=paper)
            before, after = old.entry.to_values(), entry.to_values()
            changed = {n: [before[n], after[n]] for n in after if before[n] != after[n]}
            if changed:
                update(connection, paper, entry_columns(entry))
                note_change(connection, old, Change.EDIT, actor, now, detail=changed)
        return self._now(paper)

    def add_version(
        self,
        paper: int,
        file: Attached,
        *,
        actor: Actor,
        now: datetime,
        seen: int | None = None,
        note: str = "",
        pages: Sequence[str] = (),
    ) -> Paper:
        """Add a version of a draft, whose text takes the place of the one before; all are kept."""
        with self._changed(Change.VERSION, paper, actor, seen) as (connection, old):
            number = add_version(connection, paper, file, note=note, by=actor.on_record, now=now)
            keep_pages(connection, paper, pages)
            detail = {"version": number, "sha256": file.sha256}
            note_change(connection, old, Change.VERSION, actor, now, detail=detail)
        return self._now(paper)

    def attach(
        self,
        paper: int,
        files: Sequence[Attached],
        *,
        actor: Actor,
        now: datetime,
        seen: int | None = None,
    ) -> Paper:
        """Add files to a paper."""
        with self._changed(Change.ATTACH, paper, actor, seen) as (connection, old):
            add_files(connection, paper, files, by=actor.on_record, now=now)
            detail = {"files": [each.to_values() for each in files]}
            note_change(connection, old, Change.ATTACH, actor, now, detail=detail)
        return self._now(paper)

    def detach(
        self, paper: int, number: int, *, actor: Actor, now: datetime, seen: int | None = None
    ) -> Paper:
        """Take a file off that was added by mistake, while nothing has become of the paper yet."""
        with self._changed(Change.DETACH, paper, actor, seen) as (connection, old):
            removed = remove_file(connection, paper, number, now)
            detail = {"files": [removed.to_values()]}
            note_change(connection, old, Change.DETACH, actor, now, detail=detail)
        return self._now(paper)

    def set_pages(self, paper: int, pages: Sequence[str]) -> None:
        """Keep the text of a paper's pages, which a reader found: no act of a person; NotFound."""
        with self._database.transaction() as connection:
            if connection.execute("SELECT 1 FROM paper WHERE id = ?", (paper,)).fetchone() is None:
                raise missing(paper)
            with changing(connection, paper):
                keep_pages(connection, paper, pages)

    def restrict(
        self, paper: int, rights: Rights, *, actor: Actor, now: datetime, seen: int | None = None
    ) -> Paper:
        """Let only those see a paper who are named; nobody is named for one that all may see.

        Who restricts it may still see it.
        """
        with self._changed(Change.RIGHTS, paper, actor, seen) as (connection, old):
            if rights.restricts and old.public:
                raise EntryRefused(where="quyền xem", problem="văn bản đang công khai")
            named = rights.persons | {actor.name} if rights.restricts else rights.persons
            kept = Rights(duties=rights.duties, persons=named)
            keep_rights(connection, paper, kept)
            detail = {"seen_by": str(kept)}
            note_change(connection, old, Change.RIGHTS, actor, now, detail=detail)
        return self._now(paper)

    def publish(
        self,
        paper: int,
        *,
        shown: bool,
        actor: Actor,
        now: datetime,
        seen: int | None = None,
    ) -> Paper:
        """Show a paper to everybody, or no longer."""
        with self._changed(Change.PUBLISH, paper, actor, seen) as (connection, old):
            if shown and old.restricted:
                raise EntryRefused(where="công khai", problem="văn bản chỉ một số người được xem")
            if shown != old.public:
                update(connection, paper, {"public": PUBLIC if shown else NO_LONGER_PUBLIC})
                detail = {"shown": shown}
                note_change(connection, old, Change.PUBLISH, actor, now, detail=detail)
        return self._now(paper)

    def begin_series(
        self, book: Book, after: int, *, actor: Actor, now: datetime, entry: Entry | None = None
    ) -> None:
        """Go on behind the last number of another register, once, before the year's first number.

        For outgoing papers ``entry`` tells the series by its type and body.
        """
        may_begin(Change.RECEIVE, actor)
        series = series_of(entry, self._scheme) if entry else ARRIVING
        if (book is Book.OUT) != (entry is not None):
            raise EntryRefused(where="sổ", problem="văn bản đi cần loại và cơ quan")
        with self._database.transaction() as connection:
            begin_after(connection, book, series, after, by=actor.on_record, now=now)

    @contextmanager
    def _changed(
        self, change: Change, paper: int, actor: Actor, seen: int | None
    ) -> Iterator[tuple[sqlite3.Connection, Paper]]:
        """Give the paper inside a transaction, where this person may change it so."""
        with self._database.transaction() as connection:
            old = load(connection, paper, actor, seen)
            may_change(change, old.standing, actor)
            with changing(connection, paper):
                yield connection, old

    def _now(self, paper: int) -> Paper:
        rows = self._database.rows("SELECT * FROM paper WHERE id = ?", [paper])
        return papers_of(rows, self._database.rows)[0]
