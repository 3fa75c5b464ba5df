"""The key file: read by playout alone, replaced in one step, never shown."""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Callable, Collection
from pathlib import Path

from loudspeaker.radio.commands import MASTER_BYTES
from loudspeaker.radio.key_book import KeyBook, to_text
from loudspeaker.system.files import SECRET_MODE, write_durable

log = logging.getLogger(__name__)


class KeyStore:
    """The key book of a running playout; each change is on the disk when a call returns.

    ``book`` is what the file says now.  A disk that refuses is StorageFailure and changes nothing.
    """

    def __init__(
        self, path: Path, book: KeyBook, *, random: Callable[[int], bytes] = secrets.token_bytes
    ) -> None:
        self._path = path
        self._random = random
        self._turn = threading.Lock()
        self._book = book

    @property
    def book(self) -> KeyBook:
        """What is in force now."""
        return self._book

    def change(self, points: Collection[int]) -> KeyBook:
        """Make a new master key; these points hold the old one.  ValueError while changing."""
        return self._replace(lambda book: book.changed(self._random(MASTER_BYTES), points))

    def card_made(self, point: int) -> KeyBook:
        """Note that a point's new keys are under way."""
        return self._replace(lambda book: book.card_made(point))

    def enrolled(self, point: int) -> KeyBook:
        """Note that a point's receiver holds the new keys."""
        return self._replace(lambda book: book.enrolled(point))

    def _replace(self, change: Callable[[KeyBook], KeyBook]) -> KeyBook:
        with self._turn:
            book = change(self._book)
            if book is not self._book:
                write_durable(self._path, to_text(book).encode(), mode=SECRET_MODE)
                self._book = book
                log.info("keys of epoch %d, %d points to go", book.epoch, _left(book))
        return book


def _left(book: KeyBook) -> int:
    return len(book.old) + len(book.either)
