"""``public.db``, written by ``station`` alone: derived from its records, and made anew at will.

It is not flushed to the disk at each change, as nothing is lost with it: after a power cut it is as
it was some moment before, and says how much of the as-run log it holds.
"""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from loudspeaker.errors import IntegrityFailure
from loudspeaker.model import iso
from loudspeaker.public.entries import Coming, InForce, Said, Sound
from loudspeaker.public.manifest import PER_PART
from loudspeaker.public.pages import CARD, PAGE, Card, PublicChange
from loudspeaker.public.parts import Row
from loudspeaker.public.terms import terms_of
from loudspeaker.store.asrun_tail import BEGINNING, Place
from loudspeaker.store.public_index import drop_row, drop_rows, put_row, size_of
from loudspeaker.store.public_schema import FORM, SCHEMA, column, insert, said_of, united
from loudspeaker.store.sqlite import BUSY_TIMEOUT_S, database_errors, make_private
from loudspeaker.system.files import FILE_MODE, storage_errors


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One airing that is over: ``said`` as if it were the first of its version.

    ``corrects`` is the occurrence that it takes back.
    """

    occurrence: str
    said: Said
    corrects: str | None = None


class TooMuch(Exception):
    """A plug-in would show more than it may; the text says of what, for a fault."""


class PublicFile:
    """The file's only writer; for one thread at a time.  StorageFailure, IntegrityFailure."""

    SYNCHRONOUS = "NORMAL"

    def __init__(self, path: Path) -> None:
        self._path = path
        self._changed: set[int] = set()
        self.rows_changed = 0
        """Another number whenever something that plug-ins show has changed."""
        make_private(path, FILE_MODE)
        with database_errors(path):
            self._connection = sqlite3.connect(
                path, timeout=BUSY_TIMEOUT_S, isolation_level=None, check_same_thread=False
            )
            try:
                self._set_up()
            except BaseException:
                self._connection.close()
                raise

    def _set_up(self) -> None:
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute(f"PRAGMA synchronous={self.SYNCHRONOUS}")
        if not self._connection.execute("SELECT 1 FROM sqlite_master").fetchone():
            self._connection.executescript(f"BEGIN IMMEDIATE; {SCHEMA}")
            keep(self._connection, "form", FORM)
            self._connection.execute("COMMIT")
        (told,) = self._connection.execute("PRAGMA quick_check(1)").fetchone()
        if told != "ok":
            raise self._unfit(str(told))
        try:
            form = self._meta("form")
        except sqlite3.OperationalError:
            form = None
        if form != FORM:
            raise self._unfit("of another form")

    def _unfit(self, problem: str) -> IntegrityFailure:
        return IntegrityFailure(what="database", where=str(self._path), problem=problem)

    def _meta(self, name: str) -> str | None:
        row = self._connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return str(row["value"]) if row else None

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with database_errors(self._path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    # --- what was heard -------------------------------------------------------------------------

    @property
    def place(self) -> Place:
        """How far the as-run log is in the file."""
        with database_errors(self._path):
            text = self._meta("place")
        return Place(**json.loads(text)) if text else BEGINNING

    def take(self, heard: Iterable[Heard], place: Place) -> None:
        """Add airings, and keep how far the log is taken, in one step; one twice is once."""
        told = {"offset": place.offset, "seq": place.seq, "hash": place.hash}
        with self._transaction() as connection:
            for each in heard:
                self._add(connection, each)
            keep(connection, "place", json.dumps(told))

    def _add(self, connection: sqlite3.Connection, heard: Heard) -> None:
        query = "SELECT 1 FROM airing WHERE occurrence = ?"
        if connection.execute(query, (heard.occurrence,)).fetchone():
            return
        query = "SELECT * FROM said WHERE id = ?"
        row = connection.execute(query, (heard.said.id,)).fetchone()
        number = _add_again(connection, row, heard.said) if row else add_new(connection, heard.said)
        self._changed.add(part_with(number))
        hamlets = ((hamlet, number) for hamlet in heard.said.hamlets)
        connection.executemany("INSERT OR IGNORE INTO said_in VALUES (?, ?)", hamlets)
        airing = (heard.occurrence, number, iso(heard.said.last_aired))
        result = "aired_partial" if heard.said.partial else "aired"
        connection.execute("INSERT INTO airing VALUES (?, ?, ?, ?)", (*airing, result))
        if heard.corrects is not None:
            corrected = connection.execute(
                "UPDATE said SET corrected = ? WHERE n ="
                " (SELECT n FROM airing WHERE occurrence = ?) RETURNING n",
                (airing[2], heard.corrects),
            )
            self._changed.update(part_with(row["n"]) for row in corrected.fetchall())

    def heard_since(self, moment: str, level: str) -> list[Said]:
        """Return what was last heard after a moment and is of a level."""
        query = "SELECT * FROM said WHERE last_aired >= ? AND level = ? ORDER BY n"
        with database_errors(self._path):
            return [said_of(row) for row in self._connection.execute(query, (moment, level))]

    # --- for kiosks -----------------------------------------------------------------------------

    def part_count(self) -> int:
        """Return how many parts what was heard comes to."""
        with database_errors(self._path):
            (last,) = self._connection.execute("SELECT MAX(n) FROM said").fetchone()
        return part_with(last) + 1 if last else 0

    def heard_in(self, part: int) -> list[Said]:
        """Return what was heard in one part, oldest first; the first part is 0."""
        query = "SELECT * FROM said WHERE n > ? AND n <= ? ORDER BY n"
        first = part * PER_PART
        with database_errors(self._path):
            rows = self._connection.execute(query, (first, first + PER_PART))
            return [said_of(row) for row in rows]

    def changed_parts(self) -> frozenset[int]:
        """Return the parts in which something was changed since this was last asked."""
        changed, self._changed = frozenset(self._changed), set()
        return changed

    def rows(self) -> list[Row]:
        """Return the rows of plug-ins."""
        query = "SELECT plugin, name, body FROM plugin_row ORDER BY plugin, name"
        with database_errors(self._path):
            return [Row(**dict(row)) for row in self._connection.execute(query)]

    # --- what is now ----------------------------------------------------------------------------

    def replace_now(
        self, *, coming: Iterable[Coming], in_force: Iterable[InForce], now: Mapping[str, str]
    ) -> None:
        """Put what comes, what is in force, and facts of the station in place of the old ones."""
        with self._transaction() as connection:
            put_now(connection, coming, in_force)
            for name, value in now.items():
                keep(connection, name, value)

    # --- what plug-ins show ---------------------------------------------------------------------

    def mark_of(self, plugin: str) -> str:
        """Return the mark of the last change that was taken of a plug-in, empty for none."""
        with database_errors(self._path):
            return self._meta(f"plugin:{plugin}") or ""

    def take_pages(
        self,
        plugin: str,
        change: PublicChange,
        *,
        most_pages: int = sys.maxsize,
        most_bytes: int = sys.maxsize,
    ) -> None:
        """Take pages of a plug-in and its new mark in one step; where it had none, alone these.

        TooMuch where it would then have more than it may: all stays as it was.
        """
        with self._transaction() as connection:
            if self._meta(f"plugin:{plugin}") is None:
                drop_rows(connection, plugin, PAGE)
            for name in change.gone:
                drop_row(connection, plugin, f"{PAGE}:{name}")
            for page in change.pages:
                put_row(connection, plugin, f"{PAGE}:{page.name}", page.to_values())
            pages, size = size_of(connection, plugin)
            if pages > most_pages:
                raise TooMuch(f"shows more than {most_pages} pages")
            if size > most_bytes:
                raise TooMuch(f"shows more than {most_bytes >> 20} MB")
            keep(connection, f"plugin:{plugin}", change.mark)
        self.rows_changed += 1

    def files_named(self) -> set[str]:
        """Return the hashes of all files that pages name."""
        query = (
            "SELECT DISTINCT json_extract(file.value, '$.sha256') FROM plugin_row,"
            " json_each(body, '$.files') AS file WHERE instr(body, '\"files\"') > 0"
        )
        with database_errors(self._path):
            return {sha256 for (sha256,) in self._connection.execute(query)}

    def replace_cards(self, plugin: str, cards: Iterable[Card]) -> None:
        """Put cards in place of the plug-in's old ones."""
        with self._transaction() as connection:
            drop_rows(connection, plugin, CARD)
            for number, card in enumerate(cards):
                put_row(connection, plugin, f"{CARD}:{number:02d}", card.to_values())
            self.rows_changed += 1

    def keep_plugins(self, known: Collection[str]) -> bool:
        """Throw away what is of other plug-ins; tell whether there was any."""
        query = (
            "SELECT DISTINCT plugin FROM plugin_row"
            " UNION SELECT substr(name, 8) FROM meta WHERE name LIKE 'plugin:%'"
        )
        with database_errors(self._path):
            had = [plugin for (plugin,) in self._connection.execute(query)]
        gone = [each for each in had if each not in known]
        for plugin in gone:
            with self._transaction() as connection:
                drop_rows(connection, plugin)
                self.rows_changed += 1
                connection.execute("DELETE FROM meta WHERE name = ?", (f"plugin:{plugin}",))
        return bool(gone)

    def count_pages(self, plugin: str) -> int:
        """Return how many pages a plug-in has."""
        with database_errors(self._path):
            return size_of(self._connection, plugin)[0]

    def close(self) -> None:
        """Close the file; twice is no error."""
        with suppress(sqlite3.Error):
            self._connection.close()


def part_with(number: int) -> int:
    """Return the part in which the entry of a number is."""
    return (number - 1) // PER_PART


def keep(connection: sqlite3.Connection, name: str, value: str) -> None:
    """Keep a fact under its name."""
    connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))


