"""The register of dossiers: opened with a number, moved, promised, handed over, never deleted."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import datetime

from loudspeaker.errors import EntryOutdated, NotFound
from loudspeaker.hookspecs import PluginDatabase
from loudspeaker.model import iso
from loudspeaker.plugins.dossiers.cases import dossier as acts
from loudspeaker.plugins.dossiers.cases.codes import Code, organisation_of
from loudspeaker.plugins.dossiers.cases.dossier import Channel, Dossier, Line
from loudspeaker.plugins.dossiers.cases.filing import Filing
from loudspeaker.plugins.dossiers.cases.handing import HandOver, hand_over
from loudspeaker.plugins.dossiers.cases.states import State
from loudspeaker.plugins.dossiers.kept.people import add_people
from loudspeaker.plugins.dossiers.kept.rows import (
    CHANGED,
    DOSSIERS,
    changing,
    dossier_of,
    handing_of,
    line_of,
    second,
)
from loudspeaker.plugins.dossiers.kept.sealing import Keys
from loudspeaker.plugins.dossiers.kept.writing import (
    actor,
    add_line,
    add_note,
    adopted,
    insert,
    numbered,
    organisation_row,
)
from loudspeaker.plugins.dossiers.lookup.secret import Hashes, hashes_of
from loudspeaker.plugins.dossiers.procedures.values import Procedure
from loudspeaker.worktime import Calendar

Act = Callable[[Dossier], tuple[Dossier, Line]]
Then = Callable[[sqlite3.Connection, int, Dossier], None]
_BY_CODE = " WHERE o.code = ? AND d.day = ? AND d.number = ?"


class Register:
    """The dossiers in the plug-in's own file; ``calendar`` gives the working time as it is now."""

    def __init__(
        self, database: PluginDatabase, keys: Keys, calendar: Callable[[], Calendar]
    ) -> None:
        self._database = database
        self._keys = keys
        self._calendar = calendar

    # --- what changes -----------------------------------------------------------------------------

    def open(
        self,
        procedure: Procedure,
        filing: Filing,
        *,
        organisation: str,
        channel: Channel,
        at: datetime,
        by: str,
        pin: str,
        state: State = State.RECEIVED,
        code: Code | None = None,
    ) -> Dossier:
        """Keep a new dossier, whose code is given in the same transaction.

        ``code`` is one that the national portal gave; EntryRefused where it is there already.
        """
        with self._database.transaction() as connection:
            place = organisation_row(connection, code.organisation if code else organisation)
            given = adopted(connection, place, code) if code else None
            given = given or numbered(connection, place, organisation_of(organisation), at)
            dossier, line = acts.opened(
                self._calendar(),
                code=given,
                procedure=procedure.code,
                version=procedure.version,
                domain=procedure.domain,
                channel=channel,
                limit=procedure.limit,
                cut_off=procedure.cut_off,
                at=at,
                by=by,
                state=state,
            )
            key = insert(connection, place, dossier)
            add_line(connection, key, 1, line)
            add_people(connection, key, str(given), filing, self._keys)
            phone = filing.applicant.phone
            hashes = hashes_of(self._keys.secrets, str(given), pin=pin, phone=phone)
            connection.execute(
                "INSERT INTO secret VALUES (?, ?, ?)", (key, hashes.pin, hashes.phone)
            )
        return dossier

    def move(
        self,
        code: Code,
        to: State,
        *,
        at: datetime,
        by: str,
        reason: str = "",
        seen: int | None = None,
        then: Then | None = None,
    ) -> Dossier:
        """Move a dossier to another state; EntryRefused for a move that there is not.

        ``seen`` is how many lines its log had when it was looked at: EntryOutdated for another one.
        ``then`` is done with the row and the moved dossier in the same transaction.
        """
        return self._act(
            code,
            lambda it: acts.moved(self._calendar(), it, to, at=at, by=by, reason=reason),
            seen,
            then,
        )

    def promise(
        self,
        code: Code,
        day: datetime,
        *,
        at: datetime,
        by: str,
        reason: str,
        seen: int | None = None,
    ) -> Dossier:
        """Keep a later day that the applicant was told with an apology (form 04); EntryRefused."""
        return self._act(
            code,
            lambda it: acts.promised(self._calendar(), it, day, at=at, by=by, reason=reason),
            seen,
        )

    def hand_over(
        self,
        code: Code,
        *,
        giver: str,
        taker: str,
        at: datetime,
        due: datetime | None = None,
        note: str = "",
    ) -> HandOver:
        """Keep a hand-over; EntryRefused where the giver does not have the dossier."""
        with self._database.transaction() as connection:
            key = _found(connection, code)["id"]
            query = f"{_HANDINGS} WHERE h.dossier = ? ORDER BY h.n DESC LIMIT 1"
            row = connection.execute(query, (key,)).fetchone()
            last = handing_of(row) if row else None
            new = hand_over(last, giver=giver, taker=taker, at=at, due=due, note=note)
            number = row["n"] + 1 if row else 1
            people = (actor(connection, new.giver), actor(connection, new.taker))
            values = (key, number, *people, second(new.at), second(new.due))
            connection.execute("INSERT INTO handing VALUES (?, ?, ?, ?, ?, ?)", values)
            add_note(connection, key, "handing", number, new.note)
        return new

    def _act(self, code: Code, act: Act, seen: int | None, then: Then | None = None) -> Dossier:
        with self._database.transaction() as connection:
            row = _found(connection, code)
            key, lines = row["id"], row["lines"]
            if seen is not None and seen != lines:
                raise _outdated(connection, key, lines)
            dossier, line = act(dossier_of(row))
            names = ", ".join(f"{name} = ?" for name in CHANGED)
            query = f"UPDATE dossier SET {names}, lines = ? WHERE id = ?"  # noqa: S608 - our names
            connection.execute(query, (*changing(dossier), lines + 1, key))
            add_line(connection, key, lines + 1, line)
            if then is not None:
                then(connection, key, dossier)
        return dossier

    # --- what is looked at: nothing here tells who the applicant is -------------------------------

    def get(self, code: Code) -> Dossier:
        """Return a dossier; NotFound."""
        row = self._database.row(DOSSIERS + _BY_CODE, _place(code))
        if row is None:
            raise _not_found(code)
        return dossier_of(row)

    def lines(self, code: Code) -> list[Line]:
        """Return its log from the first line on; NotFound."""
        query = """SELECT l.*, a.name, t.text FROM log l JOIN actor a ON a.id = l.by
            LEFT JOIN note t ON t.dossier = l.dossier AND t.of = 'log' AND t.n = l.n
            WHERE l.dossier = ? ORDER BY l.n"""
        return [line_of(row) for row in self._database.rows(query, (self.key(code),))]

    def hand_overs(self, code: Code) -> list[HandOver]:
        """Return its hand-overs from the first on; NotFound."""
        query = f"{_HANDINGS} WHERE h.dossier = ? ORDER BY h.n"
        return [handing_of(row) for row in self._database.rows(query, (self.key(code),))]

    def due_until(self, until: datetime, *, most: int = 500) -> list[Dossier]:
        """Return what is open and due by then, the most urgent first: what is late, then today."""
        query = (
            DOSSIERS
            + """ WHERE d.ended IS NULL AND d.due IS NOT NULL AND d.due <= ?
            ORDER BY d.due LIMIT ?"""
        )
        return [dossier_of(row) for row in self._database.rows(query, (second(until), most))]

    def due_counts(self, now: datetime, until: datetime) -> tuple[int, int]:
        """Return how many are late now, and how many more are due until then."""
        query = """SELECT count(*) FILTER (WHERE due < ?) AS late, count(*) AS all_of_them
            FROM dossier WHERE ended IS NULL AND due IS NOT NULL AND due <= ?"""
        row = self._database.row(query, (second(now), second(until)))
        late, both = (row["late"], row["all_of_them"]) if row else (0, 0)
        return late, both - late

    def waiting_results(self) -> int:
        """Return how many results are ready and were not fetched."""
        row = self._database.row("SELECT count(*) AS n FROM dossier WHERE state = 9")
        return row["n"] if row else 0

    def ready(self, *, most: int = 500) -> list[Dossier]:
        """Return what is finished and was not fetched, what waits longest first."""
        query = f"{DOSSIERS} WHERE d.state = 9 ORDER BY d.ended LIMIT ?"
        return [dossier_of(row) for row in self._database.rows(query, (most,))]

    def waiting(self, *, most: int = 500) -> list[Dossier]:
        """Return what is open and not due: filed online, or waiting for its applicant."""
        query = f"{DOSSIERS} WHERE d.ended IS NULL AND d.due IS NULL ORDER BY d.registered LIMIT ?"
        return [dossier_of(row) for row in self._database.rows(query, (most,))]

    def received_count(self, start: datetime, end: datetime) -> int:
        """Return how many were received in a period."""
        query = "SELECT count(*) AS n FROM dossier WHERE received >= ? AND received < ?"
        row = self._database.row(query, (second(start), second(end)))
        return row["n"] if row else 0

    def line_count(self, code: Code) -> int:
        """Return how many lines its log has: what ``seen`` is; NotFound."""
        row = self._database.row(DOSSIERS + _BY_CODE, _place(code))
        if row is None:
            raise _not_found(code)
        count: int = row["lines"]
        return count

    def new_pin(self, code: Code, pin: str) -> None:
        """Give a dossier another PIN: the one before it opens nothing any more; NotFound."""
        hashes = hashes_of(self._keys.secrets, str(code), pin=pin, phone="")
        with self._database.transaction() as connection:
            key = _found(connection, code)["id"]
            query = """INSERT INTO secret VALUES (?, ?, X'')
                ON CONFLICT (dossier) DO UPDATE SET pin = excluded.pin"""
            connection.execute(query, (key, hashes.pin))

    def hashes(self, code: Code | None) -> Hashes | None:
        """Return the hashes of a dossier's secrets: one query, whatever the code is."""
        row = self._database.row(_HASHES, _place(code) if code else ("", 0, 0))
        return Hashes(pin=row["pin"], phone=row["phone"]) if row else None

    def key(self, code: Code) -> int:
        """Return the row of a dossier; NotFound."""
        row = self._database.row(DOSSIERS + _BY_CODE, _place(code))
        if row is None:
            raise _not_found(code)
        key: int = row["id"]
        return key


