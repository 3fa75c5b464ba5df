"""Dossiers of another system taken over: new ones with their own codes, known ones brought along.

What the other system says holds, whatever moves it made in between: one line of the log says so.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from loudspeaker.errors import EntryRefused, NotFound
from loudspeaker.hookspecs import PluginDatabase
from loudspeaker.plugins.dossiers.cases.clock import local_day
from loudspeaker.plugins.dossiers.cases.dossier import Dossier, Line
from loudspeaker.plugins.dossiers.cases.states import Clock, State
from loudspeaker.plugins.dossiers.exchange.reading import Batch, Mirrored
from loudspeaker.plugins.dossiers.kept.catalogue import Catalogue
from loudspeaker.plugins.dossiers.kept.people import add_people
from loudspeaker.plugins.dossiers.kept.rows import CHANGED, DOSSIERS, changing, dossier_of
from loudspeaker.plugins.dossiers.kept.sealing import Keys
from loudspeaker.plugins.dossiers.kept.writing import add_line, adopted, insert, organisation_row
from loudspeaker.plugins.dossiers.lookup.secret import hashes_of
from loudspeaker.plugins.dossiers.procedures.importing import Manner
from loudspeaker.plugins.dossiers.procedures.rows import RowError
from loudspeaker.plugins.dossiers.procedures.values import Procedure
from loudspeaker.worktime import Calendar, between

SYNCHRONISED: Final = "đồng bộ"


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What has come of a batch; with ``errors`` and all or nothing, nothing has."""

    new: int
    changed: int
    same: int
    errors: tuple[RowError, ...]


class _Undone(Exception):
    """Takes back a transaction whose person wanted all or nothing."""


class Mirror:
    """Takes batches into the register."""

    def __init__(
        self,
        database: PluginDatabase,
        keys: Keys,
        calendar: Callable[[], Calendar],
        catalogue: Catalogue,
    ) -> None:
        self._database = database
        self._keys = keys
        self._calendar = calendar
        self._catalogue = catalogue

    def take(self, batch: Batch, manner: Manner, *, by: str, at: datetime) -> Taken:
        """Take a batch over, each dossier once; a second time changes nothing."""
        errors = list(batch.errors)
        counts = {"new": 0, "changed": 0, "same": 0}
        try:
            with self._database.transaction() as connection:
                for number, row in enumerate(batch.rows, 1):
                    try:
                        counts[self._one(connection, row, by, at)] += 1
                    except EntryRefused as refused:
                        where = f"{row.code}, {refused.where}"
                        errors.append(RowError(row=number, where=where, problem=refused.problem))
                if errors and manner is Manner.ALL_OR_NOTHING:
                    raise _Undone  # noqa: TRY301 - the transaction is what it is for
        except _Undone:
            counts = dict.fromkeys(counts, 0)
        return Taken(**counts, errors=tuple(sorted(errors, key=lambda each: each.row)))

    def _one(self, connection: sqlite3.Connection, row: Mirrored, by: str, at: datetime) -> str:
        place = organisation_row(connection, row.code.organisation)
        query = DOSSIERS + " WHERE d.organisation = ? AND d.day = ? AND d.number = ?"
        values = (place, row.code.day.toordinal(), row.code.number)
        known = connection.execute(query, values).fetchone()
        if known is None:
            self._add(connection, place, row, by, at)
            return "new"
        return self._bring(connection, known, row, by, at)

    def _add(
        self, connection: sqlite3.Connection, place: int, row: Mirrored, by: str, at: datetime
    ) -> None:
        dossier = self._dossier(row, at)
        code = str(adopted(connection, place, row.code))
        key = insert(connection, place, dossier)
        add_people(connection, key, code, row.filing, self._keys)
        phone = row.filing.applicant.phone
        hashes = hashes_of(self._keys.secrets, code, pin="", phone=phone)
        connection.execute("INSERT INTO secret VALUES (?, ?, ?)", (key, b"", hashes.phone))
        for number, line in enumerate(_history(dossier, row, by), 1):
            add_line(connection, key, number, line)
            connection.execute("UPDATE dossier SET lines = ? WHERE id = ?", (number, key))

    def _bring(
        self,
        connection: sqlite3.Connection,
        known: sqlite3.Row,
        row: Mirrored,
        by: str,
        at: datetime,
    ) -> str:
        before = dossier_of(known)
        after = self._dossier(row, max(at, before.last), before)
        if changing(before)[:1] + changing(before)[3:] == changing(after)[:1] + changing(after)[3:]:
            return "same"
        if known["erased"] is not None:
            raise EntryRefused(where="hồ sơ", problem="đã xóa dữ liệu cá nhân, không cập nhật")
        lines = list(_news(before, after, row, by))
        names = ", ".join(f"{name} = ?" for name in CHANGED)
        query = f"UPDATE dossier SET {names}, lines = lines + ? WHERE id = ?"  # noqa: S608 - ours
        connection.execute(query, (*changing(after), len(lines), known["id"]))
        for number, line in enumerate(lines, known["lines"] + 1):
            add_line(connection, known["id"], number, line)
        return "changed"

    def _dossier(self, row: Mirrored, at: datetime, before: Dossier | None = None) -> Dossier:
        """Return what the other system says; of what it does not say, what was known before."""
        registered = before.registered if before else min(row.received or at, at)
        procedure = before or self._procedure(row, local_day(registered))
        ended = (before and before.ended) or at
        due, left = _due(row, before), None
        if row.state.clock is Clock.RUNNING and due is None:
            raise EntryRefused(where="NgayHenTra", problem=f"thiếu ở hồ sơ “{row.state.label}”")
        if row.state.clock is Clock.STOPPED and due is not None and due > at:
            known = before.left if before else None
            left, due = known or between(self._calendar(), at, due), None
        return Dossier(
            code=row.code, procedure=row.procedure, version=procedure.version,
            domain=before.domain if before else row.domain, channel=row.channel,
            limit=procedure.limit, cut_off=procedure.cut_off, state=row.state,
            registered=registered, received=_received(row, before), due=due, left=left,
            promised=before.promised if before else None,
            ended=(row.ended or ended) if row.state.clock is Clock.ENDED else None,
            returned=row.returned, last=at,
        )  # fmt: skip

    def _procedure(self, row: Mirrored, day: date) -> Procedure:
        try:
            return self._catalogue.holding(row.procedure, day)
        except NotFound:
            problem = f"{row.procedure} chưa có trong danh mục ngày {day:%d/%m/%Y}, nhập trước"
            raise EntryRefused(where="MaTTHC", problem=problem) from None


