"""Whose a dossier is: every look is written down with its reason, and it goes with time."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from loudspeaker.errors import EntryRefused, NotFound
from loudspeaker.hookspecs import PluginDatabase
from loudspeaker.model import iso
from loudspeaker.plugins.dossiers.cases.codes import Code
from loudspeaker.plugins.dossiers.cases.dossier import Dossier
from loudspeaker.plugins.dossiers.cases.filing import Filing
from loudspeaker.plugins.dossiers.cases.people import identity_digits, one_line
from loudspeaker.plugins.dossiers.kept.rows import (
    DOSSIERS,
    dossier_of,
    kept_matter,
    matter_texts,
    party_of,
    second,
    sure,
)
from loudspeaker.plugins.dossiers.kept.sealing import Keys
from loudspeaker.public.folding import folded

MOST_FOUND: Final = 20
_LONGEST_REASON: Final = 200
_LONGEST_WORDS: Final = 100
_MOST_OF_ONE: Final = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """Who looked at a person's data, when and why."""

    at: datetime
    by: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A dossier and whose it is; ``filing`` is None where the people were forgotten."""

    dossier: Dossier
    filing: Filing | None


class People:
    """The people of the dossiers; who looks says who they are (``by``) and why (``reason``)."""

    def __init__(self, database: PluginDatabase, keys: Keys) -> None:
        self._database = database
        self._keys = keys

    def of(self, code: Code, *, by: str, reason: str, at: datetime) -> Found:
        """Return a dossier with its people; NotFound."""
        where = "o.code = ? AND d.day = ? AND d.number = ?"
        place = (code.organisation, code.day.toordinal(), code.number)
        found = self._looked(where, place, by=by, reason=reason, at=at)
        if not found:
            raise NotFound(kind="dossier", name=str(code), known=[])
        return found[0]

    def received(
        self, start: datetime, end: datetime, *, by: str, reason: str, at: datetime, most: int
    ) -> list[Found]:
        """Return what was received in a period, the newest first: one look at all of them."""
        where = "d.received >= ? AND d.received < ?"
        values = (second(start), second(end))
        return self._looked(where, values, by=by, reason=reason, at=at, most=most)

    def named(self, words: str, *, by: str, reason: str, at: datetime) -> list[Found]:
        """Return the newest dossiers whose people have all these words in their names."""
        parts = folded(words[:_LONGEST_WORDS]).split()
        if not parts:
            return []
        match = " AND ".join(f'"{part}"' for part in parts)
        where = "d.id IN (SELECT rowid FROM named WHERE named MATCH ? ORDER BY rowid DESC LIMIT ?)"
        return self._looked(where, (match, MOST_FOUND), by=by, reason=reason, at=at)

    def called(self, phone: str, *, by: str, reason: str, at: datetime) -> list[Found]:
        """Return the newest dossiers with this telephone number."""
        where = "d.id IN (SELECT dossier FROM party WHERE phone = ? AND phone <> '')"
        digits = "".join(each for each in phone if each in "+0123456789")
        return self._looked(where, (digits,), by=by, reason=reason, at=at)

    def identified(
        self, identity: str, *, by: str, reason: str, at: datetime, most: int = MOST_FOUND
    ) -> list[Found]:
        """Return the newest dossiers of an identity number, as applicant or delegate."""
        where = "d.id IN (SELECT dossier FROM party WHERE mark = ? AND mark IS NOT NULL)"
        mark = self._keys.mark(identity_digits(identity))
        return self._looked(where, (mark,), by=by, reason=reason, at=at, most=most)

    def exported(self, identity: str, *, by: str, reason: str, at: datetime) -> dict[str, Any]:
        """Return all that is kept of one person, to be handed to them (Law 91/2025/QH15).

        Of other people in the same dossiers nothing is told.
        """
        digits = identity_digits(identity)
        every = self.identified(identity, by=by, reason=reason, at=at, most=_MOST_OF_ONE)
        dossiers = [
            {
                "code": str(found.dossier.code),
                "procedure": found.dossier.procedure,
                "state": found.dossier.state.label,
                "received": _iso(found.dossier.received),
                "ended": _iso(found.dossier.ended),
                "as": "applicant" if party is found.filing.applicant else "delegate",
                "person": party.to_values(),
                "matter": found.filing.matter.to_values(),
                "views": [
                    {"at": iso(seen.at), "by": seen.by, "reason": seen.reason}
                    for seen in self.views(found.dossier.code)
                ],
            }
            for found in every
            if found.filing is not None
            for party in found.filing.parties
            if party.identity == digits
        ]
        return {"identity": digits, "at": iso(at), "dossiers": dossiers}

    def views(self, code: Code) -> list[Seen]:
        """Return who looked at the people of a dossier, the newest first."""
        query = """SELECT v.at, a.name, v.reason FROM view v JOIN actor a ON a.id = v.by
            JOIN dossier d ON d.id = v.dossier JOIN organisation o ON o.id = d.organisation
            WHERE o.code = ? AND d.day = ? AND d.number = ? ORDER BY v.id DESC"""
        place = (code.organisation, code.day.toordinal(), code.number)
        return [
            Seen(at=sure(row["at"]), by=row["name"], reason=row["reason"])
            for row in self._database.rows(query, place)
        ]

    def _looked(
        self,
        where: str,
        values: Sequence[object],
        *,
        by: str,
        reason: str,
        at: datetime,
        most: int = MOST_FOUND,
    ) -> list[Found]:
        why = one_line(reason)
        if not why or len(why) > _LONGEST_REASON:
            raise EntryRefused(where="lý do xem", problem="cần ghi lý do, một dòng")
        with self._database.transaction() as connection:
            query = f"{DOSSIERS} WHERE {where} ORDER BY d.id DESC LIMIT ?"
            rows = connection.execute(query, (*values, most)).fetchall()
            found = [self._found(connection, row) for row in rows]
            _write_down(connection, [row["id"] for row in rows], by, why, at)
        return found

    def _found(self, connection: sqlite3.Connection, row: sqlite3.Row) -> Found:
        dossier = dossier_of(row)
        query = "SELECT * FROM party WHERE dossier = ? ORDER BY place"
        parties = [
            party_of(each, self._identity(each, dossier.code))
            for each in connection.execute(query, (row["id"],)).fetchall()
        ]
        query = "SELECT * FROM matter WHERE dossier = ?"
        matter = connection.execute(query, (row["id"],)).fetchone()
        if not parties or matter is None:
            return Found(dossier=dossier, filing=None)
        applicant, *others = parties
        delegate = others[0] if others else None
        filing = Filing(applicant=applicant, delegate=delegate, matter=kept_matter(matter))
        return Found(dossier=dossier, filing=filing)

    def _identity(self, row: sqlite3.Row, code: Code) -> str:
        sealed = row["identity"]
        return self._keys.unseal(sealed, about(str(code), row["place"])) if sealed else ""


def add_people(
    connection: sqlite3.Connection, key: int, code: str, filing: Filing, keys: Keys
) -> None:
    """Keep who files and what about."""
    for place, party in enumerate(filing.parties):
        identity = party.identity
        values = (
            key, place, party.kind.value, party.name, party.phone, party.email, party.address,
            party.told.value, party.acting,
            keys.seal(identity, about(code, place)) if identity else None,
            keys.mark(identity) if identity else None,
        )  # fmt: skip
        connection.execute(f"INSERT INTO party VALUES ({', '.join('?' * 11)})", values)  # noqa: S608
    names = named_text(party.name for party in filing.parties)
    connection.execute("INSERT INTO named (rowid, name) VALUES (?, ?)", (key, names))
    matter = matter_texts(filing.matter)
    connection.execute("INSERT INTO matter VALUES (?, ?, ?, ?)", (key, *matter))


def named_text(names: Any) -> str:
    """Return what the index of names has of a dossier: the same words are needed to forget it."""
    return folded(" ".join(names))


def about(code: str, place: int) -> str:
    """Return what a sealed number is bound to."""
    return f"{code} {place}"


def _write_down(
    connection: sqlite3.Connection, keys: Sequence[int], by: str, reason: str, at: datetime
) -> None:
    if not keys:
        return
    connection.execute("INSERT INTO actor (name) VALUES (?) ON CONFLICT DO NOTHING", (by,))
    query = """INSERT INTO view (at, by, dossier, reason)
        VALUES (?, (SELECT id FROM actor WHERE name = ?), ?, ?)"""
    connection.executemany(query, [(second(at), by, key, reason) for key in keys])


def _iso(at: datetime | None) -> str | None:
    return iso(at) if at else None
