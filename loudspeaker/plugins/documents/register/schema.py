"""The tables of the registers; what must never happen to them is refused by the file itself."""

from __future__ import annotations

from typing import Final

from loudspeaker.plugins.documents.papers.states import FROZEN
from loudspeaker.public.terms import TOKENS

_FROZEN: Final = ", ".join(f"'{state}'" for state in sorted(FROZEN))
APPEND_ONLY: Final = ("act", "viewed", "version", "begun", "scheme", "file_act")
_APPEND_ONLY: Final = "\n".join(
    f"""
    CREATE TRIGGER {table}_stays BEFORE DELETE ON {table}
        BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;
    CREATE TRIGGER {table}_fixed BEFORE UPDATE ON {table}
        BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END;"""
    for table in APPEND_ONLY
)
_LINE: Final = "paper, book, year, series, number, day, at, by"
_TABLES: Final = f"""
    CREATE TABLE meta (name TEXT PRIMARY KEY, value NOT NULL) WITHOUT ROWID;
    CREATE TABLE paper (
        id INTEGER PRIMARY KEY, book TEXT NOT NULL CHECK (book IN ('in', 'out')),
        state TEXT NOT NULL, change INTEGER NOT NULL, day TEXT NOT NULL, at TEXT NOT NULL,
        drafter TEXT NOT NULL, type TEXT NOT NULL, number TEXT NOT NULL, symbol TEXT NOT NULL,
        issued_on TEXT, issuer TEXT NOT NULL, issuer_code TEXT NOT NULL, subject TEXT NOT NULL,
        language TEXT NOT NULL, pages INTEGER NOT NULL, note TEXT NOT NULL,
        signer_post TEXT NOT NULL, signer TEXT NOT NULL, recipients TEXT NOT NULL,
        urgency INTEGER NOT NULL, copies INTEGER NOT NULL, due_on TEXT, organ TEXT NOT NULL,
        unit TEXT NOT NULL, law INTEGER NOT NULL, ended_on TEXT, same_name TEXT NOT NULL,
        same_code TEXT NOT NULL, message TEXT UNIQUE, restricted INTEGER NOT NULL DEFAULT 0,
        public INTEGER NOT NULL DEFAULT 0, successor INTEGER REFERENCES paper);
    CREATE INDEX paper_state ON paper (state, id);
    CREATE INDEX paper_due ON paper (due_on, id) WHERE ended_on IS NULL AND due_on IS NOT NULL;
    CREATE INDEX paper_same_name ON paper (same_name) WHERE same_name != '';
    CREATE INDEX paper_same_code ON paper (same_code) WHERE same_code != '';
    CREATE INDEX paper_public ON paper (change) WHERE public > 0;
    CREATE TRIGGER paper_stays BEFORE DELETE ON paper
        BEGIN SELECT RAISE(ABORT, 'a paper stays'); END;
    CREATE TRIGGER paper_frozen BEFORE UPDATE OF book, state, day, drafter, type, number, symbol,
        issued_on, issuer, issuer_code, subject, language, pages, note, signer_post, signer,
        recipients, urgency, copies, due_on, organ, unit, law, ended_on, successor ON paper
        WHEN old.state IN ({_FROZEN})
        BEGIN SELECT RAISE(ABORT, 'the paper is frozen'); END;
    CREATE TRIGGER paper_number_fixed BEFORE UPDATE OF number, symbol, issued_on ON paper
        WHEN old.book = 'out' AND old.number != '' AND (new.number, new.symbol, new.issued_on)
            IS NOT (old.number, old.symbol, old.issued_on)
        BEGIN SELECT RAISE(ABORT, 'a number that was given stays'); END;

    CREATE TABLE line (
        id INTEGER PRIMARY KEY, paper INTEGER NOT NULL UNIQUE REFERENCES paper,
        book TEXT NOT NULL, year INTEGER NOT NULL, series TEXT NOT NULL, number INTEGER NOT NULL,
        day TEXT NOT NULL, at TEXT NOT NULL, by TEXT NOT NULL, cancelled_at TEXT,
        cancelled_by TEXT, reason TEXT, UNIQUE (book, year, series, number),
        CHECK (CAST(substr(day, 1, 4) AS INTEGER) = year),
        CHECK ((cancelled_at IS NULL) = (reason IS NULL)));
    CREATE INDEX line_day ON line (book, day) WHERE cancelled_at IS NULL;
    CREATE INDEX line_number ON line (number);
    CREATE TABLE begun (
        book TEXT NOT NULL, year INTEGER NOT NULL, series TEXT NOT NULL, after INTEGER NOT NULL,
        at TEXT NOT NULL, by TEXT NOT NULL, PRIMARY KEY (book, year, series)) WITHOUT ROWID;
    CREATE TABLE scheme (
        year INTEGER PRIMARY KEY, scheme TEXT NOT NULL, at TEXT NOT NULL, by TEXT NOT NULL);
    CREATE TRIGGER line_in_order BEFORE INSERT ON line WHEN new.number != 1 + coalesce(
            (SELECT max(number) FROM line WHERE book = new.book AND year = new.year
                AND series = new.series),
            (SELECT after FROM begun WHERE book = new.book AND year = new.year
                AND series = new.series), 0)
        BEGIN SELECT RAISE(ABORT, 'a number out of its order'); END;
    CREATE TRIGGER line_not_back_dated BEFORE INSERT ON line WHEN new.day < (
            SELECT max(day) FROM line WHERE book = new.book AND cancelled_at IS NULL)
        BEGIN SELECT RAISE(ABORT, 'a line is not back-dated'); END;
    CREATE TRIGGER line_stays BEFORE DELETE ON line
        BEGIN SELECT RAISE(ABORT, 'a line stays'); END;
    CREATE TRIGGER line_fixed BEFORE UPDATE ON line WHEN old.cancelled_at IS NOT NULL
        OR ({", ".join(f"new.{name}" for name in _LINE.split(", "))})
        IS NOT ({", ".join(f"old.{name}" for name in _LINE.split(", "))})
        BEGIN SELECT RAISE(ABORT, 'a line stays as it is'); END;

    CREATE TABLE act (
        id INTEGER PRIMARY KEY, paper INTEGER NOT NULL REFERENCES paper, at TEXT NOT NULL,
        by TEXT NOT NULL, name TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL,
        whom TEXT NOT NULL, note TEXT NOT NULL, detail TEXT NOT NULL);
    CREATE INDEX act_paper ON act (paper, id);
    CREATE TABLE viewed (
        id INTEGER PRIMARY KEY, paper INTEGER NOT NULL REFERENCES paper, at TEXT NOT NULL,
        by TEXT NOT NULL);
    CREATE INDEX viewed_paper ON viewed (paper, id);
    CREATE TABLE version (
        paper INTEGER NOT NULL REFERENCES paper, number INTEGER NOT NULL, at TEXT NOT NULL,
        by TEXT NOT NULL, sha256 TEXT NOT NULL, name TEXT NOT NULL, size INTEGER NOT NULL,
        kind TEXT NOT NULL, note TEXT NOT NULL, PRIMARY KEY (paper, number)) WITHOUT ROWID;
    CREATE TABLE attachment (
        id INTEGER PRIMARY KEY, paper INTEGER NOT NULL REFERENCES paper, sha256 TEXT NOT NULL,
        name TEXT NOT NULL, size INTEGER NOT NULL, kind TEXT NOT NULL, purpose TEXT NOT NULL,
        at TEXT NOT NULL, by TEXT NOT NULL, removed_at TEXT);
    CREATE INDEX attachment_paper ON attachment (paper, id);
    CREATE INDEX attachment_sha256 ON attachment (sha256);
    CREATE TABLE page (
        id INTEGER PRIMARY KEY, paper INTEGER NOT NULL REFERENCES paper,
        number INTEGER NOT NULL, packed BLOB NOT NULL, UNIQUE (paper, number));
    CREATE TABLE assigned (
        paper INTEGER NOT NULL REFERENCES paper, person TEXT NOT NULL,
        PRIMARY KEY (paper, person)) WITHOUT ROWID;
    CREATE INDEX assigned_person ON assigned (person, paper);
    CREATE TABLE may_see (
        paper INTEGER NOT NULL REFERENCES paper, kind TEXT NOT NULL
        CHECK (kind IN ('duty', 'person')), who TEXT NOT NULL,
        PRIMARY KEY (paper, kind, who)) WITHOUT ROWID;

    CREATE TABLE file (
        id INTEGER PRIMARY KEY, notation TEXT NOT NULL, year INTEGER NOT NULL,
        title TEXT NOT NULL, retention TEXT NOT NULL, rights TEXT NOT NULL,
        creator TEXT NOT NULL, language TEXT NOT NULL, begun_on TEXT, ended_on TEXT,
        note TEXT NOT NULL, construction INTEGER NOT NULL, at TEXT NOT NULL,
        handed_over TEXT, change INTEGER NOT NULL, UNIQUE (year, notation));
    CREATE TABLE file_paper (
        file INTEGER NOT NULL REFERENCES file, ordinal INTEGER NOT NULL,
        paper INTEGER NOT NULL REFERENCES paper, PRIMARY KEY (file, ordinal),
        UNIQUE (file, paper)) WITHOUT ROWID;
    CREATE INDEX file_paper_paper ON file_paper (paper, file);
    CREATE TABLE file_act (
        id INTEGER PRIMARY KEY, file INTEGER NOT NULL REFERENCES file, at TEXT NOT NULL,
        by TEXT NOT NULL, name TEXT NOT NULL, paper INTEGER, detail TEXT NOT NULL);
    CREATE INDEX file_act_file ON file_act (file, id);

    CREATE TABLE organisation (
        id INTEGER PRIMARY KEY, code TEXT NOT NULL, name TEXT NOT NULL, folded TEXT NOT NULL,
        level TEXT NOT NULL, valid_from TEXT, valid_to TEXT, successor TEXT NOT NULL);
    CREATE INDEX organisation_code ON organisation (code);
    CREATE TABLE saved (
        owner TEXT NOT NULL, name TEXT NOT NULL, query TEXT NOT NULL, at TEXT NOT NULL,
        PRIMARY KEY (owner, name)) WITHOUT ROWID;
    CREATE VIRTUAL TABLE search USING fts5(
        words, pairs, facets, content='', columnsize=0, tokenize="{TOKENS}");
"""  # noqa: S608 - our own names
MIGRATIONS: Final = (_TABLES + _APPEND_ONLY,)
"""One script for each form there ever was.

``search`` holds folded words alone (``public.terms``) and ``facets``, words that begin with ``_``
for what is filtered by; what is shown is the true text in ``paper`` and ``page``.  ``change`` is
the number of the last act, by which a person says what they have seen.
"""