def put_now(
    connection: sqlite3.Connection, coming: Iterable[Coming], in_force: Iterable[InForce]
) -> None:
    """Put what comes and what is in force in place of the old."""
    connection.execute("DELETE FROM coming")
    connection.execute("DELETE FROM in_force")
    for one in coming:
        insert(connection, "coming", one.to_values())
    for each in in_force:
        insert(connection, "in_force", each.to_values())


def add_new(connection: sqlite3.Connection, said: Said, **more: int) -> int:
    """Add an entry with its words and the names of its clips; return its number."""
    number = insert(connection, "said", {**more, **said.to_values()})
    if not said.withdrawn:
        query = "INSERT INTO search (rowid, words, pairs) VALUES (?, ?, ?)"
        connection.execute(query, (number, *terms_of([said.title, said.text])))
    _name_clips(connection, said.sounds)
    return number


def _name_clips(connection: sqlite3.Connection, sounds: Iterable[Sound]) -> None:
    names = ((sound.sha256,) for sound in sounds)
    connection.executemany("INSERT OR IGNORE INTO clip VALUES (?)", names)


def _add_again(connection: sqlite3.Connection, row: sqlite3.Row, said: Said) -> int:
    """Note one more airing of what was heard before."""
    old = said_of(row)
    changed: dict[str, Any] = {
        "last_aired": iso(max(old.last_aired, said.last_aired)),
        "airings": old.airings + 1,
        "points": sorted({*old.points, *said.points}),
        "hamlets": united(old.hamlets, said.hamlets),
        "partial": old.partial and said.partial,
        "sounds": [each.to_values() for each in old.sounds or said.sounds],
    }
    _name_clips(connection, old.sounds or said.sounds)
    names = ", ".join(f"{name} = ?" for name in changed)
    values = (*map(column, changed.values()), row["n"])
    connection.execute(f"UPDATE said SET {names} WHERE n = ?", values)  # noqa: S608 - our own names
    return int(row["n"])


def open_public(path: Path) -> PublicFile:
    """Open the file, made anew where it is missing, damaged or of another form; StorageFailure."""
    try:
        return PublicFile(path)
    except IntegrityFailure:
        remove(path)
        return PublicFile(path)


def remove(path: Path) -> None:
    """Take the file away with what SQLite keeps beside it; StorageFailure."""
    for suffix in ("", "-wal", "-shm"):
        each = path.with_name(path.name + suffix)
        with storage_errors(each):
            each.unlink(missing_ok=True)
