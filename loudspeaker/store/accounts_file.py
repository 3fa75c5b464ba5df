"""The tables of ``accounts/accounts.db``: what people sign in with, which nobody else may read."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Final

from loudspeaker.errors import IntegrityFailure
from loudspeaker.store.sqlite import Database
from loudspeaker.system.files import SECRET_MODE, make_directory, storage_errors

log = logging.getLogger(__name__)
FOLDER_MODE: Final = 0o700
MIGRATIONS: Final = (
    """
    CREATE TABLE account (
        key TEXT PRIMARY KEY, name TEXT NOT NULL, version INTEGER NOT NULL, roles TEXT NOT NULL,
        password TEXT, code_secret BLOB, code_step INTEGER NOT NULL DEFAULT -1,
        coming_secret BLOB) WITHOUT ROWID;
    CREATE TABLE link (
        hash TEXT PRIMARY KEY, key TEXT NOT NULL REFERENCES account ON DELETE CASCADE,
        made_at TEXT NOT NULL, made_by TEXT NOT NULL, until TEXT NOT NULL,
        forgets_code INTEGER NOT NULL) WITHOUT ROWID;
    CREATE TABLE session (
        id TEXT PRIMARY KEY, hash TEXT NOT NULL UNIQUE, key TEXT NOT NULL, version INTEGER NOT NULL,
        begun_at TEXT NOT NULL, seen_at TEXT NOT NULL, address TEXT NOT NULL);
    CREATE INDEX session_key ON session (key);
    CREATE TABLE token (
        id TEXT PRIMARY KEY, hash TEXT NOT NULL UNIQUE, key TEXT NOT NULL, label TEXT NOT NULL,
        roles TEXT NOT NULL, made_at TEXT NOT NULL, until TEXT NOT NULL);
    CREATE INDEX token_key ON token (key);
    CREATE TABLE known_address (
        key TEXT NOT NULL REFERENCES account ON DELETE CASCADE, address TEXT NOT NULL,
        at TEXT NOT NULL, PRIMARY KEY (key, address)) WITHOUT ROWID;
    CREATE TABLE bucket (name TEXT PRIMARY KEY, full_at REAL NOT NULL) WITHOUT ROWID;
    CREATE TABLE untold (id INTEGER PRIMARY KEY, body TEXT NOT NULL);
    """,
)


BROKEN: Final = ".broken"


def open_accounts(path: Path) -> Database:
    """Open the file, made or brought to the newest form; StorageFailure.

    One that is broken, or of a newer program, is set aside: nobody can sign in then, and the
    station speaks all the same.
    """
    make_directory(path.parent, mode=FOLDER_MODE)
    try:
        return Database(path, MIGRATIONS, mode=SECRET_MODE)
    except IntegrityFailure:
        log.exception("accounts begin anew")
    with storage_errors(path):
        path.replace(broken_of(path))
        for name in ("-wal", "-shm"):
            path.with_name(path.name + name).unlink(missing_ok=True)
    return Database(path, MIGRATIONS, mode=SECRET_MODE)


def broken_of(path: Path) -> Path:
    """Return where a broken file is set aside."""
    return path.with_name(path.name + BROKEN)
