"""A workbook as a file of the machine."""

from __future__ import annotations

from pathlib import Path

from loudspeaker.printing.book import Book
from loudspeaker.system.files import replacing


def save(book: Book, path: Path) -> None:
    """Write the file in one step; StorageFailure, and nothing half there."""
    book.close()  # also if there is no room for the file
    with replacing(path) as stream:
        book.write(stream)
