"""``public.db`` at a kiosk: what was pulled takes the place of what was there, in one step.

SQLite lets readers see the old or the new, also after a power cut.  The file knows by which parts
it was filled, so that only others are pulled.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from loudspeaker.errors import IntegrityFailure
from loudspeaker.public.entries import Said, Sound
from loudspeaker.public.manifest import PER_PART, NotTaken, Reason
from loudspeaker.public.pages import CARD, PAGE, card_of, page_of
from loudspeaker.public.parts import Now, Row, row_part
from loudspeaker.public.terms import terms_of
from loudspeaker.store.public_file import PublicFile, add_new, keep, put_now, remove
from loudspeaker.store.public_index import drop_row, put_row
from loudspeaker.store.public_schema import said_of
from loudspeaker.store.sqlite import database_errors

_NOTHING = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """The hashes of the parts that the file holds; ``station`` is its name as it was told."""

    station: str = _NOTHING
    now: str = _NOTHING
    index: str = _NOTHING
    heard: tuple[str, ...] = ()
    rows_index: str = _NOTHING
    rows: tuple[str, ...] = ()


class PublicCopy(PublicFile):
    """The file's only writer; for one thread.  StorageFailure, IntegrityFailure.

    Unlike the station's it is on the disk at each change: after a power cut without network it is
    all there is.
    """

    SYNCHRONOUS = "FULL"

    @property
    def held(self) -> Held:
        """What the file holds."""
        with database_errors(self._path):
            told = self._meta("held")
        values = json.loads(told) if told else {}
        lists = {name: tuple(values.get(name, ())) for name in ("heard", "rows")}
        return Held(**{**values, **lists})

    def _holds(self, connection: sqlite3.Connection, **changed: object) -> None:
        held = self.held
        values = {name: getattr(held, name) for name in Held.__dataclass_fields__}
        keep(connection, "held", json.dumps({**values, **changed}))

    def put_now(self, now: Now, *, station: str, sha256: str) -> None:
        """Take what is now, and the name of the station."""
        with self._transaction() as connection:
            put_now(connection, now.coming, now.in_force)
            keep(connection, "station", station)
            keep(connection, "hamlets", json.dumps(now.hamlets))
            keep(connection, "address", now.address or "")
            self._holds(connection, now=sha256, station=station)

    def put_rows(
        self, parts: Mapping[int, Sequence[Row]], *, held: Sequence[str], index: str
    ) -> None:
        """Take the parts in which a row of a plug-in is new; ``held`` names all there are.

        NotTaken for what no plug-in shows: nothing is changed then.
        """
        with self._transaction() as connection:
            rows = connection.execute("SELECT plugin, name FROM plugin_row").fetchall()
            for plugin, name in rows:
                if row_part(plugin, name) in parts:
                    drop_row(connection, plugin, name)
            for row in (row for part in parts.values() for row in part):
                try:
                    put_row(connection, row.plugin, row.name, _shown(row))
                except (ValueError, KeyError, TypeError, AttributeError) as error:
                    raise NotTaken(Reason.FORM) from error
            self._holds(connection, rows=held, rows_index=index)

    def put_heard(
        self, parts: Mapping[int, Sequence[Said]], *, heard: Sequence[str], index: str
    ) -> None:
        """Take the parts in which something is new; ``heard`` names all there are from now on.

        NotTaken for entries that contradict each other: nothing is changed then.
        """
        try:
            with self._transaction() as connection:
                for number in (*parts, *range(len(heard), len(self.held.heard))):
                    _drop(connection, number)
                for number, entries in parts.items():
                    for n, said in enumerate(entries, number * PER_PART + 1):
                        _add(connection, n, said)
                self._holds(connection, heard=heard, index=index)
        except sqlite3.IntegrityError as error:
            raise NotTaken(Reason.FORM) from error

    def sounds(self) -> Iterator[Sound]:
        """Yield the clips by how soon somebody may ask for them: in force, then newest first."""
        query = (
            "SELECT sounds FROM said ORDER BY id IN (SELECT id FROM in_force) DESC,"
            " last_aired DESC, n DESC"
        )
        with database_errors(self._path):
            rows = self._connection.execute(query).fetchall()
        for row in rows:
            yield from (Sound(**values) for values in json.loads(row["sounds"]))

    def files(self) -> Iterator[tuple[str, int]]:
        """Yield hash and size of each file of a page, those of the last changed page first."""
        query = (
            "SELECT json_extract(file.value, '$.sha256'), json_extract(file.value, '$.size')"
            " FROM plugin_row, json_each(body, '$.files') AS file"
            " WHERE instr(body, '\"files\"') > 0 ORDER BY json_extract(body, '$.changed') DESC"
        )
        with database_errors(self._path):
            yield from self._connection.execute(query).fetchall()


def _shown(row: Row) -> dict[str, Any]:
    """Return what a row shows; ValueError, KeyError or TypeError for what pages cannot show."""
    values: dict[str, Any] = json.loads(row.body)
    {PAGE: page_of, CARD: card_of}[row.name.partition(":")[0]](values)
    return values


def _add(connection: sqlite3.Connection, n: int, said: Said) -> None:
    add_new(connection, said, n=n)
    hamlets = ((hamlet, n) for hamlet in said.hamlets)
    connection.executemany("INSERT OR IGNORE INTO said_in VALUES (?, ?)", hamlets)


def _drop(connection: sqlite3.Connection, part: int) -> None:
    """Take out a part, with its words: an index without content has to be told them."""
    first = part * PER_PART
    query = "SELECT * FROM said WHERE n > ? AND n <= ?"
    for row in connection.execute(query, (first, first + PER_PART)).fetchall():
        said, n = said_of(row), row["n"]
        if not said.withdrawn:
            forget = "INSERT INTO search (search, rowid, words, pairs) VALUES ('delete', ?, ?, ?)"
            connection.execute(forget, (n, *terms_of([said.title, said.text])))
        places = ((hamlet, n) for hamlet in said.hamlets)
        connection.executemany("DELETE FROM said_in WHERE hamlet = ? AND n = ?", places)
        connection.execute("DELETE FROM said WHERE n = ?", (n,))


def open_copy(path: Path) -> PublicCopy:
    """Open the file, empty where it was missing, damaged or of another form; StorageFailure."""
    try:
        return PublicCopy(path)
    except IntegrityFailure:
        remove(path)
        return PublicCopy(path)
