"""One act on a paper, inside a transaction: its state, its line, and what comes with it."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from loudspeaker.errors import EntryRefused
from loudspeaker.plugins.documents.papers.entry import Book
from loudspeaker.plugins.documents.papers.fields import FieldForm
from loudspeaker.plugins.documents.papers.numbers import code_for
from loudspeaker.plugins.documents.papers.states import (
    DUTY_NAMES,
    OPEN,
    Act,
    Actor,
    Duty,
    State,
    permitted,
    said,
)
from loudspeaker.plugins.documents.register.log import note_act
from loudspeaker.plugins.documents.register.numbering import (
    ARRIVING,
    Scheme,
    add_line,
    cancel_line,
    day_at,
    kind_of,
    scheme_of,
    series_of,
)
from loudspeaker.plugins.documents.register.values import Paper
from loudspeaker.plugins.documents.register.writing import entry_columns, refuse_alike, update

MOST_HANDLERS: Final = 20
_NOTE: Final = FieldForm(name="note", label="ý kiến, lý do", longest=2000)
_PERSON: Final = FieldForm(name="whom", label="người được giao", longest=100, required=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is said with an act: a reason, an opinion or a result, to whom, and by when.

    ``successor`` is the paper that replaces this one; ``duplicate_seen`` says that a paper which
    is like this one is another one all the same.
    """

    note: str = ""
    whom: Sequence[str] = ()
    successor: int | None = None
    due_on: date | None = None
    duplicate_seen: bool = False


def apply(
    connection: sqlite3.Connection,
    paper: Paper,
    name: str,
    asked: Asked,
    *,
    actor: Actor,
    now: datetime,
    scheme: Scheme,
) -> None:
    """Do an act and write it into the log; EntryRefused for what cannot be, before anything is."""
    act = permitted(name, paper.standing, actor)
    note, whom = _NOTE.text(asked.note), _persons(asked.whom)
    said(act, note=note, whom=whom, successor=asked.successor)
    values: dict[str, object] = {}
    if act.gives_number:
        values |= _number(connection, paper, asked, actor=actor, now=now, scheme=scheme)
    values |= _brought(connection, paper, act, asked, note, actor, now)
    values |= {"state": act.after, **_ended(paper, act, day_at(now))}
    update(connection, paper.id, values)
    if act.needs == "whom":
        _assign(connection, paper.id, whom)
    note_act(
        connection, paper.id, act.name, by=actor.on_record, now=now, before=paper.state,
        after=act.after, note=note, whom=whom, detail=_detail(asked, values),
    )  # fmt: skip


def _number(
    connection: sqlite3.Connection,
    paper: Paper,
    asked: Asked,
    *,
    actor: Actor,
    now: datetime,
    scheme: Scheme,
) -> dict[str, object]:
    """Give the next number, in this very transaction."""
    day = day_at(now)
    if paper.book is Book.IN:
        if not asked.duplicate_seen:
            refuse_alike(connection, paper.entry, but=paper.id)
        add_line(connection, paper.id, Book.IN, ARRIVING, by=actor.on_record, now=now)
        return {"day": day.isoformat()}
    entry = paper.entry
    in_force = scheme_of(connection, day.year, scheme, by=actor.on_record, now=now)
    series = series_of(entry, in_force)
    number = add_line(connection, paper.id, Book.OUT, series, by=actor.on_record, now=now)
    law_year = day.year if entry.law else None
    kind = kind_of(entry)
    code = code_for(number, kind, issuer=entry.organ, unit=entry.unit, law_year=law_year)
    given = replace(entry, number=code.written_number, symbol=code.symbol, issued_on=day)
    return {"day": day.isoformat(), **entry_columns(given)}


def _brought(
    connection: sqlite3.Connection,
    paper: Paper,
    act: Act,
    asked: Asked,
    note: str,
    actor: Actor,
    now: datetime,
) -> dict[str, object]:
    """Return what an act changes beside the state; a number that is cancelled says why."""
    values: dict[str, object] = {}
    if act.name == "cancel":
        cancel_line(connection, paper.id, reason=note, by=actor.on_record, now=now)
    if act.name == "file":
        _refuse_without_file(connection, paper.id)
    if act.name == "replace":
        values["successor"] = _successor(connection, paper.id, asked.successor)
    if asked.due_on is not None:
        _refuse_own_deadline(act)
        _refuse_past(asked.due_on, day_at(now))
        values["due_on"] = asked.due_on.isoformat()
    return values


def _refuse_without_file(connection: sqlite3.Connection, paper: int) -> None:
    query = "SELECT 1 FROM file_paper WHERE paper = ?"
    if connection.execute(query, (paper,)).fetchone() is None:
        raise EntryRefused(where="hồ sơ", problem="văn bản chưa ở trong hồ sơ nào")


def _successor(connection: sqlite3.Connection, paper: int, successor: int | None) -> int:
    query = "SELECT 1 FROM paper WHERE id = ? AND book = 'out' AND state = ? AND id != ?"
    found = connection.execute(query, (successor, State.ISSUED, paper)).fetchone()
    if successor is None or found is None:
        raise EntryRefused(where="văn bản thay thế", problem="phải là văn bản đi đã phát hành")
    return successor


def _refuse_own_deadline(act: Act) -> None:
    """Refuse a deadline that comes with an act of who has to keep it, or when all is done."""
    if act.own or act.after not in OPEN:
        told = f"{DUTY_NAMES[Duty.CLERK]}, {DUTY_NAMES[Duty.LEADER]} định"
        raise EntryRefused(where="hạn giải quyết", problem=f"do {told}")


def _refuse_past(due_on: date, today: date) -> None:
    if due_on < today:
        raise EntryRefused(where="hạn giải quyết", problem="đã qua rồi")


def _ended(paper: Paper, act: Act, today: date) -> dict[str, object]:
    """Return since when nobody has to do anything; what goes on again has not ended."""
    if act.after in OPEN:
        return {"ended_on": None}
    return {} if paper.ended_on else {"ended_on": today.isoformat()}


def _assign(connection: sqlite3.Connection, paper: int, whom: Sequence[str]) -> None:
    connection.execute("DELETE FROM assigned WHERE paper = ?", (paper,))
    query = "INSERT INTO assigned (paper, person) VALUES (?, ?)"
    connection.executemany(query, [(paper, person) for person in whom])


def _persons(whom: Sequence[str]) -> tuple[str, ...]:
    """Return each person once; EntryRefused for none behind a comma, or too many."""
    persons = tuple(dict.fromkeys(_PERSON.text(each) for each in whom))
    if len(persons) > MOST_HANDLERS:
        raise EntryRefused(where=_PERSON.label, problem=f"nhiều nhất {MOST_HANDLERS} người")
    return persons


def _detail(asked: Asked, values: dict[str, object]) -> dict[str, Any]:
    told = {name: values[name] for name in ("due_on", "number", "symbol") if name in values}
    return told | ({"successor": asked.successor} if "successor" in values else {})
