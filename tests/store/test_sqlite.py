"""Commits that last, and what a bad disk or file turns into."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from loudspeaker.errors import IntegrityFailure, StorageFailure
from loudspeaker.store.sqlite import Database, database_errors

TABLE = ("CREATE TABLE t (x TEXT UNIQUE);",)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    made = Database(tmp_path / "x.db", TABLE)
    yield made
    made.close()


def insert(database: Database, text: str) -> None:
    with database.transaction() as connection:
        connection.execute("INSERT INTO t VALUES (?)", (text,))


def texts(database: Database) -> list[str]:
    return [row["x"] for row in database.rows("SELECT x FROM t ORDER BY rowid")]


def pragma(database: Database, name: str) -> object:
    row = database.row(f"PRAGMA {name}")
    assert row is not None
    return row[0]


# --- durable --------------------------------------------------------------------------------------


def test_every_commit_is_synced(database: Database) -> None:
    assert pragma(database, "journal_mode") == "wal"
    assert pragma(database, "synchronous") == 2  # FULL
    assert pragma(database, "foreign_keys") == 1


def test_a_commit_calls_fsync_before_it_returns(tmp_path: Path) -> None:
    if shutil.which("strace") is None:
        pytest.skip("needs strace")
    script = (
        "import sys; from pathlib import Path; from loudspeaker.store.sqlite import Database\n"
        "d = Database(Path(sys.argv[1]), ('CREATE TABLE t (x);',))\n"
        "print('begin', flush=True)\n"
        "with d.transaction() as c: c.execute('INSERT INTO t VALUES (1)')\n"
        "print('end', flush=True)\n"
    )
    traced = subprocess.run(
        ["strace", "-f", "-e", "trace=write,fsync,fdatasync", sys.executable, "-c", script, "x.db"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    ).stderr
    between = traced[traced.index('"begin') : traced.index('"end')]
    assert "sync(" in between


def test_what_was_committed_is_there_after_kill_9(tmp_path: Path) -> None:
    script = (
        "import os, signal, sys; from pathlib import Path\n"
        "from loudspeaker.store.sqlite import Database\n"
        "d = Database(Path(sys.argv[1]), ('CREATE TABLE t (x);',))\n"
        "with d.transaction() as c: c.execute(\"INSERT INTO t VALUES ('kept')\")\n"
        "with d.transaction() as c:\n"
        "    c.execute(\"INSERT INTO t VALUES ('half')\")\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
    )
    path = tmp_path / "x.db"
    killed = subprocess.run(
        [sys.executable, "-c", script, str(path)],
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert killed.returncode == -9
    database = Database(path, ("CREATE TABLE t (x);",))
    assert texts(database) == ["kept"]
    database.close()


def test_a_block_that_fails_leaves_nothing(database: Database) -> None:
    def half() -> None:
        with database.transaction() as connection:
            connection.execute("INSERT INTO t VALUES ('a')")
            raise KeyboardInterrupt

    with suppress(KeyboardInterrupt):
        half()
    assert texts(database) == []
    insert(database, "b")
    assert texts(database) == ["b"]


def test_one_writer_at_a_time(database: Database) -> None:
    def insert_many(number: int) -> None:
        for index in range(20):
            insert(database, f"{number} {index}")

    threads = [threading.Thread(target=insert_many, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(texts(database)) == 80


# --- files ----------------------------------------------------------------------------------------


def test_others_cannot_read_it(database: Database, tmp_path: Path) -> None:
    insert(database, "a")
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert modes == {"x.db": 0o640, "x.db-wal": 0o640, "x.db-shm": 0o640}


def test_a_file_that_others_could_read_is_closed_to_them(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    path.touch(0o666)
    path.chmod(0o666)
    Database(path, TABLE).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_after_closing_nothing_is_accepted(database: Database) -> None:
    database.close()
    database.close()
    with pytest.raises(StorageFailure, match="closed"):
        insert(database, "a")
    with pytest.raises(StorageFailure, match="closed"):
        database.rows("SELECT 1")


# --- migrations -----------------------------------------------------------------------------------


def test_from_nothing_and_from_every_version(tmp_path: Path) -> None:
    steps = (
        "CREATE TABLE t (x);",
        "ALTER TABLE t ADD COLUMN y DEFAULT 'new'; CREATE INDEX i ON t (y);",
    )
    for done in range(3):
        path = tmp_path / f"{done}.db"
        old = Database(path, steps[:done])
        if done:
            with old.transaction() as connection:
                connection.execute("INSERT INTO t (x) VALUES ('kept')")
        old.close()
        new = Database(path, steps)
        assert pragma(new, "user_version") == 2
        rows = [tuple(row) for row in new.rows("SELECT x, y FROM t")]
        assert rows == ([("kept", "new")] if done else [])
        new.close()
        Database(path, steps).close()


def test_a_step_that_fails_is_undone_whole(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    with pytest.raises(StorageFailure):
        Database(path, ("CREATE TABLE t (x); CREATE TABLE t (x);",))
    database = Database(path, TABLE)
    assert texts(database) == []
    database.close()


def test_a_file_of_a_newer_program_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    Database(path, (*TABLE, "CREATE TABLE u (x);")).close()
    with pytest.raises(IntegrityFailure, match="newer program"):
        Database(path, TABLE)


# --- bad files and disks --------------------------------------------------------------------------


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    path.write_bytes(b"this is no database " * 100)
    with pytest.raises(IntegrityFailure) as caught:
        Database(path, TABLE)
    assert (caught.value.what, caught.value.where, caught.value.exit_code) == (
        "database",
        str(path),
        6,
    )


def test_a_file_with_broken_pages(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    database = Database(path, TABLE)
    for number in range(200):
        insert(database, f"{number} " + "x" * 500)
    database.close()
    data = bytearray(path.read_bytes())
    data[4096:-4096] = os.urandom(len(data) - 8192)
    path.write_bytes(data)
    broken = Database(path, TABLE)
    with pytest.raises(IntegrityFailure):
        broken.rows("SELECT * FROM t ORDER BY x")
    broken.close()


def test_a_folder_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(StorageFailure) as caught:
        Database(tmp_path / "missing" / "x.db", TABLE)
    assert caught.value.exit_code == 74


def test_a_path_that_is_a_folder(tmp_path: Path) -> None:
    with pytest.raises(StorageFailure):
        Database(tmp_path, TABLE)


def test_a_fault_of_this_program_is_not_the_disks(tmp_path: Path, database: Database) -> None:
    insert(database, "a")
    with pytest.raises(sqlite3.IntegrityError):
        insert(database, "a")
    with pytest.raises(sqlite3.ProgrammingError):
        database.rows("SELECT ?", ())
    with pytest.raises(ZeroDivisionError), database_errors(tmp_path):
        raise ZeroDivisionError
    assert texts(database) == ["a"]


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 200 KiB of its own; only root can make one."""
    folder = tmp_path / "tiny"
    folder.mkdir()
    mounted = os.geteuid() == 0 and _run("mount", "-t", "tmpfs", "-o", "size=200k", "x", folder)
    if not mounted:
        pytest.skip("cannot mount")
    yield folder
    _run("umount", "-l", folder)


def _run(*command: object) -> bool:
    done = subprocess.run([str(part) for part in command], check=False, capture_output=True)
    return done.returncode == 0


def test_a_disk_that_is_full(tiny_disk: Path) -> None:
    database = Database(tiny_disk / "x.db", TABLE)
    kept: list[str] = []

    def fill() -> None:
        for number in range(1000):
            text = f"{number} " + "x" * 2000
            insert(database, text)
            kept.append(text)

    with pytest.raises(StorageFailure, match="full"):
        fill()
    assert texts(database) == kept
    database.close()


def test_a_disk_that_is_read_only(tiny_disk: Path) -> None:
    database = Database(tiny_disk / "x.db", TABLE)
    insert(database, "a")
    database.close()
    assert _run("mount", "-o", "remount,ro", tiny_disk)
    with pytest.raises(StorageFailure):
        Database(tiny_disk / "x.db", TABLE)


def test_a_full_disk_without_a_mount(database: Database) -> None:
    """The same by SQLite's own limit, for those who are not root."""
    insert(database, "a")
    database.rows("PRAGMA max_page_count = 3")
    with pytest.raises(StorageFailure, match="full"):
        insert(database, "x" * 100_000)
    assert texts(database) == ["a"]
    insert(database, "b")