def _due(row: Mirrored, before: Dossier | None) -> datetime | None:
    """Return the due time: a later day that was promised is told in its place, and is not it."""
    promised = before is not None and before.promised is not None and row.due == before.promised
    return before.due if promised and before is not None else row.due


def _received(row: Mirrored, before: Dossier | None) -> datetime | None:
    """Return when it was received: what only waits to be, or was refused at once, never was."""
    never = row.state in {State.REGISTERED, State.REFUSED}
    return None if never and not (before and before.received) else row.received


def _history(dossier: Dossier, row: Mirrored, by: str) -> Iterator[Line]:
    """Yield what is known of the way so far: the receipt, the end, and how it stands."""
    steps: list[tuple[datetime, State]] = []
    if dossier.received and dossier.state is not State.RECEIVED:
        steps.append((dossier.received, State.RECEIVED))
    if dossier.state is State.RETURNED and dossier.ended:
        steps.append((dossier.ended, State.FINISHED))
    now = dossier.received if dossier.state is State.RECEIVED else None
    over = dossier.returned if dossier.state is State.RETURNED else dossier.ended
    steps.append((now or over or dossier.last, dossier.state))
    before: State | None = None
    for number, (at, state) in enumerate(steps, 1):
        note = row.note if number == len(steps) else ""
        due = row.due if state is State.RECEIVED else dossier.due
        yield Line(at=at, by=by, act=SYNCHRONISED, before=before, after=state, due=due, note=note)
        before = state


def _news(before: Dossier, after: Dossier, row: Mirrored, by: str) -> Iterator[Line]:
    """Yield what became of a known dossier; a result that was fetched had been finished."""
    state = before.state
    if after.state is State.RETURNED and state is not State.FINISHED:
        yield Line(
            at=after.last, by=by, act=SYNCHRONISED, before=state, after=State.FINISHED,
            due=after.due,
        )  # fmt: skip
        state = State.FINISHED
    yield Line(
        at=after.last, by=by, act=SYNCHRONISED, before=state, after=after.state, due=after.due,
        note=row.note,
    )  # fmt: skip
