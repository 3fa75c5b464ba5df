"""The tables of ``public.db``, and the values that stand in them."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any, Final

from loudspeaker.model import from_iso
from loudspeaker.public.entries import Coming, InForce, Said, Sound
from loudspeaker.public.folding import WORDS_VERSION
from loudspeaker.public.terms import TOKENS

SCHEMA: Final = f"""
    CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE said (
        n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, title TEXT NOT NULL, text TEXT NOT NULL,
        level TEXT NOT NULL, kind TEXT NOT NULL, languages TEXT NOT NULL, sounds TEXT NOT NULL,
        first_aired TEXT NOT NULL, last_aired TEXT NOT NULL, airings INTEGER NOT NULL,
        points TEXT NOT NULL, hamlets TEXT NOT NULL, partial INTEGER NOT NULL, corrected TEXT,
        withdrawn INTEGER NOT NULL);
    CREATE INDEX said_last_aired ON said (last_aired);
    CREATE TABLE said_in (
        hamlet TEXT NOT NULL, n INTEGER NOT NULL REFERENCES said, PRIMARY KEY (hamlet, n)
        ) WITHOUT ROWID;
    CREATE TABLE clip (sha256 TEXT PRIMARY KEY) WITHOUT ROWID;
    CREATE TABLE airing (
        occurrence TEXT PRIMARY KEY, n INTEGER NOT NULL REFERENCES said, aired_at TEXT NOT NULL,
        result TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE coming (
        id TEXT NOT NULL, due TEXT NOT NULL, title TEXT NOT NULL, level TEXT NOT NULL,
        is_programme INTEGER NOT NULL, points TEXT NOT NULL, hamlets TEXT NOT NULL,
        length_s REAL NOT NULL);
    CREATE TABLE in_force (
        id TEXT NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL, since TEXT NOT NULL,
        until TEXT NOT NULL, points TEXT NOT NULL, hamlets TEXT NOT NULL);
    CREATE TABLE plugin_row (
        n INTEGER PRIMARY KEY, plugin TEXT NOT NULL, name TEXT NOT NULL, body TEXT NOT NULL,
        listed INTEGER AS (substr(name, 1, 5) = 'card:' OR json_extract(body, '$.listed')),
        UNIQUE (plugin, name));
    CREATE INDEX plugin_row_listed ON plugin_row (plugin, name) WHERE listed;
    CREATE VIRTUAL TABLE search USING fts5(
        words, pairs, content='', columnsize=0,
        tokenize="{TOKENS}");
    CREATE VIRTUAL TABLE page_search USING fts5(
        words, pairs, content='', columnsize=0,
        tokenize="{TOKENS}");
"""
"""``search`` holds folded words alone: what is shown is the true text in ``said``.

``pairs`` holds each word with its next one, so that a phrase of frequent syllables is found by what
is rare about it.  ``page_search`` is the same for the pages of plug-ins in ``plugin_row``.
"""


def form_of(words_version: int) -> str:
    """Return what tells one form of the file from another: its tables, and how words get in."""
    return hashlib.sha256(f"{words_version}\n{SCHEMA}".encode()).hexdigest()


FORM: Final = form_of(WORDS_VERSION)
"""A file of another form is made anew."""


def said_of(row: sqlite3.Row) -> Said:
    """Return the entry of a row."""
    return Said(
        id=row["id"],
        title=row["title"],
        text=row["text"],
        level=row["level"],
        kind=row["kind"],
        languages=_texts(row["languages"]),
        sounds=tuple(Sound(**values) for values in json.loads(row["sounds"])),
        first_aired=from_iso(row["first_aired"]),
        last_aired=from_iso(row["last_aired"]),
        airings=row["airings"],
        points=_numbers(row["points"]),
        hamlets=_texts(row["hamlets"]),
        partial=bool(row["partial"]),
        corrected=_moment(row["corrected"]),
        withdrawn=bool(row["withdrawn"]),
    )


def coming_of(row: sqlite3.Row) -> Coming:
    """Return the entry of a row."""
    return Coming(
        id=row["id"],
        due=from_iso(row["due"]),
        title=row["title"],
        level=row["level"],
        is_programme=bool(row["is_programme"]),
        points=_numbers(row["points"]),
        hamlets=_texts(row["hamlets"]),
        length_s=row["length_s"],
    )


def in_force_of(row: sqlite3.Row) -> InForce:
    """Return the entry of a row."""
    return InForce(
        id=row["id"],
        title=row["title"],
        text=row["text"],
        since=from_iso(row["since"]),
        until=from_iso(row["until"]),
        points=_numbers(row["points"]),
        hamlets=_texts(row["hamlets"]),
    )


def insert(connection: sqlite3.Connection, table: str, values: dict[str, Any]) -> int:
    """Add a row, lists and tables of it as JSON; return its number."""
    names, marks = ", ".join(values), ", ".join("?" * len(values))
    query = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 - our own names
    cursor = connection.execute(query, tuple(map(column, values.values())))
    return cursor.lastrowid or 0


def column(value: Any) -> Any:
    """Return a value as it stands in a column."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value


@lru_cache(maxsize=1024)  # most entries say the same
def _texts(text: str) -> tuple[str, ...]:
    return tuple(map(str, json.loads(text)))


@lru_cache(maxsize=1024)
def _numbers(text: str) -> tuple[int, ...]:
    return tuple(map(int, json.loads(text)))


def _moment(text: str | None) -> datetime | None:
    return from_iso(text) if text else None


def united(*lists: Iterable[Any]) -> list[Any]:
    """Return what is in any of the lists, each once, in the order in which it comes."""
    return list(dict.fromkeys(each for one in lists for each in one))
