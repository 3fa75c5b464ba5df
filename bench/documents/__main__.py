"""How fast papers are registered and found, beside plain FTS5 with rank on the same texts.

    python -m bench.documents [--papers 200000] [--questions 200] [--entered 300]

``registering``: papers with ten pages of text each, entered one by one through ``Register.enter``
into a file that is durable at the end of each; ``found`` is the search among them.

``search``: a register of many papers with one page of 40 words each, filled through the same
``Register`` with many papers in a transaction, and asked for its newest 20, ready to be shown, by
words and phrases (``words``), by those and two filters (``filtered``), and by those among the 200
papers that are assigned to somebody (``assigned``) and overdue (``overdue``).

The texts are made of the real words of the reading tests' sentences, in Zipf's proportions, always
the same.  The peer is FTS5 as it comes (``unicode61 remove_diacritics 2``, content kept), the 20
best by ``rank``; ``peer_newest`` is the same without it.
"""

from __future__ import annotations

import argparse
import json
import os
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.search import known_words, measured, questions, texts
from loudspeaker.model import STATION_ZONE
from loudspeaker.plugins.documents.papers.entry import Book, Entry, entry_of
from loudspeaker.plugins.documents.papers.states import Actor, Duty
from loudspeaker.plugins.documents.papers.urgency import Urgency
from loudspeaker.plugins.documents.register.acting import Asked
from loudspeaker.plugins.documents.register.query import Query
from loudspeaker.plugins.documents.register.register import Register
from loudspeaker.plugins.documents.register.schema import MIGRATIONS
from loudspeaker.plugins.documents.register.search import Search
from loudspeaker.plugins.documents.register.writing import Brought
from loudspeaker.store.sqlite import Database

START = datetime(2006, 1, 2, 8, tzinfo=STATION_ZONE)
A_YEAR = 50_000
CLERK = Actor(name="văn thư", duties=frozenset({Duty.CLERK, Duty.LEADER}))
TYPES = ("Quyết định", "Thông báo", "Kế hoạch", "Báo cáo", "Công văn")
PAGE, PAGES, WITH_WORK = 20, 10, 200


class Together:
    """A database whose transactions are many in one, to fill a register quickly."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._connection: sqlite3.Connection | None = None

    @contextmanager
    def many(self) -> Iterator[None]:
        """Make one transaction of all that are within."""
        with self._database.transaction() as self._connection:
            yield
        self._connection = None

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Give the connection of the transaction that is going on, or one of its own."""
        if self._connection is not None:
            yield self._connection
        else:
            with self._database.transaction() as connection:
                yield connection

    def rows(self, query: str, arguments: Sequence[object] = ()) -> list[sqlite3.Row]:
        """Return all rows of a reading query."""
        return self._database.rows(query, arguments)

    def row(self, query: str, arguments: Sequence[object] = ()) -> sqlite3.Row | None:
        """Return the first row of a reading query, if any."""
        return self._database.row(query, arguments)


KNOWN = entry_of(
    Book.IN,
    {"type": "QĐ", "number": "1", "symbol": "QĐ-UBND", "issuer": "UBND xã", "subject": "Tiêm phòng",
     "signer": "Người ký"},
)  # fmt: skip


def entry(number: int, subject: str, due: date | None = None) -> Entry:
    """Return the description of a made-up paper."""
    return replace(
        KNOWN,
        type=TYPES[number % len(TYPES)],
        number=f"{number % 9_000 + 1:02d}",
        issuer=f"UBND xã {number % 300}",
        subject=subject,
        urgency=Urgency.URGENT if number % 50 == 0 else Urgency.NORMAL,
        due_on=due,
    )


def moment(number: int) -> datetime:
    """Return when a paper comes: so many a year."""
    return START + timedelta(days=365 * number / A_YEAR)


def fill(database: Database, count: int, words: Sequence[str]) -> float:
    """Register papers, the newest few of them with work left; return how long that took."""
    began = time.perf_counter()
    together = Together(database)
    register = Register(together)
    papers = enumerate(texts(count, words))
    for begin in range(0, count, 2000):
        with together.many():
            for number, text in (next(papers) for _ in range(min(2000, count - begin))):
                _enter(register, number, text, with_work=number >= count - WITH_WORK)
    return time.perf_counter() - began


