"""The text of a paper's pages, each packed by itself: it is the most of what the register keeps."""

from __future__ import annotations

import sqlite3
import zlib
from collections.abc import Iterator, Sequence
from typing import Final

from loudspeaker.errors import EntryRefused
from loudspeaker.plugins.documents.register.rows import Rows

MOST_PAGES: Final = 999
LONGEST_PAGE: Final = 50_000


def keep_pages(connection: sqlite3.Connection, paper: int, pages: Sequence[str]) -> None:
    """Put the text of a paper's pages in place of what there was; EntryRefused for too much."""
    if len(pages) > MOST_PAGES or any(len(text) > LONGEST_PAGE for text in pages):
        problem = f"nhiều nhất {MOST_PAGES} trang, mỗi trang {LONGEST_PAGE} ký tự"
        raise EntryRefused(where="nội dung văn bản", problem=problem)
    connection.execute("DELETE FROM page WHERE paper = ?", (paper,))
    rows = [(paper, n, _packed(text)) for n, text in enumerate(pages, 1) if text.strip()]
    connection.executemany("INSERT INTO page (paper, number, packed) VALUES (?, ?, ?)", rows)


def pages_of(read: Rows, paper: int, *, most: int = MOST_PAGES) -> Iterator[tuple[int, str]]:
    """Yield the pages of a paper that have text, each with its number."""
    query = "SELECT number, packed FROM page WHERE paper = ? ORDER BY number LIMIT ?"
    for row in read(query, [paper, most]):
        yield row["number"], zlib.decompress(row["packed"]).decode()


def _packed(text: str) -> bytes:
    return zlib.compress(text.encode("utf-8", "replace"))
