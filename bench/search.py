"""How fast the archive is searched, beside plain FTS5 and LIKE on the same texts.

    python -m bench.search [--entries 1000000] [--questions 200]

The texts are made of the real words of the reading tests' sentences, in Zipf's proportions, always
the same.  The peer is FTS5 as it comes (``unicode61 remove_diacritics 2``, content kept, ranked by
the same order); it does not find đ for d: how many matches that loses is counted.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from loudspeaker.model import STATION_ZONE
from loudspeaker.public.entries import Said
from loudspeaker.public.folding import folded
from loudspeaker.public.highlight import excerpt, stretches
from loudspeaker.store.asrun_tail import BEGINNING
from loudspeaker.store.public_file import Heard, open_public
from loudspeaker.store.public_reader import PublicReader

START = datetime(2020, 1, 1, tzinfo=STATION_ZONE)
SOURCES = Path(__file__).parents[1] / "tests"
WORDS_EACH, PAGE = 40, 20


def known_words() -> list[str]:
    """Return the Vietnamese words of the repository's test sentences, most frequent first."""
    counts: dict[str, int] = {}
    for path in sorted(SOURCES.rglob("*.tsv")):
        for word in path.read_text("utf-8", "replace").split():
            if word.isalpha():
                counts[word] = counts.get(word, 0) + 1
    return sorted(counts, key=lambda word: (-counts[word], word))


def texts(count: int, words: Sequence[str]) -> Iterator[str]:
    """Yield texts whose words stand in Zipf's proportions."""
    chance = random.Random(1)
    weights = list(itertools.accumulate(1 / (rank + 2) for rank in range(len(words))))
    for _ in range(count):
        yield " ".join(chance.choices(words, cum_weights=weights, k=WORDS_EACH))


def questions(count: int, words: Sequence[str]) -> list[str]:
    """Return questions as people have them: words and phrases of one text, and words that meet not.

    The texts have no grammar, so phrases are rarer in them, and dearer to find, than in real ones.
    """
    chance = random.Random(2)
    found = []
    for number, text in enumerate(texts(count, words)):
        said = text.split()
        at, length = chance.randrange(len(said) - 4), 1 + number % 4
        phrase, scattered = " ".join(said[at : at + length]), " ".join(said[at::9][:length])
        strangers = " ".join(chance.choices(words[: (20, 300, len(words))[number % 3]], k=length))
        found.append((scattered, f'"{phrase}"', strangers, scattered, f'"{strangers}"')[number % 5])
    return found


def build(path: Path, count: int, words: Sequence[str]) -> float:
    """Write the archive; return how long that took."""
    began = time.perf_counter()
    file = open_public(path)
    entries = (
        Heard(
            occurrence=f"i{number}-1",
            said=Said(
                id=f"i{number}.1",
                title=text[:60],
                text=text,
                level="normal",
                kind="announcement",
                languages=("vi",),
                sounds=(),
                first_aired=START + timedelta(minutes=number),
                last_aired=START + timedelta(minutes=number),
                airings=1,
                points=(1,),
                hamlets=("Bản Lát",),
            ),
        )
        for number, text in enumerate(texts(count, words))
    )
    while batch := list(itertools.islice(entries, 5000)):
        file.take(batch, BEGINNING)
    file.close()
    return time.perf_counter() - began


def build_peer(path: Path, count: int, words: Sequence[str]) -> sqlite3.Connection:
    """Write the same texts into FTS5 as it comes."""
    peer = sqlite3.connect(path)
    peer.execute(
        "CREATE VIRTUAL TABLE plain USING fts5(title, text,"
        " tokenize='unicode61 remove_diacritics 2')"
    )
    rows = ((text[:60], text) for text in texts(count, words))
    peer.executemany("INSERT INTO plain VALUES (?, ?)", rows)
    peer.commit()
    return peer


def measured(ask: Callable[[str], Any], asked: Sequence[str]) -> dict[str, float]:
    """Return milliseconds over all questions, by the clock and (``cpu``) of our own core time.

    What other programs take of the machine is in the first and not in the second.
    """
    for question in asked[:20]:
        ask(question)
    took, used = [], []
    for question in asked:
        began, began_cpu = time.perf_counter(), time.thread_time()
        ask(question)
        took.append((time.perf_counter() - began) * 1000)
        used.append((time.thread_time() - began_cpu) * 1000)
    cut, cut_cpu = _percents(took), _percents(used)
    return {
        "p50": round(cut[49], 3),
        "p95": round(cut[94], 3),
        "max": round(max(took), 3),
        "cpu_p50": round(cut_cpu[49], 3),
        "cpu_p95": round(cut_cpu[94], 3),
    }


def _percents(values: Sequence[float]) -> list[float]:
    return statistics.quantiles(values, n=100, method="inclusive")


def matches(connection: sqlite3.Connection, table: str, words: Sequence[str]) -> int:
    """Return how many entries all the words find together, each typed without marks."""
    query = f"SELECT count(*) FROM {table} WHERE {table} MATCH ?"
    return sum(connection.execute(query, (f'"{folded(word)}"',)).fetchone()[0] for word in words)


def main() -> None:
    """Measure and print one JSON document."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--questions", type=int, default=200)
    given = parser.parse_args()
    words = known_words()
    stroked = [word for word in words if "đ" in word.casefold()][:100]
    asked = questions(given.questions, words)
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as folder:
        ours, theirs = Path(folder) / "public.db", Path(folder) / "peer.db"
        built_s = build(ours, given.entries, words)
        peer = build_peer(theirs, given.entries, words)
        reader = PublicReader(ours)

        def lit(question: str) -> list[Any]:
            found = reader.search(question, limit=PAGE)
            return [
                (stretches(said.title, found.phrases), excerpt(said.text, found.phrases))
                for said in found.entries
            ]

        def plain(question: str) -> list[Any]:
            match = question if question[0] == '"' else " ".join(f'"{w}"' for w in question.split())
            query = "SELECT * FROM plain WHERE plain MATCH ? ORDER BY rowid DESC LIMIT ?"
            return peer.execute(query, (match, PAGE)).fetchall()

        def like(question: str) -> list[Any]:
            parts = [question.strip('"')] if question[0] == '"' else question.split()
            where = " AND ".join(["text LIKE ?"] * len(parts))
            query = f"SELECT * FROM said WHERE {where} ORDER BY n DESC LIMIT ?"
            connection = sqlite3.connect(ours)
            rows = connection.execute(query, (*(f"%{part}%" for part in parts), PAGE)).fetchall()
            connection.close()
            return rows

        told = {
            "entries": given.entries,
            "built_s": round(built_s, 1),
            "bytes": ours.stat().st_size,
            "ours_ms": measured(lambda q: reader.search(q, limit=PAGE), asked),
            "ours_lit_ms": measured(lit, asked),
            "peer_ms": measured(plain, asked),
            "like_ms": measured(like, asked[:8]),
            "typed_without_stroke": len(stroked),
            "ours_matches": matches(sqlite3.connect(ours), "search", stroked),
            "peer_matches": matches(peer, "plain", stroked),
        }
        told["ratio_p95"] = round(told["ours_lit_ms"]["cpu_p95"] / told["peer_ms"]["cpu_p95"], 2)
        reader.close()
        peer.close()
    print(json.dumps(told, ensure_ascii=False))


if __name__ == "__main__":
    main()