def _enter(register: Register, number: int, text: str, *, with_work: bool) -> None:
    now = moment(number)
    brought = Brought(pages=[text])
    described = entry(number, text[:60], (now + timedelta(days=1)).date() if with_work else None)
    paper = register.enter(described, actor=CLERK, now=now, brought=brought, duplicate_seen=True)
    if with_work:
        for name, asked in (("present", Asked()), ("direct", Asked(note="Giải quyết")),
                            ("assign", Asked(whom=["chuyên viên"]))):  # fmt: skip
            register.act(paper.id, name, actor=CLERK, now=now, asked=asked)


def fill_peer(path: Path, count: int, words: Sequence[str]) -> sqlite3.Connection:
    """Write the same texts into FTS5 as it comes."""
    peer = sqlite3.connect(path)
    peer.execute(
        "CREATE VIRTUAL TABLE plain USING fts5(title, issuer, text,"
        " tokenize='unicode61 remove_diacritics 2')"
    )
    rows = ((t[:60], f"UBND xã {n % 300}", t) for n, t in enumerate(texts(count, words)))
    peer.executemany("INSERT INTO plain VALUES (?, ?, ?)", rows)
    peer.commit()
    return peer


def ask_peer(peer: sqlite3.Connection, order: str) -> Callable[[str], Any]:
    """Return how the peer is asked."""

    def ask(question: str) -> Any:
        match = question if question[0] == '"' else " ".join(f'"{w}"' for w in question.split())
        query = f"SELECT * FROM plain WHERE plain MATCH ? ORDER BY {order} LIMIT ?"
        return peer.execute(query, (match, PAGE)).fetchall()

    return ask


def ask_ours(database: Database, count: int, **filters: Any) -> Callable[[str], Any]:
    """Return how the register is asked."""
    search, today = Search(database), (moment(count) + timedelta(days=9)).date()

    def ask(question: str) -> Any:
        query = Query(words=question, **filters)
        return search.find(query, viewer=CLERK, today=today, limit=PAGE)

    return ask


def bytes_of(database: Database, path: Path) -> int:
    """Return how large a file is with all that is still in its log."""
    database.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    return path.stat().st_size


def registering(path: Path, count: int, words: Sequence[str]) -> dict[str, Any]:
    """Enter papers of ten pages one by one; return milliseconds and how many a second."""
    database = Database(path, MIGRATIONS)
    register = Register(database)
    lines = texts(count * (PAGES * 12 + 1), words)
    papers = [
        (
            entry(n, next(lines)[:60]),
            [" ".join(next(lines) for _ in range(12)) for _ in range(PAGES)],
        )
        for n in range(count)
    ]

    def enter(number: str) -> None:
        described, pages = papers[int(number) - 1]
        brought = Brought(pages=pages)
        now = moment(int(number))
        register.enter(described, actor=CLERK, now=now, brought=brought, duplicate_seen=True)

    began = time.perf_counter()
    told = measured(enter, [str(n) for n in range(1, count)])
    took = time.perf_counter() - began
    size = bytes_of(database, path)
    found = measured(ask_ours(database, count), questions(200, words))
    database.close()
    each = {"a_second": round((count + 19) / took, 1), "bytes_each": size // (count + 19)}
    return told | each | {"found_ms": found}


def main() -> None:
    """Measure and print one JSON document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--papers", type=int, default=200_000)
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--entered", type=int, default=300)
    given = parser.parse_args()
    words, count = known_words(), given.papers
    asked = questions(given.questions, words)
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as folder:
        told: dict[str, Any] = {
            "papers": count,
            "registering_ms": registering(Path(folder) / "one.db", given.entered, words),
        }
        ours = Database(Path(folder) / "documents.db", MIGRATIONS)
        told["filled_s"] = round(fill(ours, count, words), 1)
        peer = fill_peer(Path(folder) / "peer.db", count, words)
        told["bytes"] = bytes_of(ours, Path(folder) / "documents.db")
        year = moment(count // 2).year
        told["words_ms"] = measured(ask_ours(ours, count), asked)
        filtered = ask_ours(ours, count, year=year, type=TYPES[1])
        told["filtered_ms"] = measured(filtered, asked)
        told["assigned_ms"] = measured(ask_ours(ours, count, assigned="chuyên viên"), asked)
        told["overdue_ms"] = measured(ask_ours(ours, count, overdue=True), asked)
        told["peer_newest_ms"] = measured(ask_peer(peer, "rowid DESC"), asked)
        told["peer_rank_ms"] = measured(ask_peer(peer, "rank"), asked[:40])
        told["ratio_p95"] = round(told["words_ms"]["cpu_p95"] / told["peer_rank_ms"]["cpu_p95"], 4)
        peer.close()
        ours.close()
    print(json.dumps(told, ensure_ascii=False))


if __name__ == "__main__":
    main()
