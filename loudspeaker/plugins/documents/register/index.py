"""The index by which papers are found: folded words of every field and page, and facets.

It has no content of its own: what it is to forget it must be told word by word, so each change
takes the terms of before and after (``changing``).
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from loudspeaker.hookspecs import PluginDatabase
from loudspeaker.plugins.documents.papers.states import FROZEN, OPEN, State
from loudspeaker.plugins.documents.register.pages import pages_of
from loudspeaker.plugins.documents.register.rows import inside
from loudspeaker.public.folding import WORDS_VERSION, folded
from loudspeaker.public.terms import terms_of

FORM: Final = f"1.{WORDS_VERSION}"
"""Another text whenever a paper gives the index other terms."""
_TEXTS: Final = ("type", "issuer", "subject", "note", "signer_post", "signer", "recipients",
                 "language", "issuer_code")  # fmt: skip
_OTHERS: Final = {
    "number": "SELECT number FROM line WHERE paper = ?",
    "assigned": "SELECT person FROM assigned WHERE paper = ? ORDER BY person",
}
_RARE: Final = FROZEN - {State.ARCHIVED}
_BATCH: Final = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What the index has of one paper."""

    words: str
    pairs: str
    facets: str


def facet(name: str, value: str) -> str:
    """Return the word for something that is filtered by; no text gives such a word.

    ``name`` is ``book``, ``year``, ``month`` (``202612``), ``number``, ``type``, ``issuer``,
    ``urgency``, ``assigned`` or ``standing``.  What is written in many ways is told by the hash of
    its folded words.
    """
    written = name in ("type", "issuer", "assigned")
    told = hashlib.sha256(folded(value).encode()).hexdigest()[:12] if written else value
    return f"_{name}{told}"


def standing_of(state: State) -> str:
    """Return what of a state the index knows: it is told anew only when this changes.

    The states in which somebody has to do something are one, and those of a usual end are.
    """
    if state in OPEN:
        return "open"
    return state.value if state in _RARE else "ended"


def terms_for(connection: sqlite3.Connection, paper: int) -> Terms:
    """Return what the index is to have of a paper as it stands in the tables."""
    row = connection.execute("SELECT * FROM paper WHERE id = ?", (paper,)).fetchone()
    numbers = dict.fromkeys((row["number"], row["number"].lstrip("0")))  # 05 is also typed as 5
    codes = [f"{number}/{row['symbol']}" for number in numbers if number]
    query = "SELECT note FROM act WHERE paper = ? AND note != '' ORDER BY id"
    notes = [each["note"] for each in connection.execute(query, (paper,))]
    pages = [text for _number, text in pages_of(inside(connection), paper)]
    words, pairs = terms_of([*codes, *(row[name] for name in _TEXTS), *notes, *pages])
    others = [
        facet(name, str(each[0]))
        for name, query in _OTHERS.items()
        for each in connection.execute(query, (paper,))
    ]
    return Terms(words=words, pairs=pairs, facets=" ".join((*_facets(row), *others)))


def _facets(row: sqlite3.Row) -> list[str]:
    year, month, _day = row["day"].split("-")
    standing = standing_of(State(row["state"]))
    named = {"year": year, "month": f"{year}{month}", "standing": standing}
    named["urgency"] = str(row["urgency"])
    same = {name: row[name] for name in ("book", "type", "issuer")}
    return [facet(name, value) for name, value in (named | same).items()]


@contextmanager
def changing(connection: sqlite3.Connection, paper: int | None) -> Iterator[list[int]]:
    """Bring the index along with what the block changes of a paper.

    A new paper (None) is told by putting its number into the list.
    """
    before = terms_for(connection, paper) if paper is not None else None
    made: list[int] = [] if paper is None else [paper]
    yield made
    for number in made:
        after = terms_for(connection, number)
        if after != before and number >= _beginning(connection):
            if before is not None:
                _tell(connection, "'delete', ", "search, ", number, before)
            _tell(connection, "", "", number, after)


def _tell(connection: sqlite3.Connection, what: str, column: str, paper: int, terms: Terms) -> None:
    query = f"INSERT INTO search ({column}rowid, words, pairs, facets) VALUES ({what}?, ?, ?, ?)"  # noqa: S608 - constants
    connection.execute(query, (paper, terms.words, terms.pairs, terms.facets))


def _beginning(connection: sqlite3.Connection) -> int:
    """Return the first paper that is in the index; those before it are still to be added."""
    return int(_meta(connection, "index_from") or 0)


def _meta(connection: sqlite3.Connection, name: str) -> Any:
    row = connection.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    return row["value"] if row else None


def _keep(connection: sqlite3.Connection, name: str, value: object) -> None:
    query = (
        "INSERT INTO meta (name, value) VALUES (?, ?)"
        " ON CONFLICT (name) DO UPDATE SET value = excluded.value"
    )
    connection.execute(query, (name, value))


def renew(database: PluginDatabase) -> None:
    """Empty an index of another form, so that ``go_on`` fills it anew, the newest papers first."""
    row = database.row("SELECT value FROM meta WHERE name = 'index_form'")
    if row is not None and row["value"] == FORM:
        return
    with database.transaction() as connection:
        (last,) = connection.execute("SELECT coalesce(max(id), 0) FROM paper").fetchone()
        if row is not None:
            connection.execute("INSERT INTO search (search) VALUES ('delete-all')")
        _keep(connection, "index_from", last + 1 if row is not None else 0)
        _keep(connection, "index_form", FORM)


def go_on(database: PluginDatabase, *, most: int = _BATCH) -> bool:
    """Add the next papers to an index that is being made anew; True while there are more."""
    with database.transaction() as connection:
        begin = _beginning(connection)
        query = "SELECT id FROM paper WHERE id < ? ORDER BY id DESC LIMIT ?"
        papers = [row["id"] for row in connection.execute(query, (begin, most))]
        for paper in papers:
            _tell(connection, "", "", paper, terms_for(connection, paper))
        _keep(connection, "index_from", papers[-1] if len(papers) == most else 0)
    return len(papers) == most
