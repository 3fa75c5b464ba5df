"""``public.db`` as the faces read it: beside its writer, without a way to write."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from loudspeaker.errors import IntegrityFailure
from loudspeaker.model import iso
from loudspeaker.public.entries import Coming, InForce, Said
from loudspeaker.public.pages import PAGE, Card, PageLink, PublicPage, card_of, page_of
from loudspeaker.public.query import Phrase, match_of, phrases_of
from loudspeaker.store.copying import looking_at
from loudspeaker.store.public_schema import coming_of, in_force_of, said_of
from loudspeaker.store.sqlite import database_errors
from loudspeaker.system.files import storage_errors

MOST_ROWS = 200
MOST_LISTED = 20

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Entries, newest first; ``before`` asks for those behind them, None where there are none."""

    entries: tuple[Said, ...]
    before: int | None
    phrases: tuple[Phrase, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The same by their numbers alone, for who has kept what stands under them."""

    numbers: tuple[int, ...]
    before: int | None
    phrases: tuple[Phrase, ...] = ()


class PublicReader:
    """Reads; for one thread.

    Every question may raise StorageFailure, also where there is no file yet, and IntegrityFailure.
    A file that was made anew meanwhile is opened anew.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._name, self._log = str(path), f"{path}-wal"
        self._open = ExitStack()
        self._connection: sqlite3.Connection | None = None
        self._file: tuple[int, int, int] | None = None
        self._steady: sqlite3.Connection | None = None

    def search(self, typed: str, *, before: int | None = None, limit: int = 20) -> Page:
        """Return the newest announcements that hold all that is typed; nothing for no word."""
        phrases = phrases_of(typed)
        if not phrases:
            return Page(entries=(), before=None)
        query = (
            "SELECT said.* FROM (SELECT rowid AS found FROM search WHERE search MATCH ?"
            " AND rowid < ? ORDER BY rowid DESC LIMIT ?) JOIN said ON n = found ORDER BY n DESC"
        )
        return self._page(query, [match_of(phrases)], before, limit, phrases)

    def numbers_found(self, typed: str, *, before: int | None = None, limit: int = 20) -> Found:
        """Return what ``search`` does, by number; what is under one stays until ``version``."""
        phrases, limit = phrases_of(typed), max(1, min(limit, MOST_ROWS))
        if not phrases:
            return Found(numbers=(), before=None)
        query = (
            "SELECT rowid FROM search WHERE search MATCH ? AND rowid < ?"
            " ORDER BY rowid DESC LIMIT ?"
        )
        highest = _HIGHEST if before is None else min(before, _HIGHEST)
        rows = self._rows(query, [match_of(phrases), highest, limit + 1])
        numbers = tuple(number for (number,) in rows[:limit])
        return Found(
            numbers=numbers, before=numbers[-1] if len(rows) > limit else None, phrases=phrases
        )

    def numbered(self, numbers: Sequence[int]) -> dict[int, Said]:
        """Return announcements by their numbers; a number without one is left out."""
        if not numbers:
            return {}
        query = "SELECT said.* FROM json_each(?) JOIN said ON n = value"
        rows = self._rows(query, [json.dumps(numbers)])
        return {row["n"]: said_of(row) for row in rows}

    def newest(
        self, *, hamlet: str | None = None, before: int | None = None, limit: int = 20
    ) -> Page:
        """Return the newest announcements, of all hamlets or of one."""
        if hamlet is None:
            query = "SELECT * FROM said WHERE n < ? ORDER BY n DESC LIMIT ?"
            return self._page(query, [], before, limit)
        query = (
            "SELECT said.* FROM said_in JOIN said USING (n) WHERE hamlet = ? AND said_in.n < ?"
            " ORDER BY said_in.n DESC LIMIT ?"
        )
        return self._page(query, [hamlet], before, limit)

    def _page(
        self,
        query: str,
        arguments: list[object],
        before: int | None,
        limit: int,
        phrases: tuple[Phrase, ...] = (),
    ) -> Page:
        limit = max(1, min(limit, MOST_ROWS))
        arguments += [_HIGHEST if before is None else min(before, _HIGHEST), limit + 1]
        rows = self._rows(query, arguments)
        more = len(rows) > limit
        return Page(
            entries=tuple(said_of(row) for row in rows[:limit]),
            before=rows[limit - 1]["n"] if more else None,
            phrases=phrases,
        )

    def said(self, entry_id: str) -> Said | None:
        """Return one announcement."""
        rows = self._rows("SELECT * FROM said WHERE id = ?", [entry_id])
        return said_of(rows[0]) if rows else None

    def heard_since(self, moment: datetime, *, limit: int = 50) -> tuple[Said, ...]:
        """Return what was heard from a moment on, also again, the latest first."""
        query = "SELECT * FROM said WHERE last_aired >= ? ORDER BY last_aired DESC, n DESC LIMIT ?"
        return tuple(map(said_of, self._rows(query, [iso(moment), min(limit, MOST_ROWS)])))

    def version(self) -> tuple[object, ...]:
        """Return what changes whenever the file says something else."""
        (row,) = self._rows("PRAGMA data_version", [])
        return (*(self._file or ()), row[0])

    def coming(self, now: datetime) -> tuple[Coming, ...]:
        """Return what will be heard in the next days, by time."""
        rows = self._rows("SELECT * FROM coming WHERE due >= ? ORDER BY due, id", [iso(now)])
        return tuple(map(coming_of, rows))

    def in_force(self, now: datetime) -> tuple[InForce, ...]:
        """Return the emergencies that are in force, newest first."""
        query = "SELECT * FROM in_force WHERE until > ? ORDER BY since DESC, id"
        return tuple(map(in_force_of, self._rows(query, [iso(now)])))

    def names_clip(self, sha256: str) -> bool:
        """Tell whether an announcement that was heard is made of this clip."""
        return bool(self._rows("SELECT 1 FROM clip WHERE sha256 = ?", [sha256]))

    # --- what plug-ins show ---------------------------------------------------------------------

    def page(self, plugin: str, name: str) -> PublicPage | None:
        """Return one page of a plug-in."""
        query = "SELECT body FROM plugin_row WHERE plugin = ? AND name = ?"
        rows = self._rows(query, [plugin, f"{PAGE}:{name}"])
        return _made(page_of, rows[0]) if rows else None

    def listed_pages(self) -> tuple[PageLink, ...]:
        """Return the pages that stand in the navigation, at most a few, without what they hold."""
        query = (
            "SELECT plugin, substr(name, 6) AS name, json_extract(body, '$.title') AS title"
            " FROM plugin_row WHERE listed AND name LIKE 'page:%' ORDER BY plugin, name LIMIT ?"
        )
        return self._links(query, [MOST_LISTED])

    def pages_found(self, typed: str, *, limit: int = 5) -> tuple[PageLink, ...]:
        """Return the pages that hold all that is typed, the newest first."""
        phrases = phrases_of(typed)
        if not phrases:
            return ()
        query = (
            "SELECT plugin, substr(name, 6) AS name, json_extract(body, '$.title') AS title"
            " FROM (SELECT rowid AS found FROM page_search"
            " WHERE page_search MATCH ? ORDER BY rowid DESC LIMIT ?)"
            " JOIN plugin_row ON n = found ORDER BY n DESC"
        )
        return self._links(query, [match_of(phrases), min(limit, MOST_ROWS)])

    def _links(self, query: str, arguments: Sequence[object]) -> tuple[PageLink, ...]:
        return tuple(PageLink(**dict(row)) for row in self._rows(query, arguments))

    def cards(self) -> tuple[Card, ...]:
        """Return the cards of the kiosk's first page."""
        query = (
            "SELECT body FROM plugin_row WHERE listed AND name LIKE 'card:%'"
            " ORDER BY plugin, name LIMIT ?"
        )
        return tuple(_made(card_of, row) for row in self._rows(query, [MOST_LISTED]))

    def fact(self, name: str) -> str | None:
        """Return a fact of the station: ``station`` its name, ``written`` when it was last so."""
        rows = self._rows("SELECT value FROM meta WHERE name = ?", [name])
        return str(rows[0]["value"]) if rows else None

    def _rows(self, query: str, arguments: Sequence[object]) -> list[sqlite3.Row]:
        with database_errors(self._path):
            return self._opened().execute(query, arguments).fetchall()

    @contextmanager
    def same_file(self) -> Iterator[None]:
        """Let all questions inside be put to the file that ``version`` has just told of.

        Looking whether it is still there costs as much as some of the answers.
        """
        self._steady = self._connection
        try:
            yield
        finally:
            self._steady = None

    def _opened(self) -> sqlite3.Connection:
        if self._steady is not None:
            return self._steady
        file = self._identity()
        if self._connection is None or self._file != file:
            self.close()
            self._connection = self._open.enter_context(looking_at(self._path))
            self._file = file
        return self._connection

    def _identity(self) -> tuple[int, int, int]:
        """Tell one file from the next; also one without a log, which is read as if it were fixed.

        That must end as soon as its writer is back.
        """
        with storage_errors(self._path):
            told = os.stat(self._name)  # noqa: PTH116 - asked for with every question
        try:
            beside = os.stat(self._log).st_ino  # noqa: PTH116
        except OSError:
            beside = 0
        return told.st_dev, told.st_ino, beside

    def close(self) -> None:
        """Close the file; the next question opens it again."""
        self._connection = self._steady = None
        self._open.close()


_HIGHEST = (1 << 63) - 1


def _made(make: Callable[[Any], T], row: sqlite3.Row) -> T:
    """Return what a row holds; IntegrityFailure for what no station has written there."""
    try:
        return make(json.loads(row["body"]))
    except (ValueError, TypeError, KeyError) as error:
        raise IntegrityFailure(what="database", where="plugin_row", problem=str(error)) from error
