"""The line to a peer in the same process: for a station that serves as one, and for tests."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from loudspeaker.errors import LoudspeakerError, StorageFailure
from loudspeaker.plugins.documents.exchange.line import (
    LineRefused,
    Listed,
    MessageKind,
    listed_of,
    told,
)
from loudspeaker.plugins.documents.exchange.peer import Account, Peer
from loudspeaker.plugins.documents.whole_files import new_part, replacing, storage_errors

_PIECE = 1 << 16


class LocalLine:
    """What a system may do with a peer, without a network between."""

    def __init__(self, peer: Peer, account: Account) -> None:
        self._peer = peer
        self._account = account

    def send(self, kind: MessageKind, file: Path) -> str:
        """Give a message to the peer; return the name that it gives it."""
        part = new_part(self._peer.folder)
        try:
            with storage_errors(file), file.open("rb") as stream:
                while piece := stream.read(_PIECE):
                    part.write(piece)
                part.stream.flush()
            with _refusals():
                return self._peer.take(self._account, kind, part.path, part.sha256).id
        finally:
            part.drop()

    def listed(self, kind: MessageKind, since: date, until: date) -> list[Listed]:
        """Return what is kept for the system."""
        rows = self._peer.listed(self._account, kind.value, since, until)
        return [listed_of(each.to_row()) for each in rows]

    def fetch(self, identifier: str, into: Path) -> None:
        """Copy a message into a file."""
        with _refusals():
            path = self._peer.file_of(self._account, identifier)
        with storage_errors(path), path.open("rb") as stream, replacing(into) as part:
            while piece := stream.read(_PIECE):
                part.write(piece)


@contextmanager
def _refusals() -> Iterator[None]:
    """Say no as a line does."""
    try:
        yield
    except StorageFailure:
        raise
    except LoudspeakerError as error:
        raise LineRefused(where="exchange", problem=told(error)) from error
