"""Who may see a paper: everybody who works with papers, or those that are named for it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from loudspeaker.errors import EntryRefused
from loudspeaker.plugins.documents.papers.fields import FieldForm
from loudspeaker.plugins.documents.papers.states import DUTY_NAMES, Actor, Duty

MOST_NAMED: Final = 50
_PERSON: Final = FieldForm(name="person", label="người được xem", longest=100)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """The duties and persons who may see a paper; nobody is named for one that is open."""

    duties: frozenset[Duty] = frozenset()
    persons: frozenset[str] = frozenset()

    @property
    def restricts(self) -> bool:
        """Tell whether only some may see it."""
        return bool(self.duties or self.persons)

    def __str__(self) -> str:
        """Return it as it stands in the log."""
        named = [DUTY_NAMES[duty] for duty in Duty if duty in self.duties] + sorted(self.persons)
        return ", ".join(named) if named else "mọi người làm việc với văn bản"


def rights_of(duties: Iterable[str], persons: Iterable[str]) -> Rights:
    """Return the rights of words; EntryRefused."""
    try:
        known = frozenset(map(Duty, duties))
    except ValueError as error:
        told = ", ".join(Duty)
        raise EntryRefused(where="quyền xem", problem=f"là một trong: {told}") from error
    names = frozenset(map(_PERSON.text, persons)) - {""}
    if len(names) > MOST_NAMED:
        raise EntryRefused(where="quyền xem", problem=f"nhiều nhất {MOST_NAMED} người")
    return Rights(duties=known, persons=names)


def keep_rights(connection: sqlite3.Connection, paper: int, rights: Rights) -> None:
    """Put the rights of a paper in place of the old ones."""
    connection.execute("DELETE FROM may_see WHERE paper = ?", (paper,))
    named = [("duty", str(duty)) for duty in rights.duties]
    named += [("person", person) for person in rights.persons]
    query = "INSERT INTO may_see (paper, kind, who) VALUES (?, ?, ?)"
    connection.executemany(query, [(paper, kind, who) for kind, who in named])
    query = "UPDATE paper SET restricted = ? WHERE id = ?"
    connection.execute(query, (rights.restricts, paper))


def seen_by(viewer: Actor) -> tuple[str, list[object]]:
    """Return the SQL condition, over ``paper``, of what somebody may see.

    A paper that is restricted is seen by those who are named, who drafted it, and to whom it is
    assigned.  Somebody without any duty sees nothing.
    """
    if not viewer.duties:
        return "0", []
    duties = sorted(viewer.duties)
    condition = (
        "(NOT paper.restricted OR paper.drafter = ?"  # noqa: S608 - marks
        " OR EXISTS (SELECT 1 FROM assigned WHERE assigned.paper = paper.id AND person = ?)"
        " OR EXISTS (SELECT 1 FROM may_see WHERE may_see.paper = paper.id AND"
        " (kind = 'person' AND who = ? OR kind = 'duty' AND"
        f" who IN ({', '.join('?' * len(duties))}))))"
    )
    return condition, [viewer.name, viewer.name, viewer.name, *duties]
