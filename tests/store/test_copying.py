"""Copies of databases: as of one moment, whole, and also for who may only read."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from pathlib import Path

import pytest

from loudspeaker.errors import IntegrityFailure, StorageFailure
from loudspeaker.store import copying
from loudspeaker.store.copying import copy_database, looking_at
from loudspeaker.store.sqlite import Database
from loudspeaker.store.titles import read_titles

TABLES = ("CREATE TABLE t (x INTEGER); CREATE TABLE u (x INTEGER);",)


def insert(database: Database, x: int) -> None:
    with database.transaction() as connection:
        connection.execute("INSERT INTO t VALUES (?)", (x,))
        connection.execute("INSERT INTO u VALUES (?)", (x,))


def test_a_copy_while_its_writer_goes_on_is_of_one_moment(tmp_path: Path) -> None:
    database = Database(tmp_path / "x.db", TABLES)
    insert(database, 0)
    ending = threading.Event()

    def write() -> None:
        number = 1
        while not ending.is_set():
            insert(database, number)
            number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(20):
            target = tmp_path / f"{number}.db"
            copy_database(tmp_path / "x.db", target)
            with closing(sqlite3.connect(target)) as copy:
                (first, many), (other,) = (
                    copy.execute("SELECT MIN(x), COUNT(*) FROM t").fetchone(),
                    copy.execute("SELECT COUNT(*) FROM u").fetchone(),
                )
            assert first == 0
            assert many == other
    finally:
        ending.set()
        writer.join()
        database.close()
    assert [each.name for each in tmp_path.iterdir() if each.name.endswith("-wal")] == []


def test_nobody_writes_through_it(tmp_path: Path) -> None:
    Database(tmp_path / "x.db", TABLES).close()
    with pytest.raises(StorageFailure), looking_at(tmp_path / "x.db") as connection:
        connection.execute("INSERT INTO t VALUES (1)")
    with pytest.raises(StorageFailure), looking_at(tmp_path / "missing.db") as connection:
        connection.execute("SELECT 1 FROM sqlite_master")
    assert not (tmp_path / "missing.db").exists()


def test_one_that_is_closed_can_be_read_by_who_may_only_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SQLite wants to make a log beside it then, which such a person cannot."""
    Database(tmp_path / "x.db", TABLES).close()
    connected = copying._connected

    class Barred(sqlite3.Connection):
        def execute(self, *_arguments: object) -> sqlite3.Cursor:
            raise sqlite3.OperationalError("attempt to write a readonly database")

    def barred(path: Path, how: str) -> sqlite3.Connection:
        return connected(path, how) if "immutable" in how else sqlite3.connect(path, factory=Barred)

    monkeypatch.setattr(copying, "_connected", barred)
    with looking_at(tmp_path / "x.db") as connection:
        assert connection.execute("SELECT COUNT(*) FROM t").fetchone()[0] == 0


def test_a_broken_one_is_said(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_bytes(b"SQLite format 3\0" + b"x" * 5000)
    with pytest.raises((IntegrityFailure, StorageFailure)):
        copy_database(tmp_path / "x.db", tmp_path / "y.db")
    assert read_titles(tmp_path / "x.db") == {}
    assert read_titles(tmp_path / "missing.db") == {}