_HASHES = f"""SELECT s.pin, s.phone FROM dossier d JOIN organisation o ON o.id = d.organisation
    JOIN secret s ON s.dossier = d.id {_BY_CODE}"""  # noqa: S608 - our own names
_HANDINGS = """SELECT h.*, g.name AS giver_name, t.name AS taker_name, r.text FROM handing h
    JOIN actor g ON g.id = h.giver JOIN actor t ON t.id = h.taker
    LEFT JOIN note r ON r.dossier = h.dossier AND r.of = 'handing' AND r.n = h.n"""


def _place(code: Code) -> tuple[str, int, int]:
    return (code.organisation, code.day.toordinal(), code.number)


def _found(connection: sqlite3.Connection, code: Code) -> sqlite3.Row:
    row: sqlite3.Row | None = connection.execute(DOSSIERS + _BY_CODE, _place(code)).fetchone()
    if row is None:
        raise _not_found(code)
    return row


def _not_found(code: Code) -> NotFound:
    return NotFound(kind="dossier", name=str(code), known=[])


def _outdated(connection: sqlite3.Connection, key: int, lines: int) -> EntryOutdated:
    query = """SELECT l.*, a.name, NULL AS text FROM log l JOIN actor a ON a.id = l.by
        WHERE l.dossier = ? AND l.n = ?"""
    line = line_of(connection.execute(query, (key, lines)).fetchone())
    return EntryOutdated(by=line.by, at=iso(line.at))
